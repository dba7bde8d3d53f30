"""Start, pause, resume, extend and stop stored clocks, and work their ends out again.

A clock's row is the result; its steps say how it came about. Whoever calls holds the lock of the
case.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from audit import moment

from . import periods, rules
from .calendars import Calendar, JointCalendar, StateCalendar
from .choices import RowState, RungKind, Side, StepKind, Unit, Whose
from .ladder import Rung
from .models import Case, Clock, ClockStep
from .reminding import ladder_of, set_ladder, stop_ladder
from .table import ClockRule


@dataclass(frozen=True)
class Office:
    """Where an act is owed: State, time zone and days of the authority that leads a side."""

    state: str
    zone: str
    calendar: StateCalendar
    connected: bool = True


# The office of a side of the case at hand.
Offices = Callable[[Side], Office]


@dataclass(frozen=True)
class Owed:
    """That a clock is to be started: which, and where the rule leaves it open, until when.

    `item` tells clocks of one name apart; `owed_by` where the rule's own side is not the one; `at`
    where it began at another moment than the move.
    """

    name: str
    until: date | None = None
    item: str = ""
    owed_by: Side | None = None
    at: datetime | None = None


def start(
    case: Case,
    rule: ClockRule,
    *,
    at: datetime,
    offices: Offices,
    until: date | None = None,
    item: str = "",
    owed_by: Side | None = None,
) -> Clock:
    """Start a clock under the rule in force; `until` is a date that the move itself set.

    The rule is that of the State that owes the act; where it is reached by post, of the one that
    waits. `at` lies in the past where a letter was recorded late.
    """
    side = owed_by or rule.owed_by
    owing, waiting = offices(side), offices(side.other)
    keeper = owing if owing.connected else waiting
    found = rules.in_force(case.kind, rule, keeper.state)
    rule = found.rule
    days = calendar_for(rule.whose, owing, waiting)
    clock = Clock(
        case=case,
        kind=case.kind,
        name=rule.name,
        item=item,
        owed_by=side,
        state=keeper.state,
        source=rule.source,
        basis=rule.basis,
        rule=found.version,
        amount=None if until else rule.amount,
        unit=rule.unit,
        whose=rule.whose,
        extensions=rule.extensions,
        calendar=days.key,
        zone=owing.zone,
        until=until,
        started_at=at,
        outlives=rule.outlives,
        lapses=rule.lapses,
    )
    return _begin(clock, rule.ladder, days)


def start_without_case(
    kind: str,
    rule: ClockRule,
    *,
    at: datetime,
    state: str,
    zone: str,
    until: date,
    item: str,
) -> Clock:
    """Start a clock that belongs to no case, as the end of an appointment does.

    `until` is its last day in `zone`; `state` is the code of the State whose matter it is.
    """
    found = rules.in_force(kind, rule, state)
    rule = found.rule
    clock = Clock(
        kind=kind,
        name=rule.name,
        item=item,
        state=state,
        source=rule.source,
        basis=rule.basis,
        rule=found.version,
        unit=rule.unit,
        zone=zone,
        until=until,
        started_at=at,
        lapses=rule.lapses,
    )
    return _begin(clock, rule.ladder, StateCalendar())


def calendar_for(whose: str, owing: Office, waiting: Office) -> Calendar:
    """The days that a rule counts."""
    if whose == Whose.BOTH:
        return JointCalendar(owing.calendar, waiting.calendar)
    return (waiting if whose == Whose.WAITING else owing).calendar


def stop(
    case: Case, names: tuple[str, ...] | None, *, at: datetime, item: str | None = None
) -> None:
    """Stop the open clocks of these names; without names, all that do not outlive the case.

    With `item`, only the clock of that item. Their waiting reminders stop too.
    """
    for clock in _open(case, names):
        if names is None and clock.outlives:
            continue
        if item is None or clock.item == item:
            end(clock, at=at)


def end(clock: Clock, *, at: datetime) -> None:
    """Stop one clock and the reminders that wait."""
    clock.stopped_at = at
    stop_ladder(clock, "stopped_at")


def pause(case: Case, names: tuple[str, ...], *, at: datetime) -> None:
    """Let clocks stand still while the other side owes an answer."""
    for clock in _open(case, names):
        if clock.paused_at is None:
            clock.paused_at = max(at, clock.started_at)
            stop_ladder(clock, "paused_at")


def resume(case: Case, names: tuple[str, ...], *, at: datetime, offices: Offices) -> None:
    """Let clocks run on: the end moves by what the pause lasted, to the end of that day."""
    for clock in _open(case, names):
        if clock.paused_at is None:
            continue
        # A letter can be dated before the pause it ends: then there was none.
        begun, ended = clock.paused_at, max(at, clock.paused_at)
        clock.paused_at = None
        days = _days(clock, offices)
        due = _after_pause(clock, clock.due_at, ended - begun, days)
        _step(clock, StepKind.PAUSE, began_at=begun, ended_at=ended, due=due)


def extend(clock: Clock, *, until: date, at: datetime, reason: str, by_name: str) -> None:
    """Let a clock end with a later day; ValueError if that would be no later.

    One that has run out and gets an end that lies ahead begins its ladder anew.
    """
    due = periods.end_of_day(until, clock.zone)
    if due <= clock.due_at:
        raise ValueError("An extension ends later than what it extends.")
    _step(
        clock,
        StepKind.EXTENSION,
        began_at=at,
        ended_at=at,
        due=due,
        until=until,
        reason=reason,
        by_name=by_name,
    )


def recompute(clock: Clock, *, days: Calendar, reason: str, by_name: str) -> bool:
    """Work the end out again from the start, with the days as they are now; whether it moved.

    A second time changes nothing.
    """
    due = worked_out(clock, clock.steps.all(), days)
    if due == clock.due_at:
        return False
    at = moment.now()
    _step(
        clock,
        StepKind.RECOMPUTED,
        began_at=at,
        ended_at=at,
        due=due,
        reason=reason,
        by_name=by_name,
    )
    return True


def put_under(
    clock: Clock, found: rules.InForce, *, days: Calendar, reason: str, by_name: str
) -> bool:
    """Let an open clock follow another version of its rule from its start; whether it moved.

    What it was reminded of stays; what waits follows the new ladder.
    """
    rule = found.rule
    if clock.rule == found.version:
        return False
    clock.rule, clock.unit, clock.whose = found.version, rule.unit, rule.whose
    clock.source, clock.basis, clock.extensions = rule.source, rule.basis, rule.extensions
    clock.amount = None if clock.until else rule.amount
    clock.calendar = days.key
    clock.save(
        update_fields=[
            *("rule", "unit", "whose", "source", "basis", "extensions", "amount", "calendar")
        ]
    )
    at, before = moment.now(), clock.due_at
    due = worked_out(clock, clock.steps.all(), days)
    clock.reminders.filter(fired_at__isnull=True).delete()
    _step(
        clock,
        StepKind.RULE,
        began_at=at,
        ended_at=at,
        due=due,
        reason=reason,
        by_name=by_name,
        ladder=rule.ladder,
    )
    return due != before


def worked_out(clock: Clock, steps: Iterable[ClockStep], days: Calendar) -> datetime:
    """The end of a clock from its start, its rule and the steps that moved it, in UTC."""
    if clock.until:
        due = periods.end_of_day(clock.until, clock.zone)
    else:
        assert clock.amount is not None  # one of the two is there, see `_begin`
        due = periods.due(
            clock.started_at, clock.amount, Unit(clock.unit), zone=clock.zone, calendar=days
        )
    for step in steps:
        if step.kind == StepKind.PAUSE:
            due = _after_pause(clock, due, step.ended_at - step.began_at, days)
        elif step.until:
            due = max(due, periods.end_of_day(step.until, clock.zone))
    return due


def _begin(clock: Clock, ladder: Sequence[Rung], days: Calendar) -> Clock:
    if clock.amount is None and clock.until is None:
        raise ValueError(f"Clock {clock.name} has neither a period nor a date.")
    clock.due_at = worked_out(clock, (), days)
    clock.save(force_insert=True)
    set_ladder(clock, ladder)
    return clock


def _open(case: Case, names: tuple[str, ...] | None) -> list[Clock]:
    clocks = case.clocks.filter(stopped_at__isnull=True)
    return list(clocks if names is None else clocks.filter(name__in=names))


def _days(clock: Clock, offices: Offices) -> Calendar:
    side = Side(clock.owed_by)
    return calendar_for(clock.whose, offices(side), offices(side.other))


def _after_pause(clock: Clock, due: datetime, length: timedelta, days: Calendar) -> datetime:
    return periods.extended(due, length, Unit(clock.unit), zone=clock.zone, calendar=days)


def _step(
    clock: Clock,
    kind: StepKind,
    *,
    began_at: datetime,
    ended_at: datetime,
    due: datetime,
    until: date | None = None,
    reason: str = "",
    by_name: str = "",
    ladder: Sequence[Rung] | None = None,
) -> None:
    """Write down what moved the end, and let reminders follow unless the clock stands still."""
    before, clock.due_at = clock.due_at, due
    ClockStep.objects.create(
        clock=clock,
        number=clock.steps.count() + 1,
        kind=kind,
        began_at=began_at,
        ended_at=ended_at,
        until=until,
        due_before=before,
        due_after=due,
        reason=reason,
        by_name=by_name,
    )
    rungs = ladder_of(clock) if ladder is None else ladder
    had_run_out = clock.reminders.filter(
        round=clock.round, kind=RungKind.OVERDUE, fired_at__isnull=False
    ).exists()
    if had_run_out and due > moment.now():
        clock.reminders.filter(state=RowState.WAITING).update(state=RowState.STOPPED)
        clock.round += 1
    clock.save(update_fields=["due_at", "paused_at", "round"])
    set_ladder(clock, rungs)
    if clock.paused_at or clock.silenced_at:
        # Kept, so that it knows its rungs when it runs on or speaks again.
        stop_ladder(clock)
