"""Keep the directory of the 24/7 network: one person proposes, another puts it in force.

The version in force stays until then. Every step is recorded in the chain of the actor's State.
"""

import json
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from audit import moment
from audit.canonical import Json
from audit.services import record
from audit.stamps import SYSTEM
from convention.models import State
from workflow.refusals import Missing, NotFromHere, NotYours

from ..choices import VersionState
from ..contact_details import ContactDetails
from ..models import ContactList, ContactPoint, ContactVersion
from ..queries.directory import (
    desk_authority,
    may_confirm,
    may_decline,
    may_propose,
    may_take_back,
    named,
)

INVENTED = Path(__file__).resolve().parent.parent / "data" / "invented_contacts.json"


@transaction.atomic
def propose_contact(
    *,
    actor: Actor,
    details: ContactDetails,
    contact: ContactPoint | None = None,
    state: str = "",
    reason: str = "",
    listed_in: ContactList | None = None,
) -> ContactVersion:
    """Propose a new desk of a State (default: the actor's), or another version of one.

    Raises NotYours for who does not keep that State's desks, NotFromHere if a proposal waits
    already, and Missing with every reason why it cannot stand in the directory.
    """
    state = contact.state_id if contact else state or actor.state
    refuse_who_may_not_propose(actor, state)
    _lock(state)
    point = _locked(contact) if contact else None
    details = details.tidied()
    _refuse_second_proposal(actor, state, point, details.authority_name)
    _refuse_wrong(details, state, point)
    if point is None:
        point = ContactPoint.objects.create(state_id=state, authority=desk_authority(state))
    return _propose(actor, point, details, reason=reason.strip(), listed_in=listed_in)


@transaction.atomic
def propose_closing(*, actor: Actor, contact: ContactPoint, reason: str) -> ContactVersion:
    """Propose that a desk leaves the directory; raises as `propose_contact` does."""
    refuse_who_may_not_propose(actor, contact.state_id)
    _lock(contact.state_id)
    point = _locked(contact)
    _refuse_second_proposal(actor, point.state_id, point, "")
    if point.current is None:
        raise NotFromHere(_("This desk is not in the directory. Nothing was changed."))
    if not reason.strip():
        raise Missing(_("Say why the desk leaves the directory."))
    return _propose(actor, point, point.current.details, reason=reason.strip(), closes=True)


@transaction.atomic
def confirm_version(*, actor: Actor, version: ContactVersion) -> ContactVersion:
    """Put a proposal in force as the second person; what stood until now is replaced.

    Raises NotFromHere if it waits no more, NotYours for the proposer and for other States, Missing
    if it cannot stand in the directory any more, for example since another took its name.
    """
    version = _waiting(version)
    if not may_confirm(actor, version):
        raise NotYours(_("Another person of the proposer's State confirms this."))
    point = version.point
    if not version.closes:
        _refuse_wrong(version.details, point.state_id, point, unchanged_is_wrong=False)
    before = point.versions.filter(state=VersionState.IN_FORCE).first()
    now = moment.now()
    if before:
        before.state, before.replaced_at = VersionState.REPLACED, now
        before.save(update_fields=["state", "replaced_at"])
    _decide(actor, version, VersionState.IN_FORCE)
    point.current = None if version.closes else version
    point.authority = point.authority or desk_authority(point.state_id)
    point.save(update_fields=["current", "authority"])
    _record(actor, "contact.confirm", version)
    return version


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
    _record(actor, "contact.decline", version, because=because)
    return version


@transaction.atomic
def take_back_version(*, actor: Actor, version: ContactVersion) -> ContactVersion:
    """Take back one's own proposal."""
    version = _waiting(version)
    if not may_take_back(actor, version):
        raise NotYours(_("Only the proposer takes a proposal back."))
    _decide(actor, version, VersionState.TAKEN_BACK)
    _record(actor, "contact.take_back", version)
    return version


def refuse_who_may_not_propose(actor: Actor, state: str) -> None:
    """Those who keep a State's desks alone propose changes to them."""
    if not may_propose(actor, state):
        raise NotYours(
            _(
                "The desks of a State are kept by its administrators, duty officers and"
                " central-authority officers."
            )
        )


@transaction.atomic
def seed_contacts() -> int:
    """Enter the desks of the invented States; returns how many were new. Again changes nothing.

    Each belongs to its State's central authority, as soon as there is one.
    """
    new = 0
    for row in json.loads(INVENTED.read_text(encoding="utf-8")):
        state, name = row.pop("state"), row["authority_name"]
        known = ContactPoint.objects.filter(state=state, current__authority_name=name).first()
        if known:
            _tie(known)
        else:
            _seed(state, row)
            new += 1
    return new


