"""Work out open clocks anew when a calendar was corrected, or a rule is to hold for them too.

An order is a row; the sweep follows it clock by clock, each in a transaction of its own, and keeps
in the row how far it came.
"""

from dataclasses import replace

from django.db import transaction
from django.db.models import Q, QuerySet

import audit.services
from audit import moment
from audit.stamps import SYSTEM

from . import clocks, rules
from .choices import RungKind, Side, Unit
from .models import Clock, Notice, Recomputation
from .services import CASEWORK, locked, offices_of

# The subject of the notice that a date moved.
MOVED = "clock_moved"


def follow(most: int = 500) -> int:
    """Go on with the orders that wait, the oldest first; how many clocks were looked at."""
    looked_at = 0
    while looked_at < most:
        order = Recomputation.objects.filter(done_at__isnull=True).order_by("pk").first()
        if order is None or not _goes_on(order.pk):
            break
        looked_at += 1
    return looked_at


def concerned(order: Recomputation) -> QuerySet[Clock]:
    """The open clocks of cases that the order is about."""
    running = Clock.objects.filter(stopped_at__isnull=True, case__isnull=False)
    if order.rule:
        rule = order.rule
        return running.filter(state=order.state, kind=rule.kind, name=rule.clock)
    return running.filter(counts_days_of(order.state), unit=Unit.WORKING_DAYS, amount__isnull=False)


def counts_days_of(state: str) -> Q:
    """Clocks in whose calendar the days of a State count."""
    both = Q(calendar__startswith=f"{state}+") | Q(calendar__endswith=f"+{state}")
    return Q(calendar=state) | both


@transaction.atomic
def _goes_on(pk: int) -> bool:
    """One more clock; False if another sweep is at this order."""
    order = (
        Recomputation.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("rule")
        .filter(pk=pk, done_at__isnull=True)
        .first()
    )
    if order is None:
        return False
    clock = concerned(order).filter(pk__gt=order.last_clock).order_by("pk").first()
    if clock is None:
        order.done_at = moment.now()
        order.save(update_fields=["done_at"])
        return True
    order.last_clock = clock.pk
    order.looked_at += 1
    order.moved += _recomputed(order, clock)
    order.save(update_fields=["last_clock", "looked_at", "moved"])
    return True


def _recomputed(order: Recomputation, clock: Clock) -> bool:
    """Whether the end of the clock moved. It may have stopped while its case was waited for."""
    assert clock.case_id is not None  # see `concerned`
    case = locked(clock.case_id)
    clock.refresh_from_db()
    if clock.stopped_at:
        return False
    before, work, offices = clock.due_at, CASEWORK[case.kind], offices_of(case)
    side = Side(clock.owed_by)
    owing, waiting = offices(side), offices(side.other)
    if order.rule:
        shipped = work.table.clock(clock.name)
        found = rules.InForce(rules.as_kept(shipped, order.rule), order.rule)
        days = clocks.calendar_for(found.rule.whose, owing, waiting)
        moved = clocks.put_under(
            clock, found, days=days, reason=order.reason, by_name=order.by_name
        )
    else:
        days = clocks.calendar_for(clock.whose, owing, waiting)
        moved = clocks.recompute(clock, days=days, reason=order.reason, by_name=order.by_name)
    if not moved:
        return False
    work.place(case, ())
    _tell(clock)
    audit.services.record(
        chain=f"case:{case.pk}",
        verb=f"{case.kind}.recompute",
        actor=replace(SYSTEM, state=clock.state),
        case_id=case.pk,
        details={
            "clock": clock.name,
            "from": before.isoformat(),
            "to": clock.due_at.isoformat(),
            "because": audit.services.sealed(order.reason),
        },
    )
    return True


def _tell(clock: Clock) -> None:
    """Let those know whom the clock reminds, but for those it is escalated to."""
    rungs = clock.reminders.exclude(kind=RungKind.ESCALATED).values_list("roles", flat=True)
    Notice.objects.create(
        case_id=clock.case_id,
        clock=clock,
        side=clock.owed_by,
        roles=sorted({role for roles in rungs for role in roles}),
        subject=MOVED,
    )
