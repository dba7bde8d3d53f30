"""Tick, on a draft, what the requested State wants confirmed."""

from collections.abc import Collection, Sequence

from accounts.actors import Actor
from audit import moment

from ..models import Confirmation, Request, StateRule
from ..state_rules import concerned, in_force


def to_confirm(request: Request) -> list[StateRule]:
    """The rules in force that the drafter confirms, those about its measures only."""
    measures = list(request.measures.select_related("type"))
    return [
        rule
        for rule in in_force(request.requested.state_id)
        if rule.is_confirmed and concerned(rule, measures) is not None
    ]


def confirm(
    request: Request, *, shown: Sequence[StateRule], ticked: Collection[int], by: Actor
) -> None:
    """Keep the boxes as they were sent; a box that was ticked before keeps who ticked it.

    Only what was `shown` is written; called under the lock of the step's save.
    """
    kept = set(request.confirmations.values_list("rule_id", flat=True))
    for rule in shown:
        if rule.pk in ticked and rule.pk not in kept:
            Confirmation.objects.create(
                request=request,
                rule=rule,
                person_id=by.person_id,
                person_name=by.name,
                confirmed_at=moment.now(),
            )
    cleared = [rule.pk for rule in shown if rule.pk not in ticked]
    request.confirmations.filter(rule__in=cleared).delete()
