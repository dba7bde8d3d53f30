"""Forms about who sees a case, and what it is opened for."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.choices import Purpose, Role
from accounts.models import Appointment
from audit import moment

from ..services.access.purposes import LONGEST, OFFERED
from .drafts import long_text

REASON_LONGEST = 2000


def _label(appointment: Appointment) -> str:
    role = Role(appointment.role).label
    return f"{appointment.person.name}, {role}, {appointment.authority.name}"


class PersonField(forms.ModelChoiceField):
    """An appointment, shown as name, role and authority."""

    def label_from_instance(self, obj: Any) -> str:
        """See `_label`."""
        return _label(obj)


class PeopleField(forms.ModelMultipleChoiceField):
    """Several appointments, each shown as name, role and authority."""

    def label_from_instance(self, obj: Any) -> str:
        """See `_label`."""
        return _label(obj)


class PurposeForm(forms.Form):
    """What a sensitive case is opened for."""

    purpose = forms.ChoiceField(
        label=_("I open this case because"),
        choices=[(one.value, one.label) for one in OFFERED],
        widget=forms.RadioSelect,
        initial=Purpose.OWN_WORK,
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("Needed for another purpose. Kept with the record of this case."),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def given(self) -> dict[str, str]:
        """What was filled in."""
        return {name: self.cleaned_data[name] for name in ("purpose", "words")}


class ReasonForm(forms.Form):
    """Why something is done about who sees a case."""

    reason = forms.CharField(label=_("Why"), max_length=REASON_LONGEST, widget=long_text(2))


class SealForm(ReasonForm):
    """Seal a case, and name who else goes on seeing it."""

    named = PeopleField(
        label=_("Who sees it besides you"),
        queryset=Appointment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Others are named later. Whoever is not named finds no trace of the case."),
    )
    field_order = ("named", "reason")

    def __init__(self, *args: Any, people: QuerySet[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["named"]
        assert isinstance(field, PeopleField)
        field.queryset = people


class NameForm(ReasonForm):
    """Name one more person on a sealed case."""

    appointment = PersonField(label=_("Person"), queryset=Appointment.objects.none())
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day. Leave empty if it is open."),
    )
    field_order = ("appointment", "until", "reason")

    def __init__(self, *args: Any, people: QuerySet[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["appointment"]
        assert isinstance(field, PersonField)
        field.queryset = people

    def clean_until(self) -> date | None:
        """A last day that is over would name nobody."""
        until: date | None = self.cleaned_data["until"]
        if until and until < moment.now().date():
            raise forms.ValidationError(_("The last day is over already."))
        return until


class ReferenceForm(ReasonForm):
    """Name a liaison officer on a sealed case that one does not see."""

    reference = forms.CharField(label=_("Reference of the case"), max_length=60)
    appointment = PersonField(label=_("Liaison officer"), queryset=Appointment.objects.none())
    field_order = ("reference", "appointment", "reason")

    def __init__(self, *args: Any, people: QuerySet[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["appointment"]
        assert isinstance(field, PersonField)
        field.queryset = people
