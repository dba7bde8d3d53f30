"""Sign a PDF: PAdES B-B to B-LTA, the document's own bytes left as they are.

One signature after the other can be added; each leaves those before it valid. With a time stamp a
signature is B-T. `lasting` then adds all that is needed to check it in thirty years, with a time
stamp over the whole: B-LTA (ETSI EN 319 142-1).

Fails closed: a key that must not sign now raises, and there is no letter.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asn1crypto import cms, crl, parser, pem
from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.attributes import CMSAttributeProvider, SignedAttributeProviderSpec
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import (
    SigningError,
    as_signing_certificate_v2,
    simple_cms_attribute,
)
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.signers import Signer as PyhankoSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.dates import to_the_minute
from documents.failures import SigningRefused, StampMissing
from documents.keys import Signer
from documents.report import SEAL
from documents.tokens import TokenKey
from documents.waiting import finish

BASE_RESERVED = 4096  # for the signature and its attributes, in bytes; certificates come on top
SET = (0, 1, 17)  # universal, constructed, the tag of a SET OF; sorted, as DER wants it


def sign(
    pdf: bytes,
    *,
    signer: Signer,
    name: str,
    reason: str,
    location: str,
    at: datetime,
    field: str = SEAL,
    stamper: TimeStamper | None = None,
) -> bytes:
    """Append a signature in an invisible field; everything before it stays bit for bit.

    `name` is the person who released the letter, `reason` what the signature means, `at` the
    stated time of signing. With a `stamper` it is PAdES B-T, else B-B. Raises SigningRefused, or
    StampMissing where the stamper does not answer.
    """
    refuse_unusable(signer, at)
    details = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=name,
        reason=reason,
        location=location,
    )
    engine = _DatedSigner(details, signer=_loaded(signer), at=at, stamper=stamper)
    output = io.BytesIO()

    async def work() -> None:
        room = _reserved(signer) + (await _room_of(stamper) if stamper else 0)
        revision = _LeanRevision(io.BytesIO(pdf))
        await engine.async_sign_pdf(revision, bytes_reserved=room, output=output)

    with _refusals_told():
        finish(work())
    return output.getvalue()


@dataclass(frozen=True)
class Proof:
    """What a signature is checked with when its signer is long gone.

    `certificates` (PEM) are all that are not in the signatures themselves: issuers up to those that
    are trusted. `lists` are the issuers' lists of revoked certificates (CRL, PEM).
    """

    certificates: tuple[bytes, ...]
    lists: tuple[bytes, ...]
    stamper: TimeStamper


def is_provable(pdf: bytes, *, proof: Proof) -> bool:
    """Whether there is a list of its issuer for every certificate of the signatures and stamps."""
    listed = {_issuer_of(crl.CertificateList.load(_der(one))) for one in proof.lists}
    return all(
        certificate.self_issued or _issuer_of(certificate) in listed
        for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        for certificate in (*_all_in(signature), *proof.stamper.cert_registry)
    )


def _issuer_of(found: asn1_x509.Certificate | crl.CertificateList) -> tuple[str, bytes]:
    """By name and key: RFC 5280 wants the key named in both, so that names may repeat."""
    key = found.authority_key_identifier_value
    return found.issuer.hashable, (key["key_identifier"].native if key else None) or b""


def _all_in(signature: EmbeddedPdfSignature) -> list[asn1_x509.Certificate]:
    return [signature.signer_cert, *signature.other_embedded_certs]


def lasting(pdf: bytes, *, proof: Proof) -> bytes:
    """Add to a signed PDF what its signatures are checked with, and a time stamp over everything.

    Signatures that have a time stamp become PAdES B-LTA. Raises SigningRefused and StampMissing.
    """
    output = io.BytesIO()

    async def work() -> None:
        room = await _room_of(proof.stamper)
        certificates = [*map(_from_pem, proof.certificates), *proof.stamper.cert_registry]
        lists = [crl.CertificateList.load(_der(one)) for one in proof.lists]
        known = {one.dump() for one in certificates}
        revision = _LeanRevision(io.BytesIO(pdf))
        for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures:
            own = [one for one in signature.other_embedded_certs if one.dump() not in known]
            DocumentSecurityStore.supply_dss_in_writer(
                revision,
                signature.pkcs7_content.hex().encode(),
                certs=[*certificates, signature.signer_cert, *own],
                crls=lists,
            )
        await PdfTimeStamper(proof.stamper, field_name="Archive").async_timestamp_pdf(
            revision, "sha256", bytes_reserved=room, output=output
        )

    with _refusals_told():
        finish(work())
    return output.getvalue()


@contextmanager
def _refusals_told() -> Iterator[None]:
    try:
        yield
    except (TimestampRequestError, OSError, ValueError) as problem:
        # ValueError: an answer that cannot even be read. PDFs that cannot raise a PdfError.
        raise StampMissing(
            _("The authority that stamps the time does not answer as it should. Try again.")
        ) from problem
    except (SigningError, PdfError) as problem:
        raise SigningRefused(
            _("The document cannot be signed: %(problem)s") % {"problem": problem}
        ) from problem


async def _room_of(stamper: TimeStamper) -> int:
    """Hex digits that a stamp needs, and some to spare."""
    stamp = await stamper.async_dummy_response("sha256")
    return 2 * len(stamp.dump()) + BASE_RESERVED


def refuse_unusable(signer: Signer, at: datetime) -> None:
    """Raise SigningRefused unless this key may sign at that time; for guards, before the act."""
    certificate = signer.certificate
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if at < start:
        raise SigningRefused(
            _("The certificate is valid only from %(moment)s.") % {"moment": to_the_minute(start)}
        )
    if at > end:
        raise SigningRefused(
            _("The certificate expired on %(moment)s.") % {"moment": to_the_minute(end)}
        )
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        raise SigningRefused(_("The certificate does not say that it is for signing.")) from None
    # Acrobat, pdfsig and pyHanko all want non-repudiation for a document someone answers for.
    if not usage.content_commitment:
        raise SigningRefused(_("The certificate is not for signing documents (non-repudiation)."))
    if isinstance(signer.key, TokenKey):
        return  # the device says by its signature whether it is the right key
    if signer.key.public_key() != certificate.public_key():
        raise SigningRefused(_("The private key does not belong to the certificate."))


class _LoadedKey(PyhankoSigner):
    """Signs with a key that is already open; pyHanko's own reads and checks it each time."""

    def __init__(self, signer: Signer) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple([_asn1(certificate) for certificate in signer.chain])
        algorithm = "sha256_ecdsa" if signer.is_elliptic else "sha256_rsa"
        super().__init__(
            signing_cert=_asn1(signer.certificate),
            cert_registry=registry,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": algorithm}),
            embed_roots=False,
        )
        self.signer = signer
        self.provider = _SigningCertificate(_asn1(signer.certificate))
        self.signed_attr_prov_spec = _PadesAttributes(self.provider)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        assert digest_algorithm == "sha256"  # as `sign` asks for
        return self.signer.signature_of(data)

    # asn1crypto encodes what it built itself anew at every depth and question; what it has read is
    # taken as it is. Hence encode once and read back: most of the time of a signature.
    async def signed_attrs(self, *args: Any, **options: Any) -> cms.CMSAttributes:
        built = await super().signed_attrs(*args, **options)
        ready = {self.provider.attribute_type: self.provider.encoded}
        parts = sorted(ready.get(one["type"].native) or one.dump() for one in built)
        return cms.CMSAttributes.load(parser.emit(*SET, contents=b"".join(parts)))

    def signer_info(
        self, digest_algorithm: str, signed_attrs: cms.CMSAttributes, signature: bytes
    ) -> cms.SignerInfo:
        built = super().signer_info(digest_algorithm, signed_attrs, signature)
        return cms.SignerInfo.load(built.dump())


