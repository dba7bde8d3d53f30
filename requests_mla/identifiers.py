"""Read a pasted list of identifiers: one per line; nothing on a line is dropped.

An address may be followed by port, time and a note: `203.0.113.77 49152 2026-03-11T02:10:00Z from
the mail log`. Of other kinds the note follows the value, or a tab where the value may have blanks.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.refusals import Missing

from .choices import IdentifierKind
from .identifier_kinds import UNBROKEN, check_value

MOST_LINES = 2000
MOST_PROBLEMS = 20
# As many as the columns of an identifier hold.
MOST_CHARACTERS = {"value": 500, "note": 300}
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")
# An address that carries its port as we print it: 203.0.113.77:443, [2001:db8::1]:443.
JOINED = re.compile(r"(?:\[(?P<six>[^\]\s]+)\]|(?P<four>[0-9.]+)):(?P<port>\S+)")


def parsed_lines(kind: str, text: str) -> Iterator[dict[str, Any]]:
    """Fields of an identifier for every line; Missing names each line that cannot be read."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise Missing(_("At most %(most)s lines at once.") % {"most": MOST_LINES})
    rows, problems = [], []
    for number, line in enumerate(lines, start=1):
        try:
            rows.append(_parsed(kind, line))
        except ValidationError as problem:
            problems.append(
                _("Line %(number)s cannot be read: %(line)s (%(why)s)")
                % {"number": number, "line": line[:80], "why": " ".join(problem.messages)}
            )
    if problems:
        raise Missing(*problems[:MOST_PROBLEMS])
    yield from rows


def _parsed(kind: str, line: str) -> dict[str, Any]:
    if kind == IdentifierKind.IP:
        fields = _address(line)
    else:
        value, note = _split(kind, line)
        fields = {"value": value, "note": note}
    check_value(kind, fields["value"])
    for name, most in MOST_CHARACTERS.items():
        if len(fields[name]) > most:
            raise ValidationError(_("at most %(most)s characters") % {"most": most})
    return fields


def _split(kind: str, line: str) -> tuple[str, str]:
    """The value, and the note behind it."""
    value, *rest = line.split(None, 1) if kind in UNBROKEN else line.split("\t", 1)
    return value.strip(), rest[0].strip() if rest else ""


def _address(line: str) -> dict[str, Any]:
    """Address, port, moment and note, in this order; the two in the middle may be absent."""
    value, *rest = line.split()
    joined = JOINED.fullmatch(value)
    port = None
    if joined:
        value, port = joined["six"] or joined["four"], _port(joined["port"])
    elif rest and not DAY.match(rest[0]):
        port = _port(rest.pop(0))
    seen_at = _moment(rest) if rest else None
    return {"value": value, "port": port, "seen_at": seen_at, "note": " ".join(rest)}


def _moment(rest: list[str]) -> datetime:
    """The moment at the beginning of the words, which are taken from them."""
    text = rest.pop(0)
    if DAY.fullmatch(text) and rest and CLOCK.match(rest[0]):
        text = f"{text}T{rest.pop(0)}"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValidationError(
            _("after the port comes a time with its zone, for example 2026-03-11T02:10:00Z")
        )
    return found


def _port(text: str) -> int:
    """Plain digits: int() alone also reads "8_0", and raises on more than 4,300 of them."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        raise ValidationError(_("after the address comes a port from 1 to 65535, or a time"))
    return int(text)
