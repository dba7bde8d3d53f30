"""The desks of the invented States, which the installation is delivered with."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from audit import moment
from audit.canonical import Json
from audit.services import record
from audit.stamps import SYSTEM

from ..choices import VersionState
from ..contact_details import ContactDetails
from ..models import ContactPoint, ContactVersion
from ..queries.directory import desk_authority
from .directory import columns_of

INVENTED = Path(__file__).resolve().parent.parent / "data" / "invented_contacts.json"


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
        **columns_of(details),
    )
    point.save(update_fields=["current"])
    told: dict[str, Json] = {"contact": point.pk, "version": 1, "desk": details.authority_name}
    record(chain=f"state:{state}", verb="contact.add", actor=SYSTEM, details=told)


def _tie(point: ContactPoint) -> None:
    if point.authority is None and (authority := desk_authority(point.state_id)):
        point.authority = authority
        point.save(update_fields=["authority"])
