"""What one State requires of an offence where the Convention leaves it to each State.

Names and categories do not matter, Article 35(3): only whether the conduct has every element.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from .choices import COMPARED, CONVENTION
from .models import Declaration, NationalElement, OffenceElement, OffenceType, State


@dataclass(frozen=True)
class InAState:
    """One offence as a State has it, as far as sources say."""

    offence: OffenceType
    elements: list[NationalElement]
    declarations: list[Declaration]

    @property
    def required(self) -> list[NationalElement]:
        """What it requires although the Convention does not."""
        return [one for one in self.elements if one.required]

    @property
    def not_required(self) -> list[NationalElement]:
        """What it could have required, and is recorded not to."""
        return [one for one in self.elements if not one.required]


def compared(offences: Iterable[int]) -> QuerySet[OffenceElement]:
    """The elements that conduct is compared with, for these articles."""
    return OffenceElement.objects.filter(offence__in=list(offences), kind__in=COMPARED)


def required_by(state: State | str, on: date) -> dict[str, NationalElement]:
    """What the State says of each element left to it, on that day, by the element's code."""
    rows = NationalElement.objects.filter(state=state).select_related("element")
    return {row.element_id: row for row in rows if row.holds(on)}


def offences_in(state: State, on: date) -> list[InAState]:
    """The offences of Articles 7 to 17 of which something is recorded there; three queries."""
    known = required_by(state, on).values()
    declared = list(state.declarations.filter(instrument=CONVENTION))
    found = [
        InAState(
            offence,
            [row for row in known if row.element.offence_id == offence.pk],
            [row for row in declared if offence.pk in row.articles],
        )
        for offence in OffenceType.objects.all()
    ]
    return [one for one in found if one.elements or one.declarations]
