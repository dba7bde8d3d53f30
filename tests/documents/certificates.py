"""An issuer with signers, an authority for the time, and what proves their signatures for long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper

from documents import keys
from documents.keys import KeyKind, Signer
from documents.signing import Proof, lasting, sign
from documents.stamps import of_the_demonstration
from tests.documents.letters import AT

PASSPHRASE = "correct horse"
DAY, YEAR = timedelta(days=1), timedelta(days=365)
MINISTRY, OFFICER = "Ministry of Justice of Arvenia", "Leïla Mansour"


@dataclass
class Issuing:
    """An issuer of certificates, made a year before the letter."""

    ca: keys.DemonstrationCA

    @classmethod
    def new(cls) -> "Issuing":
        return cls(keys.make_demonstration_ca(AT - YEAR))

    @property
    def anchor(self) -> bytes:
        return self.ca.certificate_pem

    def signer(
        self,
        name: str = MINISTRY,
        *,
        kind: KeyKind = KeyKind.P256,
        since: datetime = AT,
        days: int = 365,
    ) -> Signer:
        made = keys.issue_certificate(
            self.ca, name, "AV", since, days, passphrase=PASSPHRASE, kind=kind
        )
        return keys.load_signer(made.key_pem, made.certificate_pem, PASSPHRASE, [self.anchor])

    @cached_property
    def _clock(self) -> Signer:
        made = keys.issue_stamper(self.ca, AT - YEAR, passphrase=PASSPHRASE)
        return keys.load_signer(made.key_pem, made.certificate_pem, PASSPHRASE, [self.anchor])

    def stamper(self, at: datetime = AT) -> DummyTimeStamper:
        return of_the_demonstration(self._clock, at)

    def crl(self, at: datetime = AT, **revoked: tuple[Signer, datetime]) -> bytes:
        found = {signer_pem(signer): when for signer, when in revoked.values()}
        return keys.list_of_revoked(self.ca, found, at)

    def proof(self, at: datetime = AT) -> Proof:
        return Proof((self.anchor,), (self.crl(at),), self.stamper(at))


def signer_pem(signer: Signer) -> bytes:
    """The certificate of a signer."""
    return signer.certificate.public_bytes(Encoding.PEM)


def signed(
    pdf: bytes,
    signer: Signer,
    *,
    at: datetime = AT,
    field: str = "Authority",
    stamper: TimeStamper | None = None,
) -> bytes:
    """With one more signature."""
    return sign(
        pdf,
        signer=signer,
        name=OFFICER,
        reason="Released",
        location="Port-Sélène",
        at=at,
        field=field,
        stamper=stamper,
    )


def proven(
    pdf: bytes, issuing: Issuing, *, at: datetime = AT, signer: Signer | None = None
) -> bytes:
    """Signed by officer and authority, B-LTA."""
    stamper = issuing.stamper(at)
    by_officer = signed(pdf, issuing.signer(OFFICER), at=at, field="Officer", stamper=stamper)
    sealed = signed(by_officer, signer or issuing.signer(), at=at, stamper=stamper)
    return lasting(sealed, proof=issuing.proof(at))
