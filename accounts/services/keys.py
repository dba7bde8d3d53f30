"""The keys authorities sign with: bring one's own, make one, revoke one."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from audit import moment
from audit.stamps import Stamp
from documents import keys
from workflow.refusals import Missing, NotFromHere

from ..models import Authority, SigningKey
from .recording import record


@transaction.atomic
def keep_key(
    *,
    by: Stamp,
    authority: Authority,
    key_pem: bytes,
    certificate_pem: bytes,
    chain_pem: bytes = b"",
    passphrase: str = "",
) -> SigningKey:
    """Keep a key that the State brought, encrypted anew with the installation's passphrase.

    Raises documents.failures.KeyUnusable where key and certificate do not serve, and Missing where
    the certificate has expired or the key is kept already.
    """
    own = keys.encrypted_anew(key_pem, certificate_pem, passphrase, settings.SIGNING_PASSPHRASE)
    # Read back as it will be for each letter: what cannot sign is not kept.
    chain = [chain_pem] if chain_pem else []
    keys.load_signer(own, certificate_pem, settings.SIGNING_PASSPHRASE, chain)
    valid_from, valid_until = keys.validity(certificate_pem)
    if valid_until <= moment.now():
        raise Missing(_("The certificate has expired. Ask its issuer for a new one."))
    fingerprint = keys.fingerprint(certificate_pem)
    if SigningKey.objects.filter(fingerprint=fingerprint).exists():
        raise Missing(_("This certificate is kept here already."))
    key = SigningKey.objects.create(
        authority=authority,
        key_pem=own.decode(),
        certificate_pem=certificate_pem.decode(),
        chain_pem=chain_pem.decode(),
        fingerprint=fingerprint,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    record(by, "authority.keep_key", authority=authority.pk, fingerprint=fingerprint)
    return key


def make_own_key(*, by: Stamp, authority: Authority, days: int) -> SigningKey:
    """Make a key whose certificate the authority signs itself: nobody else vouches for it."""
    passphrase = settings.SIGNING_PASSPHRASE
    made = keys.issue_own(
        authority.name, authority.state_id, moment.now(), days, passphrase=passphrase
    )
    return keep_key(
        by=by,
        authority=authority,
        key_pem=made.key_pem,
        certificate_pem=made.certificate_pem,
        passphrase=passphrase,
    )


@transaction.atomic
def revoke_key(*, by: Stamp, key: SigningKey) -> None:
    """Let a key sign nothing any more, from now on. Raises NotFromHere if it was revoked before."""
    living = SigningKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if not living.update(revoked_at=moment.now()):
        raise NotFromHere(_("This key was revoked already. Nothing was changed."))
    named = key.fingerprint
    record(by, "authority.revoke_key", authority=key.authority_id, fingerprint=named)
