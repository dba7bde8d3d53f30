"""Check a signed PDF the way a stranger would: only the file and the certificates one trusts.

No network, no system trust list, no database. A file that cannot be read is a finding, never an
error: what arrives here may have been made to break the reader.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from django.utils.translation import gettext as _
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import UnacceptableSignerError
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
)
from pyhanko_certvalidator import ValidationContext

from documents.failures import AttachmentMissing
from documents.waiting import finish

CLOCK_TOLERANCE = timedelta(minutes=5)
DEEPEST_NAME_TREE = 20


@dataclass(frozen=True)
class Report:
    """What the inspection found. `problems` are sentences to be shown, empty if all is well.

    `signer_name` is the name in the certificate; `person` and `reason` are what the signer
    stated beside it. `signed_at` is the stated time: nobody else vouches for it. With several
    signatures the properties hold for all, and the names are those of the first.
    """

    intact: bool = False
    trusted: bool = False
    covers_whole_file: bool = False
    signer_name: str = ""
    person: str = ""
    reason: str = ""
    signed_at: datetime | None = None
    fingerprint: str = ""
    signatures: int = 0
    problems: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether the letter is what its signer sent, whole and unchanged."""
        return self.intact and self.trusted and self.covers_whole_file and not self.problems


def inspect(pdf: bytes, *, trust: Sequence[bytes], at: datetime | None = None) -> Report:
    """Check every signature of a PDF against the trusted certificates (PEM).

    `at` is when one asks: a certificate that has expired by then is not trusted any more, since
    without a time stamp nobody can tell when it was used. Without `at` the stated time of signing
    is taken at its word.
    """
    try:
        return _inspect(pdf, [_anchor(certificate) for certificate in trust], at)
    except Exception:  # noqa: BLE001  a hostile file can break the parser in any way
        return Report(problems=(_("The file is damaged or is not a PDF that can be read."),))


def attachment(pdf: bytes, name: str) -> bytes:
    """The attached file of that name. Raises AttachmentMissing."""
    try:
        for found, specification in _embedded_files(pdf):
            if found == name:
                return bytes(specification["/EF"]["/F"].data)
    except Exception as problem:  # as in inspect
        raise AttachmentMissing(_("The attachments of the file cannot be read.")) from problem
    raise AttachmentMissing(_("The file carries no attachment %(name)s.") % {"name": name})


def attached(pdf: bytes) -> dict[str, bytes]:
    """All attached files by their names, in their order. Raises AttachmentMissing."""
    try:
        return {name: bytes(file["/EF"]["/F"].data) for name, file in _embedded_files(pdf)}
    except Exception as problem:  # as in inspect
        raise AttachmentMissing(_("The attachments of the file cannot be read.")) from problem


def _inspect(pdf: bytes, anchors: list[asn1_x509.Certificate], at: datetime | None) -> Report:
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    if not signatures:
        return Report(problems=(_("The file is not signed."),))
    findings = [_examine(signature, anchors, at) for signature in signatures]
    problems = [problem for finding in findings for problem in finding.problems]
    whole = signatures[-1].coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not whole:
        problems.append(_("Something was added to the file after it was signed."))
    first = findings[0]
    return Report(
        intact=all(finding.intact for finding in findings),
        trusted=all(finding.trusted for finding in findings),
        covers_whole_file=whole,
        signer_name=first.signer_name,
        person=first.person,
        reason=first.reason,
        signed_at=first.signed_at,
        fingerprint=first.fingerprint,
        signatures=len(signatures),
        problems=tuple(dict.fromkeys(problems)),
    )


def _examine(
    signature: EmbeddedPdfSignature, anchors: list[asn1_x509.Certificate], at: datetime | None
) -> Report:
    """The report on one signature; how much of the file it covers is judged by the caller."""
    certificate = signature.signer_cert
    stated = signature.self_reported_timestamp
    problems = list(_problems_of_time(certificate, stated, at))
    intact = trusted = False
    if stated is not None or at is not None:
        context = ValidationContext(
            trust_roots=anchors, moment=at or stated, allow_fetching=False, crls=[], ocsps=[]
        )
        try:
            status = finish(async_validate_pdf_signature(signature, context))
        except UnacceptableSignerError:
            problems.append(_("The signer's certificate is not for signing documents."))
        else:
            intact = status.intact and status.valid and status.docmdp_ok is not False
            trusted = status.trusted and not problems
            problems += _problems_of(status, trusted=status.trusted, timely=not problems)
    digest = certificate.sha256.hex()
    return Report(
        intact=intact,
        trusted=trusted,
        signer_name=str(certificate.subject.native.get("common_name", "")),
        person=str(signature.sig_object.get("/Name", "")),
        reason=str(signature.sig_object.get("/Reason", "")),
        signed_at=stated,
        fingerprint=" ".join(digest[start : start + 4] for start in range(0, len(digest), 4)),
        problems=tuple(problems),
    )


def _problems_of(status: PdfSignatureStatus, *, trusted: bool, timely: bool) -> Iterator[str]:
    if not (status.intact and status.valid):
        yield _("The content was changed after it was signed, or the signature is forged.")
    elif status.docmdp_ok is False:
        yield _("A later addition changes what the signed document shows.")
    if not trusted and timely:
        yield _("The signer's certificate does not come from an authority that is trusted here.")


def _problems_of_time(
    certificate: asn1_x509.Certificate, stated: datetime | None, at: datetime | None
) -> Iterator[str]:
    if stated is None:
        yield _("The signature does not say when it was made.")
    elif not certificate.not_valid_before <= stated <= certificate.not_valid_after:
        yield _("At the stated time of signing the certificate was not valid.")
    elif at is not None and stated > at + CLOCK_TOLERANCE:
        yield _("The stated time of signing lies in the future.")
    if at is not None and at > certificate.not_valid_after:
        yield _("The signer's certificate has expired.")
    if at is not None and at < certificate.not_valid_before:
        yield _("The signer's certificate is not valid yet.")


def _anchor(certificate: bytes) -> asn1_x509.Certificate:
    _kind, _headers, der = pem.unarmor(certificate)
    return asn1_x509.Certificate.load(der)


def _embedded_files(pdf: bytes) -> Iterator[tuple[str, generic.DictionaryObject]]:
    root = PdfFileReader(io.BytesIO(pdf)).root
    if "/Names" in root and "/EmbeddedFiles" in root["/Names"]:
        yield from _name_tree(root["/Names"]["/EmbeddedFiles"])


def _name_tree(
    node: generic.DictionaryObject, depth: int = 0
) -> Iterator[tuple[str, generic.DictionaryObject]]:
    if depth > DEEPEST_NAME_TREE:
        return
    names = node.get("/Names", [])
    for place in range(1, len(names), 2):
        specification = names[place]
        yield str(specification.get("/UF", specification.get("/F", ""))), specification
    for kid in node.get("/Kids", []):
        yield from _name_tree(kid, depth + 1)
