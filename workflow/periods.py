"""From a start and a rule to an end: pure functions over a calendar; no database.

A period in days, working days or months ends at the end of the day, in the zone of whoever owes
the act.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .calendars import Calendar, Rest
from .choices import Unit

# The later one where the last hour of a day comes twice, as in Cairo when summer time ends.
END_OF_DAY = time(23, 59, 59, fold=1)
# Units that know nothing of days: such a period ends to the second.
EXACT = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}


def rests(first: date, last: date, calendar: Calendar) -> list[Rest]:
    """The days of rest after `first`, up to and with `last`: those that a period leaves out."""
    days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    return [rest for day in days if (rest := calendar.rest_on(day))]


def end_of_day(day: date, zone: str) -> datetime:
    """The last second of a day in a zone, in UTC."""
    return datetime.combine(day, END_OF_DAY, ZoneInfo(zone)).astimezone(UTC)


def due(start: datetime, amount: int, unit: Unit, *, zone: str, calendar: Calendar) -> datetime:
    """When a period that starts at `start` (aware) ends, in UTC. The first day is not counted."""
    if unit in EXACT:
        return start + amount * EXACT[unit]
    day = start.astimezone(ZoneInfo(zone)).date()
    if unit == Unit.WORKING_DAYS:
        return end_of_day(_working_days_later(day, amount, calendar), zone)
    later = months_later(day, amount) if unit == Unit.MONTHS else day + timedelta(days=amount)
    return end_of_day(later, zone)


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the last of that month where it is shorter (31 January)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def extended(
    end: datetime, by: timedelta, unit: Unit, *, zone: str, calendar: Calendar
) -> datetime:
    """When a period that ends at `end` ends after it stood still for `by`, in UTC.

    Never a moment earlier than `end` and `by` together: a pause does not shorten. Days end with the
    day in `zone`, as ever; a period in working days does not end on a day of rest.
    """
    earliest = end + by
    if unit in EXACT or by <= timedelta(0):
        return earliest
    day = earliest.astimezone(ZoneInfo(zone)).date()
    while _ends_too_early(day, earliest, zone) or _is_rest(day, unit, calendar):
        day += timedelta(days=1)
    return end_of_day(day, zone)


def _working_days_later(day: date, amount: int, calendar: Calendar) -> date:
    left = amount
    while left > 0:
        day += timedelta(days=1)
        if calendar.works_on(day):
            left -= 1
    return day


def _ends_too_early(day: date, earliest: datetime, zone: str) -> bool:
    """Between the last second of a day and midnight there is a rest."""
    return end_of_day(day, zone) < earliest


def _is_rest(day: date, unit: Unit, calendar: Calendar) -> bool:
    return unit == Unit.WORKING_DAYS and not calendar.works_on(day)
