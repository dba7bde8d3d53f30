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
from documents.waiting import finish

CLOCK_TOLERANCE = timedelta(minutes=5)
MOST_FILES, MOST_BYTES_OF_FILES = 200, 50 * 1024 * 1024
END = b"%%EOF"
# That a certificate is not trusted has no other reason then.
OF_TIME = frozenset({Finding.NOT_VALID_THEN, Finding.EXPIRED, Finding.NOT_YET_VALID})


@dataclass(frozen=True)
class Signed:
    """One signature.

    `signer_name` is the name in the certificate, `person` and `reason` what the signer stated
    beside it. `signed_at` is the stated time, `proven_at` when a trusted time stamp saw it. The
    certificate is valid from and until the two moments; `revoked_at` is when its issuer took it
    back, as far as the file or the trusted lists know.
    """

    field: str
    signer_name: str = ""
    issuer_name: str = ""
    person: str = ""
    reason: str = ""
    signed_at: datetime | None = None
    proven_at: datetime | None = None
    fingerprint: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    revoked_at: datetime | None = None
    intact: bool = False
    trusted: bool = False
    level: Level = Level.BASIC
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Report:
    """What the inspection found: the file as a whole, and each of its signatures.

    With several signatures `intact` and `trusted` hold for all; the properties that name a signer
    are those of the seal, or else of the first.
    """

    each: tuple[Signed, ...] = ()
    covers_whole_file: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether nothing of what was signed was changed."""
        return bool(self.each) and all(one.intact for one in self.each)

    @property
    def trusted(self) -> bool:
        """Whether every signer is vouched for by somebody who is trusted."""
        return bool(self.each) and all(one.trusted for one in self.each)

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences to be shown, in English; empty if all is well."""
        return tuple(finding.sentence for finding in self.findings)

    @property
    def valid(self) -> bool:
        """Whether the letter is what its signer sent, whole and unchanged."""
        return self.verdict is Verdict.GOOD

    @property
    def verdict(self) -> Verdict:
        """The worst of it: altered, incomplete, not trusted, or good."""
        return min((one.verdict for one in self.findings), default=Verdict.GOOD)

    @property
    def level(self) -> Level:
        """How far all of it can be proven."""
        order = list(Level)
        return min((one.level for one in self.each), key=order.index, default=Level.BASIC)

    @property
    def signatures(self) -> int:
        """How many there are, time stamps not counted."""
        return len(self.each)

    @property
    def seal(self) -> Signed:
        """The signature of the authority, or else the first."""
        empty = Signed(field="")
        return (
            next((one for one in self.each if one.field == "Authority"), self.each[0])
            if self.each
            else empty
        )

    @property
    def signer_name(self) -> str:
        """The name in the certificate of the seal."""
        return self.seal.signer_name

    @property
    def person(self) -> str:
        """Who stated to have signed."""
        return self.seal.person

    @property
    def reason(self) -> str:
        """What the signature is stated to mean."""
        return self.seal.reason

    @property
    def signed_at(self) -> datetime | None:
        """The stated time of the seal."""
        return self.seal.signed_at

    @property
    def fingerprint(self) -> str:
        """Of the certificate of the seal, in groups of four."""
        return self.seal.fingerprint


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
        return _inspect(pdf, relied, at)
    except Exception:  # noqa: BLE001  a hostile file can break the parser in any way
        return _without_its_end(pdf, trust, at) or Report(findings=(Finding.UNREADABLE,))


def _without_its_end(pdf: bytes, trust: Sequence[bytes], at: datetime | None) -> Report | None:
    """What is found once the bytes behind the document proper are left away; None if nothing."""
    last = pdf.rfind(END)
    shorter = pdf[: pdf.rfind(END, 0, last) + len(END) + 1]
    if last < 0 or len(shorter) <= len(END) + 1 or shorter == pdf:
        return None
    report = inspect(shorter, trust=trust, at=at)
    if not report.each:
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
    around = _Around(trust, certificates, (*trust.lists, *lists), at)
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
    claimed = _time_of(own) if own is not None else None
    covering = [one for one in stamps if one.end > signature.byte_range[2]]
    later = [one.at for one in covering if one.at is not None]
    moment = claimed or (min(later) if later else None) or around.at or stated
    if moment is None:
        return replace(found, findings=(Finding.NO_TIME,))
    try:
        status = finish(async_validate_pdf_signature(signature, around.context(moment)))
    except UnacceptableSignerError:
        return replace(found, findings=(Finding.WRONG_PURPOSE,))
    wrong_stamp = _problem_of_stamp(status)
    proven = None if wrong_stamp else (claimed or (min(later) if later else None))
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
    return Level.LASTING if later and around.certificates and around.lists else Level.TIMED


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
    if found.revoked_at is not None and (proven is None or proven >= found.revoked_at):
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
        parsed.is_signature_valid(x509.load_der_x509_certificate(one.dump()).public_key())  # type: ignore[arg-type]  # any kind that signs certificates
        for one in issuers
        if one.subject == found.issuer
    )


def _name(name: asn1_x509.Name) -> str:
    native = name.native
    return str(native.get("common_name") or native.get("organization_name") or name.human_friendly)


def _der(certificate: bytes) -> bytes:
    _kind, _headers, der = pem.unarmor(certificate)
    return bytes(der)
