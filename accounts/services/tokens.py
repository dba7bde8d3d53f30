"""Make and revoke the tokens that programs act with."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from audit import moment
from workflow.refusals import NotFromHere, NotYours

from ..actors import Actor
from ..models import ApiToken, Person
from .recording import record


@transaction.atomic
def make_token(*, actor: Actor, name: str, days: int = 90) -> str:
    """A token for the API that acts under the actor's appointment; shown once, kept as digest."""
    token = secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        appointment_id=actor.appointment_id,
        name=name,
        digest=token_digest(token),
        expires_at=moment.now() + timedelta(days=days),
    )
    record(actor.stamp, "people.make_token", token=made.pk, name=name, days=days)
    return token


@transaction.atomic
def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """End a token of one's own at once. Raises NotFromHere if it is no longer in force."""
    if token.appointment.person_id != actor.person_id:
        raise NotYours(_("This token belongs to somebody else."))
    living = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
    if not living.update(revoked_at=moment.now()):
        raise NotFromHere(_("This token was revoked already. Nothing was changed."))
    record(actor.stamp, "people.revoke_token", token=token.pk, name=token.name)


def revoke_all(person: Person) -> int:
    """End every token of the person, under whatever appointment. How many there were."""
    living = ApiToken.objects.filter(appointment__person=person, revoked_at__isnull=True)
    return living.update(revoked_at=moment.now())


def token_digest(token: str) -> str:
    """What of a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
