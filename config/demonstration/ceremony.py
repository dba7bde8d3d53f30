"""The keys of the demonstration's officers: most in force, one lost, one that waits to be read."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts import keyring, services
from accounts.choices import Role
from accounts.models import Appointment, Issuer, KeyReading, Person, SigningKey
from audit.moment import pretended
from documents import keys

from .cast import Cast, authority_of, give_key, give_time

SIGNING = (Role.CENTRAL_AUTHORITY_OFFICER, Role.LIAISON_OFFICER)
# Whose key ends first: soon after the play, so that the pages have one that expires.
ENDS_SOON, DAYS = "Amina Trabelsi", 150


def officers_sign(cast: Cast, at: datetime) -> None:
    """A key for everybody who releases letters, and somebody who stamps the time on them."""
    issuer = Issuer.objects.get()
    give_time(issuer, at)
    ca = authority_of(issuer)
    for authority in cast.central.values():
        officers = Appointment.objects.filter(authority=authority, role__in=SIGNING)
        for appointment in officers.select_related("person"):
            person = appointment.person
            days = DAYS if person.name == ENDS_SOON else 3 * 365
            give_key(authority, ca=ca, at=at, person=person, days=days)
    for key in SigningKey.objects.all():
        _read_by_two(key, at)


def _read_by_two(key: SigningKey, at: datetime) -> None:
    """As their ceremony left them: everybody of that day has a key that was read before."""
    there = Appointment.objects.filter(authority=key.authority_id, role__in=keyring.OFFICERS)
    people = Person.objects.filter(pk__in=there.values("person")).exclude(pk=key.person_id or 0)
    for reader in people.order_by("pk")[: keyring.READERS]:
        KeyReading.objects.create(key=key, person_id=reader.pk, person_name=reader.name, read_at=at)
    SigningKey.objects.filter(pk=key.pk).update(in_force_since=at)


def a_lost_key(cast: Cast, today: datetime) -> None:
    """Tom left his key in a train: it is revoked, and a new one waits for its second reading."""
    tom = Person.objects.get(pk=cast.actors["tom"].person_id)
    belmara, sean = cast.central["XB"], cast.actors["sean"].stamp
    with pretended(today - timedelta(days=2)):
        lost = SigningKey.objects.get(authority=belmara, person=tom)
        services.revoke_key(by=sean, key=lost, why="The smart card was left in a train.")
    passphrase = settings.SIGNING_PASSPHRASE
    ca, begin = authority_of(Issuer.objects.get()), today - timedelta(days=1)
    issued = keys.issue_certificate(
        ca, tom.name, belmara.state_id, begin, 3 * 365, passphrase=passphrase
    )
    with pretended(begin):
        new = services.keep_key(
            by=sean,
            authority=belmara,
            person=tom,
            key_pem=issued.key_pem,
            certificate_pem=issued.certificate_pem,
            chain_pem=lost.chain_pem.encode(),
            passphrase=passphrase,
        )
    with pretended(today - timedelta(hours=20)):
        aoife = cast.actors["aoife"].stamp
        services.read_fingerprint(by=aoife, key=new, typed=new.fingerprint)
