"""The articles that the desk rests on."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from convention.uses import Use

from .table import TABLE


def uses_of_network() -> Iterator[Use]:
    """The directory, its yearly list and test calls; what urgent matters are made of."""
    yield Use(
        "41(1), 41(2)",
        _("24/7 network"),
        _("Directory of contact points"),
        reverse("network:contacts"),
    )
    for move in TABLE.moves:
        if move.basis:
            yield Use(", ".join(move.basis), _("Acts of the urgent desk"), str(move.label))
    for clock in TABLE.clocks:
        yield Use(clock.basis, _("Clocks of the urgent desk"), capfirst(str(clock.label)))
    yield Use("41(2)", _("24/7 network"), _("Yearly list"), reverse("network:lists"))
    yield Use("41(1)", _("24/7 network"), _("Test calls"), reverse("network:drills"))
