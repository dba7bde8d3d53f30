"""The moves that somebody may make on an urgent matter, each ready or with every unmet reason."""

from accounts.actors import Actor
from workflow.models import Case
from workflow.services import CASEWORK
from workflow.table import Offer

from .choices import KIND


def offers_for(actor: Actor, case: Case) -> list[Offer]:
    """What the actor may do from where the case stands, in the order of the table.

    A picture for a page: `perform` looks again, under lock.
    """
    work = CASEWORK[KIND]
    who = work.who(case, actor.stamp)
    if who is None:
        return []
    by_post = work.is_by_post(case, who.side.other)
    found = work.table.offers(case.status, who, work.facts(case), counterpart_by_post=by_post)
    return list(found)
