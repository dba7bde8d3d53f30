"""The draft of a rights record: begin it, go on with it, finish it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from audit import moment
from convention.models import SafeguardQuestion
from workflow.choices import Side
from workflow.models import Case
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked

from ...choices import RecordState
from ...completeness import content_of
from ...models import Request, RightsAnswer, RightsRecord
from ...rights import content, rules, standing, substance
from .. import countersigning
from . import reading, rows
from .access import kept_by, may_write


@dataclass
class Overtaken(Exception):
    """Somebody saved the draft in the meantime; `record` says who and when."""

    record: RightsRecord


@transaction.atomic
def save_answers(
    *, actor: Actor, case: Case, answers: rows.Given, seen_version: int
) -> RightsRecord:
    """Keep a draft, beginning one if there is none. `answers` maps a question's code to its fields.

    What is not among `answers` stays as it was. Raises Overtaken when somebody saved after
    `seen_version`, unless the very same words stand there already.
    """
    draft, is_new = _written(actor, case, answers, seen_version)
    if is_new:
        rows.tell(draft, actor, "save", version=draft.version, answered=draft.answers.count())
    return draft


@transaction.atomic
def keep_answers(
    *, actor: Actor, case: Case, answers: rows.Given, seen_version: int
) -> RightsRecord:
    """The same while somebody writes: one line stands for what a person's pages save by themselves.

    It says `automatic`, and ends when somebody saves by hand, another person writes, or ten minutes
    have passed.
    """
    draft, is_new = _written(actor, case, answers, seen_version)
    if is_new and not reading.is_told_of_saving(actor, draft):
        rows.tell(draft, actor, "save", version=draft.version, automatic=True)
    return draft


@transaction.atomic
def finish(*, actor: Actor, case: Case, seen_version: int) -> RightsRecord:
    """Finish the draft. Raises Missing with every question that is still open.

    Answers to questions that do not apply any more are left out; whoever finishes is the author.
    It counts for the request as it stands now, under the lock: `judged` keeps what that was.
    """
    case, side = _writing(actor, case)
    draft = rows.current(case, side, RecordState.DRAFT)
    if draft is None:
        raise NotFromHere(_("There is no draft of the rights record to finish."), case=case)
    if draft.version != seen_version:
        raise Overtaken(draft)
    asked = content_of(Request.objects.get(pk=case.pk))
    questions = standing.applying(asked.request, side, measures=asked.measures)
    answers = _whole(draft, questions)
    draft.answers.exclude(question__in=questions).delete()
    old = rows.current(case, side, RecordState.FINISHED)
    if old:
        rows.supersede(old)
    draft.author_id, draft.author_name = actor.person_id, actor.name
    draft.overall_risk = rules.overall_risk(answers)
    draft.needs_second = bool(rules.reasons_for_second(answers))
    draft.state, draft.finished_at = RecordState.FINISHED, moment.now()
    draft.writers = _with(actor, draft)
    draft.judged = substance.judged_of(asked, substance.added_to(asked.request))
    content.seal(draft, answers)
    draft.save()
    countersigning.void_stale(case, by=actor)
    if draft.needs_second:
        rows.ask_second(draft)
    rows.tell(draft, actor, "finish", risk=str(draft.overall_risk), digest=draft.digest)
    return draft


@transaction.atomic
def begin_anew(*, actor: Actor, case: Case) -> RightsRecord:
    """Begin the record that will supersede the finished one, with its answers to start from.

    The finished one stays until the new one is finished. If a draft is there already, it is that.
    """
    case, side = _writing(actor, case)
    draft = rows.current(case, side, RecordState.DRAFT)
    if draft:
        return draft
    old = rows.current(case, side, RecordState.FINISHED)
    if old is None:
        raise NotFromHere(_("There is no finished rights record to supersede."), case=case)
    draft = rows.copied(old)
    rows.tell(draft, actor, "supersede", superseded=old.number)
    return draft


@transaction.atomic
def discard(*, actor: Actor, case: Case, seen_version: int) -> None:
    """Throw the draft away; a finished record that it would have superseded stays in force.

    Raises Overtaken when somebody saved after `seen_version`: their words are not thrown away
    unread.
    """
    case, side = _writing(actor, case)
    draft = rows.current(case, side, RecordState.DRAFT)
    if draft is None:
        raise NotFromHere(_("There is no draft of the rights record to discard."), case=case)
    if draft.version != seen_version:
        raise Overtaken(draft)
    answered = draft.answers.count()
    rows.throw_away(draft)
    rows.tell(draft, actor, "discard", version=seen_version, answered=answered)


def _written(
    actor: Actor, case: Case, answers: rows.Given, seen_version: int
) -> tuple[RightsRecord, bool]:
    """The draft with these answers, and whether they are new to it."""
    case, side = _writing(actor, case)
    draft = rows.current(case, side, RecordState.DRAFT)
    if draft is None:
        draft = _begun(actor, case, side)
    elif draft.version != seen_version:
        if _says(draft, answers):
            return draft, False
        raise Overtaken(draft)
    rows.write_answers(draft, answers)
    _saved(draft, actor)
    return draft, True


def _writing(actor: Actor, case: Case) -> tuple[Case, Side]:
    """The locked case and the side written for; refusals say why not."""
    case = locked(case.pk)
    side = kept_by(actor, case)
    if side is None:
        raise NotYours(_("Only the staff of the leading authority writes its rights record."))
    if not may_write(actor, case):
        raise NotFromHere(_("The case has ended; its rights record stays as it is."), case=case)
    return case, side


def _begun(actor: Actor, case: Case, side: Side) -> RightsRecord:
    if rows.current(case, side, RecordState.FINISHED):
        raise NotFromHere(
            _("The rights record was finished. Begin a new one to supersede it."), case=case
        )
    return RightsRecord.objects.create(
        case=case,
        side=side,
        number=rows.next_number(case, side),
        author_id=actor.person_id,
        author_name=actor.name,
        started_at=moment.now(),
    )


def _says(draft: RightsRecord, answers: rows.Given) -> bool:
    """Whether the draft says this already: the same form that was sent twice."""
    stored = {one.question_id: rows.fields_of(one) for one in draft.answers.all()}
    return all(
        stored.get(code, rows.NOTHING) == {**rows.NOTHING, **given}
        for code, given in answers.items()
    )


def _saved(draft: RightsRecord, actor: Actor) -> None:
    draft.version += 1
    draft.writers = _with(actor, draft)
    draft.saved_by_name, draft.saved_at = actor.name, moment.now()
    draft.save()


def _with(actor: Actor, draft: RightsRecord) -> list[int]:
    return sorted({*draft.writers, actor.person_id})


def _whole(draft: RightsRecord, questions: Sequence[SafeguardQuestion]) -> list[RightsAnswer]:
    """The answers to these questions, each with the wording it answers; Missing if one is open."""
    told = {one.question_id: one for one in draft.answers.select_related("question")}
    gaps = [
        _("%(code)s: %(parts)s") % {"code": question.code, "parts": ", ".join(parts)}
        for question in questions
        if (parts := standing.words_of(rules.open_parts(told.get(question.code))))
    ]
    if gaps:
        raise Missing(*gaps)
    answers = [told[question.code] for question in questions]
    for answer, question in zip(answers, questions, strict=True):
        answer.asked = question.question
    RightsAnswer.objects.bulk_update(answers, ["asked"])
    return answers
