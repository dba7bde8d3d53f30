"""The articles that casework on requests rests on, computed from what it is made of."""

from collections.abc import Iterator
from itertools import chain

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from convention.uses import Use
from workflow.choices import Source, Unit
from workflow.table import ClockRule

from .completeness import tested_rules
from .letters.pages import KINDS
from .table import TABLE


def uses_of_requests() -> Iterator[Use]:
    """Every move and clock with a basis, every tested rule, every letter; one query."""
    return chain(_acts(), _clocks(), _tested(), _letters(), _compared())


def _acts() -> Iterator[Use]:
    for move in TABLE.moves:
        if move.basis:
            yield Use(", ".join(move.basis), _("Acts in a request"), str(move.label))


def _clocks() -> Iterator[Use]:
    for clock in TABLE.clocks:
        if clock.basis:
            yield Use(clock.basis, _("Clocks of a request"), _clock_in_words(clock))


def _clock_in_words(clock: ClockRule) -> str:
    source = Source(clock.source).label
    if clock.amount is None:
        return _("%(what)s: %(source)s") % {"what": capfirst(str(clock.label)), "source": source}
    return _("%(what)s: %(amount)s %(unit)s, %(source)s") % {
        "what": capfirst(str(clock.label)),
        "amount": clock.amount,
        "unit": Unit(clock.unit).label,
        "source": source,
    }


def _tested() -> Iterator[Use]:
    """What a draft is tested for before it is submitted."""
    for rule in tested_rules():
        yield Use(rule.reference, _("Checks of a draft"), rule.label)


def _letters() -> Iterator[Use]:
    """A letter rests on what the moves that send it rest on."""
    bases: dict[str, dict[str, None]] = {}
    for move in TABLE.moves:
        if move.letter:
            bases.setdefault(move.letter, {}).update(dict.fromkeys(move.basis))
    for letter, basis in bases.items():
        if basis:
            yield Use(", ".join(basis), _("Letters of a request"), KINDS[letter][0]())


def _compared() -> Iterator[Use]:
    """Dual criminality by conduct, and where it is not asked."""
    yield Use("35(3), 40(8)", _("Assessing a request"), _("Dual criminality, element by element"))
    yield Use("42(4), 42(5)", _("Assessing a request"), _("Where dual criminality is not asked"))
