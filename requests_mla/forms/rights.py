"""The rights record: one form for each question, and what the second officer says."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from convention.models import SafeguardQuestion

from .. import choices
from .seen import VersionField


class AnswerForm(forms.Form):
    """One question. Everything may wait while it is a draft; finishing says what is missing."""

    finding = forms.ChoiceField(
        label=_("Finding"),
        choices=[("", _("not answered")), *choices.Finding.choices],
        required=False,
    )
    remaining_risk = forms.ChoiceField(
        label=_("Remaining risk"),
        choices=[("", _("not said")), *choices.Risk.choices],
        required=False,
    )
    words = forms.CharField(
        label=_("What was found"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    source_date = forms.DateField(
        label=_("Date of the source"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    step_taken = forms.CharField(
        label=_("Step taken"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, question: SafeguardQuestion, **kwargs: Any) -> None:
        kwargs["prefix"] = question.code.lower()
        super().__init__(*args, **kwargs)
        self.question = question


class DraftForm(forms.Form):
    """The version of the draft that the page shows."""

    seen_version = VersionField()


class SecondForm(forms.Form):
    """The second officer's word on exactly the content that the page shows."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput(attrs={"id": False}))
    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("Needed when you return the record. Only your side ever sees it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


def answer_forms(
    questions: Sequence[SafeguardQuestion], data: Any, initial: dict[str, dict[str, Any]]
) -> list[AnswerForm]:
    """A form for every question, in their order."""
    return [
        AnswerForm(data, question=question, initial=initial.get(question.code))
        for question in questions
    ]
