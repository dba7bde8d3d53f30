"""The decision sheet: one form for each measure, and one for the talks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from convention.models import Ground

from .. import choices
from ..models import Measure
from .seen import VersionField


class DecisionForm(forms.Form):
    """One line of the decision sheet. Offers only the grounds that the measure's kind allows."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", _("not decided")), *choices.Outcome.choices],
        required=False,
    )
    ground = forms.TypedChoiceField(label=_("Ground"), required=False, empty_value=None)
    reasons = forms.CharField(
        label=_("Reasons for the other side"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        help_text=_("One a line; each becomes a line of the ledger."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    cut = forms.CharField(
        label=_("What is left out, and why"),
        help_text=_("For a grant in part; the other side reads it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    review_on = forms.DateField(
        label=_("Review on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    internal_reasons = forms.CharField(
        label=_("Internal reasons"),
        help_text=_("Only your side ever sees them."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(
        self, *args: Any, measure: Measure, grounds: Iterable[Ground], **kwargs: Any
    ) -> None:
        kwargs["prefix"] = f"m{measure.number}"
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.grounds = {ground.pk: ground for ground in grounds}
        field = self.fields["ground"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            ("", _("none")),
            *((row.pk, f"{row.name}, {row.reference}") for row in self.grounds.values()),
        ]
        field.coerce = self.grounds.get


class NoTalksForm(forms.Form):
    """Why there were no talks, where 40(28) asks for them; and the version the sheet shows."""

    version = VersionField()
    no_talks_reason = forms.CharField(
        label=_("Why there were no talks"),
        help_text=_("Needed only when refusing under 40(21) or postponing without talks, 40(28)."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
