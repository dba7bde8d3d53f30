"""The reminders of a clock: which of its rungs wait, and that it falls silent."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Min

from audit import moment

from . import rules
from .choices import RowState, RungKind, Unit
from .ladder import Rung
from .models import Clock, Reminder


def silence(clock: Clock, *, reason: str, by_name: str) -> None:
    """Send no reminder of this clock any more; it runs on and says who wanted that and why."""
    clock.silenced_at, clock.silenced_by_name = moment.now(), by_name
    clock.silenced_because = reason
    stop_ladder(clock, "silenced_at", "silenced_by_name", "silenced_because")


def speak_again(clock: Clock) -> None:
    """Let a silenced clock remind again of what lies ahead."""
    clock.silenced_at, clock.silenced_by_name, clock.silenced_because = None, "", ""
    clock.save(update_fields=["silenced_at", "silenced_by_name", "silenced_because"])
    set_ladder(clock, ladder_of(clock))


def ladder_of(clock: Clock) -> tuple[Rung, ...]:
    """The rungs of the version a clock follows; of the table's rule, as its reminders keep them."""
    if clock.rule:
        return tuple(rules.rung_of(row) for row in clock.rule.rungs.all())
    rows = clock.reminders.filter(round=clock.round)
    return tuple(
        Rung(RungKind(row.kind), tuple(row.roles), row.amount, Unit(row.unit), row.urgent)
        for row in rows
    )


def set_ladder(clock: Clock, ladder: Sequence[Rung]) -> None:
    """Let the rungs wait that have not fired and still lie ahead.

    One that is past by now would only tell late what another tells better: of a clock that has run
    out already the overdue rung is told and no earlier one.
    """
    now = moment.now()
    rows = clock.reminders.filter(round=clock.round, fired_at__isnull=False)
    fired = set(rows.values_list("rung", flat=True))
    Reminder.objects.bulk_create(
        [_row(clock, rung, now) for rung in ladder if rung.key not in fired],
        update_conflicts=True,
        unique_fields=["clock", "round", "rung"],
        update_fields=["fires_at", "state", "roles", "urgent"],
    )
    waiting = clock.reminders.filter(state=RowState.WAITING)
    clock.next_fires_at = waiting.aggregate(at=Min("fires_at"))["at"]
    clock.save(update_fields=["next_fires_at"])


def stop_ladder(clock: Clock, *changed: str) -> None:
    """Save what changed, and let no reminder wait; the clock first, as the sweep locks it."""
    clock.next_fires_at = None
    clock.save(update_fields=[*changed, "next_fires_at"])
    clock.reminders.filter(state=RowState.WAITING).update(state=RowState.STOPPED)


def _row(clock: Clock, rung: Rung, now: datetime) -> Reminder:
    fires_at = rung.fires_at(clock.due_at, clock.zone)
    waits = fires_at > now
    if not waits and rung.kind in (RungKind.OVERDUE, RungKind.ESCALATED):
        # Recorded late: it is due now, and not late by the fault of any sweep.
        waits, fires_at = True, now
    return Reminder(
        clock=clock,
        round=clock.round,
        rung=rung.key,
        kind=rung.kind,
        amount=rung.amount,
        unit=rung.unit,
        roles=list(rung.roles),
        urgent=rung.urgent,
        fires_at=fires_at,
        # Kept all the same: a later end may bring it back.
        state=RowState.WAITING if waits else RowState.STOPPED,
    )
