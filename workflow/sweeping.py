"""Turn reminders that are due into notices: each once, at a cost that grows with what is due.

A sweep takes clocks by their next reminder, the index `clock_next_fires`, and locks them. Sweeps at
the same time share the work on PostgreSQL: what one has locked the others skip. On SQLite the
transaction is the only writer. A sweep that dies has changed nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Min, OuterRef, Subquery

from audit import moment

from . import clocks
from .choices import RowState, Side
from .models import Clock, Notice, Reminder
from .services import CASEWORK, locked

BATCH = 500
# A sweep comes twice a minute; what comes so much after its time says so.
LATE = timedelta(hours=1)


def fire_reminders(most: int | None = None) -> int:
    """Fire everything that is due, a batch after the other; how many rungs fired.

    `most` clocks at the most, where the caller wants to stop in between.
    """
    fired, looked_at = 0, 0
    while most is None or looked_at < most:
        clocks, rungs = fire_batch(BATCH if most is None else min(BATCH, most - looked_at))
        if not clocks:
            break
        fired, looked_at = fired + rungs, looked_at + clocks
    return fired


@transaction.atomic
def fire_batch(limit: int = BATCH) -> tuple[int, int]:
    """One batch: how many clocks it took, and how many of their rungs fired."""
    now = moment.now()
    # The clock's row is what moves lock as well, before its reminders: nobody waits in a circle.
    due = Clock.objects.select_for_update(skip_locked=True).filter(next_fires_at__lte=now)
    found = due.order_by("next_fires_at").values_list("pk", "case_id", "owed_by", "kind", "name")
    taken = {pk: (case_id, _sides(*told)) for pk, case_id, *told in found[:limit]}
    if not taken:
        return 0, 0
    waiting = Reminder.objects.filter(clock__in=list(taken), state=RowState.WAITING)
    rungs = list(
        waiting.filter(fires_at__lte=now)
        .order_by("clock_id", "fires_at", "pk")
        .values_list("clock_id", "pk", "fires_at", "kind", "roles", "urgent")
    )
    fired = [pk for _clock, pk, *_rest in rungs]
    Reminder.objects.filter(pk__in=fired).update(state=RowState.DONE, fired_at=now)
    Notice.objects.bulk_create(_notices(rungs, taken, now))
    rest = Reminder.objects.filter(clock=OuterRef("pk"), state=RowState.WAITING)
    Clock.objects.filter(pk__in=list(taken)).update(
        next_fires_at=Subquery(rest.values("clock").annotate(at=Min("fires_at")).values("at"))
    )
    return len(taken), len(fired)


def lapse(most: int = BATCH) -> int:
    """End the clocks of what has ended by itself: a consent, an appointment; how many."""
    over = Clock.objects.filter(lapses=True, stopped_at__isnull=True, due_at__lte=moment.now())
    # The last reminder first: it says that it has ended.
    found = over.filter(next_fires_at__isnull=True).order_by("due_at")
    return sum(_lapse(pk, case_id) for pk, case_id in found.values_list("pk", "case_id")[:most])


@transaction.atomic
def _lapse(pk: int, case_id: UUID | None) -> bool:
    # The case first, as every move does: the other way round the two would wait for each other.
    case = locked(case_id) if case_id else None
    clock = Clock.objects.select_for_update().get(pk=pk)
    if clock.stopped_at or clock.due_at > moment.now():
        return False
    clocks.end(clock, at=clock.due_at)
    if case:
        CASEWORK[case.kind].place(case, ())
    return True


def _sides(owed_by: str, kind: str, name: str) -> tuple[str, ...]:
    """Whom a reminder tells: who owes the act, or both sides where the rule says so."""
    work = CASEWORK.get(kind)
    both = work is not None and work.table.reminds_both(name)
    return tuple(Side.values) if both else (owed_by,)


# Clock, key, due at, kind, roles, urgent.
Rung = tuple[int, int, datetime, str, list[str], bool]


def _notices(
    rungs: Iterable[Rung], taken: Mapping[int, tuple[UUID | None, tuple[str, ...]]], now: datetime
) -> Iterator[Notice]:
    """One notice for each clock and side: of several rungs the last tells it for all."""
    for clock, group in groupby(rungs, key=lambda rung: rung[0]):
        due = list(group)
        _clock, pk, _at, kind, _roles, _urgent = due[-1]
        case_id, sides = taken[clock]
        for side in sides:
            yield Notice(
                case_id=case_id,
                reminder_id=pk,
                clock_id=clock,
                side=side,
                roles=list(dict.fromkeys(role for rung in due for role in rung[4])),
                subject=kind,
                urgent=any(rung[5] for rung in due),
                late_since=due[0][2] if now - due[0][2] > LATE else None,
                stands_for=len(due) - 1,
                created_at=now,
            )
