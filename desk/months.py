"""A month as weeks of days, and the day on which weeks begin; values without a database."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflow.calendars import Calendar

# What the page turns to: beyond, calendars know no feasts and zones no rules.
FIRST_YEAR, LAST_YEAR = 2000, 2100
WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
DAYS = 7


@dataclass(frozen=True, order=True)
class Month:
    """A month of the common calendar."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def later(self, by: int) -> "Month | None":
        """So many months later, or earlier if negative; None where the page does not turn to."""
        years, month = divmod(self.number - 1 + by, 12)
        year = self.year + years
        return Month(year, month + 1) if FIRST_YEAR <= year <= LAST_YEAR else None

    def weeks(self, first_weekday: int) -> list[list[date]]:
        """Its weeks, filled up with days of the months beside it."""
        return calendar.Calendar(first_weekday).monthdatescalendar(self.year, self.number)


def month_of(day: date) -> Month:
    """The month in which a day lies."""
    return Month(day.year, day.month)


def month_in(text: str) -> Month | None:
    """A month as it stands in an address (`2026-12`); None if it is none the page turns to."""
    found = WRITTEN.fullmatch(text)
    if not found:
        return None
    year, number = int(found[1]), int(found[2])
    return Month(year, number) if FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12 else None


def day_in(text: str) -> date | None:
    """A day as it stands in an address (`2026-12-31`); None if it is none the page turns to."""
    month = month_in(text[:7])
    if month is None or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    number = int(text[8:])
    return month.first.replace(day=number) if 1 <= number <= month.last.day else None


def begins(day: date, zone: str) -> datetime:
    """The moment at which a day begins in a zone, UTC.

    Where summer time begins at midnight that midnight does not come: the day begins an hour later.
    """
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def first_weekday(days: Calendar, month: Month) -> int:
    """On which day weeks begin in a State: after its weekly days of rest (Monday is 0).

    Saturday and Sunday of rest: Monday. Friday and Saturday: Sunday. Thursday and Friday: Saturday.
    Monday where nothing follows from them.
    """
    stretch = [month.first + timedelta(days=step) for step in range(4 * DAYS)]
    # A single day that a State frees or works all the same says nothing about its weeks.
    weekly = [day.weekday() for day in stretch if (rest := days.rest_on(day)) and not rest.name]
    rests = {number for number in range(DAYS) if weekly.count(number) > 1}
    after = (day for day in range(DAYS) if day not in rests and (day - 1) % DAYS in rests)
    return next(after, 0)
