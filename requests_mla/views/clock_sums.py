"""What runs on a case, and the sum behind each date.

Start, rule, days left out, pauses, extensions, corrections, and the result in both zones and UTC.
"""

from collections.abc import Iterator
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.actors import Actor
from audit import moment
from convention.queries import state_names
from workflow import periods, words
from workflow.calendars import Calendar
from workflow.choices import Side, StepKind, Unit
from workflow.clocks import Offices, calendar_for
from workflow.models import Case, Clock, ClockStep
from workflow.services import CASEWORK, offices_of

from ..choices import KIND

# More feasts than these are counted and not named.
MOST_FEASTS = 5


class Looking(Protocol):
    """Who looks at a case of any kind, and from which side; None for somebody from outside."""

    @property
    def actor(self) -> Actor:
        """Who looks."""

    @property
    def case(self) -> Case:
        """The case."""

    @property
    def side(self) -> Side | None:
        """Where the own State stands."""

    def relation(self, side: str) -> str:
        """`ours` or `theirs`."""


def deadline(view: Looking, clock: Clock) -> words.Deadline:
    """A clock in words, as the reader's zone has it."""
    label = str(CASEWORK[view.case.kind].table.clock(clock.name).label)
    return words.deadline(clock, label, now=moment.now(), zone=view.actor.zone)


def clocks(view: Looking) -> list[dict[str, Any]]:
    """Every open clock with the sum behind its date."""
    rows = view.case.clocks.filter(stopped_at__isnull=True).select_related("rule")
    offices = offices_of(view.case)
    found = rows.prefetch_related("steps").order_by("due_at")
    return [_clock(view, clock, offices) for clock in found]


def label_of(clock: Clock) -> str:
    """The act awaited; of an undertaking that ends, which line of the ledger it is."""
    label = str(CASEWORK[clock.kind].table.clock(clock.name).label)
    return f"{label} ({clock.item})" if clock.item else label


def _clock(view: Looking, clock: Clock, offices: Offices) -> dict[str, Any]:
    found, is_told = deadline(view, clock), _is_told(view, clock, offices)
    exact = Unit(clock.unit) in periods.EXACT and clock.until is None
    day = date_format(
        clock.due_at.astimezone(ZoneInfo(clock.zone)), "j F Y, H:i" if exact else "j F Y"
    )
    return {
        "label": label_of(clock),
        "owed": view.relation(clock.owed_by),
        "words": f"{day} · {found.words}" if found.today or clock.paused_at else day,
        "today": found.today,
        "how": list(_sum(view, clock, offices)),
        "silenced": bool(clock.silenced_at) and is_told,
        "reminders_url": reverse("requests:reminders", args=[view.case.pk, clock.pk])
        if is_told and view.case.kind == KIND
        else "",
    }


def _is_told(view: Looking, clock: Clock, offices: Offices) -> bool:
    """Whether the reader's side is the one that is reminded: see `reminding.reminded_side`."""
    owing = Side(clock.owed_by)
    return view.side == (owing if offices(owing).connected else owing.other)


def _sum(view: Looking, clock: Clock, offices: Offices) -> Iterator[str]:
    """The sentences of the sum, in the order in which one would work it out."""
    zone = ZoneInfo(clock.zone)
    exact = Unit(clock.unit) in periods.EXACT
    begun = date_format(clock.started_at.astimezone(zone), "j F Y, H:i" if exact else "j F Y")
    if clock.amount is None:
        yield _("Date set on %(day)s.") % {"day": begun}
    else:
        yield _("%(amount)s %(unit)s from %(day)s, %(zone)s.") % {
            "amount": clock.amount,
            "unit": Unit(clock.unit).label,
            "day": begun,
            "zone": clock.zone,
        }
        if clock.unit == Unit.WORKING_DAYS:
            side = Side(clock.owed_by)
            days = calendar_for(clock.whose, offices(side), offices(side.other))
            yield _("Days of rest: %(states)s.") % {"states": _states(days)}
            yield from _left_out(clock, days)
    is_ours = view.relation(clock.owed_by) == "ours"
    for step in clock.steps.all():
        yield _step(step, zone, is_ours=is_ours)
    if clock.paused_at:
        since = date_format(clock.paused_at.astimezone(zone), "j F Y")
        yield _("Stands still since %(day)s.") % {"day": since}
    yield _result(clock, offices)
    yield _source(clock)
    if clock.silenced_at and _is_told(view, clock, offices):
        yield _("No reminders: %(why)s (%(who)s).") % {
            "why": clock.silenced_because,
            "who": clock.silenced_by_name,
        }


