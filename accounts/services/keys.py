"""The keys letters are signed with: register one, read its fingerprint, revoke it.

A key signs from the moment when two people have compared its fingerprint with what its holder says;
revoked, it signs nothing from that moment on.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.choices import KeyStore
from audit import moment
from audit.stamps import Stamp
from documents import certificates, keys
from documents.failures import KeyUnusable, SigningRefused
from documents.keys import Signer
from documents.signing import refuse_unusable
from documents.tokens import TokenKey
from workflow.refusals import Missing, NotFromHere, NotYours

from .. import keyring
from ..choices import KeyNews, KeyStanding
from ..models import Authority, KeyReading, Person, SigningKey
from . import issuers
from .key_notices import tell
from .recording import record

# What a device signs when a key in it is registered: shows that it is there and fits.
TRIAL = b"Rogatory tries a key"
# Of a certificate that a key makes for itself.
LONGEST_DAYS = 5 * 365


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
    Raises documents.failures.KeyUnusable where key and certificate do not serve, Missing where the
    certificate has expired or the key is kept already, and NotYours.
    """
    _refuse_who_may_not_keep(by, authority, person)
    certificate, chain = _tidied(certificate_pem, chain_pem)
    own = keys.encrypted_anew(key_pem, certificate, passphrase, settings.SIGNING_PASSPHRASE)
    # Read back as it will be for each letter: what cannot sign is not kept.
    signer = keys.load_signer(
        own, certificate, settings.SIGNING_PASSPHRASE, [chain] if chain else []
    )
    return _keep(by, signer, certificate, chain, authority, person, key_pem=own.decode())


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

    Raises as `keep_key` does; KeyUnusable also where the device does not answer.
    """
    _refuse_who_may_not_keep(by, authority, person)
    certificate, chain = _tidied(certificate_pem, chain_pem)
    token = TokenKey(settings.PKCS11_MODULE, token_label, key_label, settings.PKCS11_PIN)
    signer = keys.signer_in_token(token, certificate, [chain] if chain else [])
    if not keys.fits(signer, TRIAL, signer.signature_of(TRIAL)):
        raise KeyUnusable(_("The key in the device does not belong to the certificate."))
    return _keep(
        by,
        signer,
        certificate,
        chain,
        authority,
        person,
        store=KeyStore.TOKEN,
        token_label=token_label,
        key_label=key_label,
    )


def make_own_key(
    *, by: Stamp, authority: Authority, days: int, person: Person | None = None
) -> SigningKey:
    """Make a key whose certificate it signs itself: nobody else vouches for it.

    Raises Missing and NotYours as `keep_key` does, and Missing where it would last too long.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise Missing(_("From 1 to %(days)s days.") % {"days": LONGEST_DAYS})
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


def read_fingerprint(*, by: Stamp, key: SigningKey, typed: str) -> SigningKey:
    """Write down that a person compared the fingerprint; the second one puts the key in force.

    `typed` are the last eight digits as its holder reads them out. Raises Missing where they are
    others, which is on record then; NotYours where this person may not read it or did before,
    NotFromHere where nothing waits for it.
    """
    found = _read(by, key, typed)
    if found is None:
        # Raised when that it was tried is kept: inside, it would be undone.
        raise Missing(
            _(
                "The digits do not agree with the certificate. Do not go on: ask its holder to"
                " read the fingerprint out again."
            )
        )
    return found


