"""Who keeps notes for the own side."""

from accounts.actors import Actor
from accounts.choices import Role
from accounts.queries import side_of
from workflow.models import Case


def may_write_note(actor: Actor, case: Case) -> bool:
    """Whether this person keeps notes on the case: everybody of a side but its auditor."""
    return actor.role != Role.AUDITOR and side_of(actor, case) is not None
