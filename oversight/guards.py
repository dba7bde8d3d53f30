"""Who may work here."""

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.choices import Role
from workflow.refusals import NotYours


def refuse_all_but_auditors(actor: Actor | None) -> Actor:
    """The actor, if an auditor; raises NotYours for everybody else."""
    if actor is None or actor.role != Role.AUDITOR:
        raise NotYours(_("Only an auditor of your State may read the audit record."))
    return actor
