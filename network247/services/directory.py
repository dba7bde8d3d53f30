"""Keep the directory of the 24/7 network: one person proposes, another puts it in force.

The version in force stays until then. Every step is recorded in the chain of the actor's State.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from audit import moment
from audit.canonical import Json
from audit.services import record_each
from workflow.refusals import Missing, NotFromHere, NotYours

from ..choices import VersionState
from ..contact_details import ContactDetails
from ..models import ContactList, ContactPoint, ContactVersion
from ..queries.directory import (
    connected_states,
    may_confirm_all,
    may_decline,
    may_propose,
    may_take_back,
    named,
)
from .desks import Desks


@dataclass(frozen=True)
class Wish:
    """What somebody wants the directory to say of a desk; without `contact` of a new one."""

    state: str
    details: ContactDetails
    contact: ContactPoint | None = None


@transaction.atomic
def propose_contact(
    *,
    actor: Actor,
    details: ContactDetails,
    contact: ContactPoint | None = None,
    state: str = "",
    reason: str = "",
) -> ContactVersion:
    """Propose a new desk of a State (default: the actor's), or another version of one.

    Raises NotYours for who does not keep that State's desks, NotFromHere if a proposal waits
    already, and Missing with every reason why it cannot stand in the directory.
    """
    state = contact.state_id if contact else state or actor.state
    wish = Wish(state, details, contact)
    (version,) = propose_contacts(actor=actor, wishes=[wish], reason=reason)
    return version


@transaction.atomic
def propose_contacts(
    *,
    actor: Actor,
    wishes: Sequence[Wish],
    reason: str = "",
    listed_in: ContactList | None = None,
) -> list[ContactVersion]:
    """Propose several, each a change of its own; raises as `propose_contact` does, or all are made.

    Asks the database as often for a thousand as for one, but for the record.
    """
    connected = connected_states()
    for wish in wishes:
        refuse_who_may_not_propose(actor, wish.state, connected)
    desks = Desks.of({wish.state for wish in wishes})
    versions = [
        _wished(actor, desks, wish, reason=reason.strip(), listed_in=listed_in) for wish in wishes
    ]
    ContactPoint.objects.bulk_create([one.point for one in versions if not one.point.pk])
    return _proposed(actor, versions)


@transaction.atomic
def propose_closing(*, actor: Actor, contact: ContactPoint, reason: str) -> ContactVersion:
    """Propose that a desk leaves the directory; raises as `propose_contact` does."""
    refuse_who_may_not_propose(actor, contact.state_id)
    desks = Desks.of({contact.state_id})
    point = desks.points[contact.pk]
    _refuse_second_proposal(actor, desks.proposed_for(point, (point.state_id, "")))
    if point.current is None:
        raise NotFromHere(_("This desk is not in the directory. Nothing was changed."))
    if not reason.strip():
        raise Missing(_("Say why the desk leaves the directory."))
    version = _draft(actor, desks, point, point.current.details, reason=reason.strip(), closes=True)
    (proposed,) = _proposed(actor, [version])
    return proposed


@transaction.atomic
def confirm_version(*, actor: Actor, version: ContactVersion) -> ContactVersion:
    """Put a proposal in force as the second person; what stood until now is replaced.

    Raises NotFromHere if it waits no more, NotYours for the proposer and for other States, Missing
    if it cannot stand in the directory any more, for example since another took its name.
    """
    desks, found = _waiting_among([version])
    _refuse_who_may_not_confirm(actor, found)
    _refuse_what_cannot_stand(desks, found[0])
    _put_in_force(actor, desks, found)
    return found[0]


@transaction.atomic
def confirm_versions(*, actor: Actor, versions: Sequence[ContactVersion]) -> list[ContactVersion]:
    """Put several proposals in force at once, or none; raises as `confirm_version` does.

    What is missing is said with the name of the desk.
    """
    desks, found = _waiting_among(versions)
    _refuse_who_may_not_confirm(actor, found)
    for version in found:
        try:
            _refuse_what_cannot_stand(desks, version)
        except Missing as refusal:
            reasons = (f"{version.authority_name}: {reason}" for reason in refusal.reasons)
            raise Missing(*reasons) from refusal
    _put_in_force(actor, desks, found)
    return found


@transaction.atomic
def decline_version(*, actor: Actor, version: ContactVersion, reason: str) -> ContactVersion:
    """Decline a proposal as the second person; what stands stays. Raises Missing without reason."""
    version = _waiting(version)
    if not may_decline(actor, version):
        raise NotYours(_("Another person of the proposer's State decides on this."))
    if not reason.strip():
        raise Missing(_("Say why, so that the proposer can do better."))
    version.decided_because = reason.strip()
    _decide(actor, version, VersionState.DECLINED)
    because = audit.services.sealed(version.decided_because)
    _record(actor, "contact.decline", _told(version, because=because))
    return version


@transaction.atomic
def take_back_version(*, actor: Actor, version: ContactVersion) -> ContactVersion:
    """Take back one's own proposal."""
    version = _waiting(version)
    if not may_take_back(actor, version):
        raise NotYours(_("Only the proposer takes a proposal back."))
    _decide(actor, version, VersionState.TAKEN_BACK)
    _record(actor, "contact.take_back", _told(version))
    return version


def refuse_who_may_not_propose(
    actor: Actor, state: str, connected: Iterable[str] | None = None
) -> None:
    """Those who keep a State's desks alone propose changes to them.

    `connected` spares looking when asked for many.
    """
    if not may_propose(actor, state, connected):
        raise NotYours(
            _(
                "The desks of a State are kept by its administrators, duty officers and"
                " central-authority officers."
            )
        )


def _waiting(version: ContactVersion) -> ContactVersion:
    """The proposal, with its State and desks locked; a refusal if it waits no more."""
    _desks, (found,) = _waiting_among([version])
    return found


def _waiting_among(versions: Sequence[ContactVersion]) -> tuple[Desks, list[ContactVersion]]:
    """The same of several, in their order, with all that stands beside them."""
    desks = Desks.of({version.point.state_id for version in versions})
    kept = ContactVersion.objects.in_bulk([version.pk for version in versions])
    found = [kept[version.pk] for version in versions]
    for version in found:
        version.point = desks.points[version.point_id]
        _refuse_decided(version)
    return desks, found


def _refuse_decided(version: ContactVersion) -> None:
    if version.state != VersionState.PROPOSED:
        raise NotFromHere(
            _("%(who)s decided on this already: %(state)s. Nothing was changed.")
            % {"who": version.decided_by_name, "state": version.get_state_display()}
        )


def _refuse_who_may_not_confirm(actor: Actor, versions: Iterable[ContactVersion]) -> None:
    if not may_confirm_all(actor, versions):
        raise NotYours(_("Another person of the proposer's State confirms this."))


def _refuse_second_proposal(actor: Actor, found: ContactVersion | None) -> None:
    """A desk has one proposal at a time; so has the name of a desk that is not there yet."""
    if found:
        raise NotFromHere(
            _("A change to “%(desk)s”, proposed by %(who)s, waits for a second person already.")
            % {
                "desk": found.authority_name,
                "who": named(actor, found, found.proposed_by_name),
            },
            _("It is confirmed, declined or taken back first. Then propose yours."),
        )


def _refuse_what_cannot_stand(desks: Desks, version: ContactVersion) -> None:
    """A proposal that cannot be put in force; else the next ones are looked at as if it was."""
    if not version.closes:
        name = version.point.state_id, version.authority_name
        reasons = _wrong(version.details, has_twin=desks.has_other(version.point, name))
        if reasons:
            raise Missing(*reasons)
    desks.stands(version)


def _wrong(details: ContactDetails, *, has_twin: bool) -> list[str]:
    reasons = details.problems(moment.now().date())
    if has_twin:
        reasons.append(_("That State already has a contact point of this name."))
    return reasons


def _wished(
    actor: Actor, desks: Desks, wish: Wish, *, reason: str, listed_in: ContactList | None
) -> ContactVersion:
    """A wish as a proposal that is not kept yet; refused where it cannot be one."""
    point = desks.points[wish.contact.pk] if wish.contact else None
    details = wish.details.tidied()
    name = wish.state, details.authority_name
    _refuse_second_proposal(actor, desks.proposed_for(point, name))
    reasons = _wrong(details, has_twin=desks.has_other(point, name))
    if point and point.current and not details.changes_from(point.current.details):
        reasons.append(_("This is what the directory says already."))
    if reasons:
        raise Missing(*reasons)
    if point is None:
        point = ContactPoint(state_id=wish.state, authority=desks.authorities.get(wish.state))
    return _draft(actor, desks, point, details, reason=reason, listed_in=listed_in)


def _draft(
    actor: Actor,
    desks: Desks,
    point: ContactPoint,
    details: ContactDetails,
    *,
    reason: str,
    closes: bool = False,
    listed_in: ContactList | None = None,
) -> ContactVersion:
    current = point.current
    if current and set(current.languages) == set(details.languages):
        details = replace(details, languages=tuple(current.languages))
    version = ContactVersion(
        point=point,
        number=desks.last.get(point.pk, 0) + 1,
        closes=closes,
        reason=reason,
        listed_in=listed_in,
        proposed_by_id=actor.person_id,
        proposed_by_name=actor.name,
        proposed_by_state=actor.state,
        **columns_of(details),
    )
    desks.waits(version)
    return version


def _proposed(actor: Actor, versions: list[ContactVersion]) -> list[ContactVersion]:
    ContactVersion.objects.bulk_create(versions)
    told = [
        _told(version, changes=_changes(version.point.current, version)) for version in versions
    ]
    _record(actor, "contact.propose", *told)
    return versions


def _put_in_force(actor: Actor, desks: Desks, versions: list[ContactVersion]) -> None:
    """Write down that proposals stand now; in memory their desks say so (`Desks.stands`)."""
    decision, points = _decision(actor, VersionState.IN_FORCE), [one.point_id for one in versions]
    standing = ContactVersion.objects.filter(state=VersionState.IN_FORCE)
    before = standing.filter(point__in=points)
    before.update(state=VersionState.REPLACED, replaced_at=decision["decided_at"])
    ContactVersion.objects.filter(pk__in=[one.pk for one in versions]).update(**decision)
    for version in versions:
        _tell(version, decision)
    kept = ContactPoint.objects.filter(pk__in=points)
    current = standing.filter(point=OuterRef("pk"), closes=False)
    kept.update(current=Subquery(current.values("pk")))
    for state, authority in desks.authorities.items():
        kept.filter(state=state, authority=None).update(authority=authority)
    _record(actor, "contact.confirm", *map(_told, versions))


def _decide(actor: Actor, version: ContactVersion, state: VersionState) -> None:
    decision = _decision(actor, state)
    _tell(version, decision)
    version.save(update_fields=[*decision, "decided_because"])


def _decision(actor: Actor, state: VersionState) -> dict[str, Any]:
    return {
        "state": state,
        "decided_at": moment.now(),
        "decided_by_id": actor.person_id,
        "decided_by_name": actor.name,
    }


def _tell(version: ContactVersion, decision: dict[str, Any]) -> None:
    for name, value in decision.items():
        setattr(version, name, value)


def columns_of(details: ContactDetails) -> dict[str, Any]:
    """What a version holds of the details."""
    return {**asdict(details), "languages": list(details.languages)}


def _changes(earlier: ContactVersion | None, later: ContactVersion) -> dict[str, Any]:
    """What is proposed to change, as the record keeps it."""
    if earlier is None or later.closes:
        return {}
    before, after = columns_of(earlier.details), columns_of(later.details)
    return {
        name: {"from": _recorded(before[name]), "to": _recorded(after[name])}
        for name in later.details.changes_from(earlier.details)
    }


def _recorded(value: Any) -> Any:
    return value if isinstance(value, str | list) else value.isoformat()


def _told(version: ContactVersion, **more: Any) -> dict[str, Json]:
    return {
        "contact": version.point_id,
        "version": version.number,
        "desk": version.authority_name,
        "desk_state": version.point.state_id,
        "closes": version.closes,
        **more,
    }


def _record(actor: Actor, verb: str, *told: dict[str, Json]) -> None:
    """An event for each change."""
    chain = f"state:{actor.state}"
    record_each(chain=chain, verb=verb, actor=actor.stamp, details=told)
