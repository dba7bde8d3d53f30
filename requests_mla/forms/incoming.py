"""Take in the letter of another installation: its file, and what one says to go on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority

from ..services.importing import Found
from .drafts import MOST_CHARACTERS
from .once import OneTimeKey


class LetterForm(forms.Form):
    """The file. It is looked at before anything of it is kept."""

    letter = forms.FileField(
        label=_("The letter"),
        help_text=_("The signed PDF, as the other State sent it."),
        allow_empty_file=True,  # what is wrong with it is said in one place
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )


class GoOnForm(forms.Form):
    """From whom it is, and why one goes on where the signature is not trusted here."""

    sender = forms.ModelChoiceField(label=_("From"), queryset=Authority.objects.none())
    because = forms.CharField(
        label=_("Why you go on"),
        help_text=_(
            "For example: whom you called back, at which number, and what they confirmed. It is "
            "kept with the case."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=MOST_CHARACTERS,
    )
    once = OneTimeKey()

    def __init__(self, *args: Any, found: Found, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sender = self.fields["sender"]
        assert isinstance(sender, forms.ModelChoiceField)
        sender.queryset = Authority.objects.filter(
            pk__in=[one.pk for one in found.senders]
        ).select_related("state")
        sender.label_from_instance = lambda one: f"{one.state.name} · {one.name}"  # type: ignore[method-assign, assignment]  # documented by Django to be replaced
        sender.initial = found.sender
        if found.incoming.is_trusted:
            del self.fields["because"]
