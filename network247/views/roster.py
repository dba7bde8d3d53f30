"""The roster: two weeks or a day of it, and the acts of whoever plans it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.models import Authority
from accounts.views import actor_required
from audit import moment
from workflow.recorded import today

from ..forms.roster import AbsenceForm, DeskForm, GiveForm, PatternForm, ShiftForm, SwapForm
from ..models import Absence, Shift, Swap
from ..queries.roster import (
    PLANNERS,
    absences_in,
    days,
    gaps_ahead,
    may_plan,
    may_stand,
    open_swaps,
    roster_for,
    rostered,
    who_is_on_duty_everywhere,
)
from ..roster_feed import ADDRESSES
from ..services import absences, roster, swaps
from .trying import tried

FORTNIGHT = 14
# How far from today the roster can be looked at, and how many gaps stand at its top.
BACK, AHEAD = timedelta(days=400), timedelta(days=400)
MOST_GAPS = 8
ABSENCES_AHEAD = timedelta(days=120)


@require_safe
def roster_page(request: HttpRequest) -> HttpResponse:
    """Who is on duty when, the gaps ahead, and every State's desk."""
    actor = actor_required(request)
    authority = _authority(request, actor)
    if authority is None:
        nothing = {"authority": None, "everywhere": who_is_on_duty_everywhere(actor)}
        return render(request, "network/roster/roster.html", nothing)
    first, number = _asked_for(request, authority)
    gaps = gaps_ahead(authority.pk)
    now = moment.now()
    context = {
        **_common(request, actor, authority),
        "days": days(authority, first, number),
        "one_day": number == 1,
        "first": first,
        "last": first + timedelta(days=number - 1),
        **_turning(authority, first, number),
        "gaps": gaps[:MOST_GAPS],
        "more_gaps": len(gaps[MOST_GAPS:]),
        "swaps": open_swaps(actor, authority),
        "absences": absences_in(authority.pk, now, now + ABSENCES_AHEAD),
        "everywhere": who_is_on_duty_everywhere(actor),
        "feed": ADDRESSES.in_force(actor.person_id),
        "has_feed": actor.role in PLANNERS,
    }
    return render(request, "network/roster/roster.html", context)


@require_http_methods(["GET", "POST"])
def plan_shift(request: HttpRequest) -> HttpResponse:
    """Put somebody on the roster."""
    actor, authority = _planning(request)
    initial = {"begins": _moment(request, "begins"), "ends": _moment(request, "ends")}
    form = ShiftForm(request.POST or None, authority=authority, initial=initial)

    def plan() -> str:
        given = form.cleaned_data
        shift = roster.plan_shift(
            actor=actor,
            authority=authority,
            person=given["person"],
            span=form.span,
            place=given["place"],
            form_key=given["once"],
        )
        messages.success(request, _("%(name)s is on the roster.") % {"name": shift.person.name})
        return _address(authority, form.cleaned_data["begins"].date())

    return _formed(request, form, plan, actor, authority, "network/roster/plan.html")


@require_http_methods(["GET", "POST"])
def plan_pattern(request: HttpRequest) -> HttpResponse:
    """Plan a pattern of shifts."""
    actor, authority = _planning(request)
    form = PatternForm(request.POST or None, authority=authority)

    def plan() -> str:
        pattern = form.pattern()
        planned = roster.plan_pattern(actor=actor, authority=authority, pattern=pattern)
        count = len(planned)
        said = ngettext("%(n)s shift planned.", "%(n)s shifts planned.", count) % {"n": count}
        if left := pattern.weeks * 7 * pattern.per_day - count:
            said += " " + ngettext(
                "%(n)s was left out and is a gap.", "%(n)s were left out and are gaps.", left
            ) % {"n": left}
        messages.success(request, said)
        return _address(authority, pattern.first_day)

    return _formed(request, form, plan, actor, authority, "network/roster/pattern.html")


