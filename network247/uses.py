"""The article that the directory, its yearly list and test calls rest on."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from convention.uses import Use


def uses_of_network() -> Iterator[Use]:
    """The directory, each State's part of it on the State's page, the list, test calls."""
    yield Use(
        "41(1), 41(2)",
        _("24/7 network"),
        _("Directory of contact points"),
        reverse("network:contacts"),
    )
    yield Use("41(2)", _("24/7 network"), _("Yearly list"), reverse("network:lists"))
    yield Use("41(1)", _("24/7 network"), _("Test calls"), reverse("network:drills"))
