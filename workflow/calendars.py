"""Which days are worked: the public calendar of a country, as its State has corrected it.

Values without a database; whoever keeps the corrections makes them (`convention.calendars`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Protocol

import holidays

# Where nothing else is known: Saturday and Sunday, as `date.weekday()` counts.
USUAL_REST = frozenset({5, 6})


@dataclass(frozen=True)
class Rest:
    """A day on which offices are closed; `name` of the feast, empty of a weekly day of rest."""

    day: date
    name: str


class Calendar(Protocol):
    """What a period in working days is counted with. `key` names it, for a row to keep."""

    @property
    def key(self) -> str:
        """The code of the State, or of both with a plus; empty if it is nobody's."""

    def rest_on(self, day: date) -> Rest | None:
        """The rest on that day; None if it is worked."""

    def works_on(self, day: date) -> bool:
        """Whether offices are open."""


@dataclass(frozen=True)
class StateCalendar:
    """The days of one State.

    `code` is that of package `holidays`, empty if it knows none. `rested` and `worked` are the
    State's corrections: days of rest with their names, and days that are worked all the same.
    `weekly` are its weekly days of rest (Monday is 0) where the State names them itself.
    """

    state: str = ""
    code: str = ""
    rested: Mapping[date, str] = field(default_factory=dict)
    worked: Collection[date] = frozenset()
    weekly: frozenset[int] | None = None

    @property
    def key(self) -> str:
        """The code of the State."""
        return self.state

    def works_on(self, day: date) -> bool:
        """Whether offices are open."""
        return self.rest_on(day) is None

    def rest_on(self, day: date) -> Rest | None:
        """The rest on that day; what the State itself says goes before the package."""
        if day in self.worked:
            return None
        if day in self.rested:
            return Rest(day, self.rested[day])
        return self._weekly_on(day) or self._public_on(day)

    def _weekly_on(self, day: date) -> Rest | None:
        known = _public(self.code, day.year)
        if self.weekly is not None or known is None:
            weekly = USUAL_REST if self.weekly is None else self.weekly
            return Rest(day, "") if day.weekday() in weekly else None
        worked = not known.is_weekend(day) or known.is_working_day(day)
        return None if worked else Rest(day, "")

    def _public_on(self, day: date) -> Rest | None:
        known = _public(self.code, day.year)
        name = known.get(day) if known is not None else None
        made_up = known is not None and day in known.weekend_workdays
        return Rest(day, str(name)) if name and not made_up else None


@dataclass(frozen=True)
class JointCalendar:
    """Days that are worked in both States."""

    one: StateCalendar
    other: StateCalendar

    @property
    def key(self) -> str:
        """The codes of both States."""
        return f"{self.one.key}+{self.other.key}"

    def works_on(self, day: date) -> bool:
        """Whether offices are open in both."""
        return self.rest_on(day) is None

    def rest_on(self, day: date) -> Rest | None:
        """The rest in either; a feast is named rather than a weekly day of rest."""
        found = [rest for rest in (self.one.rest_on(day), self.other.rest_on(day)) if rest]
        return max(found, key=lambda rest: bool(rest.name), default=None)


@lru_cache(maxsize=1024)
def _public(code: str, year: int) -> holidays.HolidayBase | None:
    """A country's public holidays, named in English where the package can; None without a code.

    A year at a time: one that grew while it is read would show a thread a year without feasts.
    """
    if not code:
        return None
    return holidays.country_holidays(code, years=year, expand=False, language="en_US")
