"""Stored clocks: started with their ladder, paused, extended, run on, silenced, stopped."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit.moment import pretended
from workflow import clocks, reminding
from workflow.calendars import StateCalendar
from workflow.choices import RowState, RungKind, Side, StepKind, Unit, Whose
from workflow.clocks import Office
from workflow.ladder import Rung
from workflow.models import Case, Clock, Reminder
from workflow.table import ClockRule

from . import tables

START = datetime(2026, 11, 9, 10, 0, tzinfo=UTC)  # a Monday
DUBLIN = Office("XB", "Europe/Dublin", StateCalendar("XB", "IE"))
SAN_JOSE = Office("XC", "America/Costa_Rica", StateCalendar("XC", "CR"))
LADDER = (
    Rung(RungKind.BEFORE, ("clerk",), 7),
    Rung(RungKind.BEFORE, ("clerk",), 1),
    Rung(RungKind.ON_THE_DAY, ("clerk",), urgent=True),
    Rung(RungKind.OVERDUE, ("clerk",), urgent=True),
    Rung(RungKind.ESCALATED, ("chief",), 3, urgent=True),
)
WEEK_BEFORE, DAY_BEFORE, ON_THE_DAY, OVERDUE, ESCALATED = (rung.key for rung in LADDER)
ALL = {rung.key for rung in LADDER}


def rule(name: str, **more: Any) -> ClockRule:
    """A house target with a ladder."""
    return tables.clock(name, **{"ladder": LADDER, **more})


TEN_DAYS = rule("answer", amount=10)


def in_dublin(_side: Side) -> Office:
    return DUBLIN


@pytest.fixture(autouse=True)
def at_the_start() -> Iterator[None]:
    """Nothing is late unless a test says so."""
    with pretended(START):
        yield


@pytest.fixture
def case(db) -> Case:
    return Case.objects.create(kind="letter", status="open", title="A letter")


def started(case: Case, rule: ClockRule = TEN_DAYS, at: datetime = START, **more: Any) -> Clock:
    return clocks.start(case, rule, at=at, offices=in_dublin, **more)


def resume(case: Case, at: datetime) -> None:
    clocks.resume(case, ("answer",), at=at, offices=in_dublin)


def waiting(clock: Clock) -> dict[str, datetime]:
    rows = clock.reminders.filter(state=RowState.WAITING, round=clock.round)
    return dict(rows.values_list("rung", "fires_at"))


def fired(clock: Clock, *rungs: str) -> None:
    """As if these had gone out."""
    rows = clock.reminders.filter(rung__in=rungs)
    assert rows.update(state=RowState.DONE, fired_at=START) == len(rungs)


def test_a_clock_starts_with_its_end_and_the_rungs_that_lie_ahead(case):
    running = started(case)
    assert running.due_at == datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
    assert waiting(running) == {
        WEEK_BEFORE: datetime(2026, 11, 16, 9, tzinfo=UTC),
        DAY_BEFORE: datetime(2026, 11, 22, 9, tzinfo=UTC),
        ON_THE_DAY: datetime(2026, 11, 23, 9, tzinfo=UTC),
        OVERDUE: running.due_at + timedelta(seconds=1),
        ESCALATED: datetime(2026, 11, 26, 9, tzinfo=UTC),
    }
    assert running.next_fires_at == datetime(2026, 11, 16, 9, tzinfo=UTC)


def test_reminders_come_in_the_morning_of_where_the_act_is_owed_through_summer_time(case):
    at = datetime(2026, 10, 12, 15, tzinfo=UTC)
    with pretended(at):
        running = started(case, at=at)
    assert running.due_at == datetime(2026, 10, 27, 23, 59, 59, tzinfo=UTC)  # Monday 26 is a feast
    assert waiting(running)[WEEK_BEFORE] == datetime(2026, 10, 20, 8, tzinfo=UTC)  # summer time
    assert waiting(running)[DAY_BEFORE] == datetime(2026, 10, 26, 9, tzinfo=UTC)


def test_a_short_clock_has_no_rung_in_the_past(case):
    running = started(case, rule("answer", amount=1))
    assert set(waiting(running)) == ALL - {WEEK_BEFORE, DAY_BEFORE}


def test_rungs_in_hours_stand_by_the_hour(case):
    ladder = (Rung(RungKind.BEFORE, ("clerk",), 6, Unit.HOURS), *LADDER[2:])
    running = started(case, rule("answer", amount=24, unit=Unit.HOURS, ladder=ladder))
    assert waiting(running)["before-6-hours"] == START + timedelta(hours=18)


def test_the_last_day_of_a_clock_that_ends_before_the_office_opens_begins_at_midnight(case):
    running = started(case, rule("answer", amount=20, unit=Unit.HOURS))  # Tuesday, 06:00
    assert waiting(running)[ON_THE_DAY] == datetime(2026, 11, 10, tzinfo=UTC)


def test_a_date_that_was_set_ends_with_that_day_where_the_act_is_owed(case):
    review = rule("review", amount=None)
    running = clocks.start(
        case, review, at=START, offices=lambda _side: SAN_JOSE, until=START.date()
    )
    assert running.due_at == datetime(2026, 11, 10, 5, 59, 59, tzinfo=UTC)
    with pytest.raises(ValueError, match="neither a period nor a date"):
        started(case, rule("other", amount=None))


def test_a_rule_may_count_the_days_of_the_other_side_or_of_both(case):
    """Dublin owes; 15 September 2026, a Tuesday, is a feast in Costa Rica alone."""
    offices = {Side.REQUESTED: DUBLIN, Side.REQUESTING: SAN_JOSE}
    at = datetime(2026, 9, 11, 10, tzinfo=UTC)  # a Friday
    ends = {}
    for whose in Whose:
        name = f"answer_{whose}"
        running = clocks.start(
            case, rule(name, amount=2, whose=whose), at=at, offices=offices.__getitem__
        )
        ends[whose] = running.due_at.date().isoformat(), running.calendar, running.zone
    assert ends == {
        Whose.OWING: ("2026-09-15", "XB", "Europe/Dublin"),
        Whose.WAITING: ("2026-09-16", "XC", "Europe/Dublin"),
        Whose.BOTH: ("2026-09-16", "XB+XC", "Europe/Dublin"),
    }


def test_a_paused_clock_reminds_nobody_and_runs_on_by_as_many_days(case):
    running = started(case)
    clocks.pause(case, ("answer",), at=START + timedelta(days=1))
    running.refresh_from_db()
    assert (waiting(running), running.next_fires_at) == ({}, None)
    resume(case, START + timedelta(days=3, hours=1))
    running.refresh_from_db()
    # Two days and an hour end with the third: Thursday 26 November.
    assert running.due_at == datetime(2026, 11, 26, 23, 59, 59, tzinfo=UTC)
    assert running.paused_at is None
    assert running.paused_seconds == 49 * 3600
    assert set(waiting(running)) == ALL
    assert running.next_fires_at == datetime(2026, 11, 19, 9, tzinfo=UTC)


def test_a_clock_in_working_days_never_runs_on_into_a_day_of_rest(case):
    running = started(case)
    clocks.pause(case, ("answer",), at=START)
    resume(case, START + timedelta(days=5))
    running.refresh_from_db()
    assert running.due_at.date().isoformat() == "2026-11-30"  # not Saturday 28


def test_a_clock_in_hours_runs_on_to_the_second(case):
    running = started(case, rule("answer", amount=24, unit=Unit.HOURS))
    clocks.pause(case, ("answer",), at=START)
    resume(case, START + timedelta(minutes=90, seconds=1))
    running.refresh_from_db()
    assert running.due_at == START + timedelta(hours=25, minutes=30, seconds=1)


def test_pausing_or_running_on_twice_changes_nothing_more(case):
    running = started(case)
    clocks.pause(case, ("answer",), at=START)
    clocks.pause(case, ("answer",), at=START + timedelta(days=1))
    running.refresh_from_db()
    assert running.paused_at == START
    resume(case, START + timedelta(days=2))
    running.refresh_from_db()
    after = running.due_at
    resume(case, START + timedelta(days=9))
    running.refresh_from_db()
    assert running.due_at == after


def test_a_rung_that_has_fired_does_not_fire_again_after_a_pause(case):
    running = started(case)
    fired(running, WEEK_BEFORE)
    clocks.pause(case, ("answer",), at=START)
    resume(case, START + timedelta(days=2))
    assert set(waiting(running)) == ALL - {WEEK_BEFORE}


def test_a_pause_ends_where_the_act_is_owed_with_a_day_of_work(case):
    """In Costa Rica the last second of a Wednesday is a Thursday in UTC, of a Saturday a Sunday."""

    def offices(_side: Side) -> Office:
        return SAN_JOSE

    running = clocks.start(case, TEN_DAYS, at=START, offices=offices)
    assert running.due_at == datetime(2026, 11, 24, 5, 59, 59, tzinfo=UTC)  # Monday 23 there
    clocks.pause(case, ("answer",), at=START)
    clocks.resume(case, ("answer",), at=START + timedelta(days=5), offices=offices)
    running.refresh_from_db()
    assert running.due_at == datetime(2026, 12, 1, 5, 59, 59, tzinfo=UTC)  # Monday 30, not 28


def test_a_pause_over_the_change_of_the_clocks_still_ends_with_the_day(case):
    running = started(case, at=datetime(2026, 10, 9, 10, tzinfo=UTC))  # to Friday 23, 22:59:59
    clocks.pause(case, ("answer",), at=running.started_at)
    resume(case, running.started_at + timedelta(days=4))
    running.refresh_from_db()
    assert running.due_at == datetime(2026, 10, 27, 23, 59, 59, tzinfo=UTC)  # Monday is a feast


def test_a_letter_dated_before_the_pause_ends_it_without_time_having_passed(case):
    running = started(case)
    due = running.due_at
    clocks.pause(case, ("answer",), at=START + timedelta(hours=5))
    resume(case, START + timedelta(hours=2))
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
    assert set(waiting(running)) == ALL - {WEEK_BEFORE}


def test_a_clock_that_has_run_out_when_it_is_set_is_overdue_now_and_tells_nothing_late(case):
    late = START + timedelta(days=60)
    with pretended(late):
        running = started(case)
        assert waiting(running) == {OVERDUE: late, ESCALATED: late}
        clocks.pause(case, ("answer",), at=START)
        resume(case, START + timedelta(days=1))
    assert set(waiting(running)) == {OVERDUE, ESCALATED}


def test_a_clock_that_runs_on_late_leaves_out_what_is_past(case):
    running = started(case)
    clocks.pause(case, ("answer",), at=START)
    with pretended(running.due_at):  # due a day later: the day before and the week before are past
        resume(case, START + timedelta(hours=1))
    assert set(waiting(running)) == {ON_THE_DAY, OVERDUE, ESCALATED}


def test_an_extension_ends_with_its_day_and_says_who_gave_it_and_why(case):
    running = started(case)
    clocks.extend(
        running, until=date(2026, 12, 4), at=START, reason="A long annex.", by_name="Ciara"
    )
    running.refresh_from_db()
    assert running.due_at == datetime(2026, 12, 4, 23, 59, 59, tzinfo=UTC)
    assert waiting(running)[WEEK_BEFORE] == datetime(2026, 11, 27, 9, tzinfo=UTC)
    (step,) = running.steps.all()
    assert (step.kind, step.reason, step.by_name) == (StepKind.EXTENSION, "A long annex.", "Ciara")
    assert (step.due_before, step.due_after) == (
        datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC),
        running.due_at,
    )


def test_an_extension_is_no_day_sooner(case):
    running = started(case)
    for day in (date(2026, 11, 23), date(2026, 11, 10)):
        with pytest.raises(ValueError, match="later"):
            clocks.extend(running, until=day, at=START, reason="", by_name="")
    assert not running.steps.exists()


def test_more_time_after_the_end_begins_the_ladder_anew(case):
    """The new end is reminded of in full: what fired belongs to the old one."""
    running = started(case)
    fired(running, *ALL - {ESCALATED})
    with pretended(running.due_at + timedelta(days=1)):
        clocks.extend(running, until=date(2026, 12, 18), at=START, reason="", by_name="")
    assert running.round == 2
    assert set(waiting(running)) == ALL
    assert running.reminders.filter(round=1, fired_at=None, state=RowState.WAITING).count() == 0


def test_a_clock_is_worked_out_again_from_its_start_its_rule_and_its_steps(case):
    running = started(case)
    clocks.pause(case, ("answer",), at=START)
    resume(case, START + timedelta(days=5))
    running.refresh_from_db()
    # Wednesday 18 November becomes a day of rest: Tuesday 24 and five days, Sunday: Monday 30.
    corrected = StateCalendar("XB", "IE", rested={date(2026, 11, 18): "Day of the Sea"})
    two = StateCalendar("XB", "IE", rested={**corrected.rested, date(2026, 11, 19): "The next"})
    assert not clocks.recompute(running, days=corrected, reason="", by_name="")
    three = StateCalendar("XB", "IE", rested={**two.rested, date(2026, 11, 20): "A third"})
    assert clocks.recompute(running, days=three, reason="A bridge.", by_name="Aoife")
    running.refresh_from_db()
    assert running.due_at.date().isoformat() == "2026-12-01"
    assert not clocks.recompute(running, days=three, reason="Again.", by_name="Aoife")
    assert [step.kind for step in running.steps.all()] == [StepKind.PAUSE, StepKind.RECOMPUTED]


def test_a_silenced_clock_reminds_nobody_until_it_may_again(case):
    running = started(case)
    fired(running, WEEK_BEFORE)
    reminding.silence(running, reason="They telephone daily.", by_name="Ciara")
    running.refresh_from_db()
    assert (waiting(running), running.next_fires_at) == ({}, None)
    assert running.silenced_because == "They telephone daily."
    clocks.pause(case, ("answer",), at=START)
    resume(case, START + timedelta(days=2))
    running.refresh_from_db()
    assert waiting(running) == {}
    reminding.speak_again(running)
    assert set(waiting(running)) == ALL - {WEEK_BEFORE}
    assert running.next_fires_at == min(waiting(running).values())


def test_stopping_stops_the_named_clocks_and_their_reminders_only(case):
    one, other = started(case), started(case, rule("explain"))
    clocks.stop(case, ("answer",), at=START)
    one.refresh_from_db()
    assert (one.stopped_at, one.next_fires_at) == (START, None)
    assert waiting(one) == {}
    assert set(waiting(other)) == ALL - {WEEK_BEFORE}
    clocks.stop(case, None, at=START)
    assert not Reminder.objects.filter(state=RowState.WAITING).exists()


def test_the_end_of_a_case_leaves_what_outlives_it(case):
    started(case)
    kept = started(case, rule("keep", amount=24, unit=Unit.MONTHS, outlives=True))
    clocks.stop(case, None, at=START)
    assert list(case.clocks.filter(stopped_at=None)) == [kept]
    assert kept.due_at == datetime(2028, 11, 9, 23, 59, 59, tzinfo=UTC)


def test_a_case_has_one_open_clock_of_a_name_and_item(case):
    started(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        started(case)
    started(case, item="1")
    started(case, item="2")
    with pytest.raises(IntegrityError), transaction.atomic():
        started(case, item="2")
    clocks.stop(case, ("answer",), at=START, item="1")
    assert set(case.clocks.filter(stopped_at=None).values_list("item", flat=True)) == {"", "2"}
    clocks.stop(case, ("answer",), at=START)
    started(case)


def test_a_clock_of_no_case_has_one_open_of_a_name_and_item(db):
    appointment = rule("appointment", amount=None)

    def begin(item: str) -> Clock:
        return clocks.start_without_case(
            "people",
            appointment,
            at=START,
            state="XB",
            zone="UTC",
            until=date(2026, 12, 31),
            item=item,
        )

    assert begin("1").due_at == datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    begin("2")
    with pytest.raises(IntegrityError), transaction.atomic():
        begin("2")


lengths = st.timedeltas(timedelta(0), timedelta(days=30))
steps = st.lists(st.tuples(st.sampled_from(["pause", "extend"]), lengths), max_size=5)


class WhatAlwaysHolds(TestCase):
    """Of any clock, whatever happened to it."""

    @settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.integers(1, 40), st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS]), steps)
    def test_steps_never_shorten_and_make_up_the_end(self, amount, unit, steps):
        case = Case.objects.create(kind="letter", status="open", title="A letter")
        at, ends = START, []
        running = started(case, rule("answer", amount=amount, unit=unit))
        for what, length in steps:
            running.refresh_from_db()
            ends.append(running.due_at)
            at += timedelta(days=1)
            if what == "pause":
                clocks.pause(case, ("answer",), at=at)
                at += length
                resume(case, at)
            elif length >= timedelta(days=1):
                until = (running.due_at + length).date()
                clocks.extend(running, until=until, at=at, reason="", by_name="")
        running.refresh_from_db()
        ends.append(running.due_at)
        assert ends == sorted(ends)
        days = DUBLIN.calendar
        assert clocks.worked_out(running, running.steps.all(), days) == running.due_at
        assert not clocks.recompute(running, days=days, reason="", by_name="")
