"""Dual criminality by conduct: write the comparison, read it, supersede it; own side only."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views import actor_required
from workflow.refusals import NotYours

from ..criminality import content
from ..criminality.asked import Asked, asked_of
from ..criminality.standing import found_of
from ..grounds import offer_of
from ..models import ComparedElement, Comparison
from ..services import criminality
from . import criminality_draft, pieces
from .pieces import Seen


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write on the draft; whoever may not, or finds it finished, reads the newest finished one."""
    view = _opened(request, pk)
    kept = list(Comparison.objects.filter(case=view.case).order_by("-number"))
    stored = next((one for one in kept if one.is_draft), None)
    newest = next((one for one in kept if not one.is_draft), None)
    may_write = criminality.may_write(view.actor, view.case)
    if request.method == "POST" and not may_write:
        raise NotYours(_("Only the staff of the requested authority compares with its law."))
    reads_newest = newest and (not may_write or (newest.is_in_force and stored is None))
    if request.method == "GET" and newest and reads_newest:
        return redirect("requests:comparison", pk=pk, number=newest.number)
    asked = _asked(view)
    if not may_write or (request.method == "GET" and not asked):
        context = {"page": pieces.head(view), "asked": asked}
        return render(request, "requests/criminality/none.html", context)
    earlier = [one for one in kept if not one.is_draft]
    return criminality_draft.answer(
        criminality_draft.opened(request, view, stored, earlier=earlier, asked=asked)
    )


@require_POST
def anew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the comparison that supersedes the finished one."""
    view = _opened(request, pk)
    criminality.begin_anew(actor=view.actor, case=view.case)
    messages.success(request, _("A new comparison was begun with the words of the last one."))
    return redirect("requests:criminality", pk=pk)


@require_safe
def shown(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Read a finished comparison."""
    view = _opened(request, pk)
    kept = list(Comparison.objects.filter(case=view.case).order_by("-number"))
    comparison = next((one for one in kept if one.number == number and not one.is_draft), None)
    if comparison is None:
        raise Http404
    may_write = criminality.may_write(view.actor, view.case)
    lines: dict[int, list[ComparedElement]] = {}
    for line in comparison.elements.select_related("element"):
        lines.setdefault(line.offence_id, []).append(line)
    context = {
        "page": pieces.head(view),
        "comparison": comparison,
        "offences": [(one, lines.get(one.offence_id, [])) for one in comparison.offences.all()],
        "is_intact": content.is_intact(comparison),
        "others": [one for one in kept if one.pk != comparison.pk and not one.is_draft],
        "may_supersede": comparison.is_in_force and may_write,
        "has_draft": any(one.is_draft for one in kept),
    }
    return render(request, "requests/criminality/record.html", context)


def panel(view: Seen) -> dict[str, Any] | None:
    """What the case page and the sheet say of the comparison; None for whoever reads none."""
    if not criminality.reads(view.actor, view.case):
        return None
    return {
        "now": found_of(view.request),
        "asked": _asked(view),
        "may_write": criminality.may_write(view.actor, view.case),
        "url": reverse("requests:criminality", args=[view.case.pk]),
    }


def _opened(request: HttpRequest, pk: UUID) -> Seen:
    view = pieces.seen(actor_required(request), pk)
    if not criminality.reads(view.actor, view.case):
        raise NotYours(_("The offences are compared by the staff of the requested authority."))
    return view


def _asked(view: Seen) -> Asked:
    measures = list(view.request.measures.select_related("type"))
    return asked_of(offer_of(view.request, measures), measures)
