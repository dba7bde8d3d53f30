"""How to see whether the Convention opens what a draft asks for; nothing where it is not the basis.

What is law in it (the threshold of a serious crime, what such a crime opens, when the Convention
binds a State) stands in the catalogue; every finding names the row that says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from convention.choices import CONVENTION
from convention.choices import OffenceClass as Opened
from convention.models import Article, Scope, Sourced
from convention.queries import in_force_between

from . import scope
from .choices import OffenceClass, Step
from .penalties import penalty_in_words

if TYPE_CHECKING:
    from .completeness import Content

# The article that says from when on the Convention binds a State.
ENTRY_INTO_FORCE = 65


@dataclass(frozen=True)
class OutOfScope:
    """What the Convention does not open: where to write, in words, by which row of the catalogue.

    `code` names the finding in every language.
    """

    step: Step
    text: str
    row: Sourced
    code: str
    measure: int | None = None


def out_of_scope(content: Content, on: date) -> Iterator[OutOfScope]:
    """Everything in the request that the Convention does not open on that day."""
    if not scope.is_by_convention(content.request):
        return
    yield from _not_in_force(content, on)
    yield from _not_serious(content)
    yield from _not_opened(content)


def _not_in_force(content: Content, on: date) -> Iterator[OutOfScope]:
    """Only where it was chosen: nobody says of a paper request what it rests on."""
    request = content.request
    asking, asked = request.requesting.state, request.requested.state
    if request.basis_id != CONVENTION or in_force_between(asking, asked, CONVENTION, on):
        return
    text = _(
        "The Convention is not known to be in force between %(asking)s and %(asked)s: "
        "choose another legal basis"
    ) % {"asking": asking.name, "asked": asked.name}
    yield OutOfScope(Step.WHO, text, Article.objects.get(pk=ENTRY_INTO_FORCE), "in_force")


def _not_serious(content: Content) -> Iterator[OutOfScope]:
    if all(row.offence_class != OffenceClass.SERIOUS for row in content.offences):
        return
    limit = scope.threshold()
    for row in scope.not_serious(content.offences, limit):
        text = _(
            "“%(offence)s” is no serious crime: its maximum penalty must be at least %(least)s, "
            "and %(written)s is written"
        ) % {
            "offence": row.title,
            "least": penalty_in_words(scope.months_of(limit)),
            "written": penalty_in_words(row.maximum_penalty_months or 0),
        }
        yield OutOfScope(Step.OFFENCES, text, limit, f"threshold.{row.pk}")


def _not_opened(content: Content) -> Iterator[OutOfScope]:
    widest = scope.opened(row.offence_class for row in content.offences)
    closed = [measure for measure in content.measures if not scope.opens(widest, measure)]
    if not closed:
        return
    row = Scope.objects.get(pk=Opened.SERIOUS_CRIME)
    for measure in closed:
        text = _(
            "Measure %(number)s (%(what)s) is open for offences of the Convention only: "
            "a serious crime opens electronic evidence"
        ) % {"number": measure.number, "what": measure.type.name}
        yield OutOfScope(Step.MEASURES, text, row, "scope", measure.number)
