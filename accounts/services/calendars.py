"""Keep the days of rest of a State: its administrator corrects the public calendar.

Every correction orders the open dates that count these days to be worked out anew.
"""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

import audit.services
from audit import moment
from convention.calendars import calendar_of
from convention.models import DayCorrection, State
from workflow import recorded
from workflow.calendars import StateCalendar
from workflow.models import Recomputation
from workflow.periods import months_later
from workflow.refusals import Missing, NotFromHere, NotYours

from ..actors import Actor
from ..choices import Role
from .recording import record

# How far from today a day may lie that is corrected, in months.
BACK, AHEAD = 12, 60
DAYS_OF_THE_WEEK = frozenset(range(7))
# Four worked days each: so any two States share one, and a period in days of both comes to an end.
MOST_WEEKLY = 3


def refuse_who_may_not_correct(actor: Actor) -> None:
    """A State's administrator alone keeps the days of the State."""
    if actor.role != Role.STATE_ADMINISTRATOR:
        raise NotYours(_("Only a State administrator keeps the days of rest of the State."))


@transaction.atomic
def correct_day(*, actor: Actor, day: date, worked: bool, name: str) -> DayCorrection:
    """Make a day a day of rest, or a worked day, whatever the public calendar says.

    Raises Missing with every reason if that makes no sense or changes nothing.
    """
    refuse_who_may_not_correct(actor)
    state, name = _locked(actor), name.strip()
    reasons = [*_problems_of_words(name), *_problems_of_day(actor, state, day, worked)]
    if reasons:
        raise Missing(*reasons)
    correction = DayCorrection.objects.create(
        state=state,
        day=day,
        worked=worked,
        name=name,
        made_by_id=actor.person_id,
        made_by_name=actor.name,
    )
    said = _("%(day)s is worked: %(name)s") if worked else _("%(day)s is a day of rest: %(name)s")
    order(actor, said % {"day": in_words(day), "name": name})
    record(
        actor.stamp,
        "calendar.correct",
        correction=correction.pk,
        day=day.isoformat(),
        worked=worked,
        name=name,
    )
    return correction


@transaction.atomic
def withdraw_correction(*, actor: Actor, pk: int) -> DayCorrection:
    """Let a day count again as it did before its correction, which stays to be read.

    Raises NotFromHere if it was withdrawn already.
    """
    refuse_who_may_not_correct(actor)
    _locked(actor)
    correction = DayCorrection.objects.get(pk=pk)
    if correction.state_id != actor.state:
        raise NotYours(_("Only the administrator of that State may do this."))
    if correction.withdrawn_at:
        raise NotFromHere(
            _("%(name)s withdrew this correction already. Nothing was changed.")
            % {"name": correction.withdrawn_by_name}
        )
    correction.withdrawn_at, correction.withdrawn_by_name = moment.now(), actor.name
    correction.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
    told = {"day": in_words(correction.day), "name": correction.name}
    order(actor, _("The correction of %(day)s was withdrawn: %(name)s") % told)
    record(
        actor.stamp,
        "calendar.withdraw",
        correction=correction.pk,
        day=correction.day.isoformat(),
        worked=correction.worked,
        name=correction.name,
    )
    return correction


@transaction.atomic
def set_weekly_rest(*, actor: Actor, days: Collection[int] | None, reason: str) -> None:
    """Name the weekly days of rest (Monday is 0); None: as the public calendar has them.

    Raises Missing with every reason if that makes no sense or changes nothing.
    """
    refuse_who_may_not_correct(actor)
    state, reason = _locked(actor), reason.strip()
    wanted = None if days is None else sorted(set(days))
    if reasons := _problems_of_week(state, wanted, reason):
        raise Missing(*reasons)
    before, state.weekly_rest = state.weekly_rest, wanted
    state.save(update_fields=["weekly_rest"])
    if wanted is None:
        said = _("The weekly days of rest are those of the public calendar: %(reason)s")
    else:
        said = _("The weekly days of rest are %(days)s: %(reason)s")
    order(actor, said % {"days": weekdays(wanted or ()), "reason": reason})
    record(
        actor.stamp,
        "calendar.set_weekly_rest",
        before=before,
        after=wanted,
        because=audit.services.sealed(reason),
    )


def order(actor: Actor, reason: str) -> Recomputation:
    """Have the open dates worked out anew that count the days of the actor's State."""
    return Recomputation.objects.create(
        state=actor.state, reason=reason, by_id=actor.person_id, by_name=actor.name
    )


def in_words(day: date) -> str:
    """A day as sentences name it."""
    return date_format(day, "j F Y")


def weekdays(days: Collection[int]) -> str:
    """Days of the week in words: Friday and Saturday."""
    return str(get_text_list([str(WEEKDAYS[day]) for day in sorted(days)], _("and")))


def _locked(actor: Actor) -> State:
    """The actor's State: one administrator at a time."""
    return State.objects.select_for_update().get(pk=actor.state)


def _problems_of_words(name: str) -> list[str]:
    if not name:
        return [_("Say what day it is, for example the name of the feast.")]
    longest = DayCorrection._meta.get_field("name").max_length or 0
    if len(name) > longest:
        return [_("Say it in at most %(number)s characters.") % {"number": longest}]
    return []


def _problems_of_day(actor: Actor, state: State, day: date, worked: bool) -> list[str]:
    today = recorded.today(actor.zone)
    if not months_later(today, -BACK) <= day <= months_later(today, AHEAD):
        return [_("Choose a day of the last year or of the next five years.")]
    kept = DayCorrection.objects.filter(state=state, day=day, withdrawn_at__isnull=True).first()
    if kept:
        told = {"day": in_words(day), "name": kept.name, "who": kept.made_by_name}
        return [
            _("%(who)s corrected %(day)s already: %(name)s. Withdraw that first, then correct it.")
            % told
        ]
    return _without_effect(calendar_of(state), day, worked)


def _without_effect(calendar: StateCalendar, day: date, worked: bool) -> list[str]:
    """Why the correction would change nothing."""
    rest = calendar.rest_on(day)
    told = {"day": in_words(day), "name": rest.name if rest else ""}
    if worked and rest is None:
        return [_("%(day)s is a worked day already.") % told]
    if not worked and rest and rest.name:
        return [_("%(day)s is a day of rest already: %(name)s.") % told]
    if not worked and rest:
        return [_("%(day)s is a weekly day of rest already.") % told]
    return []


def _problems_of_week(state: State, wanted: list[int] | None, reason: str) -> list[str]:
    reasons = []
    if not reason:
        reasons.append(_("Say why, for example the law that sets these days."))
    if wanted == state.weekly_rest:
        reasons.append(_("These are the weekly days of rest already."))
    elif wanted is not None:
        if not wanted:
            reasons.append(_("Choose at least one day of the week."))
        elif not DAYS_OF_THE_WEEK.issuperset(wanted):
            reasons.append(_("A week has seven days, counted from 0 to 6."))
        elif len(wanted) > MOST_WEEKLY:
            reasons.append(_("Leave at least four days of the week on which offices are open."))
    return reasons
