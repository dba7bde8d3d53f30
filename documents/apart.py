"""Check a letter in a process of its own, which may take so much time and memory and no more.

What strangers hand in may be made to break the reader, or to keep it busy; the process that serves
pages reads none of it.
"""

import json
import resource
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from documents.findings import Finding, Level
from documents.inspection import inspect_letter, payload_of
from documents.report import Report, Signed

SECONDS = 15
MEMORY = 1024 * 1024 * 1024  # of address space, in bytes
MOMENTS = {"signed_at", "proven_at", "valid_from", "valid_until", "revoked_at"}


def inspect_apart(
    pdf: bytes,
    *,
    trust: Sequence[bytes],
    at: datetime,
    lists: Sequence[bytes] = (),
    revoked: Mapping[str, datetime] | None = None,
) -> tuple[Report, bytes | None]:
    """As `inspect_letter`, with the data that the letter carries; never raises for a file."""
    asked = {
        "pdf": b64encode(pdf).decode(),
        "trust": [one.decode() for one in trust],
        "lists": [one.decode() for one in lists],
        "revoked": {name: when.isoformat() for name, when in (revoked or {}).items()},
        "at": at.isoformat(),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "documents.apart"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            cwd=Path(__file__).resolve().parents[1],
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return Report(findings=(Finding.TOO_COSTLY,)), None
    data = found.pop("data")
    return _report(found), b64decode(data) if data is not None else None


def main() -> None:
    """The other side: what is asked comes in, what was found goes out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked = json.load(sys.stdin)
    pdf = b64decode(asked["pdf"])
    report = inspect_letter(
        pdf,
        trust=[one.encode() for one in asked["trust"]],
        lists=[one.encode() for one in asked["lists"]],
        revoked={name: datetime.fromisoformat(when) for name, when in asked["revoked"].items()},
        at=datetime.fromisoformat(asked["at"]),
    )
    data = payload_of(pdf)
    found = {
        "each": [_plain(one) for one in report.each],
        "covers_whole_file": report.covers_whole_file,
        "findings": [finding.name for finding in report.findings],
        "data": b64encode(data).decode() if data is not None else None,
    }
    json.dump(found, sys.stdout)


def _plain(one: Signed) -> dict[str, Any]:
    return {field.name: _value(getattr(one, field.name)) for field in fields(one)}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Level):
        return value.name
    if isinstance(value, tuple):
        return [finding.name for finding in value]
    return value


def _report(found: dict[str, Any]) -> Report:
    return Report(
        each=tuple(_signed(one) for one in found["each"]),
        covers_whole_file=found["covers_whole_file"],
        findings=tuple(Finding[name] for name in found["findings"]),
    )


def _signed(plain: dict[str, Any]) -> Signed:
    moments = {name: datetime.fromisoformat(plain[name]) for name in MOMENTS if plain[name]}
    findings = tuple(Finding[name] for name in plain["findings"])
    read = {**plain, **moments, "level": Level[plain["level"]], "findings": findings}
    return Signed(**read)


if __name__ == "__main__":
    main()
