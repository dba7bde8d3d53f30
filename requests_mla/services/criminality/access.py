"""Who compares the offences with the own law, and who reads that."""

from accounts.actors import Actor
from workflow.choices import Side
from workflow.models import Case

from .. import rights


def writes(actor: Actor, case: Case) -> bool:
    """Whether this person is staff of the requested authority that leads the case."""
    return rights.kept_by(actor, case) == Side.REQUESTED


def reads(actor: Actor, case: Case) -> bool:
    """Whether this person reads what was finished: the same staff, and their State's auditor."""
    return rights.read_by(actor, case) == Side.REQUESTED


def may_write(actor: Actor, case: Case) -> bool:
    """Whether this person may write on the comparison now."""
    return writes(actor, case) and rights.may_write(actor, case)
