"""Add a file as evidence; take it back before it is delivered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views import actor_required
from evidence.refusals import FileRefused
from workflow.refusals import Missing

from ..forms.exhibits import WithdrawForm
from ..forms.opening import ExhibitForm
from ..services.exhibits import (
    add_exhibit,
    exhibits_seen,
    refuse_who_may_not_add,
    withdraw_exhibit,
)
from . import pieces
from .case import page_of
from .pieces import Seen


@require_POST
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a file as evidence."""
    view = pieces.seen(actor_required(request), pk)
    refuse_who_may_not_add(view.actor, view.case)
    measures = list(view.request.measures.select_related("type"))
    form = ExhibitForm(request.POST, request.FILES, measures=measures)
    if form.is_valid():
        try:
            _add(view, form.cleaned_data)
        except (FileRefused, Missing) as refusal:
            form.add_error("file", refusal.reasons[0])
        else:
            messages.success(request, _("The file is in the vault."))
            return _back(view)
    return _page(request, view, exhibit_form=form)


@require_POST
def withdraw(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Take an exhibit back, with the reason."""
    view = pieces.seen(actor_required(request), pk)
    refuse_who_may_not_add(view.actor, view.case)
    if not exhibits_seen(view.case, view.side).filter(number=number).exists():
        raise Http404
    form = WithdrawForm(request.POST, number=number)
    if form.is_valid():
        withdraw_exhibit(
            actor=view.actor, case=view.case, number=number, reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("Exhibit %(number)s is withdrawn.") % {"number": number})
        return _back(view)
    return _page(request, view, withdraw_form=form)


def _add(view: Seen, given: dict[str, Any]) -> None:
    add_exhibit(
        actor=view.actor,
        case=view.case,
        upload=given["file"],
        description=given["description"],
        measure_number=given["measure"],
        form_key=given["once"],
    )


def _back(view: Seen) -> HttpResponse:
    return redirect(f"{reverse('requests:case', args=[view.case.pk])}?tab=evidence")


def _page(request: HttpRequest, view: Seen, **forms: Any) -> HttpResponse:
    return render(request, "requests/case.html", page_of(view, "evidence", **forms), status=422)
