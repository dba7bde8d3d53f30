"""A sweep: what it takes and in which order, what it tells, and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.moment import pretended
from requests_mla.choices import Status
from requests_mla.table import TABLE
from tests.cast import gathered, make_request
from workflow import clocks, reminding, sweeping
from workflow.calendars import StateCalendar
from workflow.choices import RowState, RungKind, Side, Unit
from workflow.clocks import Office
from workflow.ladder import Rung
from workflow.models import Case, Clock, Notice, Reminder
from workflow.sweeping import LATE, fire_batch, fire_reminders, lapse
from workflow.table import ClockRule

from . import tables

START = datetime(2026, 11, 9, 10, 0, tzinfo=UTC)
OFFICE = Office("XB", "UTC", StateCalendar("XB"))
LADDER = (
    Rung(RungKind.BEFORE, ("clerk", "helper"), 2),
    Rung(RungKind.BEFORE, ("clerk",), 1),
    Rung(RungKind.ON_THE_DAY, ("clerk",), urgent=True),
    Rung(RungKind.OVERDUE, ("clerk",)),
    Rung(RungKind.ESCALATED, ("chief",), 3),
)
# When they are due for a clock of seven days.
TWO_BEFORE, ONE_BEFORE, ON_THE_DAY, OVERDUE, ESCALATED = (
    datetime(2026, 11, 14, 9, tzinfo=UTC),
    datetime(2026, 11, 15, 9, tzinfo=UTC),
    datetime(2026, 11, 16, 9, tzinfo=UTC),
    datetime(2026, 11, 17, 0, tzinfo=UTC),
    datetime(2026, 11, 19, 9, tzinfo=UTC),
)
pytestmark = pytest.mark.django_db


def started(days: int = 7, at: datetime = START, rule: ClockRule | None = None) -> Clock:
    """A clock of a letter of its own."""
    rule = rule or tables.clock("answer", amount=days, unit=Unit.DAYS, ladder=LADDER)
    case = Case.objects.create(kind="letter", status="open", title="A letter")
    with pretended(at):
        return clocks.start(case, rule, at=at, offices=lambda _side: OFFICE)


def fire(at: datetime) -> int:
    """Sweep as if at that moment."""
    with pretended(at):
        return fire_reminders()


def told(clock: Clock) -> list[Notice]:
    """What was told of a clock, in order."""
    return list(clock.notices.order_by("pk"))


def asked(run) -> list[str]:
    """The statements that a run needs, without those of the transaction."""
    with CaptureQueriesContext(connection) as queries:
        run()
    ours = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return [one["sql"] for one in queries if one["sql"].startswith(ours)]


# --- what fires, and when -------------------------------------------------------------------------


def test_each_rung_fires_at_its_moment_and_once_and_the_clock_then_waits_for_the_next():
    clock = started()
    waits_for = []
    for at in (TWO_BEFORE, ONE_BEFORE, ON_THE_DAY, OVERDUE, ESCALATED):
        assert [fire(at - timedelta(seconds=1)), fire(at), fire(at)] == [0, 1, 0]
        clock.refresh_from_db()
        waits_for.append(clock.next_fires_at)
    assert waits_for == [ONE_BEFORE, ON_THE_DAY, OVERDUE, ESCALATED, None]
    assert [(one.subject, one.urgent) for one in told(clock)] == [
        (rung.kind, rung.urgent) for rung in LADDER
    ]
    rows = clock.reminders.order_by("fires_at")
    assert all(row.state == RowState.DONE and row.fired_at == row.fires_at for row in rows)


def test_a_notice_names_the_side_that_owes_the_rung_and_its_roles():
    clock = started()
    fire(TWO_BEFORE)
    [notice] = told(clock)
    assert (notice.case_id, notice.side) == (clock.case_id, Side.REQUESTED)
    assert notice.roles == ["clerk", "helper"]
    assert (notice.created_at, notice.state) == (TWO_BEFORE, RowState.WAITING)
    assert (notice.late_since, notice.stands_for) == (None, 0)


def test_nothing_fires_twice_when_the_clock_on_the_wall_goes_back():
    clock = started()
    assert fire(ON_THE_DAY) == 3
    assert [fire(at) for at in (START, TWO_BEFORE, ONE_BEFORE, ON_THE_DAY)] == [0, 0, 0, 0]
    assert len(told(clock)) == 1


@pytest.mark.parametrize("how", ["stopped", "paused", "silenced"])
def test_a_clock_that_does_not_run_or_is_silenced_never_fires(how: str):
    clock, other = started(), started()
    assert clock.case is not None
    with pretended(START):
        if how == "stopped":
            clocks.stop(clock.case, None, at=START)
        elif how == "paused":
            clocks.pause(clock.case, ("answer",), at=START)
        else:
            reminding.silence(clock, reason="It is answered by telephone.", by_name="Ciara")
    assert fire(ESCALATED) == len(LADDER)
    assert (told(clock), len(told(other))) == ([], 1)
    clock.refresh_from_db()
    assert clock.next_fires_at is None
    assert not clock.reminders.filter(state=RowState.DONE).exists()


# --- late -----------------------------------------------------------------------------------------


def test_rungs_that_come_late_are_told_in_one_notice_that_says_since_when():
    clock = started()
    assert fire(OVERDUE + timedelta(days=1)) == 4
    [notice] = told(clock)
    assert notice.subject == RungKind.OVERDUE
    assert (notice.late_since, notice.stands_for) == (TWO_BEFORE, 3)
    assert notice.roles == ["clerk", "helper"]
    assert notice.urgent  # that of the last day was
    clock.refresh_from_db()
    assert clock.next_fires_at == ESCALATED


def test_a_rung_is_late_when_a_sweep_has_certainly_missed_it():
    for after, late in ((LATE, None), (LATE + timedelta(seconds=1), TWO_BEFORE)):
        clock = started()
        fire(TWO_BEFORE + after)
        assert [notice.late_since for notice in told(clock)] == [late]


def test_several_clocks_that_are_late_get_one_notice_each():
    running = [started() for _number in range(3)]
    assert fire(ESCALATED) == 3 * len(LADDER)
    assert [len(told(clock)) for clock in running] == [1, 1, 1]
    assert Notice.objects.count() == 3


def test_the_next_round_of_a_clock_is_not_mixed_with_the_one_before():
    clock = started()
    fire(OVERDUE)
    with pretended(OVERDUE):
        clocks.extend(
            clock, until=(OVERDUE + timedelta(days=6)).date(), at=OVERDUE, reason="", by_name=""
        )
    clock.refresh_from_db()
    assert clock.round == 2
    assert fire(clock.due_at + timedelta(days=9)) == len(LADDER)
    assert [notice.stands_for for notice in told(clock)] == [3, 4]


# --- order and batches ----------------------------------------------------------------------------


def test_what_was_due_first_is_told_first():
    later, first = started(9), started(7)
    with pretended(ESCALATED):
        assert fire_batch(limit=1) == (1, len(LADDER))
    assert (len(told(first)), len(told(later))) == (1, 0)


def test_a_sweep_takes_batch_after_batch_until_nothing_is_due(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sweeping, "BATCH", 2)
    running = [started() for _number in range(5)]
    selects = [sql for sql in asked(lambda: fire(TWO_BEFORE)) if "ORDER BY" in sql]
    assert [len(told(clock)) for clock in running] == [1] * 5
    # Three batches and a look that finds nothing more; two questions a batch.
    assert len(selects) == 2 * 3 + 1


def test_a_sweep_stops_at_the_number_it_was_given():
    for _number in range(5):
        started()
    with pretended(TWO_BEFORE):
        assert [fire_reminders(most=2) for _round in range(4)] == [2, 2, 1, 0]


def test_a_sweep_that_dies_has_changed_nothing(monkeypatch: pytest.MonkeyPatch):
    clock = started()

    def dies(*_rows: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(Notice.objects, "bulk_create", dies)
        with pytest.raises(MemoryError):
            fire(ESCALATED)
    clock.refresh_from_db()
    assert clock.next_fires_at == TWO_BEFORE
    assert not Reminder.objects.filter(state=RowState.DONE).exists()
    assert fire(ESCALATED) == len(LADDER)


# --- what it costs --------------------------------------------------------------------------------


def test_a_sweep_that_finds_nothing_asks_one_question_however_many_clocks_are_open():
    for _number in range(20):
        started()
    assert len(asked(lambda: fire(START))) == 1


def test_a_batch_asks_as_often_for_fifty_clocks_as_for_five():
    counts = []
    for number in (5, 50):
        for _number in range(number):
            started()
        counts.append(len(asked(lambda: fire(ESCALATED))))
    # Clocks, their rungs, three writes; and the look that finds nothing more.
    assert counts == [6, 6]


def test_what_is_due_is_found_by_its_index_alone():
    started()
    [question] = asked(lambda: fire(START))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The table of a test is too small for an index to be worth while.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            cursor.execute(f"EXPLAIN {question}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {question}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert "clock_next_fires" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
    if connection.vendor == "postgresql":
        assert "FOR UPDATE" in question
        assert "SKIP LOCKED" in question


# --- what ends by itself --------------------------------------------------------------------------


def test_what_lapses_ends_after_its_last_reminder_and_not_before():
    rule = tables.clock("consent", amount=7, unit=Unit.DAYS, ladder=LADDER[:4], lapses=True)
    with pretended(START):
        clock = clocks.start_without_case(
            "people", rule, at=START, state="XB", zone="UTC", until=ON_THE_DAY.date(), item="1"
        )
    late = OVERDUE + timedelta(hours=9)
    with pretended(late):
        assert lapse() == 0  # its end is still to be told
        assert fire_reminders() == 4
        assert (lapse(), lapse()) == (1, 0)
    clock.refresh_from_db()
    assert clock.stopped_at == clock.due_at
    [notice] = told(clock)
    assert (notice.case_id, notice.side, notice.late_since) == (None, "", TWO_BEFORE)


def test_only_what_lapses_ends_by_itself():
    clock = started()
    fire(ESCALATED)
    with pretended(ESCALATED + timedelta(days=900)):
        assert lapse() == 0
    clock.refresh_from_db()
    assert clock.stopped_at is None


def test_the_lists_follow_when_a_clock_of_a_case_has_lapsed():
    play = make_request(gathered(START), status=Status.SENT, at=START)
    case, rule = play.case, TABLE.clock("undertaking")
    with pretended(START):
        clocks.stop(case, None, at=START)
        clock = clocks.start(
            case,
            rule,
            at=START,
            offices=lambda _side: OFFICE,
            until=ON_THE_DAY.date(),
            item="1",
        )
        case.participations.update(clock=clock, runs_out_at=clock.due_at)
    with pretended(OVERDUE):
        fire_reminders()
        assert lapse() == 1
    assert set(case.participations.values_list("clock", flat=True)) == {None}
    assert not case.participations.filter(runs_out_at=clock.due_at).exists()
