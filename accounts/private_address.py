"""Private addresses that calendar programs read: make, replace, revoke, and find whose one is.

Each kind is a table of its own (`models.PrivateAddress`) with `Addresses` over it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

import audit.services
from audit import moment
from audit.canonical import Json
from workflow.refusals import NotFromHere

from .actors import Actor
from .models import Person, PrivateAddress
from .queries import live_appointments

# When it was last read is kept to the hour: reading is not to write each time.
NOTED_EVERY = timedelta(hours=1)
Kind = TypeVar("Kind", bound=PrivateAddress)


def digest_of(token: str) -> str:
    """What of an address is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def actors_of(person: Person) -> list[Actor]:
    """Whom the person may act as. A role that asks for a second factor needs one here as well."""
    live = list(live_appointments(person.pk))
    asking = settings.SECOND_FACTOR_ROLES
    proven = not any(one.role in asking for one in live) or bool(is_mfa_enabled(person))
    return [Actor.of(one) for one in live if proven or one.role not in asking]


@dataclass(frozen=True)
class Addresses(Generic[Kind]):
    """The addresses of one kind; `noun` is what the record calls them."""

    kind: type[Kind]
    noun: str

    @transaction.atomic
    def make(self, *, actor: Actor) -> str:
        """A token of 256 bits under which the person's file can be read; the one before ends.

        It is shown once; only its digest is kept.
        """
        # The person's row is the lock: of two at the same moment the later one counts.
        Person.objects.select_for_update().get(pk=actor.person_id)
        replaced = self._living(actor.person_id).update(revoked_at=moment.now())
        token = secrets.token_urlsafe(32)
        made = self._all().create(person_id=actor.person_id, digest=digest_of(token))
        self._record(actor, "make", address=made.pk, replaced=bool(replaced))
        return token

    @transaction.atomic
    def revoke(self, *, actor: Actor) -> None:
        """End the address at once. Raises NotFromHere if none is in force."""
        kept = self._living(actor.person_id).select_for_update().first()
        if kept is None:
            raise NotFromHere(_("No calendar address is in force. Nothing was changed."))
        kept.revoked_at = moment.now()
        kept.save(update_fields=["revoked_at"])
        self._record(actor, "revoke", address=kept.pk)

    def in_force(self, person_id: int) -> Kind | None:
        """The address that counts; None if the person has none."""
        return self._living(person_id).first()

    def reader_of(self, token: str) -> Person | None:
        """Whose file is read under this address; None if it is unknown, revoked, or not theirs now.

        The same question whatever the answer.
        """
        feed: Any = (
            self._all()
            .filter(digest=digest_of(token), revoked_at__isnull=True, person__is_active=True)
            .select_related("person")
            .first()
        )
        if feed is None:
            return None
        self._note(feed)
        person: Person = feed.person
        return person

    def _note(self, feed: Kind) -> None:
        now = moment.now()
        if feed.last_read_at and feed.last_read_at > now - NOTED_EVERY:
            return
        # Two readers at once write the same.
        self._all().filter(pk=feed.pk).update(last_read_at=now)

    def _all(self) -> QuerySet[Kind]:
        return self.kind._default_manager.all()

    def _living(self, person_id: int) -> QuerySet[Kind]:
        return self._all().filter(person=person_id, revoked_at__isnull=True)

    def _record(self, actor: Actor, act: str, **details: Json) -> None:
        """One event in the chain of the State acted for, as with tokens for programs."""
        audit.services.record(
            chain=f"state:{actor.state}",
            verb=f"people.{act}_{self.noun}",
            actor=actor.stamp,
            details=details,
        )
