"""The keys letters are signed with: register one, read its fingerprint, revoke it.

A key signs from the moment when two people have compared its fingerprint with what its holder says;
revoked, it signs nothing from that moment on.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import KeyStore
from audit import moment
from audit.stamps import Stamp
from documents import keys
from documents.failures import KeyUnusable
from documents.tokens import TokenKey
from workflow.refusals import Missing, NotFromHere, NotYours

from ..models import Authority, KeyReading, Person, SigningKey
from . import issuers
from .recording import record

READERS = 2
# What a device signs when a key in it is registered: shows that it is there and fits.
TRIAL = b"Rogatory tries a key"


@transaction.atomic
def keep_key(
    *,
    by: Stamp,
    authority: Authority,
    key_pem: bytes,
    certificate_pem: bytes,
    chain_pem: bytes = b"",
    passphrase: str = "",
    person: Person | None = None,
) -> SigningKey:
    """Keep a key that was brought, encrypted anew with the installation's passphrase.

    With a `person` it is that officer's own, else the seal of the authority. It does not sign yet.
    Raises documents.failures.KeyUnusable where key and certificate do not serve, and Missing where
    the certificate has expired or the key is kept already.
    """
    own = keys.encrypted_anew(key_pem, certificate_pem, passphrase, settings.SIGNING_PASSPHRASE)
    # Read back as it will be for each letter: what cannot sign is not kept.
    chain = [chain_pem] if chain_pem else []
    keys.load_signer(own, certificate_pem, settings.SIGNING_PASSPHRASE, chain)
    return _keep(
        by,
        certificate_pem,
        chain_pem,
        authority=authority,
        person=person,
        key_pem=own.decode(),
    )


@transaction.atomic
def keep_token_key(
    *,
    by: Stamp,
    authority: Authority,
    token_label: str,
    key_label: str,
    certificate_pem: bytes,
    chain_pem: bytes = b"",
    person: Person | None = None,
) -> SigningKey:
    """Register a key that stays in its device (PKCS#11); the device shows by a trial that it fits.

    Raises documents.failures.KeyUnusable where it does not, and Missing as `keep_key`.
    """
    token = TokenKey(settings.PKCS11_MODULE, token_label, key_label, settings.PKCS11_PIN)
    chain = [chain_pem] if chain_pem else []
    signer = keys.signer_in_token(token, certificate_pem, chain)
    if not keys.fits(signer, TRIAL, signer.signature_of(TRIAL)):
        raise KeyUnusable(_("The key in the device does not belong to the certificate."))
    return _keep(
        by,
        certificate_pem,
        chain_pem,
        authority=authority,
        person=person,
        store=KeyStore.TOKEN,
        token_label=token_label,
        key_label=key_label,
    )


def make_own_key(
    *, by: Stamp, authority: Authority, days: int, person: Person | None = None
) -> SigningKey:
    """Make a key whose certificate it signs itself: nobody else vouches for it."""
    passphrase = settings.SIGNING_PASSPHRASE
    made = keys.issue_own(
        person.name if person else authority.name,
        authority.state_id,
        moment.now(),
        days,
        passphrase=passphrase,
    )
    return keep_key(
        by=by,
        authority=authority,
        key_pem=made.key_pem,
        certificate_pem=made.certificate_pem,
        passphrase=passphrase,
        person=person,
    )


def _keep(by: Stamp, certificate_pem: bytes, chain_pem: bytes, **where: object) -> SigningKey:
    valid_from, valid_until = keys.validity(certificate_pem)
    if valid_until <= moment.now():
        raise Missing(_("The certificate has expired. Ask its issuer for a new one."))
    fingerprint = keys.fingerprint(certificate_pem)
    if SigningKey.objects.filter(fingerprint=fingerprint).exists():
        raise Missing(_("This certificate is kept here already."))
    if root := keys.root_of(certificate_pem, chain_pem):
        issuers.trust(by=by, certificate_pem=root)
    key = SigningKey.objects.create(
        certificate_pem=certificate_pem.decode(),
        chain_pem=chain_pem.decode(),
        fingerprint=fingerprint,
        valid_from=valid_from,
        valid_until=valid_until,
        registered_at=moment.now(),
        registered_by_id=by.person_id,
        registered_by_name=by.name,
        **where,
    )
    record(by, "authority.keep_key", authority=key.authority_id, fingerprint=fingerprint)
    return key


@transaction.atomic
def read_fingerprint(*, by: Stamp, key: SigningKey, typed: str) -> SigningKey:
    """Write down that a person compared the fingerprint; the second one puts the key in force.

    `typed` are the last eight digits as its holder reads them out. Raises Missing where they are
    others, NotYours where this person has read it before, NotFromHere where nothing waits for it.
    """
    found = SigningKey.objects.select_for_update().get(pk=key.pk)
    if by.person_id is None:
        raise NotYours(_("A fingerprint is read by people."))
    if found.revoked_at or found.in_force_since:
        raise NotFromHere(_("This key does not wait for its fingerprint to be read."))
    if found.readings.filter(person_id=by.person_id).exists():
        raise NotYours(_("You have read this fingerprint already; somebody else does it now."))
    if last_digits(typed) != last_digits(found.fingerprint) or len(last_digits(typed)) < DIGITS:
        raise Missing(
            _(
                "The digits do not agree with the certificate. Do not go on: ask its holder to"
                " read the fingerprint out again."
            )
        )
    now = moment.now()
    KeyReading.objects.create(key=found, person_id=by.person_id, person_name=by.name, read_at=now)
    record(by, "authority.read_key", authority=found.authority_id, fingerprint=found.fingerprint)
    if found.readings.count() >= READERS:
        found.in_force_since = now
        found.save(update_fields=["in_force_since"])
        named = found.fingerprint
        record(by, "authority.key_in_force", authority=found.authority_id, fingerprint=named)
    return found


DIGITS = 8


def last_digits(text: str) -> str:
    """The last eight digits of a fingerprint, without blanks."""
    return "".join(text.split()).lower()[-DIGITS:]


@transaction.atomic
def revoke_key(*, by: Stamp, key: SigningKey, why: str = "") -> None:
    """Let a key sign nothing any more, from now on. Raises NotFromHere if it was revoked before."""
    living = SigningKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if not living.update(revoked_at=moment.now(), revoked_by_name=by.name, revoked_why=why):
        raise NotFromHere(_("This key was revoked already. Nothing was changed."))
    named = key.fingerprint
    record(by, "authority.revoke_key", authority=key.authority_id, fingerprint=named)
