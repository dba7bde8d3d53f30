"""The days of rest of a State: kept by its administrator, looked at by everybody signed in."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from convention.calendars import calendar_of
from convention.models import DayCorrection, State
from workflow import recorded
from workflow.calendars import StateCalendar
from workflow.refusals import Missing

from ..actors import Actor
from ..forms.calendars import WORKED, CorrectionForm, WeeklyRestForm
from ..limits import recomputations
from ..services import calendars as keeping
from ..years import weekly_rest, year_of
from .acting import actor_required

PAGE = "accounts/days.html"
# How many years back and ahead can be looked at.
LOOK_BACK, LOOK_AHEAD = 5, 10
MOST_SHOWN = 100
LATEST = 10


@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """The calendar of the own State, and the forms that correct it."""
    return _page(request, _administrator(request))


@require_safe
def days_of(request: HttpRequest, code: str) -> HttpResponse:
    """The calendar of any State, to be looked at."""
    state = get_object_or_404(State, pk=code.upper())
    actor: Actor | None = getattr(request, "actor", None)
    context = {
        **_year(request, state, actor.zone if actor else "UTC"),
        "is_own": False,
        "trail": [
            (_("States"), reverse("convention:states")),
            (state.name, reverse("convention:state", args=[state.pk])),
        ],
    }
    return render(request, PAGE, context)


@require_POST
def correct_day(request: HttpRequest) -> HttpResponse:
    """Make a day a day of rest, or a worked one."""
    actor = _administrator(request)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        worked, day = given["counts"] == WORKED, given["day"]
        try:
            keeping.correct_day(actor=actor, day=day, worked=worked, name=given["name"])
        except Missing as refusal:
            form.add_error("day", list(refusal.reasons))
        else:
            messages.success(request, _("Kept. Open dates are being worked out anew."))
            return redirect(f"{reverse('accounts:days')}?year={day.year}")
    return _page(request, actor, correction=form, status=422)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a day count again as it did before its correction."""
    actor = _administrator(request)
    found = get_object_or_404(DayCorrection, pk=pk, state_id=actor.state)
    keeping.withdraw_correction(actor=actor, pk=found.pk)
    messages.success(request, _("Withdrawn. Open dates are being worked out anew."))
    return redirect(f"{reverse('accounts:days')}?year={found.day.year}")


@require_POST
def set_weekly_rest(request: HttpRequest) -> HttpResponse:
    """Name the weekly days of rest."""
    actor = _administrator(request)
    form = _weekly_form(State.objects.get(pk=actor.state), actor, request.POST)
    if form.is_valid():
        try:
            keeping.set_weekly_rest(
                actor=actor, days=form.wanted, reason=form.cleaned_data["because"]
            )
        except Missing as refusal:
            form.add_error("days", list(refusal.reasons))
        else:
            messages.success(request, _("Kept. Open dates are being worked out anew."))
            return redirect("accounts:days")
    return _page(request, actor, weekly=form, status=422)


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_required(request)
    keeping.refuse_who_may_not_correct(actor)
    return actor


def _page(
    request: HttpRequest,
    actor: Actor,
    *,
    correction: CorrectionForm | None = None,
    weekly: WeeklyRestForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The own calendar with its forms, one of them perhaps come back."""
    state = State.objects.get(pk=actor.state)
    kept = DayCorrection.objects.filter(state=state).order_by("-day", "-pk")
    context = {
        **_year(request, state, actor.zone),
        "is_own": True,
        "correction_form": correction or CorrectionForm(),
        "weekly_form": weekly or _weekly_form(state, actor),
        "wrong": correction or weekly,
        "corrections": kept[:MOST_SHOWN],
        "recomputations": recomputations(state.pk)[:LATEST],
    }
    return render(request, PAGE, context, status=status)


def _year(request: HttpRequest, state: State, zone: str) -> dict[str, Any]:
    """The year that was asked for, else the present one."""
    today = recorded.today(zone)
    number = _asked_for(request, today)
    corrections = DayCorrection.objects.filter(state=state, withdrawn_at__isnull=True)
    year = year_of(calendar_of(state), corrections.filter(day__year=number), number)
    return {
        "state": state,
        "year": year,
        "weekly": keeping.weekdays(year.weekly),
        "before": number - 1 if number > today.year - LOOK_BACK else None,
        "after": number + 1 if number < today.year + LOOK_AHEAD else None,
    }


def _asked_for(request: HttpRequest, today: date) -> int:
    asked = request.GET.get("year", "")
    number = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year
    in_sight = today.year - LOOK_BACK <= number <= today.year + LOOK_AHEAD
    return number if in_sight else today.year


def _weekly_form(state: State, actor: Actor, data: Any = None) -> WeeklyRestForm:
    public = StateCalendar(code=state.calendar)
    usual = weekly_rest(public, recorded.today(actor.zone).year)
    return WeeklyRestForm(data, state=state, usual=usual)
