"""Who may work here."""

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.choices import Role
from workflow.refusals import NotYours

# Who answers for how long cases take: over a State, or at an authority.
MEASURING_ROLES = frozenset({Role.AUDITOR, Role.CENTRAL_AUTHORITY_OFFICER, Role.LIAISON_OFFICER})


def refuse_all_but_auditors(actor: Actor | None) -> Actor:
    """The actor, if an auditor; raises NotYours for everybody else."""
    if actor is None or actor.role != Role.AUDITOR:
        raise NotYours(_("Only an auditor of your State may read the audit record."))
    return actor


def refuse_who_may_not_measure(actor: Actor | None) -> Actor:
    """The actor, if delays are theirs to look at; raises NotYours for everybody else."""
    if actor is None or actor.role not in MEASURING_ROLES:
        raise NotYours(
            _("Delays are measured for auditors and for the staff of a central authority.")
        )
    return actor
