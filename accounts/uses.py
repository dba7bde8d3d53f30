"""The articles that people and authorities rest on."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from convention.uses import Use


def uses_of_accounts() -> Iterator[Use]:
    """Central authorities are known, and shown on the page of their State."""
    yield Use(
        "40(12)",
        _("States and authorities"),
        _("Central authorities, on the page of each State"),
        reverse("convention:states"),
    )
