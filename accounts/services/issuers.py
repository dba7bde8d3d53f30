"""Who is trusted to vouch for keys, and their lists of revoked certificates."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from audit import moment
from audit.stamps import Stamp
from documents import keys
from workflow.refusals import Missing, NotFromHere

from ..models import Issuer, SigningKey
from .recording import record


@transaction.atomic
def trust(*, by: Stamp, certificate_pem: bytes, revoked_pem: bytes = b"") -> Issuer:
    """Trust an issuer from now on; one that is trusted already stays as it is.

    Raises documents.failures.KeyUnusable where certificate or list cannot be read.
    """
    if revoked_pem:
        keys.end_of_list(revoked_pem, certificate_pem)
    issuer, made = Issuer.objects.get_or_create(
        fingerprint=keys.fingerprint(certificate_pem),
        defaults={
            "state_id": by.state or None,
            "name": keys.name_of(certificate_pem),
            "certificate_pem": certificate_pem.decode(),
            "revoked_pem": revoked_pem.decode(),
            "added_by_name": by.name,
        },
    )
    if made:
        record(by, "authority.trust_issuer", issuer=issuer.pk, fingerprint=issuer.fingerprint)
    return issuer


@transaction.atomic
def renew_list(*, by: Stamp, issuer: Issuer, revoked_pem: bytes) -> None:
    """Keep a newer list of revoked certificates of an issuer.

    Raises documents.failures.KeyUnusable where it is not its list, Missing where it is out of date.
    """
    if keys.end_of_list(revoked_pem, issuer.certificate_pem.encode()) <= moment.now():
        raise Missing(_("This list is out of date. Ask the issuer for the present one."))
    Issuer.objects.filter(pk=issuer.pk).update(revoked_pem=revoked_pem.decode())
    record(by, "authority.renew_list", issuer=issuer.pk, fingerprint=issuer.fingerprint)


@transaction.atomic
def end_trust(*, by: Stamp, issuer: Issuer) -> None:
    """Trust an issuer no longer: what it vouched for is shown as not trusted from now on."""
    if not Issuer.objects.filter(pk=issuer.pk, ended_at=None).update(ended_at=moment.now()):
        raise NotFromHere(_("This issuer is not trusted already. Nothing was changed."))
    record(by, "authority.end_trust", issuer=issuer.pk, fingerprint=issuer.fingerprint)


def list_of_revoked(issuer: Issuer, at: datetime) -> bytes:
    """The issuer's list (CRL, PEM) that holds at that time; empty where there is none.

    The issuer of a demonstration makes its list itself, from what was revoked here.
    """
    if not issuer.key_pem:
        if not issuer.revoked_pem:
            return b""
        ends = keys.end_of_list(issuer.revoked_pem.encode(), issuer.certificate_pem.encode())
        return issuer.revoked_pem.encode() if ends > at else b""
    authority = keys.load_demonstration_ca(
        issuer.key_pem.encode(), issuer.certificate_pem.encode(), settings.SIGNING_PASSPHRASE
    )
    rows = SigningKey.objects.filter(
        revoked_at__isnull=False, chain_pem__contains=issuer.certificate_pem.strip()
    ).values_list("certificate_pem", "revoked_at")
    revoked = {pem.encode(): when for pem, when in rows if when is not None}
    return keys.list_of_revoked(authority, revoked, at)
