"""Forms of the roster. Times are typed as the clock of the desk shows them."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority, Person
from requests_mla.forms.once import OneTimeKey
from workflow.recorded import today

from ..models import Absence, Shift
from ..moments import local, moment_of
from ..queries.roster import staff
from ..services.roster import MOST_WEEKS, PLACES, Pattern
from ..spans import Span

TYPED = "%Y-%m-%dT%H:%M"
PLACE_NAMES = {
    1: _("first person"),
    2: _("second: stands behind the first"),
    3: _("third: stands behind both"),
}
ONE_AFTER_THE_OTHER, BY_WEEK = "turn", "week"


class WallClockField(forms.Field):
    """A date and time as a clock on the desk's wall shows it: it has no zone yet."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TYPED)
    default_error_messages = {"invalid": _("Write the day and the time.")}

    def to_python(self, value: Any) -> datetime | None:
        """What was typed; None for nothing."""
        if value in self.empty_values:
            return None
        try:
            typed = datetime.fromisoformat(str(value))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not 1970 <= typed.year <= 9000:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return typed.replace(tzinfo=None, second=0, microsecond=0)


class DeskForm(forms.Form):
    """A form about the people and the clock of one desk."""

    def __init__(self, *args: Any, authority: Authority, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority = authority
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelMultipleChoiceField | forms.ModelChoiceField):
                field.queryset = staff(authority.pk)
            if isinstance(field, WallClockField):
                self.initial[name] = self._as_typed(self.initial.get(name))

    @property
    def span(self) -> Span:
        """The stretch of time of the valid form."""
        given = self.cleaned_data
        zone = self.authority.zone
        return moment_of(zone, given["begins"]), moment_of(zone, given["ends"])

    def _as_typed(self, at: datetime | None) -> str:
        return local(at, self.authority.zone).strftime(TYPED) if at else ""


class ShiftForm(DeskForm):
    """One shift."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none())
    begins = WallClockField(label=_("From"))
    ends = WallClockField(label=_("Until"))
    place = forms.TypedChoiceField(
        label=_("Place"),
        coerce=int,
        choices=[(place, PLACE_NAMES[place]) for place in PLACES],
        initial=1,
        widget=forms.RadioSelect,
    )
    once = OneTimeKey()


class PatternForm(DeskForm):
    """Shifts around the clock, for several weeks."""

    people = forms.ModelMultipleChoiceField(
        label=_("Who, in turn"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In the order of this list, unless you write another below."),
    )
    order = forms.CharField(
        label=_("Another order"),
        required=False,
        help_text=_("The numbers of the people in the list, for example 2, 1, 3."),
    )
    first_day = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    weeks = forms.IntegerField(
        label=_("For how many weeks"), min_value=1, max_value=MOST_WEEKS, initial=4
    )
    begins = forms.TimeField(
        label=_("First shift of the day begins"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial="06:00",
    )
    per_day = forms.TypedChoiceField(
        label=_("Shifts"),
        coerce=int,
        choices=[
            (1, _("one of 24 hours a day")),
            (2, _("two of 12 hours")),
            (3, _("three of 8 hours")),
            (4, _("four of 6 hours")),
        ],
        initial=3,
    )
    turns = forms.ChoiceField(
        label=_("How they take turns"),
        choices=[
            (ONE_AFTER_THE_OTHER, _("one shift after the other")),
            (BY_WEEK, _("each keeps the same hours for a week, then all move on by one")),
        ],
        initial=BY_WEEK,
        widget=forms.RadioSelect,
    )
    place = forms.TypedChoiceField(
        label=_("Place"),
        coerce=int,
        choices=[(place, PLACE_NAMES[place]) for place in PLACES],
        initial=1,
    )
    leaves_out = forms.BooleanField(
        label=_("Leave out what cannot be planned; it stays a gap"),
        required=False,
    )

    def __init__(self, *args: Any, authority: Authority, **kwargs: Any) -> None:
        super().__init__(*args, authority=authority, **kwargs)
        self.listed = list(staff(authority.pk))
        people = self.fields["people"]
        assert isinstance(people, forms.ModelMultipleChoiceField)
        number = {person.pk: place for place, person in enumerate(self.listed, start=1)}
        people.label_from_instance = (  # type: ignore[method-assign]  # Django's hook
            lambda obj: f"{number.get(obj.pk, '')}. {obj.name}"
        )
        self.initial.setdefault("first_day", today(authority.zone) + timedelta(days=1))

    def clean(self) -> dict[str, Any]:
        """The people in the order that was asked for."""
        given = super().clean() or {}
        chosen = set(given.get("people") or ())
        in_order = [person for person in self.listed if person in chosen]
        if given.get("order") and chosen:
            in_order = self._ordered(given["order"], chosen) or in_order
        given["in_order"] = in_order
        return given

    def pattern(self) -> Pattern:
        """The valid form as a value for the service."""
        given = self.cleaned_data
        return Pattern(
            people=given["in_order"],
            first_day=given["first_day"],
            weeks=given["weeks"],
            begins=given["begins"],
            per_day=given["per_day"],
            place=given["place"],
            by_week=given["turns"] == BY_WEEK,
            leaves_out=given["leaves_out"],
        )

    def _ordered(self, text: str, chosen: set[Person]) -> list[Person]:
        numbers = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        known = {str(place): person for place, person in enumerate(self.listed, start=1)}
        people = [known[number] for number in numbers if number in known]
        if len(people) != len(numbers) or set(people) != chosen:
            self.add_error("order", _("Name each person that is ticked, by the number before it."))
            return []
        return people


class AbsenceForm(DeskForm):
    """Leave or illness."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none())
    begins = WallClockField(label=_("From"))
    ends = WallClockField(label=_("Until"))
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=Absence._meta.get_field("reason").max_length,
        help_text=_("Leave or illness. Read by that person and by whoever plans the roster."),
    )


class GiveForm(DeskForm):
    """A shift, or a part of it, goes to somebody else."""

    person = forms.ModelChoiceField(label=_("To whom"), queryset=Person.objects.none())
    begins = WallClockField(label=_("From"))
    ends = WallClockField(label=_("Until"))

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, authority=shift.authority, **kwargs)
        _without(self, shift)


class SwapForm(DeskForm):
    """A shift is offered to a colleague."""

    person = forms.ModelChoiceField(
        label=_("Offer it to"),
        queryset=Person.objects.none(),
        help_text=_("It stays yours until they accept."),
    )

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, authority=shift.authority, **kwargs)
        _without(self, shift)


def _without(form: DeskForm, shift: Shift) -> None:
    field = form.fields["person"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = staff(form.authority.pk).exclude(pk=shift.person_id)
