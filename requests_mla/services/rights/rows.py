"""The rows of a rights record, written under the lock of its case."""

from collections.abc import Mapping
from typing import Any

import audit.services
from accounts.actors import Actor
from accounts.choices import Role
from audit import moment
from audit.canonical import Json
from workflow.models import Case, Notice

from ...choices import RecordState, Subject
from ...models import RightsAnswer, RightsRecord

FIELDS = ("finding", "words", "source", "source_date", "step_taken", "remaining_risk")
NOTHING = dict.fromkeys(FIELDS, "") | {"source_date": None}
# A question's code, and what was written under it.
Given = Mapping[str, Mapping[str, Any]]


def current(case: Case, side: str, state: RecordState) -> RightsRecord | None:
    """The draft of that side, or its record in force."""
    return RightsRecord.objects.filter(case=case, side=side, state=state).first()


def next_number(case: Case, side: str) -> int:
    """Each side counts its own records."""
    newest = RightsRecord.objects.filter(case=case, side=side).order_by("-number").first()
    return newest.number + 1 if newest else 1


def copied(old: RightsRecord) -> RightsRecord:
    """A draft that says what the old record says; who wrote that never seconds it."""
    draft = RightsRecord.objects.create(
        case=old.case,
        side=old.side,
        number=next_number(old.case, old.side),
        author_id=old.author_id,
        author_name=old.author_name,
        writers=old.writers,
        started_at=moment.now(),
    )
    write_answers(draft, {one.question_id: fields_of(one) for one in old.answers.all()})
    return draft


def fields_of(answer: RightsAnswer) -> dict[str, Any]:
    """What is written under one question."""
    return {name: getattr(answer, name) for name in FIELDS}


def write_answers(draft: RightsRecord, answers: Given) -> None:
    """Put these answers in the place of those to the same questions; an empty one goes."""
    draft.answers.filter(question__in=list(answers)).delete()
    RightsAnswer.objects.bulk_create(
        RightsAnswer(record=draft, question_id=code, **{**NOTHING, **given})
        for code, given in answers.items()
        if any(given.values())
    )


def supersede(record: RightsRecord) -> None:
    """Take a finished record out of force."""
    record.state, record.superseded_at = RecordState.SUPERSEDED, moment.now()
    record.save()


def throw_away(draft: RightsRecord) -> None:
    """Delete a draft and its answers; the database lets nobody delete a finished record."""
    draft.answers.all().delete()
    RightsRecord.objects.filter(pk=draft.pk, state=RecordState.DRAFT).delete()


def ask_second(record: RightsRecord) -> None:
    """Tell the liaison officers of the own side that a record waits for one of them."""
    Notice.objects.create(
        case=record.case,
        side=record.side,
        roles=[Role.LIAISON_OFFICER.value],
        subject=Subject.RIGHTS_SECOND,
    )


def tell(record: RightsRecord, actor: Actor, act: str, **details: Json) -> None:
    """Record an act on a rights record; never shared."""
    audit.services.record(
        chain=f"case:{record.case_id}",
        verb=f"rights.{act}",
        actor=actor.stamp,
        case_id=record.case_id,
        shared=False,
        details={"record": record.number, **details},
    )
