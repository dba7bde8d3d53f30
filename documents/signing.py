"""Sign a PDF with an authority's key: PAdES B-B, the document's own bytes left as they are.

Fails closed: a key that must not sign now raises, and there is no letter.
"""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asn1crypto import cms, parser
from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.attributes import CMSAttributeProvider, SignedAttributeProviderSpec
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import (
    SigningError,
    as_signing_certificate_v2,
    simple_cms_attribute,
)
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers import Signer as PyhankoSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.failures import SigningRefused
from documents.keys import Signer
from documents.waiting import finish

BASE_RESERVED = 4096  # for the signature and its attributes, in bytes; certificates come on top
SET = (0, 1, 17)  # universal, constructed, the tag of a SET OF; sorted, as DER wants it
DIGESTS = {"sha256": hashes.SHA256}


def sign(
    pdf: bytes,
    *,
    signer: Signer,
    name: str,
    reason: str,
    location: str,
    at: datetime,
    field: str = "Authority",
) -> bytes:
    """Append a PAdES B-B signature in an invisible field; everything before it stays bit for bit.

    `name` is the person who released the letter, `reason` what the signature means, `at` the
    stated time of signing. Raises SigningRefused.
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
    engine = _DatedSigner(details, signer=_loaded(signer), at=at)
    output = io.BytesIO()
    try:
        revision = _LeanRevision(io.BytesIO(pdf))
        finish(engine.async_sign_pdf(revision, bytes_reserved=_reserved(signer), output=output))
    except (SigningError, PdfError) as problem:
        raise SigningRefused(
            _("The document cannot be signed: %(problem)s") % {"problem": problem}
        ) from problem
    return output.getvalue()


def refuse_unusable(signer: Signer, at: datetime) -> None:
    """Raise SigningRefused unless this key may sign at that time; for guards, before the act."""
    certificate = signer.certificate
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if at < start:
        raise SigningRefused(
            _("The certificate is valid only from %(moment)s UTC.") % {"moment": _minute(start)}
        )
    if at > end:
        raise SigningRefused(
            _("The certificate expired on %(moment)s UTC.") % {"moment": _minute(end)}
        )
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        raise SigningRefused(_("The certificate does not say that it is for signing.")) from None
    # Acrobat, pdfsig and pyHanko all want non-repudiation for a document someone answers for.
    if not usage.content_commitment:
        raise SigningRefused(_("The certificate is not for signing documents (non-repudiation)."))
    if signer.key.public_key() != certificate.public_key():
        raise SigningRefused(_("The private key does not belong to the certificate."))


def _minute(moment: datetime) -> str:
    return date_format(moment, "j F Y, H:i")


class _LoadedKey(PyhankoSigner):
    """Signs with a key that is already open; pyHanko's own reads and checks it each time."""

    def __init__(self, signer: Signer) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple([_asn1(certificate) for certificate in signer.chain])
        elliptic = isinstance(signer.key, ec.EllipticCurvePrivateKey)
        algorithm = "sha256_ecdsa" if elliptic else "sha256_rsa"
        super().__init__(
            signing_cert=_asn1(signer.certificate),
            cert_registry=registry,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": algorithm}),
            embed_roots=False,
        )
        self.key = signer.key
        self.provider = _SigningCertificate(_asn1(signer.certificate))
        self.signed_attr_prov_spec = _PadesAttributes(self.provider)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        digest = DIGESTS[digest_algorithm]()
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(digest))
        return self.key.sign(data, padding.PKCS1v15(), digest)

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

    def __init__(self, details: PdfSignatureMetadata, *, signer: PyhankoSigner, at: datetime):
        super().__init__(details, signer=signer)
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


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _reserved(signer: Signer) -> int:
    """Room for the signature; known beforehand, so that pyHanko need not sign twice to measure.

    Counted in hex digits, two for each byte.
    """
    certificates = (signer.certificate, *signer.chain)
    length = sum(len(certificate.public_bytes(Encoding.DER)) for certificate in certificates)
    return 2 * (BASE_RESERVED + length)
