"""What a finished rights record says, as the text whose digest is kept with it."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from audit.canonical import Json, canonical
from audit.services import salted

from ..models import RightsAnswer, RightsRecord

ANSWER = ("asked", "finding", "words", "source", "step_taken", "remaining_risk")


def seal(record: RightsRecord, answers: Iterable[RightsAnswer]) -> None:
    """Put the digest of the content on the record, salted so that nobody can guess at it."""
    salt = secrets.token_bytes(16)
    record.salt = salt.hex()
    record.digest = salted(salt, _text(record, answers))


def is_intact(record: RightsRecord, answers: Iterable[RightsAnswer]) -> bool:
    """Whether a finished record still says what it said when it was finished."""
    return record.digest == salted(bytes.fromhex(record.salt), _text(record, answers))


def _text(record: RightsRecord, answers: Iterable[RightsAnswer]) -> str:
    told: dict[str, Json] = {
        "case": str(record.case_id),
        "side": str(record.side),
        "number": record.number,
        "author": record.author_id,
        "author_name": record.author_name,
        "writers": sorted(record.writers),
        "started_at": _moment(record.started_at),
        "finished_at": _moment(record.finished_at),
        "overall_risk": str(record.overall_risk),
        "needs_second": record.needs_second,
        "answers": [_answer(one) for one in sorted(answers, key=lambda one: one.question_id)],
    }
    # Records finished before this was kept are sealed without it.
    return canonical(told | ({"judged": record.judged} if record.judged else {}))


def _answer(answer: RightsAnswer) -> dict[str, Json]:
    day = answer.source_date.isoformat() if answer.source_date else None
    told: dict[str, Json] = {"question": answer.question_id, "source_date": day}
    return told | {name: str(getattr(answer, name)) for name in ANSWER}


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
