"""When a letter on paper happened. It bears a day, which is read in the zone of who records it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Max

from audit import moment

from . import periods
from .models import Case, Event
from .table import Move, Table

NOON = time(12)


def today(zone: str) -> date:
    """The day that it is now in a zone."""
    return day_of(moment.now(), zone)


def day_of(at: datetime, zone: str) -> date:
    """The day of a moment in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def moment_of(day: date, *, zone: str, case: Case | None = None) -> datetime:
    """The moment, in UTC, at which a letter of that day counts as written; `day` is not ahead.

    Noon there; or the last event of the case on that day, so that an answer never comes before
    what it answers; or now, if that is earlier: nothing happens in the future.
    """
    noon = datetime.combine(day, NOON, ZoneInfo(zone)).astimezone(UTC)
    return min(max(noon, _last_on(day, zone, case) or noon), moment.now())


def followed(table: Table, case: Case, move: Move) -> Event | None:
    """The step that a letter of this move cannot be older than; None for the first of a case.

    That is the last one that brought the case where the move starts, or set or paused a clock that
    the move touches. A letter that touches no clock may cross others in the post: it only comes
    after the first step that made it possible.
    """
    touched = {*move.stops, *move.pauses, *move.resumes}
    events = list(case.events.order_by("number"))
    found = [event for event in events if _opens(event, move) or _sets(table, event, touched)]
    if not found:
        return None
    return max(found, key=lambda event: event.happened_at) if touched else found[0]


def _opens(event: Event, move: Move) -> bool:
    return event.target in move.sources and event.source not in move.sources


def _sets(table: Table, event: Event, clocks: set[str]) -> bool:
    made = table.move(event.action)
    return made is not None and bool(clocks & {*made.starts, *made.may_start, *made.pauses})


def _last_on(day: date, zone: str, case: Case | None) -> datetime | None:
    if case is None:
        return None
    begin = datetime.combine(day, time.min, ZoneInfo(zone))
    end = periods.end_of_day(day, zone)
    events = case.events.filter(happened_at__gte=begin, happened_at__lte=end)
    last: datetime | None = events.aggregate(last=Max("happened_at"))["last"]
    return last
