"""The reminders of one date: which went out, which wait, and the way to stop them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.choices import Role
from accounts.views import actor_required
from workflow import ladder
from workflow.choices import RowState, RungKind, Unit
from workflow.models import Clock, Reminder

from ..forms.reminders import SilenceForm
from ..services import reminding
from . import clock_sums, pieces
from .pieces import Seen


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """The ladder of a clock of whom it reminds; POST stops it, or lets it begin again."""
    view = pieces.seen(actor_required(request), pk)
    clock = view.case.clocks.filter(pk=number, stopped_at__isnull=True).first()
    if clock is None or view.side != reminding.reminded_side(view.case, clock):
        raise Http404
    form = SilenceForm(request.POST or None)
    if request.method == "POST" and (clock.silenced_at or form.is_valid()):
        _done(request, view, clock, form)
        return redirect(request.path)
    status = 422 if form.is_bound else 200
    return render(request, "requests/reminders.html", _page(view, clock, form), status=status)


def _done(request: HttpRequest, view: Seen, clock: Clock, form: SilenceForm) -> None:
    if clock.silenced_at:
        reminding.speak_again(actor=view.actor, case=view.case, clock=clock)
        messages.success(request, _("Reminders go out again."))
    else:
        reason = form.cleaned_data["reason"]
        reminding.silence(actor=view.actor, case=view.case, clock=clock, reason=reason)
        messages.success(request, _("No more reminders of this date. It runs on."))


def _page(view: Seen, clock: Clock, form: SilenceForm) -> dict[str, Any]:
    rows = clock.reminders.filter(round=clock.round).order_by("fires_at", "pk")
    return {
        "page": pieces.head(view),
        "label": clock_sums.label_of(clock),
        "deadline": clock_sums.deadline(view, clock),
        "rungs": [_rung(row) for row in rows],
        "silenced": clock.silenced_at,
        "silenced_by": clock.silenced_by_name,
        "silenced_because": clock.silenced_because,
        "may_silence": reminding.may_silence(view.actor, view.case, clock),
        "form": form,
        "case_url": reverse("requests:case", args=[view.case.pk]),
    }


def _rung(row: Reminder) -> dict[str, Any]:
    return {
        "label": ladder.words(RungKind(row.kind), row.amount, Unit(row.unit)),
        "told": [Role(role).label for role in row.roles if role in Role.values],
        "urgent": row.urgent,
        "fires_at": row.fires_at,
        "fired_at": row.fired_at,
        "waits": row.state == RowState.WAITING,
    }
