"""Test calls: what is due, a call while it is made, and how fast partners answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.views import actor_required
from workflow.refusals import Missing

from ..choices import CALL_EVERY_MONTHS, FEW_CALLS, CallOutcome
from ..forms.drills import FindingsForm, PastCallForm
from ..models import ContactPoint, TestCall
from ..queries.directory import keeps
from ..queries.drills import answering, calls_of, due_calls, open_calls
from ..services import drills as calling
from ..services.drills import Findings
from .directory import tabs, trail

LATEST = 20


@require_safe
def drills(request: HttpRequest) -> HttpResponse:
    """Which desks are to be called, how partners answered, and the latest calls."""
    actor = actor_required(request)
    due = due_calls(actor)
    context = {
        "due": [one for one in due if one.is_due],
        "soon": [one for one in due if one.is_soon],
        "later": [one for one in due if not one.is_due and not one.is_soon],
        "desks": len(due),
        "may_call": keeps(actor),
        "open": open_calls(actor),
        "answering": list(answering(actor)),
        "calls": calls_of(actor).filter(ended_at__isnull=False)[:LATEST],
        "every": CALL_EVERY_MONTHS,
        "few": FEW_CALLS,
        "tabs": tabs("drills"),
    }
    return render(request, "network/directory/drills.html", context)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a call: its clock runs from here."""
    actor = actor_required(request)
    point = get_object_or_404(ContactPoint, pk=pk)
    call = calling.start_call(actor=actor, point=point)
    return redirect("network:call", call.pk)


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """A call while it is made: the number, then what came of it."""
    actor = actor_required(request)
    made = _call(actor, pk)
    if made.ended_at or made.by_id != actor.person_id:
        return redirect("network:contact", made.point_id)
    form = FindingsForm(request.POST or None, initial={"outcome": CallOutcome.ANSWERED})
    if form.is_bound and form.is_valid():
        try:
            calling.end_call(actor=actor, call=made, findings=form.findings())
        except Missing as refusal:
            form.add_error("outcome", list(refusal.reasons))
        else:
            return _ended(request)
    context = {"call": made, "point": made.point, "form": form, "trail": _way_back()}
    status = 422 if form.is_bound else 200
    return render(request, "network/directory/call.html", context, status=status)


@require_POST
def answered(request: HttpRequest, pk: int) -> HttpResponse:
    """They answered, now."""
    actor = actor_required(request)
    made = calling.note_answer(actor=actor, call=_call(actor, pk))
    return redirect("network:call", made.pk)


@require_POST
def unanswered(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody answered: the call is over."""
    actor = actor_required(request)
    findings = Findings(CallOutcome.NO_ANSWER)
    calling.end_call(actor=actor, call=_call(actor, pk), findings=findings)
    return _ended(request)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """The call was not made after all."""
    actor = actor_required(request)
    calling.discard_call(actor=actor, call=_call(actor, pk))
    messages.success(request, _("Discarded: it counts as never made."))
    return redirect("network:drills")


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a call that was made before."""
    actor = actor_required(request)
    point = get_object_or_404(
        ContactPoint.objects.select_related("state", "current"), pk=pk, current__isnull=False
    )
    calling.refuse_who_may_not_call(actor, point.state_id)
    form = PastCallForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            calling.record_call(
                actor=actor,
                point=point,
                started_at=given["started_at"],
                seconds=given["seconds"],
                findings=form.findings(),
            )
        except Missing as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return _ended(request)
    context = {"form": form, "point": point, "trail": _way_back()}
    status = 422 if form.is_bound else 200
    return render(request, "network/directory/record_call.html", context, status=status)


def _call(actor: Actor, pk: int) -> TestCall:
    return get_object_or_404(calls_of(actor), pk=pk)


def _ended(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Written down."))
    return redirect("network:drills")


def _way_back() -> list[tuple[str, str]]:
    return [*trail(), (_("Test calls"), reverse("network:drills"))]
