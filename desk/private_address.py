"""The private address of a person's calendar: make, replace, revoke, and find whose it is."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.models import Person
from audit import moment
from audit.canonical import Json
from workflow.refusals import NotFromHere

from .models import CalendarFeed

# When it was last read is kept to the hour: reading is not to write each time.
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_address(*, actor: Actor) -> str:
    """A token of 256 bits under which the person's dates can be read; the one before ends.

    It is shown once; only its digest is kept.
    """
    # The person's row is the lock: of two at the same moment the later one counts.
    Person.objects.select_for_update().get(pk=actor.person_id)
    replaced = _living(actor).update(revoked_at=moment.now())
    token = secrets.token_urlsafe(32)
    made = CalendarFeed.objects.create(person_id=actor.person_id, digest=digest_of(token))
    _record(actor, "people.make_calendar_address", address=made.pk, replaced=bool(replaced))
    return token


@transaction.atomic
def revoke_address(*, actor: Actor) -> None:
    """End the address at once. Raises NotFromHere if none is in force."""
    kept = _living(actor).select_for_update().first()
    if kept is None:
        raise NotFromHere(_("No calendar address is in force. Nothing was changed."))
    kept.revoked_at = moment.now()
    kept.save(update_fields=["revoked_at"])
    _record(actor, "people.revoke_calendar_address", address=kept.pk)


def address_in_force(person_id: int) -> CalendarFeed | None:
    """The address that counts; None if the person has none."""
    return CalendarFeed.objects.filter(person=person_id, revoked_at__isnull=True).first()


def reader_of(token: str) -> Person | None:
    """Whose dates are read under this address; None if it is unknown, revoked, or not theirs now.

    The same question whatever the answer.
    """
    feed = (
        CalendarFeed.objects.filter(
            digest=digest_of(token), revoked_at__isnull=True, person__is_active=True
        )
        .select_related("person")
        .first()
    )
    if feed is None:
        return None
    _note(feed)
    return feed.person


def digest_of(token: str) -> str:
    """What of an address is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def _note(feed: CalendarFeed) -> None:
    now = moment.now()
    if feed.last_read_at and feed.last_read_at > now - NOTED_EVERY:
        return
    # Two readers at once write the same.
    CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)


def _living(actor: Actor) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(person=actor.person_id, revoked_at__isnull=True)


def _record(actor: Actor, verb: str, **details: Json) -> None:
    """One event in the chain of the State acted for, as with tokens for programs."""
    audit.services.record(
        chain=f"state:{actor.state}", verb=verb, actor=actor.stamp, details=details
    )
