"""Questions and answers as a move carries them, 40(16): read from what was given, under lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from workflow.models import Event
from workflow.refusals import Missing

from .. import marks
from ..models import DraftAnswer, DraftQuestion, Question, Request

ANSWER, UNANSWERABLE = "answer", "unanswerable"


@dataclass(frozen=True)
class Asked:
    """A question to be sent, and the gap that it is about."""

    text: str
    gap: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer; of a question that cannot be answered the reason."""

    text: str
    unanswerable: bool = False

    @property
    def words(self) -> str:
        """The answer as the timeline carries it."""
        return (
            _("Cannot be answered: %(why)s") % {"why": self.text}
            if self.unanswerable
            else self.text
        )

    @property
    def mark(self) -> str:
        """See `marks`."""
        return marks.mark(self.text, self.unanswerable)


def mark_of_list(rows: Sequence[DraftQuestion]) -> str:
    """What stands for the whole list, its order and its words."""
    return marks.mark(*(part for row in rows for part in (row.pk, row.text)))


def field_of(question: Question, all_open: Sequence[Question], name: str) -> str:
    """The name of a field of that question; a question that is alone needs no number."""
    return name if len(all_open) == 1 else f"{name}_{question.number}"


def open_questions(request: Request) -> list[Question]:
    """What waits for an answer, by number."""
    return list(request.questions.filter(answered_at__isnull=True))


def questions_given(request: Request, given: Mapping[str, Any], *, side: str) -> list[Asked]:
    """The questions of a move: those on the list of `side`, if it was shown, and the one typed.

    `list` stands for the list as it was read; Missing if it says something else by now.
    """
    asked = []
    if given.get("list"):
        rows = list(request.draft_questions.filter(side=side))
        if mark_of_list(rows) != given["list"]:
            raise Missing(
                _("The list of questions changed after you opened this page. Read it again.")
            )
        asked = [Asked(row.text, row.gap) for row in rows]
    typed = str(given.get("question") or "")
    if typed.strip():
        asked.append(Asked(typed))
    if not asked:
        raise Missing(_("Write a question, or put one on the list."))
    return asked


def answers_given(request: Request, given: Mapping[str, Any], *, side: str) -> dict[int, Answer]:
    """The answer to each open question; Missing names every question that has none.

    `seen` has the marks of the kept answers that the page showed: what somebody else of `side`
    wrote since is read before it is left out.
    """
    waiting = open_questions(request)
    seen: Mapping[int, str] = given.get("seen") or {}
    kept = {row.question_id: row for row in drafts(request, side)}
    answers: dict[int, Answer] = {}
    reasons: list[str] = []
    for question in waiting:
        answer = _answer(question, waiting, given)
        answers[question.number] = answer
        row = kept.get(question.pk)
        if row and question.number in seen and _is_overtaken(row, answer, seen[question.number]):
            reasons.append(overtaken_words(row))
        elif problem := why_incomplete(question, answer):
            reasons.append(problem)
    if reasons:
        raise Missing(*reasons)
    return answers


def drafts(request: Request, side: str) -> list[DraftAnswer]:
    """The answers to open questions as far as that side has written them."""
    rows = DraftAnswer.objects.filter(question__request=request, side=side)
    return list(rows.filter(question__answered_at__isnull=True).select_related("question"))


def as_answer(row: DraftAnswer | None) -> Answer:
    """A kept answer as a value; an empty one where nothing is kept."""
    return Answer(row.text, row.unanswerable) if row else Answer("")


def why_incomplete(question: Question, answer: Answer) -> str:
    """What an answer lacks; empty if it can be sent."""
    if answer.text.strip():
        return ""
    if answer.unanswerable:
        return _("Say why question %(number)s cannot be answered.") % {"number": question.number}
    return _("Question %(number)s has no answer yet.") % {"number": question.number}


def overtaken_words(row: DraftAnswer) -> str:
    """That somebody else wrote on an answer meanwhile."""
    return _("%(name)s wrote on the answer to question %(number)s meanwhile. Read it first.") % {
        "name": row.written_by_name,
        "number": row.question.number,
    }


def said(texts: Mapping[int, str]) -> str:
    """Numbered words for the timeline; what is alone needs no number."""
    if len(texts) == 1:
        (alone,) = texts.values()
        return alone
    return "\n\n".join(f"{number}. {text}" for number, text in texts.items())


def next_number(request: Request) -> int:
    """The number of the next question; numbers go on from letter to letter."""
    return request.questions.count() + 1


def write_questions(request: Request, asked: Sequence[Asked], *, event: Event) -> None:
    """Number the questions, on from those of earlier letters."""
    first = next_number(request)
    for number, one in enumerate(asked, start=first):
        Question.objects.create(
            request=request,
            number=number,
            text=one.text,
            gap=one.gap,
            asked_at=event.happened_at,
        )


def write_answers(request: Request, answers: Mapping[int, Answer], *, event: Event) -> None:
    """Every open question has its answer; what was kept of them is sent now."""
    for question in open_questions(request):
        answer = answers[question.number]
        question.answer, question.unanswerable = answer.text, answer.unanswerable
        question.answered_at = event.happened_at
        question.save(update_fields=["answer", "unanswerable", "answered_at"])
    DraftAnswer.objects.filter(question__request=request).delete()


def _answer(question: Question, waiting: Sequence[Question], given: Mapping[str, Any]) -> Answer:
    text = given.get(field_of(question, waiting, ANSWER)) or ""
    cannot = given.get(field_of(question, waiting, UNANSWERABLE))
    return Answer(str(text), bool(cannot))


def _is_overtaken(row: DraftAnswer, typed: Answer, seen: str) -> bool:
    """Whether the answer stands otherwise than it was shown here and than it would be sent."""
    return as_answer(row).mark not in (seen, typed.mark)
