"""What the page of a move shows of questions and answers, and what it sends along with them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.refusals import Missing, NotFromHere
from workflow.table import Offer

from .. import marks
from ..choices import Action
from ..forms.exchange import AnswersForm, answers_of, kept_answers
from ..models import DraftAnswer, DraftQuestion, Question
from ..services import answering, asking
from ..services.exchange import (
    ANSWER,
    UNANSWERABLE,
    drafts,
    field_of,
    mark_of_list,
    next_number,
    open_questions,
)
from .pieces import Seen

LIST, SEEN = "list", "seen"
# The button that keeps answers without sending them.
KEEP = "keep"


def is_listed(view: Seen, action: str) -> bool:
    """Whether a list of questions is sent with the move: then there need not be one more."""
    return action == Action.ASK and bool(_listed(view))


def initial(view: Seen, action: str) -> dict[str, Any]:
    """The answers as they were kept."""
    side = _writer(view, action) if action == Action.REPLY else ""
    if not side:
        return {}
    return kept_answers(drafts(view.request, side), open_questions(view.request))


def beside(action: str, sent: Mapping[str, str]) -> dict[str, Any]:
    """What the page had before it: the list that was read, the answers as they were kept."""
    if action == Action.ASK:
        return {LIST: sent.get(LIST, "")}
    if action == Action.REPLY:
        return {SEEN: marks.read(sent.get(SEEN, ""))}
    return {}


def around(view: Seen, action: str, form: forms.Form) -> dict[str, Any]:
    """What stands on the page beside the plain fields."""
    if action == Action.ASK:
        return {**_list_shown(view), "rest": form.visible_fields()}
    if action == Action.REPLY:
        return _answers_shown(view, form)
    return {"rest": form.visible_fields()}


def keep(view: Seen, offer: Offer, sent: Mapping[str, str]) -> list[DraftAnswer]:
    """Keep the answers without sending them; those that somebody else changed are left."""
    if offer.move.action != Action.REPLY:
        raise NotFromHere(_("Only answers are kept before they are sent."), case=view.case)
    form = AnswersForm(sent, request=view.request)
    if not form.is_valid():
        raise Missing(*(problem for problems in form.errors.values() for problem in problems))
    typed = answers_of(form, open_questions(view.request))
    seen = marks.read(sent.get(SEEN, ""))
    return answering.keep_answers(actor=view.actor, case=view.case, typed=typed, seen=seen)


def _writer(view: Seen, action: str) -> str:
    return asking.writer_for(view.actor, view.case, action) or ""


def _listed(view: Seen) -> list[DraftQuestion]:
    return asking.listed(view.request, _writer(view, Action.ASK))


def _list_shown(view: Seen) -> dict[str, Any]:
    rows = _listed(view)
    first = next_number(view.request)
    return {
        "listed": [(number, row) for number, row in enumerate(rows, start=first)],
        "list_mark": mark_of_list(rows) if rows else "",
        "list_url": reverse("requests:questions", args=[view.case.pk]),
    }


def _answers_shown(view: Seen, form: forms.Form) -> dict[str, Any]:
    """Each open question with its own fields; the marks are those of what stands there now."""
    waiting, side = open_questions(view.request), _writer(view, Action.REPLY)
    kept = {row.question_id: row for row in drafts(view.request, side)}
    lines = [_line(question, waiting, form, kept.get(question.pk)) for question in waiting]
    own = {line[name].name for line in lines for name in ("answer", "unanswerable")}
    return {
        "lines": lines,
        "waiting": [line["number"] for line in lines if not line["is_written"]],
        "rest": [field for field in form.visible_fields() if field.name not in own],
        "seen_marks": marks.written(answering.marks_shown(view.request, side)),
    }


def _line(
    question: Question, waiting: list[Question], form: forms.Form, kept: DraftAnswer | None
) -> dict[str, Any]:
    answer = form[field_of(question, waiting, ANSWER)]
    typed = str(answer.value() or "")
    return {
        "number": question.number,
        "text": question.text,
        "asked_at": question.asked_at,
        "answer": answer,
        "unanswerable": form[field_of(question, waiting, UNANSWERABLE)],
        "is_written": bool(typed.strip()),
        # What somebody else has kept meanwhile, to be read beside what was typed here.
        "stands": kept if kept and kept.text.splitlines() != typed.splitlines() else None,
    }
