"""What a finished comparison says, as the text whose digest is kept with it."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from audit.canonical import Json, canonical
from audit.services import salted

from ..models import ComparedElement, ComparedOffence, Comparison

OFFENCE = (
    "named",
    "identity",
    "provision",
    "maximum_penalty",
    "finding",
    "discretion",
    "discretion_reason",
)
ELEMENT = ("asked", "described", "here", "finding", "words")


def seal(
    comparison: Comparison,
    offences: Iterable[ComparedOffence],
    elements: Iterable[ComparedElement],
) -> None:
    """Put the digest of the content on the comparison, salted so that nobody can guess at it."""
    salt = secrets.token_bytes(16)
    comparison.salt = salt.hex()
    comparison.digest = salted(salt, _text(comparison, offences, elements))


def is_intact(comparison: Comparison) -> bool:
    """Whether a finished comparison still says what it said; load what hangs on it with it."""
    text = _text(comparison, comparison.offences.all(), comparison.elements.all())
    return comparison.digest == salted(bytes.fromhex(comparison.salt), text)


def _text(
    comparison: Comparison,
    offences: Iterable[ComparedOffence],
    elements: Iterable[ComparedElement],
) -> str:
    by_offence = sorted(offences, key=lambda one: one.offence_id)
    by_element = sorted(elements, key=lambda one: (one.offence_id, one.element_id or ""))
    told: dict[str, Json] = {
        "case": str(comparison.case_id),
        "number": comparison.number,
        "author": comparison.author_id,
        "author_name": comparison.author_name,
        "writers": sorted(comparison.writers),
        "started_at": _moment(comparison.started_at),
        "finished_at": _moment(comparison.finished_at),
        "offences": [
            {"offence": one.offence_id, **{name: str(getattr(one, name)) for name in OFFENCE}}
            for one in by_offence
        ],
        "elements": [
            {
                "offence": one.offence_id,
                "element": one.element_id,
                **{name: str(getattr(one, name)) for name in ELEMENT},
            }
            for one in by_element
        ],
    }
    return canonical(told)


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
