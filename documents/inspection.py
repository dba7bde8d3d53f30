"""Check a signed PDF the way a stranger would: only the file and the certificates one trusts.

No network, no system trust list, no database, no Django. A file that cannot be read is a finding,
never an error: what arrives here may have been made to break the reader.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from asn1crypto import cms, crl, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import UnacceptableSignerError
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko_certvalidator import ValidationContext

from documents.enclosed import enclosed
from documents.failures import AttachmentMissing, EnclosedTooMuch, FileEncrypted
from documents.findings import Finding, Level, Verdict
from documents.report import Report, Signed
from documents.waiting import finish

CLOCK_TOLERANCE = timedelta(minutes=5)
MOST_FILES, MOST_BYTES_OF_FILES = 200, 50 * 1024 * 1024
END = b"%%EOF"
UNREADABLE = Report(findings=(Finding.UNREADABLE,))
# That a certificate is not trusted has no other reason then.
OF_TIME = frozenset({Finding.NOT_VALID_THEN, Finding.EXPIRED, Finding.NOT_YET_VALID})


@dataclass(frozen=True)
class Trust:
    """What a check relies on beside the file.

    `anchors` are trusted certificates, `lists` the issuers' lists of revoked ones (CRL), both PEM.
    `revoked` are certificates that are known to be revoked, by their fingerprint in groups of four.
    """

    anchors: tuple[asn1_x509.Certificate, ...]
    lists: tuple[crl.CertificateList, ...] = ()
    revoked: Mapping[str, datetime] | None = None


def inspect(
    pdf: bytes,
    *,
    trust: Sequence[bytes],
    at: datetime | None = None,
    lists: Sequence[bytes] = (),
    revoked: Mapping[str, datetime] | None = None,
) -> Report:
    """Check every signature of a PDF against the trusted certificates (PEM).

    `at` is when one asks: a certificate that has expired by then is not trusted any more, unless a
    time stamp proves that it signed before. Without `at` the stated time of signing is taken at its
    word. `lists` and `revoked` as in `Trust`.
    """
    try:
        relied = Trust(
            tuple(asn1_x509.Certificate.load(_der(one)) for one in trust),
            tuple(crl.CertificateList.load(_der(one)) for one in lists),
            revoked,
        )
        return _read(pdf, relied, at) or _without_its_end(pdf, relied, at) or UNREADABLE
    except Exception:  # noqa: BLE001  what is trusted cannot be read, or too little memory is left
        return UNREADABLE


def _read(pdf: bytes, trust: Trust, at: datetime | None) -> Report | None:
    """What is found; None where the file cannot be read."""
    try:
        return _inspect(pdf, trust, at)
    except Exception:  # noqa: BLE001  a hostile file can break the parser in any way
        return None


def _without_its_end(pdf: bytes, trust: Trust, at: datetime | None) -> Report | None:
    """What is found once the bytes behind the document proper are left away; None if nothing.

    Once: a file of nothing but ends would be read as often as it has some.
    """
    last = pdf.rfind(END, 0, max(pdf.rfind(END), 0))
    report = _read(pdf[: last + len(END) + 1], trust, at) if last >= 0 else None
    if report is None or not report.each:
        return None
    findings = tuple(dict.fromkeys((*report.findings, Finding.ADDED)))
    return replace(report, covers_whole_file=False, findings=findings)


def inspect_letter(
    pdf: bytes,
    *,
    trust: Sequence[bytes],
    at: datetime | None = None,
    lists: Sequence[bytes] = (),
    revoked: Mapping[str, datetime] | None = None,
) -> Report:
    """As `inspect`; a letter carries its data besides, and lacks something without them."""
    report = inspect(pdf, trust=trust, at=at, lists=lists, revoked=revoked)
    if report.verdict is Verdict.ALTERED or Finding.UNREADABLE in report.findings:
        return report  # what else it lacks says no more
    if payload_of(pdf) is not None:
        return report
    return replace(report, findings=(*report.findings, Finding.NO_DATA))


def payload_of(pdf: bytes) -> bytes | None:
    """The data that a letter carries: its one attached JSON document; None without one."""
    try:
        found = [data for name, data in attached(pdf).items() if name.endswith(".json")]
    except AttachmentMissing:
        return None
    return found[0] if len(found) == 1 else None


def attachment(pdf: bytes, name: str) -> bytes:
    """The attached file of that name. Raises AttachmentMissing."""
    found = attached(pdf).get(name)
    if found is None:
        raise AttachmentMissing(f"The file carries no attachment {name}.")
    return found


def attached(pdf: bytes) -> dict[str, bytes]:
    """All attached files by their names, in their order. Raises AttachmentMissing."""
    try:
        files = enclosed(pdf, most_files=MOST_FILES, most_bytes=MOST_BYTES_OF_FILES)
    except (EnclosedTooMuch, FileEncrypted) as problem:
        raise AttachmentMissing(str(problem)) from problem
    return {one.name: one.content for one in files}


# --- the whole file -------------------------------------------------------------------------------


def _inspect(pdf: bytes, trust: Trust, at: datetime | None) -> Report:
    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return Report(findings=(Finding.NOT_SIGNED,))
    certificates, lists = _kept_inside(reader)
    around = _Around(trust, certificates, (*trust.lists, *lists), bool(lists), at)
    stamps = [_stamped(stamp, around) for stamp in reader.embedded_timestamp_signatures]
    each = tuple(_examined(signature, around, stamps) for signature in signatures)
    findings = [finding for one in each for finding in one.findings]
    findings += [finding for stamp in stamps for finding in stamp.findings]
    last = reader.embedded_signatures[-1]
    whole = last.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    if not whole:
        findings.append(Finding.ADDED)
    return Report(each, whole, tuple(dict.fromkeys(findings)))


@dataclass(frozen=True)
class _Around:
    """What one signature is checked with: what is trusted, and what the file brings along."""

    trust: Trust
    certificates: tuple[asn1_x509.Certificate, ...]
    lists: tuple[crl.CertificateList, ...]
    # Whether the file itself has lists: those that are brought along now prove nothing later.
    is_self_contained: bool
    at: datetime | None

    def context(self, moment: datetime) -> ValidationContext:
        """Certificates as they stood at that moment; revocation is looked at by ourselves."""
        return ValidationContext(
            trust_roots=list(self.trust.anchors),
            other_certs=list(self.certificates),
            moment=moment,
            allow_fetching=False,
            crls=[],
            ocsps=[],
        )


def _kept_inside(
    reader: PdfFileReader,
) -> tuple[tuple[asn1_x509.Certificate, ...], tuple[crl.CertificateList, ...]]:
    """Certificates and lists that were added so that the signatures can be checked for long."""
    try:
        found = DocumentSecurityStore.read_dss(reader)
    except ValidationInfoReadingError:
        return (), ()
    lists = (crl.CertificateList.load(one.get_object().data) for one in found.crls)
    return tuple(found.load_certs()), tuple(lists)


@dataclass(frozen=True)
class _Stamp:
    """A time stamp over the whole file as it then was."""

    at: datetime | None
    end: int
    findings: tuple[Finding, ...]


def _stamped(stamp: EmbeddedPdfSignature, around: _Around) -> _Stamp:
    when = _time_of(stamp.signed_data)
    status = finish(async_validate_pdf_timestamp(stamp, around.context(when)))
    found: list[Finding] = []
    if not (status.intact and status.valid):
        found.append(Finding.STAMP_BROKEN)
    elif not status.trusted:
        found.append(Finding.STAMP_UNKNOWN)
    return _Stamp(None if found else when, stamp.byte_range[2], tuple(found))


def _own_stamp(signature: EmbeddedPdfSignature) -> cms.SignedData | None:
    """The time stamp inside a signature; it is over the signature alone."""
    for attribute in signature.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0]["content"]
    return None


def _time_of(signed_data: cms.SignedData) -> datetime:
    found: datetime = signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    return found


# --- one signature --------------------------------------------------------------------------------


def _examined(signature: EmbeddedPdfSignature, around: _Around, stamps: Sequence[_Stamp]) -> Signed:
    """What is found of one signature; how much of the file they cover is judged by the caller."""
    certificate = signature.signer_cert
    stated = signature.self_reported_timestamp
    digest = certificate.sha256.hex()
    fingerprint = " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
    found = Signed(
        field=signature.field_name,
        signer_name=_name(certificate.subject),
        issuer_name=_name(certificate.issuer),
        person=str(signature.sig_object.get("/Name", "")),
        reason=str(signature.sig_object.get("/Reason", "")),
        signed_at=stated,
        fingerprint=fingerprint,
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        revoked_at=_revoked_at(certificate, fingerprint, around),
    )
    own = _own_stamp(signature)
    covering = [one for one in stamps if one.end > signature.byte_range[2]]
    later = [one.at for one in covering if one.at is not None]
    claimed = _time_of(own) if own is not None else min(later, default=None)
    moment = claimed or around.at or stated
    if moment is None:
        return replace(found, findings=(Finding.NO_TIME,))
    try:
        status = finish(async_validate_pdf_signature(signature, around.context(moment)))
    except UnacceptableSignerError:
        return replace(found, findings=(Finding.WRONG_PURPOSE,))
    wrong_stamp = _problem_of_stamp(status)
    proven = None if wrong_stamp else claimed
    found = replace(found, proven_at=proven, level=_level(proven, later, around))
    return _judged(found, status, around, wrong_stamp)


def _judged(
    found: Signed, status: PdfSignatureStatus, around: _Around, wrong_stamp: Finding | None
) -> Signed:
    problems = list(_problems_of_time(found, around.at))
    if wrong_stamp:
        problems.append(wrong_stamp)
    intact = status.intact and status.valid and status.docmdp_ok is not False
    trusted = status.trusted and not problems
    if not (status.intact and status.valid):
        problems.append(Finding.CHANGED)
    elif status.docmdp_ok is False:
        problems.append(Finding.REPAINTED)
    if intact and not status.trusted and OF_TIME.isdisjoint(problems):
        problems.append(Finding.ISSUER_UNKNOWN)
    return replace(found, intact=intact, trusted=trusted, findings=tuple(problems))


def _problem_of_stamp(status: PdfSignatureStatus) -> Finding | None:
    """What is wrong with the time stamp inside a signature, if there is one."""
    stamp = status.timestamp_validity
    if stamp is None:
        return None
    if not (stamp.intact and stamp.valid):
        return Finding.STAMP_BROKEN
    return None if stamp.trusted else Finding.STAMP_UNKNOWN


def _level(proven: datetime | None, later: Sequence[datetime], around: _Around) -> Level:
    """B-LTA: a stamp over the whole, and lists of revoked certificates inside it."""
    if proven is None:
        return Level.BASIC
    return Level.LASTING if later and around.is_self_contained else Level.TIMED


def _problems_of_time(found: Signed, at: datetime | None) -> Iterator[Finding]:
    stated, proven = found.signed_at, found.proven_at
    assert found.valid_from is not None  # set with the certificate
    assert found.valid_until is not None
    if stated is None and proven is None:
        yield Finding.NO_TIME
    when = proven or stated
    if when is not None and not found.valid_from <= when <= found.valid_until:
        yield Finding.NOT_VALID_THEN
    elif at is not None and when is not None and when > at + CLOCK_TOLERANCE:
        yield Finding.IN_THE_FUTURE
    if proven and stated and abs(proven - stated) > CLOCK_TOLERANCE:
        yield Finding.STAMP_CONTRADICTS
    # What is proven stays so; else nobody knows when the key was used.
    if at is not None and proven is None:
        if at > found.valid_until:
            yield Finding.EXPIRED
        if at < found.valid_from:
            yield Finding.NOT_YET_VALID
    if found.revoked_at is not None and not found.is_older_than_revocation:
        yield Finding.REVOKED


# --- certificates ---------------------------------------------------------------------------------


def _revoked_at(
    certificate: asn1_x509.Certificate, fingerprint: str, around: _Around
) -> datetime | None:
    """When the certificate was revoked, by what is known here and by its issuer's lists."""
    moments = [moment for moment in [(around.trust.revoked or {}).get(fingerprint)] if moment]
    issuers = [*around.trust.anchors, *around.certificates]
    for one in around.lists:
        if one.issuer == certificate.issuer and _is_by(one, issuers):
            moments += [
                entry["revocation_date"].native.astimezone(UTC)
                for entry in one["tbs_cert_list"]["revoked_certificates"]
                if entry["user_certificate"].native == certificate.serial_number
            ]
    return min(moments, default=None)


def _is_by(found: crl.CertificateList, issuers: Iterable[asn1_x509.Certificate]) -> bool:
    """Whether one of these issuers has signed the list."""
    parsed = x509.load_der_x509_crl(found.dump())
    return any(
        parsed.is_signature_valid(x509.load_der_x509_certificate(one.dump()).public_key())  # type: ignore[arg-type]  # as in keys.end_of_list
        for one in issuers
        if one.subject == found.issuer
    )


def _name(name: asn1_x509.Name) -> str:
    native = name.native
    return str(native.get("common_name") or native.get("organization_name") or name.human_friendly)


def _der(certificate: bytes) -> bytes:
    _kind, _headers, der = pem.unarmor(certificate)
    return bytes(der)
