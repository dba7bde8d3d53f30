"""Which clocks a move starts because of what it brought, not because of what it is."""

from collections.abc import Iterator

from django.db.models import Exists, Min, OuterRef

from workflow.choices import Side
from workflow.clocks import Owed
from workflow.models import Event
from workflow.table import Move

from ..choices import GRANTED, GRANTING, Outcome
from ..facts import WRITTEN
from ..models import Decision, Request

DECIDE, EXECUTE, REVIEW = "decide", "execute", "review"
UNDERTAKING = "undertaking"


def owed(request: Request, move: Move, event: Event) -> Iterator[Owed]:
    """Of the clocks that the move may start those that are owed and do not run yet.

    With the day on which a postponed measure is looked at again, or on which an undertaking ends;
    the others have the period of their rule.
    """
    if UNDERTAKING in move.may_start:
        yield from _undertakings(request, event)
    if WRITTEN in move.may_start and request.came_orally:
        yield Owed(WRITTEN)
    if {DECIDE, EXECUTE, REVIEW} & set(move.may_start):
        yield from _of_decisions(request, move, event)


def _undertakings(request: Request, event: Event) -> Iterator[Owed]:
    """One clock for each line of the ledger that was made with this move and has an end."""
    lines = request.undertakings.filter(made_at=event.happened_at, until__isnull=False)
    running = request.case.clocks.filter(name=UNDERTAKING).values_list("item", flat=True)
    for line in lines:
        if str(line.number) not in running:
            yield Owed(UNDERTAKING, line.until, item=str(line.number), owed_by=Side(line.binds))


def _of_decisions(request: Request, move: Move, event: Event) -> Iterator[Owed]:
    sent = Decision.objects.in_force(request).sent()
    review = sent.filter(outcome=Outcome.POSTPONED).aggregate(day=Min("review_on"))["day"]
    found = {
        DECIDE: _is_decision_owed(request, event),
        EXECUTE: sent.filter(outcome__in=GRANTING).exists(),
        REVIEW: review is not None,
    }
    running = set(
        request.case.clocks.filter(stopped_at__isnull=True).values_list("name", flat=True)
    )
    for name in move.may_start:
        if found.get(name) and name not in running:
            yield Owed(name, review if name == REVIEW else None)


def _is_decision_owed(request: Request, event: Event) -> bool:
    """Whether a request that was granted has a measure that this event brought up (again).

    Before that, the clock runs from the acknowledgement on.
    """
    if request.case.status not in GRANTED:
        return False
    lines = Decision.objects.filter(measure=OuterRef("pk"))
    undecided = request.measures.exclude(Exists(lines.filter(superseded_at__isnull=True)))
    taken_up = lines.filter(superseded_at=event.happened_at)
    return undecided.filter(Exists(taken_up)).exists() or undecided.filter(added_by=event).exists()
