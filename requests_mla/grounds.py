"""Which grounds stand open against a measure: the catalogue's list for its kind, and its scope.

Grounds are data (`convention/data/grounds.json`). Here stands only what depends on the case: a
serious crime outside the Convention opens electronic evidence only, 40(1); a request that rests on
another instrument is refused by that instrument's grounds, which the catalogue does not hold.
Absence of dual criminality stands open only where a finished comparison finds it, 35(3) and 40(8).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from convention.choices import CONVENTION
from convention.choices import OffenceClass as Opened
from convention.models import Ground
from convention.queries import grounds_for

from . import scope
from .criminality.standing import Found, found_of
from .models import Measure, Request

OUT_OF_SCOPE = "OUT_OF_SCOPE"
ABSENT = "NO_DUAL_CRIMINALITY"
# Only where the requested State made the reservation of 42(5), and for a serious crime only.
RESERVED, RESERVATION = "PRESERVATION_DC_RESERVED", "42(5)"


@dataclass(frozen=True)
class Standing:
    """What a request rests on, as far as it decides which grounds there are."""

    by_convention: bool
    opened: str | None
    has_reservation: bool
    criminality: Found = field(default_factory=Found)
    # What a State reached by post decided is recorded as it wrote it.
    decides_here: bool = True

    @classmethod
    def of(cls, request: Request) -> "Standing":
        """A fixed number of queries."""
        classes = set(request.offences.values_list("offence_class", flat=True))
        state = request.requested.state
        return cls(
            by_convention=scope.is_by_convention(request),
            opened=scope.opened(classes),
            has_reservation=state.declarations.filter(
                instrument_id=CONVENTION, reference=RESERVATION
            ).exists(),
            criminality=found_of(request),
            decides_here=request.requested.connected,
        )


class Offer:
    """The grounds of each measure of a request; two queries, however many measures there are."""

    def __init__(self, standing: Standing, measures: Iterable[Measure]) -> None:
        self.standing = standing
        kinds = {measure.type.request_type_id for measure in measures}
        self._by_kind: dict[str, list[Ground]] = {kind: [] for kind in kinds}
        for ground in grounds_for(kinds):
            for kind in ground.applies.all():
                if kind.pk in kinds:
                    self._by_kind[kind.pk].append(ground)

    def is_in_scope(self, measure: Measure) -> bool:
        """Whether the offences open this measure: a serious crime opens electronic evidence only.

        Articles 35(1) and 40(1).
        """
        return not self.standing.by_convention or scope.opens(self.standing.opened, measure)

    def grounds(self, measure: Measure) -> list[Ground]:
        """What may be chosen for a refusal, in the catalogue's order."""
        if not self.standing.by_convention:
            return []
        rows = self._by_kind[measure.type.request_type_id]
        if not self.is_in_scope(measure):
            return [row for row in rows if row.pk == OUT_OF_SCOPE]
        opened = {
            ABSENT: self.standing.criminality.lacking or not self.standing.decides_here,
            RESERVED: self._may_use_reservation(),
        }
        return [row for row in rows if opened.get(row.pk, True)]

    def withheld(self, measure: Measure) -> str:
        """Why absence of dual criminality is no ground, where the catalogue has it; else empty."""
        asked = self.standing.decides_here and self._has(ABSENT, measure)
        return self.standing.criminality.why_not if asked else ""

    def may_ask_criminality(self, measure: Measure) -> bool:
        """Whether dual criminality may decide on this measure; another instrument may ask it."""
        if not self.standing.by_convention:
            return True
        return self._has(ABSENT, measure) or self.is_reserved(measure)

    def is_reserved(self, measure: Measure) -> bool:
        """Whether the reservation of 42(5) may be used against this measure."""
        return self._has(RESERVED, measure) and self._may_use_reservation()

    def _has(self, code: str, measure: Measure) -> bool:
        """Whether the catalogue has that ground for a measure that is in scope."""
        if not (self.standing.by_convention and self.is_in_scope(measure)):
            return False
        return code in {row.pk for row in self._by_kind[measure.type.request_type_id]}

    def _may_use_reservation(self) -> bool:
        return self.standing.has_reservation and self.standing.opened == Opened.SERIOUS_CRIME


def offer_of(request: Request, measures: Iterable[Measure]) -> Offer:
    """The grounds that stand open against these measures; load their types with them."""
    return Offer(Standing.of(request), measures)
