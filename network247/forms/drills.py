"""What people fill in about a test call."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..choices import CallOutcome, language_choices
from ..services.drills import Findings

REACHED = [choice for choice in CallOutcome.choices if choice[0] != CallOutcome.NO_ANSWER]


class FindingsForm(forms.Form):
    """What came of a call that was answered."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=REACHED, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("Language spoken"),
        choices=lambda: [("", "–"), *language_choices()],
        required=False,
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Only your State reads this."),
    )

    def findings(self) -> Findings:
        """The valid form as a value for the service."""
        given = self.cleaned_data
        return Findings(CallOutcome(given["outcome"]), given["language"], given["note"])


class PastCallForm(FindingsForm):
    """A call that was made before, with its times."""

    started_at = forms.DateTimeField(
        label=_("Begun at"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S"
        ),
        help_text=_("In the time of your authority."),
    )
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=CallOutcome.choices, widget=forms.RadioSelect
    )
    seconds = forms.IntegerField(
        label=_("Seconds until they answered"),
        min_value=0,
        max_value=3600,
        required=False,
        help_text=_("Empty if nobody answered."),
    )
    field_order = ("started_at", "outcome", "seconds", "language", "note")
