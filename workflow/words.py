"""How much time is left, in words a tired officer understands at once."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .choices import Side, Source, Unit
from .models import Clock
from .periods import EXACT
from .table import Table


@dataclass(frozen=True)
class Deadline:
    """A date in words. `today` is true when it runs out today or has run out."""

    words: str
    more: str
    today: bool
    at: datetime


def deadline(clock: Clock, label: str, *, now: datetime, zone: str) -> Deadline:
    """When the clock runs out, as somebody in `zone` reads it."""
    if clock.paused_at:
        return Deadline(_("paused"), label, today=False, at=clock.due_at)
    if Unit(clock.unit) in EXACT and clock.until is None:
        words, today = to_the_minute(clock.due_at, now=now)
    else:
        words, today = left(clock.due_at, now=now, zone=zone, owed_in=clock.zone)
    more = f"{label} · {source_words(clock)}"
    return Deadline(words, more, today, clock.due_at)


def to_the_minute(due_at: datetime, *, now: datetime) -> tuple[str, bool]:
    """How long until a moment, in hours and minutes, and whether that is short or past."""
    over = due_at <= now
    minutes = int(abs((due_at - now).total_seconds()) // 60)
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        said = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    elif minutes >= 60:
        said = _("%(h)s h %(m)s min") % {"h": minutes // 60, "m": minutes % 60}
    else:
        said = _("%(m)s min") % {"m": minutes}
    words = _("%(span)s overdue") if over else _("in %(span)s")
    return words % {"span": said}, over or minutes < 24 * 60


def turn_of(table: Table, status: str, side: Side) -> str:
    """Whose turn it is for who stands on `side`: `ours`, `theirs`, or empty when it has ended."""
    turn = table.state(status).turn
    if turn is None:
        return ""
    return "ours" if turn == side else "theirs"


def source_words(clock: Clock) -> str:
    """Whether the date is law, a target of the house, or one that was set."""
    kind = Source(clock.source).label
    return f"{kind}, {clock.basis}" if clock.basis else str(kind)


def day(at: datetime, *, zone: str) -> str:
    """The day of a moment, as somebody in `zone` reads it."""
    return _day(at.astimezone(ZoneInfo(zone)).date(), get_language())


@lru_cache(maxsize=2048)
def _day(at: date, language: str | None) -> str:
    # Lists name the same few days over and over; formatting one costs as much as the rest of a row.
    return date_format(at, "j M Y")


def left(due_at: datetime, *, now: datetime, zone: str, owed_in: str) -> tuple[str, bool]:
    """How long until `due_at`, and whether that is today or past.

    Days are those of the place where the act is owed (`owed_in`): what ends with 1 December in
    Dublin ends on 1 December, although a reader further east (`zone`) writes the 2nd by then.
    """
    there = ZoneInfo(owed_in)
    due, today = due_at.astimezone(there), now.astimezone(there)
    days = (due.date() - today.date()).days
    if due_at <= now:
        over = max(-days, 0)
        if not over:
            return _("ran out today"), True
        return ngettext("%(n)s day overdue", "%(n)s days overdue", over) % {"n": over}, True
    if days == 0:
        time = due.strftime("%H:%M")
        if zone == owed_in:
            return _("today %(time)s") % {"time": time}, True
        return _("today %(time)s, %(zone)s") % {"time": time, "zone": owed_in}, True
    if days == 1:
        return _("tomorrow"), False
    if days < 7:
        return date_format(due, "D j M"), False
    return _day(due.date(), get_language()), False