def _seed(state: str, row: dict[str, Any]) -> None:
    verified = moment.now().date() - timedelta(days=row.pop("verified_days_ago"))
    details = ContactDetails(
        **{**row, "languages": tuple(row["languages"]), "channels": "\n".join(row["channels"])},
        verified_on=verified,
    )
    point = ContactPoint.objects.create(state_id=state, authority=desk_authority(state))
    point.current = ContactVersion.objects.create(
        point=point,
        number=1,
        state=VersionState.IN_FORCE,
        proposed_by_name=SYSTEM.name,
        decided_by_name=SYSTEM.name,
        decided_at=moment.now(),
        **_columns(details),
    )
    point.save(update_fields=["current"])
    told: dict[str, Json] = {"contact": point.pk, "version": 1, "desk": details.authority_name}
    record(chain=f"state:{state}", verb="contact.add", actor=SYSTEM, details=told)


def _tie(point: ContactPoint) -> None:
    if point.authority is None and (authority := desk_authority(point.state_id)):
        point.authority = authority
        point.save(update_fields=["authority"])


def _lock(state: str) -> None:
    """One change of a State's desks at a time: no two desks of one name."""
    State.objects.select_for_update().get(pk=state)


def _locked(contact: ContactPoint) -> ContactPoint:
    found = ContactPoint.objects.select_for_update(of=("self",)).select_related("current")
    return found.get(pk=contact.pk)


def _waiting(version: ContactVersion) -> ContactVersion:
    """The proposal, with its State and desk locked; a refusal if it waits no more."""
    _lock(version.point.state_id)
    point = _locked(version.point)
    found = ContactVersion.objects.get(pk=version.pk)
    found.point = point
    if found.state != VersionState.PROPOSED:
        raise NotFromHere(
            _("%(who)s decided on this already: %(state)s. Nothing was changed.")
            % {"who": found.decided_by_name, "state": found.get_state_display()}
        )
    return found


def _refuse_second_proposal(
    actor: Actor, state: str, point: ContactPoint | None, name: str
) -> None:
    """A desk has one proposal at a time; so has the name of a desk that is not there yet."""
    waiting = ContactVersion.objects.filter(state=VersionState.PROPOSED).select_related("point")
    found = (
        waiting.filter(point=point)
        if point
        else waiting.filter(point__state=state, point__current=None, authority_name=name)
    ).first()
    if found:
        raise NotFromHere(
            _("A change to “%(desk)s”, proposed by %(who)s, waits for a second person already.")
            % {
                "desk": found.authority_name,
                "who": named(actor, found, found.proposed_by_name),
            },
            _("It is confirmed, declined or taken back first. Then propose yours."),
        )


def _refuse_wrong(
    details: ContactDetails,
    state: str,
    point: ContactPoint | None,
    *,
    unchanged_is_wrong: bool = True,
) -> None:
    reasons = details.problems(moment.now().date())
    twins = ContactPoint.objects.filter(
        state_id=state, current__authority_name=details.authority_name
    )
    if (twins.exclude(pk=point.pk) if point else twins).exists():
        reasons.append(_("That State already has a contact point of this name."))
    current = point.current if point else None
    if unchanged_is_wrong and current and not details.changes_from(current.details):
        reasons.append(_("This is what the directory says already."))
    if reasons:
        raise Missing(*reasons)


def _propose(
    actor: Actor,
    point: ContactPoint,
    details: ContactDetails,
    *,
    reason: str,
    closes: bool = False,
    listed_in: ContactList | None = None,
) -> ContactVersion:
    current, last = point.current, point.versions.order_by("-number").first()
    if current and set(current.languages) == set(details.languages):
        details = replace(details, languages=tuple(current.languages))
    version = ContactVersion.objects.create(
        point=point,
        number=last.number + 1 if last else 1,
        closes=closes,
        reason=reason,
        listed_in=listed_in,
        proposed_by_id=actor.person_id,
        proposed_by_name=actor.name,
        proposed_by_state=actor.state,
        **_columns(details),
    )
    _record(actor, "contact.propose", version, changes=_changes(current, version))
    return version


def _decide(actor: Actor, version: ContactVersion, state: VersionState) -> None:
    version.state, version.decided_at = state, moment.now()
    version.decided_by_id, version.decided_by_name = actor.person_id, actor.name
    version.save(
        update_fields=[
            *("state", "decided_at", "decided_by_id", "decided_by_name", "decided_because"),
        ]
    )


def _columns(details: ContactDetails) -> dict[str, Any]:
    return {**asdict(details), "languages": list(details.languages)}


def _changes(earlier: ContactVersion | None, later: ContactVersion) -> dict[str, Any]:
    """What is proposed to change, as the record keeps it."""
    if earlier is None or later.closes:
        return {}
    before, after = _columns(earlier.details), _columns(later.details)
    return {
        name: {"from": _recorded(before[name]), "to": _recorded(after[name])}
        for name in later.details.changes_from(earlier.details)
    }


def _recorded(value: Any) -> Any:
    return value if isinstance(value, str | list) else value.isoformat()


def _record(actor: Actor, verb: str, version: ContactVersion, **more: Any) -> None:
    told: dict[str, Json] = {
        "contact": version.point_id,
        "version": version.number,
        "desk": version.authority_name,
        "desk_state": version.point.state_id,
        "closes": version.closes,
        **more,
    }
    record(chain=f"state:{actor.state}", verb=verb, actor=actor.stamp, details=told)
