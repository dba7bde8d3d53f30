"""What runs on a case, and the sum behind each date: start, rule, days left out, pauses, result."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow import periods, words
from workflow.choices import Unit
from workflow.models import Clock

from ..table import TABLE
from .pieces import Seen, deadline

# More feasts than these are counted and not named.
MOST_FEASTS = 5


def clocks(view: Seen) -> list[dict[str, Any]]:
    """Every open clock with the sum behind its date."""
    rows = view.case.clocks.filter(stopped_at__isnull=True).order_by("due_at")
    return [_clock(view, clock) for clock in rows]


def _clock(view: Seen, clock: Clock) -> dict[str, Any]:
    found = deadline(view, clock)
    day = date_format(clock.due_at.astimezone(ZoneInfo(clock.zone)), "j F Y")
    return {
        "label": TABLE.clock(clock.name).label,
        "owed": view.relation(clock.owed_by),
        "words": f"{day} · {found.words}" if found.today or clock.paused_at else day,
        "today": found.today,
        "how": list(_sum(view, clock)),
    }


def _sum(view: Seen, clock: Clock) -> Iterator[str]:
    """The sentences of the sum, in the order in which one would work it out."""
    zone = ZoneInfo(clock.zone)
    begun = date_format(clock.started_at.astimezone(zone), "j F Y")
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
            yield from _left_out(clock)
    if clock.paused_seconds:
        days = -(-clock.paused_seconds // 86400)
        yield ngettext("Paused %(n)s day.", "Paused %(n)s days.", days) % {"n": days}
    if clock.paused_at:
        since = date_format(clock.paused_at.astimezone(zone), "j F Y")
        yield _("Stands still since %(day)s.") % {"day": since}
    yield _result(view, clock)
    yield words.source_words(clock).capitalize() + "."


def _left_out(clock: Clock) -> Iterator[str]:
    """Which calendar was followed, and the days that it left out, with their reason."""
    if clock.calendar:
        yield _("Calendar: %(code)s.") % {"code": clock.calendar}
    zone = ZoneInfo(clock.zone)
    first, last = (at.astimezone(zone).date() for at in (clock.started_at, clock.due_at))
    found = periods.rests(first, last, clock.calendar)
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


def _result(view: Seen, clock: Clock) -> str:
    """When it ends where the act is owed, on the other side, and in UTC; each zone once."""
    request = view.request
    zones = (clock.zone, request.requesting.zone, request.requested.zone, "UTC")
    ends = [
        f"{date_format(clock.due_at.astimezone(ZoneInfo(zone)), 'j F, H:i')} {zone}"
        for zone in dict.fromkeys(zones)
    ]
    return _("Ends %(ends)s.") % {"ends": " · ".join(ends)}
