"""What follows when the registration of a paper request is corrected while it is assessed."""

from accounts.actors import Actor

from ..grounds import offer_of
from ..models import Decision, Request
from . import countersigning


def follow_correction(request: Request, *, by: Actor) -> None:
    """The decision that is being prepared follows what the request says now. Under the lock."""
    _drop_closed_grounds(request)
    countersigning.void_stale(request.case, by=by)


def _drop_closed_grounds(request: Request) -> None:
    """Take off the sheet the grounds that no longer stand open; a refusal then wants another.

    Another offence, measure or basis opens and closes grounds: 40(1), 42(5).
    """
    measures = {row.pk: row for row in request.measures.select_related("type")}
    offer = offer_of(request, measures.values())
    lines = Decision.objects.filter(measure__in=measures, sent_at=None, ground__isnull=False)
    for line in lines:
        open_ones = {ground.pk for ground in offer.grounds(measures[line.measure_id])}
        if line.ground_id not in open_ones:
            line.ground = None
            line.save(update_fields=["ground"])
