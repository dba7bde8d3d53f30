"""Evidence of a request: who sees it, who adds it, who takes it back; tested under the lock."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

import evidence.services
from accounts.actors import Actor
from accounts.choices import Role
from evidence.models import Exhibit
from evidence.queries import exhibits_seen_by
from evidence.uploads import Upload
from workflow.choices import Side
from workflow.models import Case
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked

from ..choices import Status
from .casework import RequestCasework

# While the requested State executes; what is in the vault then goes with the next delivery.
EXHIBIT_STATES = frozenset({Status.ACCEPTED, Status.EXECUTING})
EXHIBIT_ROLES = frozenset({Role.CENTRAL_AUTHORITY_OFFICER, Role.EXECUTING_OFFICER})


def exhibits_seen(case: Case, side: Side | None) -> QuerySet[Exhibit]:
    """The exhibits that a side sees, withdrawn ones of its own too; None stands outside the case.

    The requested side sees its evidence at once, others when it is delivered. Evidence that came by
    post was entered by the requesting side, which therefore keeps it.
    """
    keeping = [one for one in Side if side and _keeps(case, side, one)]
    return exhibits_seen_by(case=case, keeping=keeping)


def standing_exhibits(case: Case, side: Side | None) -> QuerySet[Exhibit]:
    """The same without those that were withdrawn: what there is to open."""
    return exhibits_seen(case, side).filter(withdrawn_at__isnull=True)


def may_add_exhibit(actor: Actor, case: Case) -> bool:
    """Whether this person adds evidence now: for the requested side, or on its behalf by post."""
    return case.status in EXHIBIT_STATES and _handles_evidence(actor, case)


def may_withdraw_exhibit(actor: Actor, case: Case) -> bool:
    """Whether this person takes evidence back now: whoever may add it; a delivered one stays."""
    return may_add_exhibit(actor, case)


def refuse_who_may_not_add(actor: Actor, case: Case) -> None:
    """NotYours for another role or side, NotFromHere where the case stands elsewhere."""
    if may_add_exhibit(actor, case):
        return
    if not _handles_evidence(actor, case):
        raise NotYours(_("Evidence is added and taken back by the requested State's officers."))
    raise NotFromHere(
        _("Evidence is added and taken back while the requested State executes."), case=case
    )


def add_exhibit(
    *,
    actor: Actor,
    case: Case,
    upload: Upload | None,
    description: str,
    measure_number: int | None,
    form_key: UUID | None = None,
) -> Exhibit:
    """Add a file as evidence of the requested side. Raises FileRefused, NotFromHere, NotYours.

    Looked at before the file is taken in, and again under the lock: the case may move meanwhile.
    """

    refuse_who_may_not_add(actor, case)
    return evidence.services.add_exhibit(
        case=case,
        side=Side.REQUESTED,
        upload=upload,
        description=description,
        measure_number=measure_number,
        actor=actor,
        form_key=form_key,
        look=lambda found: refuse_who_may_not_add(actor, found),
    )


@transaction.atomic
def withdraw_exhibit(*, actor: Actor, case: Case, number: int, reason: str) -> Exhibit:
    """Take back an exhibit that was not delivered. Raises NotFromHere, NotYours, Missing."""
    case = locked(case.pk)
    refuse_who_may_not_add(actor, case)
    found = Exhibit.objects.filter(case=case, side=Side.REQUESTED, number=number).first()
    if found is None:
        raise Missing(_("There is no exhibit %(number)s.") % {"number": number})
    return evidence.services.withdraw_exhibit(exhibit=found, reason=reason, actor=actor)


def _handles_evidence(actor: Actor, case: Case) -> bool:
    who = RequestCasework().who(case, actor.stamp)
    if who is None or who.role not in EXHIBIT_ROLES:
        return False
    return _keeps(case, who.side, Side.REQUESTED)


def _keeps(case: Case, side: Side, evidence_of: Side) -> bool:
    """A side keeps its own evidence, and enters that of a side that is reached by post."""
    return side == evidence_of or RequestCasework().is_by_post(case, evidence_of)
