"""Open dates follow a corrected calendar or a new rule: those concerned, once, each explained."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from accounts import limits
from accounts.services import apply_to_open, correct_day, set_rule, withdraw_correction
from accounts.services.calendars import order as order_again
from accounts.services.time_rules import Wording, wording_of
from audit.models import Event
from audit.moment import pretended
from config.demonstration.cast import Cast, assemble
from tests.desk import cases
from tests.desk.cases import START
from workflow import clocks, recomputing, reminding, sweeping
from workflow.choices import RowState, RungKind, StepKind
from workflow.ladder import Rung
from workflow.models import Case, Clock, Notice, Recomputation, TimeRule
from workflow.services import offices_of

MONDAY = date(2026, 9, 7)
OFFICERS = ("central_authority_officer",)


@pytest.fixture
def cast(db, settings, tmp_path: Path) -> Cast:
    settings.VAULT_DIR = tmp_path / "vault"
    settings.VAULT_DIR.mkdir()
    return assemble(START)


def ends(day: int, month: int = 9) -> datetime:
    """The last second of a day in Dublin in September."""
    return datetime(2026, month, day, 22, 59, 59, tzinfo=UTC)


def closed(cast: Cast, day: date = MONDAY, who: str = "sean") -> Recomputation:
    """The administrator makes a day a day of rest: the order that follows."""
    with pretended(START):
        correct_day(actor=cast.actors[who], day=day, worked=False, name="Day of mourning")
    return latest()


def latest() -> Recomputation:
    return Recomputation.objects.order_by("-pk")[0]


def follow(most: int = 500) -> int:
    with pretended(START):
        return recomputing.follow(most)


def steps(case: Case) -> list[str]:
    return list(cases.clock(case).steps.values_list("kind", flat=True))


def test_an_order_moves_exactly_the_dates_that_count_the_day(cast):
    concerned = cases.on_paper(cast)
    later = cases.on_paper(cast, at=START + timedelta(days=30))
    of_another_state = cases.on_paper(cast, who="lucia")
    before = [cases.clock(case).due_at for case in (concerned, later, of_another_state)]
    assert before[0] == ends(8)
    order = closed(cast)
    follow()
    order.refresh_from_db()
    assert cases.clock(concerned).due_at == ends(9)
    assert [cases.clock(case).due_at for case in (later, of_another_state)] == before[1:]
    assert (order.looked_at, order.moved, order.done_at) == (2, 1, START)
    assert steps(later) == steps(of_another_state) == []


def test_the_step_says_what_moved_the_date_and_who_wanted_it(cast):
    case = cases.on_paper(cast)
    closed(cast)
    follow()
    [step] = cases.clock(case).steps.all()
    assert (step.kind, step.due_before, step.due_after) == (
        StepKind.RECOMPUTED,
        ends(8),
        ends(9),
    )
    assert step.by_name == "Sean Walsh"
    assert step.reason == "7 September 2026 is a day of rest: Day of mourning"


def test_a_withdrawn_correction_takes_the_date_back(cast):
    case = cases.on_paper(cast)
    closed(cast)
    follow()
    with pretended(START):
        correction = cast.central["XB"].state.day_corrections.get()
        withdraw_correction(actor=cast.actors["sean"], pk=correction.pk)
    follow()
    assert cases.clock(case).due_at == ends(8)
    assert steps(case) == [StepKind.RECOMPUTED] * 2


def test_an_order_with_nothing_to_change_moves_nothing(cast):
    case = cases.on_paper(cast)
    closed(cast)
    follow()
    again = order_again(cast.actors["sean"], "Once more")
    follow()
    again.refresh_from_db()
    assert (again.looked_at, again.moved) == (1, 0)
    assert cases.clock(case).due_at == ends(9)
    assert steps(case) == [StepKind.RECOMPUTED]
    assert Notice.objects.filter(subject=recomputing.MOVED).count() == 1


def test_with_no_order_nothing_is_looked_at(cast):
    cases.on_paper(cast)
    assert follow() == 0


def test_pauses_are_worked_in_again(cast):
    case = cases.on_paper(cast)
    with pretended(START), transaction.atomic():
        clocks.pause(case, ("acknowledge",), at=START)
        clocks.resume(
            case, ("acknowledge",), at=START + timedelta(days=2), offices=offices_of(case)
        )
    # Two days after Tuesday 8 is Thursday 10.
    assert cases.clock(case).due_at == ends(10)
    closed(cast)
    follow()
    # Now two days after Wednesday 9.
    assert cases.clock(case).due_at == ends(11)
    assert cases.clock(case).paused_seconds == 2 * 24 * 3600
    assert steps(case) == [StepKind.PAUSE, StepKind.RECOMPUTED]


def test_a_day_that_somebody_set_stays(cast):
    case = cases.on_paper(cast)
    with pretended(START), transaction.atomic():
        clocks.extend(
            cases.clock(case), until=date(2026, 9, 18), at=START, reason="Ill", by_name="Ciara"
        )
    closed(cast)
    follow()
    assert cases.clock(case).due_at == ends(18)
    assert steps(case) == [StepKind.EXTENSION]
    # Were the corrected period longer than the extension, the period would win.
    for day in range(9, 19):
        if date(2026, 9, day).weekday() < 5:
            closed(cast, date(2026, 9, day))
    follow()
    assert cases.clock(case).due_at == ends(21)


def test_a_paused_date_moves_and_stands_still(cast):
    case = cases.on_paper(cast)
    with pretended(START), transaction.atomic():
        clocks.pause(case, ("acknowledge",), at=START)
    closed(cast)
    follow()
    clock = cases.clock(case)
    assert (clock.due_at, clock.paused_at, clock.next_fires_at) == (ends(9), START, None)


def test_a_sweep_that_is_killed_goes_on_where_it_was(cast):
    three = [cases.on_paper(cast, title=f"Paper {number}") for number in range(3)]
    order = closed(cast)
    assert follow(most=1) == 1
    order.refresh_from_db()
    assert (order.looked_at, order.moved, order.done_at) == (1, 1, None)
    assert [cases.clock(case).due_at for case in three] == [ends(9), ends(8), ends(8)]
    follow()
    order.refresh_from_db()
    assert (order.looked_at, order.moved, order.done_at) == (3, 3, START)
    assert [steps(case) for case in three] == [[StepKind.RECOMPUTED]] * 3
    assert Notice.objects.filter(subject=recomputing.MOVED).count() == 3
    assert follow() == 0


def test_a_clock_that_stopped_meanwhile_is_left(cast):
    first, second = cases.on_paper(cast), cases.on_paper(cast, title="Another")
    order = closed(cast)
    follow(most=1)
    stopped = cases.clock(second)
    cases.act(cast, second, "ciara", "acknowledge")
    follow()
    stopped.refresh_from_db()
    order.refresh_from_db()
    assert stopped.due_at == ends(8)
    assert not stopped.steps.exists()
    assert cases.clock(first).due_at == ends(9)
    # The decision is owed from that day on, counted with the corrected days already.
    assert (order.looked_at, order.moved) == (2, 1)


def test_the_lists_follow(cast):
    case = cases.on_paper(cast)
    row = case.participations.get(authority=cast.central["XB"])
    assert row.runs_out_at == ends(8)
    changed_at = row.changed_at
    closed(cast)
    follow()
    row.refresh_from_db()
    assert (row.runs_out_at, row.clock) == (ends(9), cases.clock(case))
    assert row.changed_at == changed_at


def test_it_is_told_and_recorded_once(cast):
    case = cases.on_paper(cast)
    closed(cast)
    follow()
    follow()
    notice = Notice.objects.get(subject=recomputing.MOVED)
    assert (notice.case, notice.clock, notice.side) == (case, cases.clock(case), "requested")
    assert notice.roles == ["central_authority_officer", "liaison_officer"]
    event = Event.objects.get(chain=f"case:{case.pk}", verb="request.recompute")
    assert (event.case_id, event.shared) == (case.pk, False)


def test_reminders_that_wait_move_along(cast):
    case = cases.on_paper(cast)
    before = cases.moments(case)
    closed(cast)
    follow()
    assert cases.moments(case)[-1] == ends(9) + timedelta(seconds=1)
    assert len(cases.moments(case)) >= len(before)


# Another rule, applied on purpose.


def ruled(cast: Cast, **more: Any) -> None:
    """Belmara sets another time limit; nothing that runs follows yet."""
    limit = limits.limit_of("XB", "request", "acknowledge")
    assert limit is not None
    wording: Wording = replace(wording_of(limit.rule), reason="By circular", **more)
    with pretended(START):
        set_rule(
            actor=cast.actors["sean"],
            kind="request",
            clock="acknowledge",
            wording=wording,
            seen_version=limit.version,
        )


def newest() -> TimeRule:
    limit = limits.limit_of("XB", "request", "acknowledge")
    assert limit is not None
    assert limit.found.version is not None
    return limit.found.version


def applied(cast: Cast) -> Recomputation:
    """Open dates are put under it."""
    with pretended(START):
        order = apply_to_open(actor=cast.actors["sean"], rule=newest(), reason="All shall have it")
    follow()
    order.refresh_from_db()
    return order


def test_another_rule_holds_for_an_open_clock_when_it_is_applied(cast):
    case, elsewhere = cases.on_paper(cast), cases.on_paper(cast, who="lucia")
    unmoved = cases.clock(elsewhere).due_at
    ruled(cast, amount=7, extensions=1)
    assert cases.clock(case).due_at == ends(8)
    order = applied(cast)
    clock = cases.clock(case)
    assert clock.due_at == ends(10)
    assert (clock.amount, clock.extensions, clock.rule) == (7, 1, newest())
    assert steps(case) == [StepKind.RULE]
    assert (order.looked_at, order.moved) == (1, 1)
    assert cases.clock(elsewhere).due_at == unmoved


def test_only_the_clocks_of_that_name_are_put_under_it(cast):
    case = cases.on_paper(cast)
    cases.act(cast, case, "ciara", "acknowledge")
    due = cases.clock(case).due_at
    waiting = cases.on_paper(cast, title="Waits")
    ruled(cast, amount=7)
    order = applied(cast)
    assert order.looked_at == 1
    assert cases.clock(case).due_at == due
    assert cases.clock(waiting).due_at == ends(10)


def test_a_shorter_ladder_keeps_what_fired_and_drops_what_waits(cast):
    case = cases.on_paper(cast)
    day_before = min(cases.moments(case))
    with pretended(cases.after(day_before)):
        assert sweeping.fire_reminders() == 1
    fired = cases.clock(case).reminders.get(state=RowState.DONE)
    ruled(cast, ladder=(Rung(RungKind.BEFORE, OFFICERS, 1), Rung(RungKind.OVERDUE, OFFICERS)))
    applied(cast)
    clock = cases.clock(case)
    rows = {row.rung: row.state for row in clock.reminders.all()}
    assert rows == {fired.rung: RowState.DONE, "overdue": RowState.WAITING}
    assert Notice.objects.filter(reminder=fired).count() == 1
    with pretended(clock.due_at + timedelta(days=9)):
        assert sweeping.fire_reminders() == 1


@pytest.mark.parametrize("amount", [7, 5])
def test_a_clock_put_under_a_rule_while_it_stands_still_reminds_when_it_runs_on(cast, amount):
    case = cases.on_paper(cast)
    with pretended(START), transaction.atomic():
        clocks.pause(case, ("acknowledge",), at=START)
    ruled(cast, amount=amount, ladder=(Rung(RungKind.OVERDUE, OFFICERS),))
    applied(cast)
    assert waiting(case) == set()
    with pretended(START), transaction.atomic():
        clocks.resume(case, ("acknowledge",), at=START, offices=offices_of(case))
    assert waiting(case) == {"overdue"}


def test_a_silenced_clock_put_under_a_rule_reminds_when_it_may_again(cast):
    case = cases.on_paper(cast)
    with pretended(START), transaction.atomic():
        reminding.silence(cases.clock(case), reason="They called", by_name="Ciara Doyle")
    ruled(cast, amount=7, ladder=(Rung(RungKind.OVERDUE, OFFICERS),))
    applied(cast)
    assert waiting(case) == set()
    with pretended(START), transaction.atomic():
        reminding.speak_again(cases.clock(case))
    assert waiting(case) == {"overdue"}


def waiting(case: Case) -> set[str]:
    clock: Clock = cases.clock(case)
    return set(clock.reminders.filter(state=RowState.WAITING).values_list("rung", flat=True))


def test_a_rule_applied_twice_moves_nothing_more(cast):
    case = cases.on_paper(cast)
    ruled(cast, amount=7)
    order = applied(cast)
    again = Recomputation.objects.create(
        state="XB", rule=order.rule, reason="Once more", by_id=1, by_name="Sean Walsh"
    )
    follow()
    again.refresh_from_db()
    assert (again.looked_at, again.moved) == (1, 0)
    assert steps(case) == [StepKind.RULE]


def test_two_rules_in_a_row_leave_the_newer_one(cast):
    case = cases.on_paper(cast)
    ruled(cast, amount=7)
    older = newest()
    Recomputation.objects.create(
        state="XB", rule=older, reason="First", by_id=1, by_name="Sean Walsh"
    )
    ruled(cast, amount=4)
    applied(cast)
    assert cases.clock(case).due_at == ends(7)
    assert cases.clock(case).rule == newest()
    assert newest().version == 2


def test_pauses_and_extensions_survive_another_rule(cast):
    case = cases.on_paper(cast)
    with pretended(START), transaction.atomic():
        clocks.pause(case, ("acknowledge",), at=START)
        clocks.resume(
            case, ("acknowledge",), at=START + timedelta(days=2), offices=offices_of(case)
        )
        clocks.extend(
            cases.clock(case), until=date(2026, 9, 14), at=START, reason="Ill", by_name="Ciara"
        )
    ruled(cast, amount=3)
    applied(cast)
    assert cases.clock(case).due_at == ends(14)
    ruled(cast, amount=10)
    applied(cast)
    # Ten working days after Tuesday 1 are Tuesday 15, and two days of pause: Thursday 17.
    assert cases.clock(case).due_at == ends(17)
    assert steps(case) == [StepKind.PAUSE, StepKind.EXTENSION, StepKind.RULE, StepKind.RULE]


def test_an_end_that_lies_ahead_again_has_the_rungs_of_the_new_rule_alone(cast):
    case = cases.on_paper(cast)
    over = ends(8) + timedelta(hours=1)
    with pretended(over):
        sweeping.fire_reminders()
    ruled(cast, ladder=(Rung(RungKind.BEFORE, OFFICERS, 2), Rung(RungKind.OVERDUE, OFFICERS)))
    applied(cast)
    with pretended(over), transaction.atomic():
        clocks.extend(
            cases.clock(case), until=date(2026, 9, 18), at=over, reason="Ill", by_name="Ciara"
        )
    clock = cases.clock(case)
    assert set(clock.reminders.filter(round=2).values_list("rung", flat=True)) == {
        "before-2-days",
        "overdue",
    }
