"""The article that the directory rests on."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from convention.uses import Use


def uses_of_network() -> Iterator[Use]:
    """The directory, and each State's part of it on the State's page."""
    yield Use(
        "41(1), 41(2)",
        _("24/7 network"),
        _("Directory of contact points"),
        reverse("network:contacts"),
    )
