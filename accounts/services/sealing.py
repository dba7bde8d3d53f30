"""Who signs a letter with what: the officer's own key, the seal of the authority, the time.

How far a signature reaches follows from what is there (ETSI EN 319 142-1): B-B with a key alone,
B-T with a time stamp, B-LTA where the issuers' lists of revoked certificates are at hand as well.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.sign.timestamps import TimeStamper

from documents import stamps
from documents.failures import KeyUnusable, SigningRefused, StampMissing
from documents.findings import Level
from documents.keys import Signer, load_signer, signer_in_token
from documents.report import OFFICER, SEAL
from documents.signing import Proof, is_provable, lasting, sign
from documents.tokens import TokenKey
from workflow.refusals import Missing

from ..choices import KeyStore
from ..keyring import waits_for_readers
from ..models import Authority, Issuer, SigningKey
from ..queries import signing_now, usable_key, usable_key_of
from .issuers import list_of_revoked


class Sealed(NamedTuple):
    """A signed PDF, how far its signatures can be proven, and the keys that made them."""

    pdf: bytes
    level: Level
    keys: frozenset[int]


def sealed(
    pdf: bytes, *, authority: Authority, name: str, reason: str, at: datetime, by: int | None = None
) -> Sealed:
    """The PDF with the seal of the authority; before it, the signature of the officer.

    `by` is the person who releases the letter: their own key signs too where they have one. Raises
    Missing where a key is not to be had, or a time stamp that is required: then there is no letter.
    """
    signers = _keys(authority, by)
    try:
        signed = partial(_with_all, signers, authority.place, name, reason, at)
        used = frozenset(key.pk for key, _field in signers)
        return Sealed(*_stamped(partial(signed, pdf), _stamper(at), at), used)
    except (SigningRefused, KeyUnusable) as problem:
        raise Missing(str(problem)) from problem


def still_signs(made: Sealed) -> bool:
    """Whether every key of a signed PDF may sign now: what is revoked releases nothing any more."""
    return signing_now().filter(pk__in=made.keys).count() == len(made.keys)


def _stamped(
    signed: Callable[[TimeStamper | None], bytes], stamper: TimeStamper | None, at: datetime
) -> tuple[bytes, Level]:
    if stamper is None:
        return signed(None), Level.BASIC
    try:
        pdf = signed(stamper)
        proof = _proof(stamper, at)
        if proof is None or not is_provable(pdf, proof=proof):
            return pdf, Level.TIMED
        return lasting(pdf, proof=proof), Level.LASTING
    except StampMissing:
        if settings.TIMESTAMP_REQUIRED:
            raise
        return signed(None), Level.BASIC


def _with_all(
    signers: Iterable[tuple[SigningKey, str]],
    place: str,
    name: str,
    reason: str,
    at: datetime,
    pdf: bytes,
    stamper: TimeStamper | None,
) -> bytes:
    for key, field in signers:
        pdf = sign(
            pdf,
            signer=signer_of(key),
            name=name,
            reason=reason,
            location=place,
            at=at,
            field=field,
            stamper=stamper,
        )
    return pdf


def signer_of(key: SigningKey) -> Signer:
    """The loaded key. Raises documents.failures.KeyUnusable."""
    chain = [key.chain_pem.encode()] if key.chain_pem else []
    certificate = key.certificate_pem.encode()
    if key.store == KeyStore.TOKEN:
        token = TokenKey(
            settings.PKCS11_MODULE, key.token_label, key.key_label, settings.PKCS11_PIN
        )
        return signer_in_token(token, certificate, chain)
    return load_signer(key.key_pem.encode(), certificate, settings.SIGNING_PASSPHRASE, chain)


def _keys(authority: Authority, by: int | None) -> list[tuple[SigningKey, str]]:
    """The officer's key first, so that the seal covers it."""
    seal = usable_key(authority)
    if seal is None:
        none = _("%(authority)s has no valid signing key.") % {"authority": authority.name}
        raise Missing(*_reasons(none, authority, None))
    own = usable_key_of(by, authority) if by else None
    if by and own is None and settings.OFFICERS_SIGN:
        none = _("You have no signing key of your own that is in force. Ask your administrator.")
        raise Missing(*_reasons(none, authority, by))
    return [(own, OFFICER), (seal, SEAL)] if own else [(seal, SEAL)]


def _reasons(none: str, authority: Authority, person_id: int | None) -> list[str]:
    """Why there is no key; and that one waits, where somebody need only read it."""
    waits = waits_for_readers(authority, person_id)
    return [none, _("One waits for two people to read its fingerprint.")] if waits else [none]


def _stamper(at: datetime) -> TimeStamper | None:
    """Who stamps the time: the authority that is set, or the demonstration's own; else nobody."""
    if settings.TIMESTAMP_URL:
        return stamps.over_http(settings.TIMESTAMP_URL, settings.TIMESTAMP_SECONDS)
    own = Issuer.objects.exclude(stamp_key_pem="").filter(ended_at=None).first()
    if own is None or settings.PRODUCTION:
        return None
    signer = load_signer(
        own.stamp_key_pem.encode(),
        own.stamp_certificate_pem.encode(),
        settings.SIGNING_PASSPHRASE,
        [own.certificate_pem.encode()],
    )
    return stamps.of_the_demonstration(signer, at)


def _proof(stamper: TimeStamper, at: datetime) -> Proof | None:
    """Certificates and lists of all issuers that are trusted; none without any list."""
    issuers = list(Issuer.objects.filter(ended_at=None))
    lists = [found for issuer in issuers if (found := list_of_revoked(issuer, at))]
    if not lists:
        return None
    return Proof(
        tuple(issuer.certificate_pem.encode() for issuer in issuers), tuple(lists), stamper
    )
