"""Why nobody needs to be reminded of a date any more."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SilenceForm(forms.Form):
    """The reason, for colleagues and for the record."""

    reason = forms.CharField(
        label=_("Why nobody needs to be reminded"),
        help_text=_("Your side reads it beside the date. The date itself runs on."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
