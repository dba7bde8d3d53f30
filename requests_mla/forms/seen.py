"""What a page of a draft had before it when it was sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .once import OneTimeKey

LARGEST = 2**31 - 1
UNREADABLE = _(
    "This page no longer knows which version it shows. Copy what you typed and open it again."
)


class VersionField(forms.IntegerField):
    """The version that the page shows, hidden; what is no number says what to do."""

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(
            required=required,
            min_value=0,
            max_value=LARGEST,
            widget=forms.HiddenInput(attrs={"id": False}),
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), UNREADABLE
            ),
        )


class SeenForm(forms.Form):
    """The version of the step that the page shows, and the page's own key."""

    seen_version = VersionField(required=False)
    page = OneTimeKey()
