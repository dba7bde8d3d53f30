"""Seal a case for the own side, and lift the seal."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.choices import Purpose
from accounts.models import Appointment, Opening, Seal
from accounts.queries import place_of
from audit import moment
from workflow.models import Case
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked

from ...choices import Subject
from . import naming, recording, rules


@transaction.atomic
def seal_case(*, actor: Actor, case: Case, reason: str, named: Sequence[Appointment] = ()) -> Seal:
    """From now on only the named of the own side see the case: whoever seals it, and these.

    The other side is not affected and does not learn of it.
    """
    case = locked(case.pk)
    side = rules.side_answered_for(actor, case)
    if side is None:
        raise NotYours(_("Only a liaison officer of the leading authority seals a case."))
    if place_of(actor, case).sealed:
        raise NotFromHere(_("The case is sealed already."), case=case)
    if not reason.strip():
        raise Missing(_("Say why the case is sealed."))
    wanted = {one.pk for one in named} - {actor.appointment_id}
    allowed = {one.pk: one for one in naming.nameable(case, side)}
    if not wanted <= set(allowed):
        raise Missing(_("Name only people of your own side who work on cases."))
    seal = Seal.objects.create(
        case=case,
        side=side,
        reason=reason,
        sealed_by_id=actor.person_id,
        sealed_by_name=actor.name,
        sealed_at=moment.now(),
    )
    case.participations.filter(side=side).update(sealed=True)
    own = Appointment.objects.select_related("person").get(pk=actor.appointment_id)
    for appointment in (own, *(allowed[pk] for pk in sorted(wanted))):
        naming.grant_to(appointment, actor=actor, case=case, reason=reason)
    # Who seals has just said why; they are not asked again at once.
    Opening.objects.create(
        case=case,
        appointment=own,
        purpose=Purpose.OWN_WORK,
        opened_at=moment.now(),
    )
    recording.notify(case, side, Subject.SEALED)
    people = sorted({own.person_id, *(allowed[pk].person_id for pk in wanted)})
    recording.tell(case, actor, "seal", people=people, reason=recording.sealed_text(reason))
    return seal


@transaction.atomic
def unseal_case(*, actor: Actor, case: Case, reason: str) -> None:
    """Everybody of the own side sees the case again; the names on it are struck off."""
    case = locked(case.pk)
    side = rules.side_answered_for(actor, case)
    if side is None or not rules.may_keep_seal(actor, case):
        raise NotYours(_("Only a liaison officer named on the sealed case unseals it."))
    if not reason.strip():
        raise Missing(_("Say why the case is unsealed."))
    Seal.objects.filter(case=case, side=side, lifted_at__isnull=True).update(
        lifted_by_id=actor.person_id,
        lifted_by_name=actor.name,
        lifted_at=moment.now(),
        lift_reason=reason,
    )
    case.participations.filter(side=side).update(sealed=False)
    naming.grants_on(case, side).delete()
    recording.tell(case, actor, "unseal", reason=recording.sealed_text(reason))
