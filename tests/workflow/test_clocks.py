"""Stored clocks: started with their ladder, paused, run on, stopped."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.moment import pretended
from workflow import clocks
from workflow.choices import RowState, Rung, Unit
from workflow.clocks import Office
from workflow.models import Case, Clock, Reminder

from .tables import clock

START = datetime(2026, 11, 9, 10, 0, tzinfo=UTC)  # a Monday
DUBLIN = Office(zone="Europe/Dublin", calendar="IE")
TEN_DAYS = clock("answer", amount=10)


@pytest.fixture(autouse=True)
def at_the_start() -> Iterator[None]:
    """Nothing is late unless a test says so."""
    with pretended(START):
        yield


@pytest.fixture
def case(db) -> Case:
    return Case.objects.create(kind="letter", status="open", title="A letter")


def started(case: Case, rule=TEN_DAYS, at: datetime = START) -> Clock:
    return clocks.start(case, rule, at=at, office=DUBLIN)


def waiting(clock: Clock) -> dict[str, datetime]:
    rows = clock.reminders.filter(state=RowState.WAITING)
    return dict(rows.values_list("rung", "fires_at"))


def test_a_clock_starts_with_its_end_and_the_rungs_that_lie_ahead(case):
    running = started(case)
    assert running.due_at == datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
    assert waiting(running) == {
        Rung.WEEK_BEFORE: running.due_at - timedelta(days=7),
        Rung.DAY_BEFORE: running.due_at - timedelta(days=1),
        Rung.ON_THE_DAY: datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC),
        Rung.OVERDUE: running.due_at + timedelta(seconds=1),
    }


def test_a_short_clock_has_no_rung_in_the_past(case):
    running = started(case, clock("answer", amount=1))
    assert set(waiting(running)) == {Rung.DAY_BEFORE, Rung.ON_THE_DAY, Rung.OVERDUE}


def test_a_date_that_was_set_ends_with_that_day_where_the_act_is_owed(case):
    rule = clock("review", amount=None)
    office = Office(zone="America/Costa_Rica", calendar="CR")
    running = clocks.start(case, rule, at=START, office=office, until=START.date())
    assert running.due_at == datetime(2026, 11, 10, 5, 59, 59, tzinfo=UTC)
    with pytest.raises(ValueError, match="neither a period nor a date"):
        clocks.start(case, clock("other", amount=None), at=START, office=DUBLIN)


def test_a_paused_clock_reminds_nobody_and_runs_on_by_as_many_days(case):
    running = started(case)
    clocks.pause(case, ("answer",), at=START + timedelta(days=1))
    assert waiting(running) == {}
    clocks.resume(case, ("answer",), at=START + timedelta(days=3, hours=1))
    running.refresh_from_db()
    # Two days and an hour end with the third: Thursday 26 November.
    assert running.due_at == datetime(2026, 11, 26, 23, 59, 59, tzinfo=UTC)
    assert running.paused_at is None
    assert running.paused_seconds == 49 * 3600
    assert set(waiting(running)) == set(Rung)


def test_a_clock_in_working_days_never_runs_on_into_a_day_of_rest(case):
    running = started(case)
    clocks.pause(case, ("answer",), at=START)
    clocks.resume(case, ("answer",), at=START + timedelta(days=5))
    running.refresh_from_db()
    assert running.due_at.date().isoformat() == "2026-11-30"  # not Saturday 28


def test_a_clock_in_hours_runs_on_to_the_second(case):
    running = started(case, clock("answer", amount=24, unit=Unit.HOURS))
    clocks.pause(case, ("answer",), at=START)
    clocks.resume(case, ("answer",), at=START + timedelta(minutes=90, seconds=1))
    running.refresh_from_db()
    assert running.due_at == START + timedelta(hours=25, minutes=30, seconds=1)


def test_pausing_or_running_on_twice_changes_nothing_more(case):
    running = started(case)
    clocks.pause(case, ("answer",), at=START)
    clocks.pause(case, ("answer",), at=START + timedelta(days=1))
    running.refresh_from_db()
    assert running.paused_at == START
    clocks.resume(case, ("answer",), at=START + timedelta(days=2))
    running.refresh_from_db()
    after = running.due_at
    clocks.resume(case, ("answer",), at=START + timedelta(days=9))
    running.refresh_from_db()
    assert running.due_at == after


def test_a_rung_that_has_fired_does_not_fire_again_after_a_pause(case):
    running = started(case)
    running.reminders.filter(rung=Rung.WEEK_BEFORE).update(state=RowState.DONE, fired_at=START)
    clocks.pause(case, ("answer",), at=START)
    clocks.resume(case, ("answer",), at=START + timedelta(days=2))
    assert set(waiting(running)) == {Rung.DAY_BEFORE, Rung.ON_THE_DAY, Rung.OVERDUE}


def test_a_pause_ends_where_the_act_is_owed_with_a_day_of_work(case):
    """In Costa Rica the last second of a Wednesday is a Thursday in UTC, of a Saturday a Sunday."""
    office = Office(zone="America/Costa_Rica", calendar="CR")
    running = clocks.start(case, TEN_DAYS, at=START, office=office)
    assert running.due_at == datetime(2026, 11, 24, 5, 59, 59, tzinfo=UTC)  # Monday 23 there
    clocks.pause(case, ("answer",), at=START)
    clocks.resume(case, ("answer",), at=START + timedelta(days=5))
    running.refresh_from_db()
    assert running.due_at == datetime(2026, 12, 1, 5, 59, 59, tzinfo=UTC)  # Monday 30, not 28


def test_a_pause_over_the_change_of_the_clocks_still_ends_with_the_day(case):
    running = started(case, at=datetime(2026, 10, 9, 10, tzinfo=UTC))  # to Friday 23, 22:59:59
    clocks.pause(case, ("answer",), at=running.started_at)
    clocks.resume(case, ("answer",), at=running.started_at + timedelta(days=4))
    running.refresh_from_db()
    assert running.due_at == datetime(2026, 10, 27, 23, 59, 59, tzinfo=UTC)  # Monday is a feast


def test_a_letter_dated_before_the_pause_ends_it_without_time_having_passed(case):
    running = started(case)
    due = running.due_at
    clocks.pause(case, ("answer",), at=START + timedelta(hours=5))
    clocks.resume(case, ("answer",), at=START + timedelta(hours=2))
    running.refresh_from_db()
    assert (running.due_at, running.paused_seconds, running.paused_at) == (due, 0, None)


def test_a_pause_does_not_begin_before_its_clock(case):
    running = started(case)
    clocks.pause(case, ("answer",), at=START - timedelta(days=3))
    running.refresh_from_db()
    assert running.paused_at == START


def test_a_clock_set_late_has_the_rungs_that_still_lie_ahead(case):
    with pretended(datetime(2026, 11, 20, 10, tzinfo=UTC)):  # Friday; due is Monday 23
        running = started(case)
    assert set(waiting(running)) == {Rung.DAY_BEFORE, Rung.ON_THE_DAY, Rung.OVERDUE}


def test_a_clock_that_has_run_out_when_it_is_set_is_overdue_and_nothing_else(case):
    with pretended(START + timedelta(days=60)):
        running = started(case)
        assert set(waiting(running)) == {Rung.OVERDUE}
        clocks.pause(case, ("answer",), at=START)
        clocks.resume(case, ("answer",), at=START + timedelta(days=1))
    assert set(waiting(running)) == {Rung.OVERDUE}
    assert running.reminders.count() == 1


def test_a_clock_that_runs_on_late_leaves_out_what_is_past(case):
    running = started(case)
    clocks.pause(case, ("answer",), at=START)
    with pretended(running.due_at):  # due a day later: the day before and the week before are past
        clocks.resume(case, ("answer",), at=START + timedelta(hours=1))
    assert set(waiting(running)) == {Rung.ON_THE_DAY, Rung.OVERDUE}


def test_stopping_stops_the_named_clocks_and_their_reminders_only(case):
    one, other = started(case), started(case, clock("explain"))
    clocks.stop(case, ("answer",), at=START)
    one.refresh_from_db()
    assert one.stopped_at == START
    assert waiting(one) == {}
    assert set(waiting(other)) == set(Rung)
    clocks.stop(case, None, at=START)
    assert not Reminder.objects.filter(state=RowState.WAITING).exists()


def test_a_case_has_one_open_clock_of_a_name(case):
    started(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        started(case)
    clocks.stop(case, ("answer",), at=START)
    started(case)
