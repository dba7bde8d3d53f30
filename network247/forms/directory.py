"""What people fill in to keep the directory."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from convention.models import State
from evidence.uploads import RefusedUpload

from ..choices import ListFormat, language_choices
from ..contact_details import LABELS, LONGEST, NUMBER, ContactDetails, label_of, zones
from ..models import ContactVersion

# Nothing stood in a directory before; a day of the year 1 has no midnight in every zone.
EARLIEST = date(2000, 1, 1)


def day_field(**options: Any) -> forms.DateField:
    """A day, with the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


class ContactForm(forms.Form):
    """What the directory says about one desk; the State only where one can choose."""

    state = forms.ModelChoiceField(
        label=_("State"), queryset=State.objects.none(), empty_label=None
    )
    authority_name = forms.CharField(
        label=_("Name of the desk"), max_length=LONGEST["authority_name"]
    )
    phone = forms.CharField(
        label=_("Telephone, answered at any hour"),
        max_length=LONGEST["phone"],
        validators=[NUMBER],
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=LONGEST["email"], required=False)
    channels = forms.CharField(
        label=_("Other channels"),
        max_length=LONGEST["channels"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("One per line: a second number, a secure network and the mailbox there."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken at any hour"),
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    timezone = forms.CharField(
        label=_("Time zone"),
        max_length=LONGEST["timezone"],
        help_text=_("For example Europe/Dublin."),
    )
    hours = forms.CharField(
        label=_("Hours"),
        max_length=LONGEST["hours"],
        required=False,
        help_text=_("Who answers when, for example at night and on public holidays."),
    )
    verified_on = day_field(
        label=_("Last verified"),
        help_text=_("The day somebody called the number and was answered."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=LONGEST["source"],
        help_text=_("Where these details come from, with date or reference."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("For the second person, who confirms this."),
    )

    def __init__(
        self,
        *args: Any,
        version: ContactVersion | None = None,
        states: QuerySet[State] | None = None,
        **kwargs: Any,
    ) -> None:
        if version:
            details = version.details
            kwargs["initial"] = {**vars(details), "languages": list(details.languages)}
        super().__init__(*args, **kwargs)
        if states is None:
            del self.fields["state"]
        else:
            field = self.fields["state"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = states

    def clean_timezone(self) -> str:
        """A zone of the time-zone database."""
        zone: str = self.cleaned_data["timezone"]
        if zone not in zones():
            raise forms.ValidationError(
                _("This time zone is not known. Write it like Europe/Dublin or UTC.")
            )
        return zone

    def details(self) -> ContactDetails:
        """The valid form as a value for the service."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("state", "reason")
        }
        return ContactDetails(**{**given, "languages": tuple(given["languages"])})


class ReasonForm(forms.Form):
    """Why a desk is closed, or a proposal declined."""

    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )


class DayForm(forms.Form):
    """The day as of which one looks back; none is today."""

    on = day_field(label=_("As it stood on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.today = kwargs.pop("today")
        super().__init__(*args, **kwargs)

    def clean_on(self) -> Any:
        """No day that is still to come, and none of another century."""
        day = self.cleaned_data["on"]
        if day and not EARLIEST <= day <= self.today:
            raise forms.ValidationError(_("Choose today or a day before."))
        return day


class ExportForm(DayForm):
    """As which file the list leaves, and for which day."""

    format = forms.ChoiceField(
        label=_("File"),
        choices=ListFormat.choices,
        widget=forms.RadioSelect,
        initial=ListFormat.CSV,
    )
    field_order = ("on", "format")


class UploadForm(forms.Form):
    """A list to be taken in."""

    file = forms.FileField(
        label=_("List"),
        allow_empty_file=True,
        help_text=_("CSV or JSON, with the columns of an export; at most 1 MiB and 2,000 lines."),
    )

    def clean_file(self) -> Any:
        """What the upload handler refused on the way in says why."""
        file = self.cleaned_data["file"]
        if isinstance(file, RefusedUpload):
            raise forms.ValidationError(list(file.why.reasons))
        return file


def label_of_field(name: str) -> str:
    """What a field of a desk is called, for the page of a refusal; empty for another field."""
    return label_of(name) if name in LABELS else ""
