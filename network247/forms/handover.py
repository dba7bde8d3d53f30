"""Forms of the hand-over."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from requests_mla.forms.once import OneTimeKey

from ..services.handover import MOST_CHARACTERS


class NoteForm(forms.Form):
    """A line of the log."""

    text = forms.CharField(
        label=_("What happened"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who keeps this desk reads it."),
    )
    once = OneTimeKey()


class EndForm(forms.Form):
    """What the next shift should know."""

    note = forms.CharField(
        label=_("What the next shift should know"),
        max_length=MOST_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OfferForm(forms.Form):
    """A matter is offered to a colleague by name."""

    to = forms.ChoiceField(label=_("To"))
    next_step = forms.CharField(
        label=_("What has to be done next"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, people: Sequence[Person], key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Several of them stand on one page: each has names of its own, and all the same people.
        self.auto_id = f"id_{key}_%s"
        self.people = {str(person.pk): person for person in people}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        names = [(pk, person.name) for pk, person in self.people.items()]
        field.choices = [("", _("Choose a colleague")), *names]

    def clean_to(self) -> Person:
        """The person."""
        return self.people[self.cleaned_data["to"]]
