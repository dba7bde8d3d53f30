"""Gives every open clock of a seeded database a ladder, and lets so many be due, again and again.

Each clock has two rungs: the one that becomes due, and one a year later that it then waits for.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from requests_mla.table import STAFF, TABLE
from workflow.choices import RowState, RungKind, Side, Source, Unit
from workflow.models import Clock, Notice, Reminder

from .seeding import ahead, insert

# An hour would make it late, and a minute is on the safe side of both.
DUE_AGO = timedelta(minutes=1)
# What runs on when a case has ended.
OUTLIVING = "retention"


def give_ladders() -> None:
    """Let one clock run for each case, and give each two rungs: the next, and one a year later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE seed AS SELECT c.id, c.opened_at FROM workflow_case c "
            "WHERE NOT EXISTS (SELECT 1 FROM workflow_clock k WHERE k.case_id = c.id "
            "AND k.stopped_at IS NULL)"
        )
        insert(connection, Clock, _outliving())
        cursor.execute("DROP TABLE seed")
        cursor.execute(
            "CREATE TEMPORARY TABLE seed AS SELECT id AS clock_id, next_fires_at AS first "
            "FROM workflow_clock WHERE next_fires_at IS NOT NULL"
        )
        insert(connection, Reminder, _rung("before-7-days", RungKind.BEFORE, "first"))
        insert(connection, Reminder, _rung("overdue", RungKind.OVERDUE, _a_year_later()))
        cursor.execute("DROP TABLE seed")
    tidy()


def tidy() -> None:
    """What the database does by itself at some time, done now: no round pays for the one before."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            tables = "workflow_clock, workflow_reminder, workflow_notice"
            cursor.execute(f"VACUUM (ANALYZE, INDEX_CLEANUP ON) {tables}")
        else:
            cursor.execute("ANALYZE")


@dataclass(frozen=True)
class Due:
    """So many clocks that are due whenever they are put back."""

    clocks: tuple[int, ...]

    @classmethod
    def neighbours(cls, number: int) -> "Due":
        """Clocks that were started one after the other, as those are that end together."""
        return cls(tuple(_open()[:number]))

    @classmethod
    def scattered(cls, number: int) -> "Due":
        """Clocks from all over the table."""
        keys = tuple(_open())
        return cls(keys[:: len(keys) // number][:number])

    def put_back(self) -> None:
        """Their first rung is due, nobody was told, and the tables are tidy."""
        at = datetime.now(UTC) - DUE_AGO
        Notice.objects.filter(reminder__isnull=False).delete()
        for start in range(0, len(self.clocks), 500):
            some = self.clocks[start : start + 500]
            rungs = Reminder.objects.filter(clock__in=some, kind=RungKind.BEFORE)
            rungs.update(state=RowState.WAITING, fired_at=None, fires_at=at)
            Clock.objects.filter(pk__in=some).update(next_fires_at=at)
        tidy()

    def told(self) -> tuple[int, int]:
        """How many notices there are, and for how many clocks; every one of these has one."""
        rows = Notice.objects.filter(reminder__isnull=False).values_list("clock", flat=True)
        told = list(rows)
        assert set(told) == set(self.clocks), "Not each of the clocks that were due was told"
        assert not Clock.objects.filter(next_fires_at__lte=datetime.now(UTC)).exists()
        return len(told), len(set(told))


def _open() -> QuerySet[Clock, int]:
    running = Clock.objects.filter(stopped_at__isnull=True)
    return running.order_by("pk").values_list("pk", flat=True)


def _a_year_later() -> str:
    if connection.vendor == "postgresql":
        return "first + interval '1 year'"
    return "datetime(first, '+1 year')"


def _outliving() -> dict[str, str]:
    return {
        "case_id": "id",
        "kind": f"'{TABLE.kind}'",
        "name": f"'{OUTLIVING}'",
        "owed_by": f"'{Side.REQUESTING.value}'",
        "source": f"'{Source.HOUSE.value}'",
        "unit": f"'{Unit.MONTHS.value}'",
        "started_at": "opened_at",
        "due_at": "opened_at",
        "next_fires_at": ahead(connection),
    }


def _rung(name: str, kind: RungKind, fires_at: str) -> dict[str, str]:
    roles = ", ".join(f'"{role}"' for role in STAFF)
    return {
        "clock_id": "clock_id",
        "rung": f"'{name}'",
        "kind": f"'{kind.value}'",
        "roles": f"'[{roles}]'",
        "fires_at": fires_at,
    }
