"""Name people on a sealed case and strike them off: django-guardian grants, one for each person."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm

from accounts.actors import Actor
from accounts.choices import NAMEABLE, Role
from accounts.models import Appointment, CaseGrant, Participation, Person
from accounts.queries import GRANT_LIMIT, live_conflicts, live_grants, not_over, place_of
from audit import moment
from workflow.models import Case
from workflow.refusals import Missing, NotYours
from workflow.services import locked

from ...choices import Subject
from . import recording, rules

VIEW = "workflow.view_case"


def nameable(case: Case, side: str) -> QuerySet[Appointment]:
    """The appointments of that side under which somebody may be named: live, not yet named."""
    named = grants_on(case, side).values("user")
    return (
        live()
        .filter(authority__in=_authorities(case, side), role__in=NAMEABLE)
        .exclude(person__in=named)
        .exclude(person__in=live_conflicts(case.pk).values("person"))
        .select_related("person", "authority")
        .order_by("authority__kind", "authority__name", "person__name")
    )


def grants_on(case: Case, side: str) -> QuerySet[CaseGrant]:
    """The live grants by which people of that side are named on the case."""
    return live_grants().filter(content_object=case, authority__in=_authorities(case, side))


@transaction.atomic
def name_person(
    *, actor: Actor, case: Case, appointment: Appointment, reason: str, until: date | None = None
) -> CaseGrant:
    """Name somebody on a sealed case of the own side, until a last day or until struck off."""
    case = locked(case.pk)
    side = rules.side_answered_for(actor, case)
    if side is None or not rules.may_keep_seal(actor, case):
        raise NotYours(_("Only a liaison officer named on the sealed case names others."))
    _refuse_without(reason)
    if not nameable(case, side).filter(pk=appointment.pk).exists():
        raise Missing(_("Choose somebody of your own side who works on cases and is not named."))
    if until and until < moment.now().date():
        raise Missing(_("The last day is over already."))
    grant = grant_to(appointment, actor=actor, case=case, reason=reason, until=until)
    recording.notify(case, side, Subject.NAMED)
    _tell_of(grant, actor, "name", reason=recording.sealed_text(reason))
    return grant


@transaction.atomic
def strike_person(*, actor: Actor, case: Case, grant_id: int) -> None:
    """Take a name off a sealed case. One liaison officer stays on it without a last day."""
    case = locked(case.pk)
    side = rules.side_answered_for(actor, case)
    if side is None or not rules.may_keep_seal(actor, case):
        raise NotYours(_("Only a liaison officer named on the sealed case strikes off others."))
    grant = grants_on(case, side).filter(pk=grant_id).first()
    if grant is None:
        return  # struck off already: the same button pressed twice
    _tell_of(grant, actor, "strike")
    grant.delete()
    if not has_liaison(case, side):
        raise Missing(
            _(
                "A sealed case keeps one liaison officer who is named without a last day. Name "
                "another one first."
            )
        )


@transaction.atomic
def name_by_reference(
    *, actor: Actor, reference: str, appointment: Appointment, reason: str
) -> None:
    """Name a liaison officer on a sealed case that the administrator does not see.

    `reference` is the own side's, or the key of the case where it has none yet.
    """
    if not rules.may_name_by_reference(actor):
        raise NotYours(_("Only a State administrator names somebody by the reference."))
    if appointment.person_id == actor.person_id:
        raise NotYours(_("Nobody opens a case to themselves. Ask another administrator."))
    _refuse_without(reason)
    row = _sealed_row(actor, reference)
    case = locked(row.case_id) if row else None
    if row is None or case is None or not place_of(actor, case).sealed:
        raise Missing(_("Your State has no sealed case with this reference."))
    wanted = nameable(case, row.side).filter(
        pk=appointment.pk, authority=row.authority_id, role=Role.LIAISON_OFFICER
    )
    if not wanted.exists():
        raise Missing(
            _("Choose a liaison officer of the authority that leads it, who is not named on it.")
        )
    grant = grant_to(appointment, actor=actor, case=case, reason=reason)
    recording.notify(case, row.side, Subject.NAMED)
    _tell_of(grant, actor, "name", reason=recording.sealed_text(reason))


def grant_to(
    appointment: Appointment,
    *,
    actor: Actor,
    case: Case,
    reason: str,
    until: date | None = None,
) -> CaseGrant:
    """Write the grant, in the place of one that has ended. Nobody is named on too many cases."""
    person = appointment.person
    if live_grants().filter(user=person).count() >= GRANT_LIMIT:
        raise Missing(
            _("%(name)s is named on %(number)s cases already. Strike them off others first.")
            % {"name": person.name, "number": GRANT_LIMIT}
        )
    assign_perm(VIEW, person, case)
    grant: CaseGrant = CaseGrant.objects.get(
        user=person, content_object=case, permission__codename="view_case"
    )
    grant.authority_id, grant.since, grant.until = (
        appointment.authority_id,
        moment.now().date(),
        until,
    )
    grant.reason, grant.granted_by_id, grant.granted_by_name = reason, actor.person_id, actor.name
    grant.save()
    return grant


def has_liaison(case: Case, side: str) -> bool:
    """Whether a liaison officer of the leading authority is named without a last day."""
    lead = case.participations.get(side=side, leads=True)
    liaisons = live().filter(authority=lead.authority_id, role=Role.LIAISON_OFFICER)
    return (
        grants_on(case, side)
        .filter(until__isnull=True, authority=lead.authority_id, user__in=liaisons.values("person"))
        .exclude(user__in=live_conflicts(case.pk).values("person"))
        .exists()
    )


def live() -> QuerySet[Appointment]:
    """The appointments that hold today, of people who may sign in."""
    day = moment.now().date()
    return Appointment.objects.filter(not_over(day), since__lte=day, person__is_active=True)


def _authorities(case: Case, side: str) -> QuerySet[Participation, int]:
    return case.participations.filter(side=side).values_list("authority", flat=True)


def _sealed_row(actor: Actor, reference: str) -> Participation | None:
    reference = reference.strip()
    wanted = Q(reference=reference) & ~Q(reference="")
    with suppress(ValueError):
        wanted |= Q(case=UUID(reference))
    rows = Participation.objects.filter(wanted, state=actor.state, leads=True, sealed=True)
    return rows.first()


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise Missing(_("Say why."))


def _tell_of(grant: CaseGrant, actor: Actor, act: str, **details: str | None) -> None:
    person: Person = grant.user
    recording.tell(
        grant.content_object,
        actor,
        act,
        person=person.pk,
        name=recording.sealed_text(person.name),
        until=grant.until.isoformat() if grant.until else None,
        **details,
    )
