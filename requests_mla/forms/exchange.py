"""Fields for questions and their answers: as many as there are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import marks
from ..completeness import Gap
from ..models import DraftAnswer, DraftQuestion, Question, Request
from ..services.exchange import (
    ANSWER,
    UNANSWERABLE,
    Answer,
    field_of,
    open_questions,
    why_incomplete,
)

LONG = 100_000


def answer_fields(request: Request) -> dict[str, forms.Field]:
    """For each open question its answer, and a box for one that cannot be answered."""
    waiting = open_questions(request)
    fields: dict[str, forms.Field] = {}
    for question in waiting:
        fields[field_of(question, waiting, ANSWER)] = forms.CharField(
            label=_answer_label(question, waiting),
            required=False,
            max_length=LONG,
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        )
        fields[field_of(question, waiting, UNANSWERABLE)] = forms.BooleanField(
            label=_("Cannot be answered; why stands above"), required=False
        )
    return fields


def _answer_label(question: Question, waiting: Sequence[Question]) -> str:
    if len(waiting) == 1:
        return gettext("Answer")
    return gettext("Answer to question %(number)s") % {"number": question.number}


def answers_of(form: forms.Form, waiting: Sequence[Question]) -> dict[int, Answer]:
    """What was typed, by the number of the question; what is not valid is left out."""
    typed = {}
    for question in waiting:
        text = form.cleaned_data.get(field_of(question, waiting, ANSWER))
        if text is not None:
            cannot = form.cleaned_data.get(field_of(question, waiting, UNANSWERABLE))
            typed[question.number] = Answer(text, bool(cannot))
    return typed


def complain_of_gaps(form: forms.Form, request: Request) -> None:
    """Put an error beside every answer that cannot be sent as it is."""
    waiting = open_questions(request)
    answers = answers_of(form, waiting)
    for question in waiting:
        answer = answers.get(question.number)
        problem = why_incomplete(question, answer) if answer else ""
        if problem:
            form.add_error(field_of(question, waiting, ANSWER), problem)


def kept_answers(rows: Iterable[DraftAnswer], waiting: Sequence[Question]) -> dict[str, Any]:
    """What the fields show of the answers that were kept."""
    shown: dict[str, Any] = {}
    for row in rows:
        shown[field_of(row.question, waiting, ANSWER)] = row.text
        shown[field_of(row.question, waiting, UNANSWERABLE)] = row.unanswerable
    return shown


class AnswersForm(forms.Form):
    """The answers alone, as far as they are; nothing has to be complete."""

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(answer_fields(request))


class QuestionListForm(forms.Form):
    """The list of questions before it is sent: gaps to take up, questions to put in other words."""

    gaps = forms.MultipleChoiceField(
        label=_("Ask for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    question = forms.CharField(
        label=_("Another question"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("As plain as the case allows."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        rows: Sequence[DraftQuestion],
        gaps: Sequence[Gap],
        first: int = 1,
        typed: Mapping[int, str] | None = None,
        **kwargs: Any,
    ) -> None:
        shown = {row.pk: marks.mark(row.text) for row in rows}
        kwargs["initial"] = {"seen": marks.written(shown)}
        super().__init__(*args, **kwargs)
        field = self.fields["gaps"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(gap.key, _gap_label(gap)) for gap in gaps]
        if not gaps:
            del self.fields["gaps"]
        self.rows = rows
        for number, row in enumerate(rows, start=first):
            self.fields[f"text_{row.pk}"] = forms.CharField(
                label=gettext("Question %(number)s") % {"number": number},
                required=False,
                initial=(typed or {}).get(row.pk, row.text),
                max_length=LONG,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            )
        self.order_fields(["seen", "gaps", *(f"text_{row.pk}" for row in rows), "question"])

    @property
    def texts(self) -> Mapping[int, str]:
        """What each line of the list says now."""
        return {row.pk: self.cleaned_data[f"text_{row.pk}"] for row in self.rows}

    @property
    def seen_marks(self) -> Mapping[int, str]:
        """What each line said when the page was shown."""
        return marks.read(self.cleaned_data["seen"])


def _gap_label(gap: Gap) -> str:
    return f"{gap.text} · {gap.asked_by}, {gap.reference}"
