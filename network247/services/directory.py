"""Keep the directory of the 24/7 network; every change is recorded with what it was before."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from audit import moment
from audit.services import record
from audit.stamps import SYSTEM, Stamp
from workflow.refusals import Missing, NotYours

from ..choices import VersionState
from ..models import ContactPoint, ContactVersion
from ..queries.directory import may_edit

INVENTED = Path(__file__).resolve().parent.parent / "data" / "invented_contacts.json"


@dataclass(frozen=True)
class ContactDetails:
    """What a directory line says about a desk."""

    authority_name: str
    phone: str
    email: str
    languages: tuple[str, ...]
    timezone: str
    hours: str
    verified_on: date
    source: str


def record_contact(
    *, actor: Actor, details: ContactDetails, contact: ContactPoint | None = None
) -> ContactPoint:
    """Add a contact point of the actor's State, or change one.

    Raises NotYours for anybody but an administrator of that State, and Missing for a time zone
    that does not exist, a day in the future, or a name that the State's directory has already.
    """
    state = contact.state_id if contact else actor.state
    if not may_edit(actor, state):
        raise NotYours(_("Only an administrator of that State changes its contact points."))
    _refuse_wrong(details, state, contact)
    with transaction.atomic():
        point = (
            ContactPoint.objects.select_for_update().get(pk=contact.pk)
            if contact
            else ContactPoint(state_id=state)
        )
        _write(point, details, actor.stamp)
    return point


def seed_contacts() -> int:
    """Enter the desks of the invented States; returns how many were new. Again changes nothing."""
    new = 0
    for row in json.loads(INVENTED.read_text(encoding="utf-8")):
        name, state = row["authority_name"], row["state"]
        if ContactPoint.objects.filter(state_id=state, current__authority_name=name).exists():
            continue
        details = ContactDetails(
            authority_name=name,
            phone=row["phone"],
            email=row["email"],
            languages=tuple(row["languages"]),
            timezone=row["timezone"],
            hours=row["hours"],
            verified_on=moment.now().date() - timedelta(days=row["verified_days_ago"]),
            source=row["source"],
        )
        with transaction.atomic():
            _write(ContactPoint(state_id=state), details, SYSTEM)
        new += 1
    return new


def _refuse_wrong(details: ContactDetails, state: str, contact: ContactPoint | None) -> None:
    reasons = []
    if details.timezone not in available_timezones():
        reasons.append(_("This time zone is not known. Write it like Europe/Dublin or UTC."))
    # One day of grace: the day has already begun east of here.
    if details.verified_on > moment.now().date() + timedelta(days=1):
        reasons.append(_("The day of the last verification lies in the future."))
    twins = ContactPoint.objects.filter(
        state_id=state, current__authority_name=details.authority_name
    )
    if contact:
        twins = twins.exclude(pk=contact.pk)
    if twins.exists():
        reasons.append(_("Your State already has a contact point of this name."))
    if reasons:
        raise Missing(*reasons)


def _write(point: ContactPoint, details: ContactDetails, actor: Stamp) -> None:
    earlier, now = point.current, moment.now()
    if earlier:
        earlier.state, earlier.replaced_at = VersionState.REPLACED, now
        earlier.save(update_fields=["state", "replaced_at"])
    else:
        point.save()
    values = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in vars(details).items()
    }
    point.current = ContactVersion.objects.create(
        point=point,
        number=earlier.number + 1 if earlier else 1,
        state=VersionState.IN_FORCE,
        proposed_by_name=actor.name,
        decided_at=now,
        **values,
    )
    point.save(update_fields=["current"])
    record(
        chain=f"state:{point.state_id}",
        verb="contact.change" if earlier else "contact.add",
        actor=actor,
        details={"contact": point.pk, "version": point.current.number},
    )
