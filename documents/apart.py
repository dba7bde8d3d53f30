"""Read a letter in a process of its own, which may take so much time and memory and no more.

What strangers hand in may be made to break the reader, or to keep it busy; the process that serves
pages reads none of it.
"""

import json
import resource
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from documents.enclosed import Enclosed, enclosed
from documents.failures import AttachmentMissing, EnclosedTooMuch, FileEncrypted, TooCostly
from documents.findings import Finding, Level
from documents.inspection import inspect, inspect_letter, payload_of
from documents.report import Report, Signed

SECONDS = 15
MEMORY = 1024 * 1024 * 1024  # of address space, in bytes
MOMENTS = {"signed_at", "proven_at", "valid_from", "valid_until", "revoked_at"}
FAILURES = {one.__name__: one for one in (AttachmentMissing, EnclosedTooMuch, FileEncrypted)}
Plain = dict[str, Any]


def inspect_apart(
    pdf: bytes,
    *,
    trust: Sequence[bytes],
    at: datetime,
    lists: Sequence[bytes] = (),
    revoked: Mapping[str, datetime] | None = None,
) -> tuple[Report, bytes | None]:
    """As `inspect_letter`, with the data that the letter carries; never raises for a file."""
    asked = _relied_on(trust, lists, revoked, at)
    try:
        found = _asked_apart("letter", pdf, asked)
    except TooCostly:
        return Report(findings=(Finding.TOO_COSTLY,)), None
    data = found["data"]
    return _report(found["report"]), b64decode(data) if data is not None else None


def take_apart(
    pdf: bytes,
    *,
    trust: Sequence[bytes],
    at: datetime,
    lists: Sequence[bytes] = (),
    revoked: Mapping[str, datetime] | None = None,
    most_files: int,
    most_bytes: int,
) -> tuple[Report, list[Enclosed]]:
    """As `inspect`, with every file that is attached; first these, then the signatures.

    Raises as `enclosed` does, and TooCostly.
    """
    asked = _relied_on(trust, lists, revoked, at)
    found = _asked_apart("files", pdf, asked | {"most": [most_files, most_bytes]})
    if "failure" in found:
        name, words = found["failure"]
        raise FAILURES[name](words)
    files = [Enclosed(name, b64decode(content)) for name, content in found["files"]]
    return _report(found["report"]), files


def _relied_on(
    trust: Sequence[bytes],
    lists: Sequence[bytes],
    revoked: Mapping[str, datetime] | None,
    at: datetime,
) -> Plain:
    return {
        "trust": [one.decode() for one in trust],
        "lists": [one.decode() for one in lists],
        "revoked": {name: when.isoformat() for name, when in (revoked or {}).items()},
        "at": at.isoformat(),
    }


def _asked_apart(job: str, pdf: bytes, asked: Plain) -> Plain:
    """What the other process found. Raises TooCostly where it does not come to an end."""
    told = {"job": job, "pdf": b64encode(pdf).decode(), **asked}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "documents.apart"],
            input=json.dumps(told).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            cwd=Path(__file__).resolve().parents[1],
        )
        found: Plain = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as problem:
        raise TooCostly("The file could not be read in reasonable time.") from problem
    return found


# --- the other side: what is asked comes in, what was found goes out ------------------------------


def main() -> None:
    """Do what is asked, within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked = json.load(sys.stdin)
    json.dump(JOBS[asked["job"]](b64decode(asked.pop("pdf")), asked), sys.stdout)


def _letter(pdf: bytes, asked: Plain) -> Plain:
    report = inspect_letter(pdf, **_read(asked))
    data = payload_of(pdf)
    return {
        "report": _told(report),
        "data": b64encode(data).decode() if data is not None else None,
    }


def _files(pdf: bytes, asked: Plain) -> Plain:
    most_files, most_bytes = asked["most"]
    try:
        files = enclosed(pdf, most_files=most_files, most_bytes=most_bytes)
    except tuple(FAILURES.values()) as problem:
        return {"failure": [type(problem).__name__, str(problem)]}
    return {
        "report": _told(inspect(pdf, **_read(asked))),
        "files": [[one.name, b64encode(one.content).decode()] for one in files],
    }


JOBS: dict[str, Callable[[bytes, Plain], Plain]] = {"letter": _letter, "files": _files}


def _read(asked: Plain) -> Plain:
    return {
        "trust": [one.encode() for one in asked["trust"]],
        "lists": [one.encode() for one in asked["lists"]],
        "revoked": {name: datetime.fromisoformat(when) for name, when in asked["revoked"].items()},
        "at": datetime.fromisoformat(asked["at"]),
    }


# --- a report as plain values, and back -----------------------------------------------------------


def _told(report: Report) -> Plain:
    return {
        "each": [_plain(one) for one in report.each],
        "covers_whole_file": report.covers_whole_file,
        "findings": [finding.name for finding in report.findings],
    }


def _plain(one: Signed) -> Plain:
    return {field.name: _value(getattr(one, field.name)) for field in fields(one)}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Level):
        return value.name
    if isinstance(value, tuple):
        return [finding.name for finding in value]
    return value


def _report(found: Plain) -> Report:
    return Report(
        each=tuple(_signed(one) for one in found["each"]),
        covers_whole_file=found["covers_whole_file"],
        findings=tuple(Finding[name] for name in found["findings"]),
    )


def _signed(plain: Plain) -> Signed:
    moments = {name: datetime.fromisoformat(plain[name]) for name in MOMENTS if plain[name]}
    findings = tuple(Finding[name] for name in plain["findings"])
    read = {**plain, **moments, "level": Level[plain["level"]], "findings": findings}
    return Signed(**read)


if __name__ == "__main__":
    main()
