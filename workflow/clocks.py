"""Start, pause, resume and stop the stored clocks of a case, with their ladder of reminders."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from audit import moment

from . import periods
from .choices import RowState, Rung, Source, Unit
from .models import Case, Clock, Reminder
from .table import ClockRule

RUNGS: tuple[tuple[Rung, timedelta], ...] = (
    (Rung.WEEK_BEFORE, timedelta(days=-7)),
    (Rung.DAY_BEFORE, timedelta(days=-1)),
    (Rung.ON_THE_DAY, timedelta(hours=-15)),
    (Rung.OVERDUE, timedelta(seconds=1)),
)


@dataclass(frozen=True)
class Office:
    """Where an act is owed: time zone and calendar of the authority."""

    zone: str
    calendar: str


def start(
    case: Case, rule: ClockRule, *, at: datetime, office: Office, until: date | None = None
) -> Clock:
    """Start a clock under its rule; `until` is a date that the move itself set.

    `at` lies in the past where a letter was recorded late.
    """
    if until is not None:
        ends, source = periods.end_of_day(until, office.zone), Source(rule.source)
    elif rule.amount is not None:
        source = Source(rule.source)
        ends = periods.due(
            at, rule.amount, Unit(rule.unit), zone=office.zone, calendar=office.calendar
        )
    else:
        raise ValueError(f"Clock {rule.name} has neither a period nor a date.")
    clock = Clock.objects.create(
        case=case,
        name=rule.name,
        owed_by=rule.owed_by,
        source=source,
        basis=rule.basis,
        amount=None if until else rule.amount,
        unit=rule.unit,
        calendar=office.calendar,
        zone=office.zone,
        started_at=at,
        due_at=ends,
    )
    _set_ladder(clock)
    return clock


def stop(case: Case, names: tuple[str, ...] | None, *, at: datetime) -> None:
    """Stop the open clocks of these names, or all of them; their waiting reminders stop too."""
    for clock in _open(case, names):
        clock.stopped_at = at
        clock.save(update_fields=["stopped_at"])
        clock.reminders.filter(state=RowState.WAITING).update(state=RowState.STOPPED)


def pause(case: Case, names: tuple[str, ...], *, at: datetime) -> None:
    """Let clocks stand still while the other side owes an answer."""
    for clock in _open(case, names):
        if clock.paused_at is None:
            clock.paused_at = max(at, clock.started_at)
            clock.save(update_fields=["paused_at"])
            clock.reminders.filter(state=RowState.WAITING).update(state=RowState.STOPPED)


def resume(case: Case, names: tuple[str, ...], *, at: datetime) -> None:
    """Let clocks run on: the end moves by what the pause lasted, to the end of that day."""
    for clock in _open(case, names):
        if clock.paused_at is None:
            continue
        # A letter can be dated before the pause it ends: then there was none.
        pause_length = max(at - clock.paused_at, timedelta(0))
        clock.due_at = periods.extended(
            clock.due_at,
            pause_length,
            Unit(clock.unit),
            zone=clock.zone,
            calendar=clock.calendar,
        )
        clock.paused_seconds += int(pause_length.total_seconds())
        clock.paused_at = None
        clock.save(update_fields=["due_at", "paused_seconds", "paused_at"])
        _set_ladder(clock)


def _open(case: Case, names: tuple[str, ...] | None) -> list[Clock]:
    clocks = case.clocks.filter(stopped_at__isnull=True)
    return list(clocks if names is None else clocks.filter(name__in=names))


def _set_ladder(clock: Clock) -> None:
    """Let the rungs wait that have not fired and still lie ahead.

    One that is past by now would only tell late what another tells better: a clock that has run out
    already has its overdue rung and no other.
    """
    now = moment.now()
    fired = set(clock.reminders.filter(fired_at__isnull=False).values_list("rung", flat=True))
    rungs = [(rung, clock.due_at + offset) for rung, offset in RUNGS if rung not in fired]
    Reminder.objects.bulk_create(
        [
            Reminder(clock=clock, rung=rung, fires_at=fires_at)
            for rung, fires_at in rungs
            if fires_at > now or rung == Rung.OVERDUE
        ],
        update_conflicts=True,
        unique_fields=["clock", "rung"],
        update_fields=["fires_at", "state"],
    )
