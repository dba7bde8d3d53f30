"""What the catalogue holds about two States, read in one go: six queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..models import (
    Article,
    AssistanceRules,
    Declaration,
    Instrument,
    Membership,
    Paragraph,
    Scope,
    State,
)

# The paragraphs of the Convention that the order is explained with.
CITED = ("40(6)", "40(7)")
# Powers, and cooperation: what a State declared on these matters to any request.
CHAPTERS = (4, 5)


@dataclass(frozen=True)
class Known:
    """Two States, and all that the catalogue says of what binds them."""

    asking: State
    asked: State
    instruments: tuple[Instrument, ...]
    rules: Mapping[str, AssistanceRules]
    memberships: Mapping[tuple[str, str], Membership]
    declarations: tuple[Declaration, ...]
    paragraphs: Mapping[str, Paragraph]
    scope: Mapping[str, Scope]
    cooperation: frozenset[int]

    def standing(self, state: State, instrument: Instrument) -> Membership | None:
        """How that State stands to it, or None where no source says anything."""
        return self.memberships.get((state.pk, instrument.pk))

    def standings(self, instrument: Instrument) -> tuple[Membership, Membership] | None:
        """How both stand to it, or None where no source says anything of one of them."""
        ours = self.standing(self.asking, instrument)
        theirs = self.standing(self.asked, instrument)
        return (ours, theirs) if ours and theirs else None

    def since(self, instrument: Instrument, on: date) -> date | None:
        """The day from which it binds both, or None where on that day it does not."""
        both = self.standings(instrument)
        if both is None or self.asking.pk == self.asked.pk:
            return None
        days = [row.in_force_on for row in both if row.in_force_on and row.binds(on)]
        return max(days) if len(days) == len(both) else None


def known_between(asking: State, asked: State) -> Known:
    """Everything that decides what a request between the two can rest on."""
    instruments = tuple(Instrument.objects.select_related("assistance"))
    memberships = Membership.objects.filter(state__in=[asking, asked])
    return Known(
        asking=asking,
        asked=asked,
        instruments=instruments,
        rules={one.pk: one.assistance for one in instruments if hasattr(one, "assistance")},
        memberships={(row.state_id, row.instrument_id): row for row in memberships},
        declarations=tuple(Declaration.objects.filter(state=asked)),
        paragraphs=Paragraph.objects.in_bulk(CITED),
        scope={row.pk: row for row in Scope.objects.all()},
        cooperation=frozenset(
            Article.objects.filter(chapter__in=CHAPTERS).values_list("pk", flat=True)
        ),
    )
