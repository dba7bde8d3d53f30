"""For which measures dual criminality may be asked at all, and why not for the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from convention.choices import RequestType
from convention.models import ForbiddenGround

from ..grounds import Offer
from ..models import Measure

# The row of the catalogue that rules it out, by the kind of request.
RULED_OUT = {
    RequestType.PRESERVATION.value: "DUAL_CRIMINALITY_PRESERVATION",
    RequestType.TRAFFIC_DISCLOSURE.value: "OUTSIDE_SHORT_LIST",
}
NO_GROUND = gettext_lazy("The catalogue knows no such ground for this kind of request.")
OUTSIDE = gettext_lazy("Out of scope already, 35(1)(c) and 40(1).")


@dataclass(frozen=True)
class Asked:
    """The measures for which it may be asked, and the others, each with the reason."""

    numbers: tuple[int, ...]
    others: tuple[tuple[int, str], ...]
    notes: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.numbers)


def asked_of(offer: Offer, measures: Iterable[Measure]) -> Asked:
    """What the catalogue, the scope and the reservation of 42(5) say; at most one query."""
    listed = list(measures)
    others = [one for one in listed if not offer.may_ask_criminality(one)]
    ruled_out = ForbiddenGround.objects.in_bulk(RULED_OUT.values()) if others else {}
    return Asked(
        numbers=tuple(one.number for one in listed if one not in others),
        others=tuple((one.number, _reason(offer, one, ruled_out)) for one in others),
        notes=tuple(_notes(offer, listed)),
    )


def _reason(offer: Offer, measure: Measure, ruled_out: Mapping[str, ForbiddenGround]) -> str:
    if not offer.is_in_scope(measure):
        return str(OUTSIDE)
    row = ruled_out.get(RULED_OUT.get(measure.type.request_type_id, ""))
    if row is None:
        return str(NO_GROUND)
    return _("No ground for this kind of request, %(reference)s.") % {"reference": row.reference}


def _notes(offer: Offer, measures: Iterable[Measure]) -> Iterable[str]:
    if not offer.standing.by_convention:
        yield _(
            "The request does not rest on the Convention: whether dual criminality is asked "
            "follows from the instrument that it rests on."
        )
    elif any(offer.is_reserved(one) for one in measures):
        yield _(
            "Our State made the reservation of 42(5): preservation for a serious crime that the "
            "Convention does not name may be refused if dual criminality is expected to fail."
        )
