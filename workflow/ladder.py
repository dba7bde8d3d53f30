"""The ladder of reminders of a clock: which rungs there are, and when each is due."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .choices import RungKind, Unit
from .periods import EXACT

# When an office opens its post: reminders that belong to a day come then.
MORNING = time(9, 0)


@dataclass(frozen=True)
class Rung:
    """One reminder: when, to whom, and whether it may wait for the digest of the day.

    `amount` in `unit` (minutes, hours or days) is how far before or after the end it stands; 0 on
    the day and when the clock runs out.
    """

    kind: RungKind
    roles: tuple[str, ...]
    amount: int = 0
    unit: Unit = Unit.DAYS
    urgent: bool = False

    @property
    def key(self) -> str:
        """Its name on a clock: `before-7-days`, `overdue`."""
        return (
            f"{self.kind.value}-{self.amount}-{self.unit.value}" if self.amount else self.kind.value
        )

    @property
    def label(self) -> str:
        """When it comes, in words."""
        return words(self.kind, self.amount, self.unit)

    def fires_at(self, due: datetime, zone: str) -> datetime:
        """When it is due for a clock that ends at `due`, owed in `zone`; UTC in, UTC out.

        Days are those of the calendar in that zone, in the morning; hours are hours.
        """
        if self.kind == RungKind.OVERDUE:
            return due + timedelta(seconds=1)
        sign = -1 if self.kind == RungKind.BEFORE else 1
        if self.unit in EXACT:
            return due + sign * self.amount * EXACT[self.unit]
        there = ZoneInfo(zone)
        day = due.astimezone(there).date() + sign * timedelta(days=self.amount)
        morning = datetime.combine(day, MORNING, there).astimezone(due.tzinfo)
        if self.kind == RungKind.ON_THE_DAY and morning >= due:
            return datetime.combine(day, time(0), there).astimezone(due.tzinfo)
        return morning


def words(kind: RungKind, amount: int, unit: Unit) -> str:
    """When a rung comes: `7 days before the end`."""
    if not amount:
        return str(kind.label)
    hours, days = (
        ngettext("%(n)s hour", "%(n)s hours", amount),
        ngettext("%(n)s day", "%(n)s days", amount),
    )
    minutes = ngettext("%(n)s minute", "%(n)s minutes", amount)
    span = {Unit.MINUTES: minutes, Unit.HOURS: hours}.get(unit, days) % {"n": amount}
    said = _("%(span)s before the end") if kind == RungKind.BEFORE else _("%(span)s after the end")
    return said % {"span": span}
