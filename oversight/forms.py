"""What can be asked for: of the record, and of the delays."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from convention.models import State
from workflow.choices import Side

from .choices import Format, Stage
from .delays import Asked
from .queries import Filters


class FilterForm(forms.Form):
    """The filters over the record; every field may stay empty."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    verb = forms.RegexField(
        r"^[a-z0-9_.]*$",
        label=_("Act begins with"),
        required=False,
        max_length=80,
        error_messages={"invalid": _("Use small letters, digits, dots and underscores.")},
    )
    person = forms.CharField(label=_("Person"), required=False, max_length=150)
    reference = forms.CharField(label=_("Case reference"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("Acted for"), required=False)
    case = forms.UUIDField(label=_("Case"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only States with an authority here can have acted.
        known = State.objects.filter(authorities__isnull=False).distinct()
        states = sorted((str(state.name), state.pk) for state in known)
        chooser = cast(forms.ChoiceField, self.fields["state"])
        chooser.choices = [("", _("Any State")), *((code, name) for name, code in states)]

    def clean(self) -> dict[str, Any]:
        """A period has to begin before it ends."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first day."))
        return found

    @property
    def filters(self) -> Filters:
        """What was asked for; the form must be valid."""
        return Filters(**{name: self.cleaned_data[name] for name in vars(Filters())})


class ExportForm(FilterForm):
    """The same filters, carried along unseen, and the format of the file."""

    format = forms.ChoiceField(
        label=_("Format"), choices=Format.choices, initial=Format.JSONL, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in vars(Filters()):
            self.fields[name].widget = forms.HiddenInput()


class DelayForm(forms.Form):
    """Which delays are measured; a field that is left out takes the first of its choices."""

    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices, required=False)
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[(Side.REQUESTING.value, _("we ask")), (Side.REQUESTED.value, _("they ask"))],
        required=False,
    )
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=1900, max_value=9999, widget=forms.Select
    )

    def offer_years(self, years: Iterable[int]) -> None:
        """Say which years there are to choose from; one that was asked for stays among them."""
        asked = self.cleaned_data.get("year") if self.is_valid() else None
        offered = sorted({*years, *([asked] if asked else [])}, reverse=True)
        widget = cast(forms.Select, self.fields["year"].widget)
        widget.choices = [("", _("every year")), *((year, str(year)) for year in offered)]

    @property
    def asked(self) -> Asked:
        """What was asked for; the usual where the form is not valid."""
        if not self.is_valid():
            return Asked()
        given = self.cleaned_data
        usual = Asked()
        return Asked(
            stage=Stage(given["stage"] or usual.stage),
            side=Side(given["direction"] or usual.side),
            year=given["year"],
        )