def _states(days: Calendar) -> str:
    """Whose calendar was followed."""
    names = state_names(get_language() or "en")
    return ", ".join(names.get(code, code) for code in days.key.split("+"))


def _left_out(clock: Clock, days: Calendar) -> Iterator[str]:
    """The days that the calendar left out, with their reason."""
    zone = ZoneInfo(clock.zone)
    first, last = (at.astimezone(zone).date() for at in (clock.started_at, clock.due_at))
    found = periods.rests(first, last, days)
    feasts = [rest for rest in found if rest.name]
    weekly = len(found) - len(feasts)
    if weekly:
        yield ngettext(
            "Not counted: %(n)s weekly day of rest.",
            "Not counted: %(n)s weekly days of rest.",
            weekly,
        ) % {"n": weekly}
    if feasts:
        named = [f"{date_format(rest.day, 'j F')} ({rest.name})" for rest in feasts[:MOST_FEASTS]]
        if len(feasts) > MOST_FEASTS:
            named.append(_("and %(n)s more") % {"n": len(feasts) - MOST_FEASTS})
        yield _("Feasts not counted: %(days)s.") % {"days": ", ".join(named)}


def _step(step: ClockStep, zone: ZoneInfo, *, is_ours: bool) -> str:
    """What moved the end on the way, and from when to when.

    Who acted on the other side stays with them, as on the timeline.
    """
    told = {
        "from": _day(step.due_before, zone),
        "to": _day(step.due_after, zone),
        "why": step.reason,
        "who": step.by_name,
    }
    if step.kind == StepKind.PAUSE:
        days = -(-step.seconds // 86400)
        told["span"] = ngettext("Paused %(n)s day", "Paused %(n)s days", days) % {"n": days}
        told["begun"], told["ended"] = _day(step.began_at, zone), _day(step.ended_at, zone)
        return _("%(span)s, from %(begun)s to %(ended)s: until %(to)s instead of %(from)s.") % told
    if step.kind == StepKind.EXTENSION and is_ours:
        return _("Extended by %(who)s: until %(to)s instead of %(from)s. %(why)s") % told
    if step.kind == StepKind.EXTENSION:
        return _("Extended: until %(to)s instead of %(from)s. %(why)s") % told
    if step.kind == StepKind.RULE:
        return _("Put under another rule: until %(to)s instead of %(from)s. %(why)s") % told
    return _("Worked out anew: until %(to)s instead of %(from)s. %(why)s") % told


def _day(at: Any, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "j F Y")


def _source(clock: Clock) -> str:
    """What the period rests on, and in which version where a State set it itself."""
    said = words.source_words(clock)
    if clock.rule:
        said = _("%(source)s (%(state)s, version %(version)s)") % {
            "source": said,
            "state": clock.rule.state,
            "version": clock.rule.version,
        }
    return said[:1].upper() + said[1:] + "."


def _result(clock: Clock, offices: Offices) -> str:
    """When it ends where the act is owed, on the other side, and in UTC; each zone once."""
    zones = (clock.zone, *(offices(side).zone for side in Side), "UTC")
    ends = [
        f"{date_format(clock.due_at.astimezone(ZoneInfo(zone)), 'j F, H:i')} {zone}"
        for zone in dict.fromkeys(zones)
    ]
    return _("Ends %(ends)s.") % {"ends": " · ".join(ends)}
