"""A year of the days of a State, as a page shows it: feasts, weekly rest, corrections."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from convention.models import DayCorrection
from workflow.calendars import StateCalendar

# More than half the weeks of a year.
MOST_WEEKS = 26


class Standing(models.TextChoices):
    """How a day that is named counts."""

    FEAST = "feast", _("day of rest")
    IDLE = "idle", _("on a weekly day of rest")
    ADDED = "added", _("day of rest, added")
    WORKED = "worked", _("worked, by correction")
    MADE_UP = "made_up", _("worked, by the public calendar")


@dataclass(frozen=True)
class Line:
    """A day that stands out; `public` is the feast that a correction sets aside."""

    day: date
    name: str
    standing: Standing
    correction: DayCorrection | None = None
    public: str = ""


@dataclass(frozen=True)
class Year:
    """What stands out in a year, by months; its weekly days of rest (Monday is 0)."""

    number: int
    months: list[tuple[date, list[Line]]]
    weekly: list[int]
    working_days: int


def year_of(calendar: StateCalendar, corrections: Iterable[DayCorrection], number: int) -> Year:
    """The year in that calendar; `corrections` are those in force."""
    # Without weekly days of rest the calendar names every feast, also one on a Sunday.
    feasts = replace(calendar, rested={}, worked=frozenset(), weekly=frozenset())
    days, corrected = _days_of(number), {row.day: row for row in corrections}
    weekly = weekly_rest(calendar, number)
    lines = (_line(day, calendar, feasts, corrected, weekly) for day in days)
    months: dict[date, list[Line]] = {date(number, month, 1): [] for month in range(1, 13)}
    for line in lines:
        if line:
            months[line.day.replace(day=1)].append(line)
    working_days = sum(calendar.works_on(day) for day in days)
    return Year(number, list(months.items()), weekly, working_days)


def weekly_rest(calendar: StateCalendar, number: int) -> list[int]:
    """The days of the week on which offices are closed most weeks of that year."""
    if calendar.weekly is not None:
        return sorted(calendar.weekly)
    plain = replace(calendar, rested={}, worked=frozenset())
    rests = [rest for day in _days_of(number) if (rest := plain.rest_on(day)) and not rest.name]
    counted = [sum(rest.day.weekday() == day for rest in rests) for day in range(7)]
    return [day for day in range(7) if counted[day] > MOST_WEEKS]


def _days_of(number: int) -> list[date]:
    first = date(number, 1, 1)
    length = (date(number, 12, 31) - first).days + 1
    return [first + timedelta(days=step) for step in range(length)]


def _line(
    day: date,
    calendar: StateCalendar,
    feasts: StateCalendar,
    corrected: Mapping[date, DayCorrection],
    weekly: list[int],
) -> Line | None:
    feast, correction = feasts.rest_on(day), corrected.get(day)
    public = feast.name if feast else ""
    if correction:
        standing = Standing.WORKED if correction.worked else Standing.ADDED
        return Line(day, correction.name, standing, correction, public)
    rest = calendar.rest_on(day)
    if public:
        return Line(day, public, Standing.FEAST if rest and rest.name else Standing.IDLE)
    if rest is None and day.weekday() in weekly:
        return Line(day, "", Standing.MADE_UP)
    return None
