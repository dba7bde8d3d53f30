"""Who is trusted to vouch for keys, and their lists of revoked certificates."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from audit import moment
from audit.stamps import Stamp
from documents import certificates, keys
from workflow.refusals import Missing, NotFromHere, NotYours

from .. import keyring
from ..choices import Role
from ..models import Issuer, SigningKey
from .recording import record


@transaction.atomic
def trust(*, by: Stamp, certificate_pem: bytes, revoked_pem: bytes = b"") -> Issuer:
    """Trust an issuer from now on, again where its trust was ended.

    Raises documents.failures.KeyUnusable where certificate or list cannot be read, Missing where
    one of them is out of date, NotFromHere where it is trusted already, and NotYours.
    """
    if by.role != Role.STATE_ADMINISTRATOR:
        raise NotYours(_("Only a State administrator says whom the State trusts."))
    certificate = certificates.first_alone(certificate_pem)
    if keys.validity(certificate)[1] <= moment.now():
        raise Missing(_("The certificate has expired. Ask its issuer for a new one."))
    revoked = _present_list(revoked_pem, certificate) if revoked_pem else b""
    known = _known(certificate)
    if known and known.ended_at is None:
        raise NotFromHere(_("%(name)s is trusted here already.") % {"name": known.name})
    return _trusted(by, known or Issuer(), certificate, revoked)


@transaction.atomic
def trust_root(*, by: Stamp, certificate_pem: bytes) -> None:
    """Trust whoever vouches for a key that two people have read.

    One that is known stays as it is: where its trust was ended, an administrator decides.
    """
    if _known(certificate_pem) is None:
        _trusted(by, Issuer(), certificate_pem, b"")


@transaction.atomic
def renew_list(*, by: Stamp, issuer: Issuer, revoked_pem: bytes) -> None:
    """Keep a newer list of revoked certificates (PEM or DER) of an issuer.

    Raises documents.failures.KeyUnusable where it is not its list, Missing where it is out of date
    or older than the one that is kept, and NotYours.
    """
    found = _own(by, issuer)
    revoked = _present_list(revoked_pem, found.certificate_pem.encode())
    kept = found.revoked_pem.encode()
    if kept and certificates.list_made_at(revoked) <= certificates.list_made_at(kept):
        raise Missing(_("This list is not newer than the one that is kept here."))
    found.revoked_pem = revoked.decode()
    found.save(update_fields=["revoked_pem"])
    _record(by, "authority.renew_list", found)


@transaction.atomic
def end_trust(*, by: Stamp, issuer: Issuer) -> None:
    """Trust an issuer no longer: what it vouched for is shown as not trusted from now on."""
    found = _own(by, issuer)
    if found.ended_at:
        raise NotFromHere(_("This issuer is not trusted already. Nothing was changed."))
    found.ended_at = moment.now()
    found.save(update_fields=["ended_at"])
    _record(by, "authority.end_trust", found)


def _known(certificate: bytes) -> Issuer | None:
    found = Issuer.objects.select_for_update().filter(fingerprint=keys.fingerprint(certificate))
    return found.first()


def _trusted(by: Stamp, issuer: Issuer, certificate: bytes, revoked: bytes) -> Issuer:
    issuer.state_id = by.state or None
    issuer.name, issuer.fingerprint = keys.name_of(certificate), keys.fingerprint(certificate)
    issuer.certificate_pem = certificate.decode()
    issuer.revoked_pem = revoked.decode() or issuer.revoked_pem
    issuer.added_at, issuer.added_by_name, issuer.ended_at = moment.now(), by.name, None
    issuer.save()
    _record(by, "authority.trust_issuer", issuer)
    return issuer


def _own(by: Stamp, issuer: Issuer) -> Issuer:
    """The issuer as it stands, locked, for whoever may change it."""
    found = Issuer.objects.select_for_update().get(pk=issuer.pk)
    if not keyring.may_change(by, found):
        raise NotYours(_("Only an administrator of the State that trusted it first may do this."))
    return found


def _present_list(content: bytes, certificate: bytes) -> bytes:
    """A list of that issuer that holds now, as PEM."""
    revoked = certificates.list_alone(content)
    if keys.end_of_list(revoked, certificate) <= moment.now():
        raise Missing(_("This list is out of date. Ask the issuer for the present one."))
    return revoked


def _record(by: Stamp, verb: str, issuer: Issuer) -> None:
    record(by, verb, issuer=issuer.pk, name=issuer.name, fingerprint=issuer.fingerprint)


def list_holds_until(issuer: Issuer) -> datetime | None:
    """Until when the list that is kept of an issuer holds; None where there is none.

    That of a demonstration is made anew for each letter, so it has no end of its own.
    """
    if not issuer.revoked_pem:
        return None
    return keys.end_of_list(issuer.revoked_pem.encode(), issuer.certificate_pem.encode())


def list_of_revoked(issuer: Issuer, at: datetime) -> bytes:
    """The issuer's list (CRL, PEM) that holds at that time; empty where there is none.

    The issuer of a demonstration makes its list itself, from what was revoked here.
    """
    if not issuer.key_pem:
        ends = list_holds_until(issuer)
        return issuer.revoked_pem.encode() if ends and ends > at else b""
    authority = keys.load_demonstration_ca(
        issuer.key_pem.encode(), issuer.certificate_pem.encode(), settings.SIGNING_PASSPHRASE
    )
    rows = SigningKey.objects.filter(
        revoked_at__isnull=False, chain_pem__contains=issuer.certificate_pem.strip()
    ).values_list("certificate_pem", "revoked_at")
    revoked = {pem.encode(): when for pem, when in rows if when is not None}
    return keys.list_of_revoked(authority, revoked, at)
