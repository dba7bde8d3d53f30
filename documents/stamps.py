"""Time stamps (RFC 3161): of a configured authority, or of the demonstration's own.

A time stamp is the word of a third party that a signature was there at that time.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from asn1crypto import cms, core, keys, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.keys import Signer


@lru_cache(maxsize=4)
def over_http(address: str, seconds: int) -> TimeStamper:
    """Ask the authority at that address; it has so many seconds to answer.

    One for each process: it remembers how much room a stamp needs.
    """
    return HTTPTimeStamper(address, timeout=seconds)


def of_the_demonstration(signer: Signer, at: datetime) -> DummyTimeStamper:
    """Stamp the time `at` with a key of our own: nobody else vouches for it."""
    stamper = _OwnStamper(signer, at.astimezone(UTC).replace(microsecond=0))
    room = _room.setdefault(signer.fingerprint, {})
    stamper._dummy_response_cache = room
    return stamper


_room: dict[str, dict[str, cms.ContentInfo]] = {}


class _OwnStamper(DummyTimeStamper):
    """pyHanko's own would read and check its key anew for each stamp."""

    def __init__(self, signer: Signer, at: datetime) -> None:
        self.signer = signer
        super().__init__(
            tsa_cert=asn1(signer.certificate.public_bytes(Encoding.DER)),
            tsa_key=keys.PrivateKeyInfo(),
            certs_to_embed=_store(signer),
            fixed_dt=at,
        )

    def _sign_tst_info(
        self, tst_info_data: bytes, md_algorithm: str, dt: datetime
    ) -> tuple[bytes, cms.CMSAttributes]:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
                simple_cms_attribute(
                    "signing_certificate_v2", as_signing_certificate_v2(self.tsa_cert)
                ),
                simple_cms_attribute("message_digest", digest.finalize()),
            ]
        )
        assert isinstance(self.signer.key, rsa.RSAPrivateKey)
        signature = self.signer.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
        return signature, attributes


def _store(signer: Signer) -> SimpleCertificateStore:
    found = SimpleCertificateStore()
    found.register_multiple(asn1(one.public_bytes(Encoding.DER)) for one in signer.chain)
    return found


def asn1(der: bytes) -> x509.Certificate:
    """A certificate as pyHanko wants it."""
    return x509.Certificate.load(der)


def certificates_of(stamps: Sequence[cms.ContentInfo]) -> list[x509.Certificate]:
    """The certificates that came with time stamps."""
    return [
        found.chosen
        for stamp in stamps
        for found in stamp["content"]["certificates"]
        if found.name == "certificate"
    ]