@require_http_methods(["GET", "POST"])
def record_absence(request: HttpRequest) -> HttpResponse:
    """Note that somebody cannot be on duty."""
    actor, authority = _planning(request)
    initial = {"person": actor.person_id if may_stand(actor) else None}
    form = AbsenceForm(request.POST or None, authority=authority, initial=initial)

    def note() -> str:
        absences.record_absence(
            actor=actor,
            authority=authority,
            person=form.cleaned_data["person"],
            span=form.span,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Noted. Shifts in that time are gaps until you give them."))
        return _address(authority, form.cleaned_data["begins"].date())

    return _formed(request, form, note, actor, authority, "network/roster/absence.html")


@require_POST
def cancel_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """The person comes after all."""
    actor = actor_required(request)
    found = get_object_or_404(Absence, pk=pk, authority__state=actor.state)
    absences.cancel_absence(actor=actor, pk=found.pk)
    messages.success(request, _("Cancelled. Their shifts count again."))
    return redirect(_address(found.authority))


@require_safe
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift, and what can be done with it."""
    actor = actor_required(request)
    return _shift_page(request, actor, _shift(actor, pk))


@require_POST
def cancel_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off the roster."""
    actor = actor_required(request)
    found = roster.cancel_shift(actor=actor, pk=_shift(actor, pk).pk)
    messages.success(request, _("Cancelled. Look at the gaps: somebody else may be needed."))
    return redirect(_address(found.authority))


@require_POST
def give_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it, or a part of it, to somebody else."""
    actor = actor_required(request)
    found = _shift(actor, pk)
    roster.refuse_who_may_not_plan(actor, found.authority)
    form = GiveForm(request.POST, shift=found)

    def give() -> None:
        begin, end = form.span
        roster.give_shift(
            actor=actor, pk=pk, person=form.cleaned_data["person"], since=begin, until=end
        )
        messages.success(
            request, _("%(name)s has it now.") % {"name": form.cleaned_data["person"].name}
        )

    if tried(form, give):
        return redirect(_address(found.authority, form.cleaned_data["begins"].date()))
    return _shift_page(request, actor, found, give=form, status=422)


@require_POST
def ask_swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer one's own shift to a colleague."""
    actor = actor_required(request)
    found = _shift(actor, pk)
    form = SwapForm(request.POST, shift=found)

    def ask() -> None:
        swaps.ask_swap(actor=actor, pk=pk, to=form.cleaned_data["person"])
        messages.success(request, _("Offered. It stays yours until they accept."))

    if tried(form, ask):
        return redirect("network:roster_shift", pk=pk)
    return _shift_page(request, actor, found, swap=form, status=422)


@require_POST
def accept_swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift that was offered."""
    actor = actor_required(request)
    given = swaps.accept_swap(actor=actor, pk=_swap(actor, pk).pk)
    messages.success(request, _("It is yours now."))
    return redirect("network:roster_shift", pk=given.pk)


@require_POST
def decline_swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave it to whoever has it."""
    actor = actor_required(request)
    swap = swaps.decline_swap(actor=actor, pk=_swap(actor, pk).pk)
    told = {"name": swap.asked_by.name}
    messages.success(request, _("Declined. The shift stays with %(name)s.") % told)
    return redirect(_address(swap.shift.authority))


@require_POST
def take_back_swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it after all."""
    actor = actor_required(request)
    swap = swaps.take_back_swap(actor=actor, pk=_swap(actor, pk).pk)
    messages.success(request, _("Taken back."))
    return redirect("network:roster_shift", pk=swap.shift_id)


# --- what they share ------------------------------------------------------------------------------


def _authority(request: HttpRequest, actor: Actor) -> Authority | None:
    """The roster asked for; 404 for one that is not the State's."""
    asked = request.GET.get("desk", "")
    found = roster_for(actor, int(asked) if asked.isdecimal() and len(asked) < 18 else None)
    if asked and found is None:
        raise Http404
    return found


def _planning(request: HttpRequest) -> tuple[Actor, Authority]:
    actor = actor_required(request)
    authority = _authority(request, actor)
    if authority is None:
        authority = Authority.objects.select_related("state").get(pk=actor.authority_id)
    roster.refuse_who_may_not_plan(actor, authority)
    return actor, authority


def _shift(actor: Actor, pk: int) -> Shift:
    """A shift of the own State; any other is not there."""
    found = Shift.objects.select_related("person", "authority__state")
    return get_object_or_404(found, pk=pk, authority__state=actor.state)


def _swap(actor: Actor, pk: int) -> Swap:
    return get_object_or_404(Swap, pk=pk, shift__authority__state=actor.state)


def _common(request: HttpRequest, actor: Actor, authority: Authority) -> dict[str, Any]:
    others = list(rostered(actor.state))
    return {
        "authority": authority,
        "zone": authority.zone,
        "may_plan": may_plan(actor, authority),
        "me": actor.person_id,
        "others": others if len(others) > 1 else [],
        "desk": f"desk={authority.pk}",
    }


def _formed(
    request: HttpRequest,
    form: DeskForm,
    act: Callable[[], str],
    actor: Actor,
    authority: Authority,
    template: str,
) -> HttpResponse:
    """A page that is one form: shown, done, or come back with what is wrong."""
    went_to: list[str] = []
    if request.method == "POST" and tried(form, lambda: went_to.append(act())):
        return redirect(went_to[0])
    context = {
        **_common(request, actor, authority),
        "form": form,
        "trail": [(_("Duty roster"), _address(authority))],
        "back": _address(authority),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def _shift_page(
    request: HttpRequest,
    actor: Actor,
    found: Shift,
    *,
    give: GiveForm | None = None,
    swap: SwapForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = moment.now()
    is_open = found.cancelled_at is None and found.ends_at > now
    own = found.person_id == actor.person_id
    asked = found.swaps.filter(answered_at__isnull=True).select_related("offered_to", "asked_by")
    initial = {
        "begins": _moment(request, "begins") or max(found.starts_at, now),
        "ends": _moment(request, "ends") or found.ends_at,
    }
    context = {
        **_common(request, actor, found.authority),
        "shift": found,
        "is_open": is_open,
        "is_running": found.starts_at <= now < found.ends_at,
        "is_own": own,
        "swap": asked.first() if is_open else None,
        "swaps": found.swaps.select_related("offered_to", "asked_by")[:20],
        "give_form": give or GiveForm(shift=found, initial=initial),
        "swap_form": swap or SwapForm(shift=found),
        "wrong": give or swap,
        "trail": [(_("Duty roster"), _address(found.authority))],
    }
    return render(request, "network/roster/shift.html", context, status=status)


def _address(authority: Authority, day: date | None = None) -> str:
    """The roster of an authority, at the week of a day."""
    query = {"desk": str(authority.pk), **({"from": day.isoformat()} if day else {})}
    return f"{reverse('network:roster')}?{urlencode(query)}"


def _asked_for(request: HttpRequest, authority: Authority) -> tuple[date, int]:
    """The first day shown and how many: a day alone, else two weeks, from today if unnamed."""
    now = today(authority.zone)
    if (day := _day(request, "day", now)) is not None:
        return day, 1
    return _day(request, "from", now) or now, FORTNIGHT


def _day(request: HttpRequest, name: str, now: date) -> date | None:
    try:
        found = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if found and now - BACK <= found <= now + AHEAD else None


def _moment(request: HttpRequest, name: str) -> datetime | None:
    """A moment in the address, as the list of gaps writes it."""
    try:
        found = parse_datetime(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _turning(authority: Authority, first: date, number: int) -> dict[str, str]:
    """Where one can turn to from here."""
    name = "day" if number == 1 else "from"
    step = timedelta(days=1 if number == 1 else 7)
    now = today(authority.zone)
    base = {"desk": str(authority.pk)}

    def leads(**more: str) -> str:
        return "?" + urlencode({**base, **more})

    return {
        "earlier_url": leads(**{name: (first - step).isoformat()}),
        "later_url": leads(**{name: (first + step).isoformat()}),
        "now_url": leads(**{name: now.isoformat()}),
        "fortnight_url": leads(**{"from": first.isoformat()}),
        "day_url": leads(day=(now if first <= now < first + step * 2 else first).isoformat()),
    }
