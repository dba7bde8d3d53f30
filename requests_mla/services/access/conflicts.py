"""Declare a conflict of interest, which closes the case to that person at once; lift it."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Conflict
from accounts.queries import live_conflicts, place_of
from audit import moment
from workflow.models import Case
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked

from ...choices import Subject
from . import recording, rules


@transaction.atomic
def declare_conflict(*, actor: Actor, case: Case, reason: str) -> Conflict:
    """Step back from a case under every appointment; the side's liaison officers are told.

    Never refused to the last liaison officer named on a sealed case: a State administrator names
    another one by its reference.
    """
    case = locked(case.pk)
    declared = live_conflicts(case.pk).filter(person=actor.person_id).first()
    if declared:
        return declared  # the same form sent twice
    side = place_of(actor, case).side
    if side is None or not rules.may_declare(actor, case):
        raise NotYours(_("Only who sees the case for one of its sides steps back from it."))
    if not reason.strip():
        raise Missing(_("Say what the conflict is."))
    conflict = Conflict.objects.create(
        case=case,
        person_id=actor.person_id,
        side=side,
        reason=reason,
        declared_at=moment.now(),
    )
    recording.notify(case, side, Subject.CONFLICT)
    recording.tell(case, actor, "declare_conflict", reason=recording.sealed_text(reason))
    return conflict


@transaction.atomic
def lift_conflict(*, actor: Actor, conflict: Conflict, reason: str) -> None:
    """Open the case to that person again, as far as it is open to them otherwise."""
    locked(conflict.case_id)
    conflict = Conflict.objects.select_related("case", "person").get(pk=conflict.pk)
    if conflict.lifted_at:
        raise NotFromHere(_("This conflict of interest was lifted already."), case=conflict.case)
    if not rules.may_lift(actor, conflict):
        raise NotYours(_("Another liaison officer of that side lifts a conflict of interest."))
    if not reason.strip():
        raise Missing(_("Say why it is lifted."))
    conflict.lifted_by_id, conflict.lifted_by_name = actor.person_id, actor.name
    conflict.lifted_at, conflict.lift_reason = moment.now(), reason
    conflict.save()
    recording.tell(
        conflict.case,
        actor,
        "lift_conflict",
        person=conflict.person_id,
        name=recording.sealed_text(conflict.person.name),
        reason=recording.sealed_text(reason),
    )
