"""The small forms beside a piece of evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WithdrawForm(forms.Form):
    """Why an exhibit is taken back; one such form stands beside each exhibit of a page."""

    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Only your side reads it. The number of the exhibit stays used."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"withdraw-{number}-%s"
        super().__init__(*args, **kwargs)
        self.number = number
