"""Forms of the days of rest of a State."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from convention.models import DayCorrection, State

REST, WORKED = "rest", "worked"
PUBLIC, OWN = "public", "own"


class CorrectionForm(forms.Form):
    """One day that is otherwise than the public calendar has it."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    counts = forms.ChoiceField(
        label=_("What it is"),
        choices=[(REST, _("a day of rest")), (WORKED, _("a day on which offices are open"))],
        widget=forms.RadioSelect,
        initial=REST,
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=DayCorrection._meta.get_field("name").max_length,
        help_text=_("The feast, or why offices are open. Sums of dates show it."),
    )


class WeeklyRestForm(forms.Form):
    """On which days of every week offices are closed."""

    follows = forms.ChoiceField(
        label=_("Which days"),
        choices=[
            (PUBLIC, _("as the public calendar has them")),
            (OWN, _("those ticked below")),
        ],
        widget=forms.RadioSelect,
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Days of the week"),
        coerce=int,
        choices=[(number, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    because = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("For example the law that sets them. Cases with moved dates show it."),
    )

    def __init__(self, data: Any = None, *, state: State, usual: Collection[int]) -> None:
        kept = state.weekly_rest
        initial = {
            "follows": PUBLIC if kept is None else OWN,
            "days": sorted(usual) if kept is None else kept,
        }
        super().__init__(data, initial=initial)

    @property
    def wanted(self) -> list[int] | None:
        """The days of the valid form; None: as the public calendar has them."""
        own = self.cleaned_data["follows"] == OWN
        return list(self.cleaned_data["days"]) if own else None
