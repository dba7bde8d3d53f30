"""Questions the rest of the house asks the catalogue."""

import unicodedata
from collections.abc import Iterable
from datetime import date

from django.core.cache import cache
from django.db.models import Q, QuerySet

from .choices import Channel, InstrumentKind, Level, OffenceClass, StateFilter
from .models import (
    ContentRule,
    Ground,
    Instrument,
    MeasureType,
    Membership,
    RequestKind,
    State,
    TimeLimit,
)

# What every page needs and nobody changes within the minute.
REMEMBERED_SECONDS = 60


def grounds_for(request_types: Iterable[str]) -> QuerySet[Ground]:
    """The grounds on which one of those kinds of request may be refused; nothing else is offered.

    Postponement and conditions are outcomes, not refusals. Each says in `applies` for which kinds.
    """
    found = Ground.objects.filter(applies__in=list(request_types), is_outcome=False)
    return found.prefetch_related("applies").distinct()


def measures_for(
    offence_class: str, channel: str = Channel.CENTRAL_AUTHORITY
) -> QuerySet[MeasureType]:
    """The measures open to a class of offences (Articles 35(1) and 40(1)) on a channel."""
    measures = MeasureType.objects.filter(channel=channel)
    if offence_class == OffenceClass.TREATY_OFFENCE:
        return measures
    if offence_class == OffenceClass.SERIOUS_CRIME:
        return measures.filter(available_for_serious_crime=True)
    return measures.none()


def content_rules(request_type: str) -> QuerySet[ContentRule]:
    """What that kind of request contains, the rules of the kinds it builds on included."""
    kind = RequestKind.objects.get(pk=request_type)
    return ContentRule.objects.filter(request_type__in=[*kind.includes, kind.pk])


def time_limit(code: str) -> TimeLimit:
    """One time limit; `TimeLimit.DoesNotExist` for a code that is not in the catalogue."""
    return TimeLimit.objects.get(pk=code)


def in_force_between(a: State | str, b: State | str, instrument: str, on: date) -> bool:
    """Whether the instrument binds both States on that day: a fact recorded for each of them.

    Signature and ratification do not count. Reciprocity is no treaty and is never in force.
    """
    codes = {one.pk if isinstance(one, State) else one for one in (a, b)}
    rows = Membership.objects.filter(state__in=codes, instrument=instrument)
    return len(codes) == 2 and [row.binds(on) for row in rows] == [True, True]


def instruments_of(state: State) -> QuerySet[Instrument]:
    """Treaties to show on a State's page: an invented one only where the State takes part."""
    rows = Instrument.objects.exclude(kind=InstrumentKind.NONE)
    return rows.filter(Q(invented=False) | Q(memberships__state=state)).distinct()


def instruments_between(a: State | str, b: State | str) -> QuerySet[Instrument]:
    """What a request between the two may name as its basis: no treaty on assistance of others."""
    treaties = Instrument.objects.filter(kind=InstrumentKind.ASSISTANCE)
    own = treaties.filter(memberships__state=a).filter(memberships__state=b)
    return Instrument.objects.filter(~Q(kind=InstrumentKind.ASSISTANCE) | Q(pk__in=own))


def instruments_of_requests(state: State | str) -> QuerySet[Instrument]:
    """What any request to or from that State may name: no treaty on assistance of others."""
    own = Instrument.objects.filter(kind=InstrumentKind.ASSISTANCE, memberships__state=state)
    return Instrument.objects.filter(~Q(kind=InstrumentKind.ASSISTANCE) | Q(pk__in=own))


def state_names(language: str) -> dict[str, str]:
    """The name of every State in that language by its code; remembered for a minute."""
    names: dict[str, str] | None = cache.get_or_set(
        f"convention.states.{language}",
        lambda: {state.code: state.name_in(language) for state in State.objects.all()},
        REMEMBERED_SECONDS,
    )
    return names or {}


def standings(instrument: str) -> dict[str, Membership]:
    """How every State stands to an instrument, by the State's code; one query."""
    return {one.state_id: one for one in Membership.objects.filter(instrument=instrument)}


def stands_as(membership: Membership | None, standing: str) -> bool:
    """Whether the recorded facts answer to that filter; an unknown filter lets everything pass."""
    facts = {
        StateFilter.SIGNED.value: membership is not None and membership.signed,
        StateFilter.RATIFIED.value: membership is not None and membership.ratified,
        StateFilter.IN_FORCE.value: membership is not None and membership.in_force,
        StateFilter.NOTHING.value: membership is None
        or not (membership.signed or membership.ratified or membership.in_force),
    }
    return facts.get(standing, True)


def standing_counts(memberships: Iterable[Membership]) -> dict[str, int]:
    """How many real States signed, ratified and are bound, as far as sources say."""
    known = [one for one in memberships if one.level != Level.INVENTED]
    return {
        "signed": sum(one.signed for one in known),
        "ratified": sum(one.ratified for one in known),
        "in_force": sum(one.in_force for one in known),
    }


def search_states(states: Iterable[State], words: str) -> list[State]:
    """The States whose code or name in any of the six languages contains the words.

    Capitals, accents and kinds of apostrophes do not matter.
    """
    wanted = fold(words)
    if not wanted:
        return list(states)
    return [state for state in states if _matches(state, wanted)]


def fold(text: str) -> str:
    """The text as it is compared: small letters, no accents, one kind of apostrophe and space."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def _matches(state: State, wanted: str) -> bool:
    names = (state.name_in(language) for language in ("ar", "zh", "en", "fr", "ru", "es"))
    return state.code.casefold() == wanted or any(wanted in fold(name) for name in names)
