"""The order of the instruments: a pure function of what is known, the offences and the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.utils.translation import gettext as _

from ..choices import InstrumentKind, RuleAbout
from ..models import AssistanceRules, Declaration, Instrument, Membership, State
from . import reasons
from .known import Known
from .reasons import Offences, Reason


class Place(IntEnum):
    """Where an instrument stands among the others; the smaller the earlier."""

    TREATY = 1
    NAMES_ALL = 2
    CONVENTION = 3
    IN_PART = 4
    RECIPROCITY = 5


@dataclass(frozen=True)
class Option:
    """Something the request can rest on. `since` is empty for reciprocity alone."""

    instrument: Instrument
    place: Place
    since: date | None
    reasons: tuple[Reason, ...]
    memberships: tuple[Membership, ...]
    declarations: tuple[Declaration, ...]
    rules: AssistanceRules | None

    @property
    def looked_up(self) -> list[tuple[str, str, str]]:
        """Channel, languages, dual criminality, limits of use: label, text, reference."""
        rows = self.rules.rules if self.rules else []
        return [(str(RuleAbout(row["about"]).label), row["text"], row["reference"]) for row in rows]


@dataclass(frozen=True)
class LeftOut:
    """An instrument that is no option on that day or for that offence, and why."""

    instrument: Instrument
    why: str


@dataclass(frozen=True)
class Proposal:
    """The options in order, reciprocity last, and what was left out."""

    asking: State
    asked: State
    on: date
    options: tuple[Option, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def first(self) -> Option:
        """What is proposed first; there is always something."""
        return self.options[0]

    @property
    def is_reciprocity_alone(self) -> bool:
        """Whether no instrument in force between the two fits."""
        return self.first.place == Place.RECIPROCITY


def propose(known: Known, offences: Offences, on: date) -> Proposal:
    """Everything the request can rest on, in order; nothing is asked of the database."""
    in_force = {one.pk: known.since(one, on) for one in known.instruments}
    placed = {one.pk: _place(known, one, offences) for one in known.instruments if in_force[one.pk]}
    fits = {code: place for code, place in placed.items() if place}
    options = [
        _option(known, one, fits, offences, in_force[one.pk])
        for one in known.instruments
        if one.pk in fits
    ]
    options.extend(
        _reciprocity(known, one, alone=not fits)
        for one in known.instruments
        if one.kind == InstrumentKind.NONE
    )
    return Proposal(
        asking=known.asking,
        asked=known.asked,
        on=on,
        # The sort is stable: within a place the catalogue's own order stays.
        options=tuple(sorted(options, key=lambda option: option.place)),
        left_out=tuple(_left_out(known, placed, on)),
    )


def _place(known: Known, instrument: Instrument, offences: Offences) -> Place | None:
    """Where an instrument in force stands; None where it is not open for the offences."""
    rules = known.rules.get(instrument.pk)
    if rules is None:
        return None
    if instrument.kind == InstrumentKind.ASSISTANCE:
        return Place.TREATY
    if instrument.kind == InstrumentKind.CONVENTION:
        is_open = offences.opened is None or offences.opened in rules.classes
        return Place.CONVENTION if is_open else None
    named = reasons.named(rules, offences)
    names_all = named.keys() == offences.articles and offences.beyond is None
    if named and names_all and not rules.condition:
        return Place.NAMES_ALL
    may_help = named or reasons.opens_otherwise(rules, offences) or offences.opened is None
    return Place.IN_PART if may_help else None


def _option(
    known: Known,
    instrument: Instrument,
    fits: dict[str, Place],
    offences: Offences,
    since: date | None,
) -> Option:
    place = fits[instrument.pk]
    if place == Place.TREATY:
        why = reasons.of_a_treaty(known)
    elif place == Place.NAMES_ALL:
        why = reasons.of_what_names_all(known, instrument, offences)
    elif place == Place.CONVENTION:
        treaty = Place.TREATY in fits.values()
        why = reasons.of_the_convention(known, offences, treaty=treaty)
    else:
        why = reasons.of_what_fits_in_part(known, instrument, offences)
    return Option(
        instrument=instrument,
        place=place,
        since=since,
        reasons=tuple(why),
        memberships=known.standings(instrument) or (),
        declarations=tuple(_declarations(known, instrument, offences)),
        rules=known.rules[instrument.pk],
    )


def _reciprocity(known: Known, instrument: Instrument, *, alone: bool) -> Option:
    return Option(
        instrument=instrument,
        place=Place.RECIPROCITY,
        since=None,
        reasons=tuple(reasons.of_reciprocity(known, alone=alone)),
        memberships=(),
        declarations=(),
        rules=known.rules.get(instrument.pk),
    )


def _declarations(
    known: Known, instrument: Instrument, offences: Offences
) -> Iterator[Declaration]:
    """What the requested State declared that matters here; of another treaty, everything.

    What it declared on powers and cooperation matters to any request, what it declared on an
    offence where that offence is investigated.
    """
    for row in known.declarations:
        if row.instrument_id != instrument.pk:
            continue
        rests_on = set(row.articles)
        of_another = instrument.kind != InstrumentKind.CONVENTION
        if of_another or not rests_on or rests_on & (known.cooperation | offences.articles):
            yield row


def _left_out(known: Known, placed: dict[str, Place | None], on: date) -> Iterator[LeftOut]:
    for one in known.instruments:
        if one.kind == InstrumentKind.NONE or placed.get(one.pk):
            continue
        if one.pk in placed:
            yield LeftOut(one, _not_open(known, one))
        elif one.kind != InstrumentKind.ASSISTANCE or _concerns(known, one):
            yield LeftOut(one, reasons.not_in_force(known, one, on))


def _not_open(known: Known, instrument: Instrument) -> str:
    if instrument.pk in known.rules:
        return _("In force between the two, but not open for this offence.")
    return _("In force between the two; what it says on assistance is not in the catalogue.")


def _concerns(known: Known, treaty: Instrument) -> bool:
    """Whether a treaty between few States is one of these two: others' are nobody's business."""
    return known.standings(treaty) is not None
