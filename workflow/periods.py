"""From a start and a rule to an end: pure functions over a calendar; no database.

A period in days or working days ends at the end of the day, in the zone of whoever owes the act.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from .choices import Unit

# The later one where the last hour of a day comes twice, as in Cairo when summer time ends.
END_OF_DAY = time(23, 59, 59, fold=1)


@lru_cache(maxsize=64)
def calendar_of(code: str) -> holidays.HolidayBase | None:
    """The public holidays and rest days of a country code of package `holidays`; None if empty."""
    return holidays.country_holidays(code) if code else None


def is_working_day(day: date, calendar: str) -> bool:
    """Whether offices are open; without a calendar, Monday to Friday."""
    known = calendar_of(calendar)
    if known is None:
        return day.weekday() < 5
    return bool(known.is_working_day(day))


@dataclass(frozen=True)
class Rest:
    """A day on which offices are closed; `name` of the feast, empty of a weekly day of rest."""

    day: date
    name: str


def rests(first: date, last: date, calendar: str) -> list[Rest]:
    """The days of rest after `first`, up to and with `last`: those that a period leaves out."""
    days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    return [Rest(day, _feast(day, calendar)) for day in days if not is_working_day(day, calendar)]


def _feast(day: date, calendar: str) -> str:
    known = _named(calendar)
    return "" if known is None or known.is_weekend(day) else str(known.get(day) or "")


@lru_cache(maxsize=64)
def _named(code: str) -> holidays.HolidayBase | None:
    """The same calendar with its feasts in English; other names it has in its own language only."""
    return holidays.country_holidays(code, language="en_US") if code else None


def end_of_day(day: date, zone: str) -> datetime:
    """The last second of a day in a zone, in UTC."""
    return datetime.combine(day, END_OF_DAY, ZoneInfo(zone)).astimezone(UTC)


def due(start: datetime, amount: int, unit: Unit, *, zone: str, calendar: str) -> datetime:
    """When a period that starts at `start` (aware) ends, in UTC. The first day is not counted."""
    if unit == Unit.HOURS:
        return start + timedelta(hours=amount)
    day = start.astimezone(ZoneInfo(zone)).date()
    if unit == Unit.DAYS:
        return end_of_day(day + timedelta(days=amount), zone)
    left = amount
    while left > 0:
        day += timedelta(days=1)
        if is_working_day(day, calendar):
            left -= 1
    return end_of_day(day, zone)


def extended(end: datetime, by: timedelta, unit: Unit, *, zone: str, calendar: str) -> datetime:
    """When a period that ends at `end` ends after it stood still for `by`, in UTC.

    Never a moment earlier than `end` and `by` together: a pause does not shorten. Days end with the
    day in `zone`, as ever; a period in working days does not end on a day of rest.
    """
    earliest = end + by
    if unit == Unit.HOURS or by <= timedelta(0):
        return earliest
    day = earliest.astimezone(ZoneInfo(zone)).date()
    while _ends_too_early(day, earliest, zone) or _rests(day, unit, calendar):
        day += timedelta(days=1)
    return end_of_day(day, zone)


def _ends_too_early(day: date, earliest: datetime, zone: str) -> bool:
    """Between the last second of a day and midnight there is a rest."""
    return end_of_day(day, zone) < earliest


def _rests(day: date, unit: Unit, calendar: str) -> bool:
    return unit == Unit.WORKING_DAYS and not is_working_day(day, calendar)
