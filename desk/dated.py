"""One date as somebody sees it: what runs out, when, who owes it, and where that is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clocks as of_people
from workflow import words
from workflow.periods import EXACT
from workflow.services import CASEWORK

OURS, THEIRS = "ours", "theirs"
OWED = {OURS: gettext_lazy("owed by us"), THEIRS: gettext_lazy("owed to us")}


@dataclass(frozen=True)
class Dated:
    """An open clock. `due_at` is UTC, `zone` that of the authority which owes the act.

    `owed` is `ours`, `theirs`, or empty where something ends and nobody owes anything. A clock of
    no case is named by `title` alone.
    """

    clock: int
    kind: str
    act: str
    owed: str
    due_at: datetime
    started_at: datetime
    zone: str
    unit: str
    has_day: bool
    paused: bool
    title: str
    url: str
    case: UUID | None = None
    reference: str = ""
    partner: str = ""
    partner_name: str = ""
    sealed: bool = False

    @property
    def what(self) -> str:
        """The act awaited, in words."""
        return act_in_words(self.kind, self.act)

    @property
    def is_to_the_hour(self) -> bool:
        """Whether it runs out at a time of the day, and not with a day."""
        return self.unit in EXACT and not self.has_day

    def day_there(self) -> date:
        """The day on which it runs out where the act is owed."""
        return self.due_at.astimezone(ZoneInfo(self.zone)).date()

    def day_in(self, zone: str) -> date:
        """The day on which it runs out as somebody in `zone` counts."""
        return self.due_at.astimezone(ZoneInfo(zone)).date()

    def time_in(self, zone: str) -> str:
        """The time of the day, where it runs out at one; else empty."""
        return (
            self.due_at.astimezone(ZoneInfo(zone)).strftime("%H:%M") if self.is_to_the_hour else ""
        )

    def there(self, zone: str) -> str:
        """Its moment where it is owed, in words; empty where the day is the same in `zone`."""
        return self._where(zone, _("%(day)s, %(time)s in %(zone)s"))

    def both(self, zone: str) -> str:
        """The same beside a day of that place: with the day it is in `zone` by then."""
        return self._where(zone, _("%(time)s in %(zone)s, %(here)s here"))

    def _where(self, zone: str, said: str) -> str:
        if self.day_there() == self.day_in(zone):
            return ""
        at = self.due_at.astimezone(ZoneInfo(self.zone))
        return said % {
            "day": date_format(at, "j M"),
            "here": date_format(self.day_in(zone), "j M"),
            "time": at.strftime("%H:%M"),
            "zone": self.zone,
        }


def in_words(one: Dated, *, now: datetime, zone: str) -> dict[str, Any]:
    """A date as the rows and cells of pages show it, to somebody in `zone`."""
    left, today = words.left(one.due_at, now=now, zone=zone, owed_in=one.zone)
    return {
        "url": one.url,
        "what": one.what,
        "title": one.title,
        "reference": one.reference,
        "of_case": one.case is not None,
        "owed": one.owed,
        "owed_words": OWED.get(one.owed, ""),
        "partner": one.partner_name,
        "left": left,
        "today": today,
        "overdue": one.due_at <= now,
        "at": one.due_at,
        "time": one.time_in(zone),
        "there": one.there(zone),
        "both": one.both(zone),
    }


def act_in_words(kind: str, name: str) -> str:
    """What a clock of that name waits for."""
    if kind == of_people.KIND:
        return capfirst(str(of_people.APPOINTMENT.label))
    return capfirst(str(CASEWORK[kind].table.clock(name).label))


def acts() -> list[tuple[str, str]]:
    """Every act that may be awaited, with its words, by table; the ends of appointments last."""
    tables = [work.table for _kind, work in sorted(CASEWORK.items())]
    rules = [rule for table in tables for rule in table.clocks]
    # Of two tables the same name means the same act.
    named = {rule.name: rule for rule in reversed((*rules, of_people.APPOINTMENT))}
    return [(name, capfirst(str(rule.label))) for name, rule in reversed(named.items())]
