"""Which clocks a move starts because of what it brought, not because of what it is."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, Min, OuterRef

from workflow.models import Event
from workflow.table import Move

from ..choices import GRANTED, GRANTING, Outcome
from ..models import Decision, Request

DECIDE, EXECUTE, REVIEW = "decide", "execute", "review"


def owed(request: Request, move: Move, event: Event) -> Mapping[str, date | None]:
    """Of the clocks that the move may start those that are owed and do not run yet.

    With the day on which a postponed measure is looked at again; the others have the period of
    their rule.
    """
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
    return {
        name: review if name == REVIEW else None
        for name in move.may_start
        if found[name] and name not in running
    }


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