class _PadesAttributes(SignedAttributeProviderSpec):
    """What PAdES B-B signs beside the digest: which certificate it is."""

    def __init__(self, provider: CMSAttributeProvider) -> None:
        self.provider = provider

    def signed_attr_providers(
        self, data_digest: bytes, digest_algorithm: str
    ) -> Iterable[CMSAttributeProvider]:
        return [self.provider]


class _SigningCertificate(CMSAttributeProvider):
    """Encoded once for each key: it alone takes asn1crypto two milliseconds."""

    attribute_type = "signing_certificate_v2"

    def __init__(self, certificate: asn1_x509.Certificate) -> None:
        value = as_signing_certificate_v2(certificate)
        self.encoded = simple_cms_attribute(self.attribute_type, value).dump()

    async def get_attribute(self, dry_run: bool = False) -> cms.CMSAttribute:
        return cms.CMSAttribute.load(self.encoded)


class _DatedSigner(PdfSigner):
    """A signer for which the time is an argument, not the clock of the machine."""

    def __init__(
        self,
        details: PdfSignatureMetadata,
        *,
        signer: PyhankoSigner,
        at: datetime,
        stamper: TimeStamper | None,
    ) -> None:
        super().__init__(details, signer=signer, timestamper=stamper)
        self.at = at.astimezone(UTC)

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _LeanRevision(IncrementalPdfFileWriter):
    """Adds the signature and nothing else.

    pyHanko would rewrite the XMP packet with the time of the machine; ours must go on saying
    what the rendering said, in the form PDF/A asks for.
    """

    def _update_meta(self) -> None:
        pass


@lru_cache(maxsize=256)
def _loaded(signer: Signer) -> _LoadedKey:
    return _LoadedKey(signer)


def _der(pem_bytes: bytes) -> bytes:
    _kind, _headers, der = pem.unarmor(pem_bytes)
    return bytes(der)


def _from_pem(certificate: bytes) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(_der(certificate))


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _reserved(signer: Signer) -> int:
    """Room for the signature; known beforehand, so that pyHanko need not sign twice to measure.

    Counted in hex digits, two for each byte.
    """
    certificates = (signer.certificate, *signer.chain)
    length = sum(len(certificate.public_bytes(Encoding.DER)) for certificate in certificates)
    return 2 * (BASE_RESERVED + length)
