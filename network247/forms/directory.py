"""The form of a contact point."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from ..choices import language_choices
from ..models import ContactPoint
from ..services.directory import ContactDetails

NUMBER = RegexValidator(
    r"^\+[0-9][0-9 ()./-]{4,37}\Z",
    _("Write the number with + and the country code, for example +999 555 0100."),
)


class ContactForm(forms.Form):
    """What the directory says about one desk."""

    authority_name = forms.CharField(label=_("Name of the desk"), max_length=200)
    phone = forms.CharField(
        label=_("Telephone, answered at any hour"), max_length=40, validators=[NUMBER]
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken at any hour"),
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    timezone = forms.CharField(
        label=_("Time zone"), max_length=50, help_text=_("For example Europe/Dublin.")
    )
    hours = forms.CharField(
        label=_("Hours"),
        max_length=200,
        required=False,
        help_text=_("Who answers when, for example at night and on public holidays."),
    )
    verified_on = forms.DateField(
        label=_("Last verified"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day somebody called the number and was answered."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Where these details come from, with date or reference."),
    )

    def __init__(self, *args: Any, contact: ContactPoint | None = None, **kwargs: Any) -> None:
        if contact:
            names = list(self.base_fields)
            kwargs["initial"] = {name: getattr(contact.current, name) for name in names}
        super().__init__(*args, **kwargs)

    def clean_timezone(self) -> str:
        """A zone of the time-zone database."""
        zone: str = self.cleaned_data["timezone"]
        if zone not in available_timezones():
            raise forms.ValidationError(
                _("This time zone is not known. Write it like Europe/Dublin or UTC.")
            )
        return zone

    def details(self) -> ContactDetails:
        """The valid form as a value for the service."""
        given = self.cleaned_data
        return ContactDetails(**{**given, "languages": tuple(given["languages"])})
