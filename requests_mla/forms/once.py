"""The key that a form carries, so that sending it twice makes one thing."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError


class OneTimeKey(forms.UUIDField):
    """A key made when the form is shown. What is missing or no key counts as none."""

    def __init__(self, **kwargs: Any) -> None:
        # Several forms of a page carry one: without an id none has another's.
        widget = forms.HiddenInput(attrs={"id": False})
        super().__init__(required=False, initial=uuid4, widget=widget, **kwargs)

    def clean(self, value: Any) -> UUID | None:
        """The key, or None."""
        try:
            key: UUID | None = super().clean(value)
        except ValidationError:
            return None
        return key
