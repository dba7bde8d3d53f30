"""Two other ways to fire what is due: one reminder after the other, and one statement of SQL.

Both do what the sweep does where one rung of a clock is due, and no more.
"""

from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Min

from workflow.choices import RowState
from workflow.models import Clock, Notice, Reminder
from workflow.services import locked

BATCH = 500
# Claims clocks, marks their rungs, tells of them and finds the next rung: a batch, by one round
# trip. `stands_for` and the other columns of a notice get what a notice in time has.
STATEMENT = """
WITH due AS MATERIALIZED (
    SELECT id, case_id, owed_by FROM workflow_clock WHERE next_fires_at <= %(now)s
    ORDER BY next_fires_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
), fired AS (
    UPDATE workflow_reminder r SET state = 'done', fired_at = %(now)s FROM due
    WHERE r.clock_id = due.id AND r.state = 'waiting' AND r.fires_at <= %(now)s
    RETURNING r.id, r.clock_id, r.kind, r.roles, r.urgent
), told AS (
    INSERT INTO workflow_notice (case_id, reminder_id, clock_id, side, roles, subject, urgent,
        stands_for, created_at, state)
    SELECT due.case_id, f.id, due.id, due.owed_by, f.roles, f.kind, f.urgent, 0, %(now)s, 'waiting'
    FROM fired f JOIN due ON due.id = f.clock_id
    RETURNING 1
), moved AS (
    UPDATE workflow_clock c SET next_fires_at = (
        SELECT min(w.fires_at) FROM workflow_reminder w
        WHERE w.clock_id = c.id AND w.state = 'waiting' AND w.fires_at > %(now)s
    ) FROM due WHERE c.id = due.id
    RETURNING 1
)
SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM told)
"""


def by_one_statement() -> int:
    """A batch after the other, each a transaction; how many rungs fired."""
    fired, now = 0, datetime.now(UTC)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(STATEMENT, {"now": now, "batch": BATCH})
            clocks, rungs = cursor.fetchone()
            if not clocks:
                return fired
            fired += rungs


def one_by_one(most: int) -> int:
    """A transaction for each reminder, under the lock of its case; how many fired."""
    now = datetime.now(UTC)
    due = Clock.objects.filter(next_fires_at__lte=now).order_by("next_fires_at")
    rows = Reminder.objects.filter(
        clock__in=list(due.values_list("pk", flat=True)[:most]),
        state=RowState.WAITING,
        fires_at__lte=now,
    )
    return sum(_one(pk, now) for pk in list(rows.values_list("pk", flat=True)))


@transaction.atomic
def _one(pk: int, now: datetime) -> bool:
    reminder = Reminder.objects.select_related("clock").get(pk=pk)
    clock = reminder.clock
    assert clock.case_id is not None
    locked(clock.case_id)
    claimed = Reminder.objects.filter(pk=pk, state=RowState.WAITING)
    if not claimed.update(state=RowState.DONE, fired_at=now):
        return False
    Notice.objects.create(
        case_id=clock.case_id,
        reminder=reminder,
        clock=clock,
        side=clock.owed_by,
        roles=reminder.roles,
        subject=reminder.kind,
        urgent=reminder.urgent,
        created_at=now,
    )
    waiting = Reminder.objects.filter(clock=clock, state=RowState.WAITING)
    clock.next_fires_at = waiting.aggregate(at=Min("fires_at"))["at"]
    clock.save(update_fields=["next_fires_at"])
    return True
