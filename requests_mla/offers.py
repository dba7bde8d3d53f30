"""The moves that somebody may make on a case, each ready or with every unmet reason."""

from accounts.actors import Actor
from workflow.models import Case
from workflow.table import Offer

from .facts import RequestFacts
from .services.casework import RequestCasework


def offers_for(actor: Actor, case: Case) -> list[Offer]:
    """What the actor may do with the case from where it stands, in the order of the table.

    Empty for somebody whose authority takes no part, though they may see the case. A picture for
    a page: `perform` looks again, under lock.
    """
    return offers_and_facts(actor, case)[0]


def offers_and_facts(actor: Actor, case: Case) -> tuple[list[Offer], RequestFacts | None]:
    """The same with the facts that were looked at; None where none needed gathering."""
    work = RequestCasework()
    who = work.who(case, actor.stamp)
    if who is None:
        return [], None
    by_post = work.is_by_post(case, who.side.other)
    possible = [
        move
        for move in work.table.moves
        if case.status in move.sources
        and work.table.acts_as(move, who, counterpart_by_post=by_post)
    ]
    if not possible:
        return [], None  # an auditor, an end: no facts need gathering
    facts = work.facts(case)
    found = work.table.offers(case.status, who, facts, counterpart_by_post=by_post)
    return list(found), facts