@transaction.atomic
def _read(by: Stamp, key: SigningKey, typed: str) -> SigningKey | None:
    """One reading; None where the digits do not agree, and that alone is written down."""
    found = SigningKey.objects.select_for_update().get(pk=key.pk)
    if keyring.standing_of(found) != KeyStanding.WAITING:
        raise NotFromHere(_("This key does not wait for its fingerprint to be read."))
    if by.person_id is None:
        raise NotYours(_("A fingerprint is read by people."))
    if found.readings.filter(person_id=by.person_id).exists():
        raise NotYours(_("You have read this fingerprint already; somebody else does it now."))
    if not keyring.may_read(by, found):
        raise NotYours(
            _(
                "A fingerprint is read by the State administrator or an officer of that authority,"
                " not by its holder and not by whoever registered the key."
            )
        )
    digits, whole = keyring.digits_of(typed), keyring.digits_of(found.fingerprint)
    if len(digits) < keyring.HIDDEN_DIGITS or not whole.endswith(digits):
        _record(by, "authority.misread_key", found)
        return None
    now = moment.now()
    KeyReading.objects.create(key=found, person_id=by.person_id, person_name=by.name, read_at=now)
    _record(by, "authority.read_key", found)
    if found.readings.count() >= keyring.READERS:
        found.in_force_since = now
        found.save(update_fields=["in_force_since"])
        _record(by, "authority.key_in_force", found)
        if root := keys.root_of(found.certificate_pem.encode(), found.chain_pem.encode()):
            issuers.trust_root(by=by, certificate_pem=root)
    return found


@transaction.atomic
def revoke_key(*, by: Stamp, key: SigningKey, why: str = "") -> None:
    """Let a key sign nothing any more, from now on. Raises NotFromHere if it was revoked before.

    Its holder may, and whoever keeps the keys of the State; else NotYours.
    """
    if not keyring.may_revoke(by, key):
        raise NotYours(_("A key is revoked by its holder or by the administrator of its State."))
    why = why.strip()
    living = SigningKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if not living.update(revoked_at=moment.now(), revoked_by_name=by.name, revoked_why=why):
        raise NotFromHere(_("This key was revoked already. Nothing was changed."))
    _record(by, "authority.revoke_key", key, why=audit.services.sealed(why) if why else None)


def _refuse_who_may_not_keep(by: Stamp, authority: Authority, person: Person | None) -> None:
    if not keyring.keeps_keys(by, authority.state_id):
        raise NotYours(_("Only the administrator of that State may do this."))
    if person and not keyring.officers_of(authority).filter(pk=person.pk).exists():
        raise Missing(
            _("%(name)s is not appointed as an officer of %(authority)s, so signs nothing there.")
            % {"name": person.name, "authority": authority.name}
        )


def _tidied(certificate_pem: bytes, chain_pem: bytes) -> tuple[bytes, bytes]:
    """Certificate and chain without what else may stand in the files, such as a private key."""
    certificate = certificates.first_alone(certificate_pem)
    chain = certificates.chain_alone(chain_pem, certificate)
    certificates.refuse_broken_chain(certificate, chain)
    return certificate, chain


def _keep(
    by: Stamp,
    signer: Signer,
    certificate: bytes,
    chain: bytes,
    authority: Authority,
    person: Person | None,
    **where: str,
) -> SigningKey:
    valid_from, valid_until = keys.validity(certificate)
    now = moment.now()
    if valid_until <= now:
        raise Missing(_("The certificate has expired. Ask its issuer for a new one."))
    try:
        # One that is valid from tomorrow is brought today.
        refuse_unusable(signer, max(now, valid_from))
    except SigningRefused as problem:
        raise Missing(str(problem)) from problem
    if SigningKey.objects.filter(fingerprint=signer.fingerprint).exists():
        raise Missing(_("This certificate is kept here already."))
    key = SigningKey.objects.create(
        authority=authority,
        person=person,
        certificate_pem=certificate.decode(),
        chain_pem=chain.decode(),
        fingerprint=signer.fingerprint,
        valid_from=valid_from,
        valid_until=valid_until,
        registered_at=now,
        registered_by_id=by.person_id,
        registered_by_name=by.name,
        **where,
    )
    _record(by, "authority.keep_key", key)
    tell(key, KeyNews.WAITS)
    return key


def _record(by: Stamp, verb: str, key: SigningKey, **more: str | None) -> None:
    about = {"authority": key.authority_id, "person": key.person_id}
    record(by, verb, **about, fingerprint=key.fingerprint, **more)
