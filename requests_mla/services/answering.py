"""Answers before they are sent: only the side that writes them sees them."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from audit import moment
from workflow.models import Case
from workflow.refusals import NotFromHere, NotYours
from workflow.services import locked

from .. import marks
from ..choices import Action, Status
from ..models import DraftAnswer, Question, Request
from .asking import writer_for
from .exchange import Answer, as_answer, drafts, open_questions


def may_answer(actor: Actor, case: Case) -> bool:
    """Whether this person may write answers now."""
    return case.status == Status.CLARIFYING and writer_for(actor, case, Action.REPLY) is not None


@transaction.atomic
def keep_answers(
    *, actor: Actor, case: Case, typed: Mapping[int, Answer], seen: Mapping[int, str]
) -> list[DraftAnswer]:
    """Keep the answers as far as they are; those that somebody else changed meanwhile are left.

    `typed` and `seen` go by the number of the question: the answer, and the mark of what the page
    showed. Returns the answers that were left. The other side learns nothing of it: the case does
    not change.
    """
    case = locked(case.pk)
    if case.status != Status.CLARIFYING:
        raise NotFromHere(_("The questions have been answered meanwhile."), case=case)
    side = writer_for(actor, case, Action.REPLY)
    if side is None:
        raise NotYours(_("Only the staff of the requesting authority answers."))
    request = Request.objects.get(pk=case.pk)
    kept = {row.question.number: row for row in drafts(request, side)}
    overtaken, written = [], []
    for question in open_questions(request):
        row, answer = kept.get(question.number), typed.get(question.number)
        stands, shown = as_answer(row).mark, seen.get(question.number, Answer("").mark)
        if answer is None or answer.mark in (stands, shown):
            continue
        if row and marks.is_overtaken(typed=answer.mark, seen=shown, stands=stands):
            overtaken.append(row)
            continue
        _write(question, side, answer, actor)
        written.append(question.number)
    if written:
        audit.services.record(
            chain=f"case:{case.pk}",
            verb="request.draft_answers",
            actor=actor.stamp,
            case_id=case.pk,
            details={"questions": written},
        )
    return overtaken


def marks_shown(request: Request, side: str) -> dict[int, str]:
    """What a page that shows the kept answers had before it, by the number of the question."""
    kept = {row.question_id: row for row in drafts(request, side)}
    return {row.number: as_answer(kept.get(row.pk)).mark for row in open_questions(request)}


def _write(question: Question, side: str, answer: Answer, actor: Actor) -> None:
    DraftAnswer.objects.update_or_create(
        question=question,
        side=side,
        defaults={
            "text": answer.text,
            "unanswerable": answer.unanswerable,
            "written_by_name": actor.name,
            "written_at": moment.now(),
        },
    )
