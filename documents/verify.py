"""`python -m documents.verify FILE --trust DIR`: check a letter without an installation.

Needs pyHanko and this folder; no Django, no network, no database. DIR holds the certificates that
you trust (.pem, .crt, .cer) and, if you have them, lists of revoked ones (.crl), as PEM or DER.

Exits with 0 if the letter is intact and trusted, 1 if it was altered, 2 if something is missing
(no signature, no data, not readable), 3 if a signer is not trusted, 64 if it was called wrongly.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from asn1crypto import pem

from documents.findings import Verdict
from documents.inspection import inspect_letter, payload_of
from documents.report import Report, Signed

CERTIFICATES, LISTS = {".pem", ".crt", ".cer"}, {".crl"}
WRONGLY_CALLED = 64  # EX_USAGE of sysexits.h: 2 says something else here
VERDICTS = {
    Verdict.GOOD: "Intact, and signed by somebody you trust.",
    Verdict.ALTERED: "ALTERED. Do not rely on it.",
    Verdict.INCOMPLETE: "INCOMPLETE. It cannot be checked as it is.",
    Verdict.NOT_TRUSTED: "NOT TRUSTED. What was signed is unchanged, but not by whom you trust.",
}


def main(arguments: Iterable[str] | None = None) -> int:
    """Print what is found; the exit code."""
    given = _arguments(arguments)
    try:
        pdf = given.file.read_bytes()
        certificates = list(_found(given.trust, CERTIFICATES, b"CERTIFICATE"))
        lists = list(_found(given.trust, LISTS, b"X509 CRL"))
    except OSError as problem:
        print(f"{problem.filename}: {problem.strerror}", file=sys.stderr)
        return WRONGLY_CALLED
    if not certificates:
        print(f"There is no certificate in {given.trust}.", file=sys.stderr)
        return WRONGLY_CALLED
    report = inspect_letter(pdf, trust=certificates, lists=lists, at=given.at)
    lines = _as_json(pdf, report) if given.json else _as_text(pdf, report)
    print("\n".join(lines))
    return int(report.verdict)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONGLY_CALLED, f"{message}\n")


def _arguments(given: Iterable[str] | None) -> argparse.Namespace:
    parser = _Parser(
        prog="python -m documents.verify", description="Check a signed letter offline."
    )
    parser.add_argument("file", type=Path, help="the letter, a PDF")
    parser.add_argument("--trust", type=Path, required=True, help="folder of certificates")
    parser.add_argument(
        "--at", type=_moment, default=datetime.now(tz=UTC), help="as if asked then (ISO 8601, UTC)"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser.parse_args(list(given) if given is not None else None)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _found(folder: Path, kinds: set[str], armour: bytes) -> Iterator[bytes]:
    """Every certificate or list in the files of a folder, as PEM."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in kinds:
            continue
        data = path.read_bytes()
        if not pem.detect(data):
            yield pem.armor(armour.decode(), data)
            continue
        for kind, _headers, der in pem.unarmor(data, multiple=True):
            if kind.encode() == armour:
                yield pem.armor(kind, der)


def _as_text(pdf: bytes, report: Report) -> Iterator[str]:
    yield VERDICTS[report.verdict]
    for problem in report.problems:
        yield f"- {problem}"
    for one in report.each:
        yield ""
        yield from _of_signature(one)
    data = payload_of(pdf)
    yield ""
    yield f"SHA-256 of the file:  {hashlib.sha256(pdf).hexdigest()}"
    if data is not None:
        yield f"SHA-256 of its data:  {hashlib.sha256(data).hexdigest()}"


def _of_signature(one: Signed) -> Iterator[str]:
    yield f"Signature “{one.field}” ({one.level.value})"
    yield f"  by:           {one.signer_name}, issued by {one.issuer_name}"
    if one.person:
        yield f"  stated name:  {one.person}"
    if one.reason:
        yield f"  meaning:      {one.reason}"
    yield f"  stated time:  {_shown(one.signed_at)}"
    yield f"  proven time:  {_shown(one.proven_at) if one.proven_at else 'no time stamp'}"
    yield f"  certificate:  valid from {_shown(one.valid_from)} until {_shown(one.valid_until)}"
    if one.revoked_at:
        yield f"  revoked:      {_shown(one.revoked_at)}"
    yield f"  fingerprint:  {one.fingerprint}"


def _shown(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else "not said"


def _as_json(pdf: bytes, report: Report) -> Iterator[str]:
    data = payload_of(pdf)
    found: dict[str, Any] = {
        "verdict": report.verdict.name.lower(),
        "findings": [finding.name.lower() for finding in report.findings],
        "covers_whole_file": report.covers_whole_file,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "data_sha256": hashlib.sha256(data).hexdigest() if data is not None else None,
        "signatures": [
            {
                "field": one.field,
                "level": one.level.value,
                "signer": one.signer_name,
                "issuer": one.issuer_name,
                "person": one.person,
                "reason": one.reason,
                "signed_at": _iso(one.signed_at),
                "proven_at": _iso(one.proven_at),
                "valid_from": _iso(one.valid_from),
                "valid_until": _iso(one.valid_until),
                "revoked_at": _iso(one.revoked_at),
                "fingerprint": one.fingerprint.replace(" ", ""),
                "intact": one.intact,
                "trusted": one.trusted,
            }
            for one in report.each
        ],
    }
    yield json.dumps(found, ensure_ascii=False, indent=1)


def _iso(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else None


if __name__ == "__main__":
    sys.exit(main())
