"""Delay measured: how long partner States and we wait for each other, stage by stage.

Days are calendar time: elapsed seconds divided by 86,400. A step counts when it happened: for a
letter on paper that is its date, so the way by post is part of the wait. Years are UTC years of
the step with which a wait began.

House rule: figures of fewer than LEAST cases are not shown. Nor can they be worked out from what
is shown. Directions and years do not overlap and no line adds up partners, so there is nothing to
subtract from; only "every year" adds up years, and leaves the small ones out where it has to, see
`_tells_a_small_number`. Free periods are not offered: two that differ by a day would tell of that
day. What is not kept is how many cases went from one stage into the next: "finished" tells it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from accounts.actors import Actor
from accounts.models import Participation
from accounts.queries import participations_of
from audit import moment
from convention.queries import state_names
from requests_mla.choices import KIND, Action
from requests_mla.table import TABLE
from workflow.choices import Side

from . import survival
from .choices import Outcome, Stage
from .survival import Quantile

LEAST = 5
DAY = timedelta(days=1)
ENDS = frozenset(state.name for state in TABLE.states if state.is_end)
SENDING = frozenset({Action.SEND, Action.REGISTER})


class Span(NamedTuple):
    """The steps a stage begins with and those it waits for; whether it may come again."""

    begins: frozenset[Action]
    ends: frozenset[Action]
    repeats: bool = False


SPANS = {
    Stage.WHOLE: Span(SENDING, frozenset({Action.DELIVER, Action.REFUSE})),
    Stage.ACKNOWLEDGE: Span(SENDING, frozenset({Action.ACKNOWLEDGE})),
    Stage.DECIDE: Span(frozenset({Action.ACKNOWLEDGE}), frozenset({Action.ACCEPT, Action.REFUSE})),
    Stage.EXECUTE: Span(frozenset({Action.ACCEPT}), frozenset({Action.DELIVER})),
    Stage.CLOSE: Span(frozenset({Action.DELIVER}), frozenset({Action.CLOSE})),
    Stage.ANSWER: Span(frozenset({Action.ASK}), frozenset({Action.REPLY}), repeats=True),
}


class Step(NamedTuple):
    """What happened in a case, as far as both sides know of it."""

    action: str
    target: str
    at: datetime


class Wait(NamedTuple):
    """One wait of one case."""

    case: UUID
    partner: str
    year: int
    days: float
    outcome: Outcome


@dataclass(frozen=True)
class Asked:
    """What somebody wants measured; no year means every year."""

    stage: Stage = Stage.WHOLE
    side: Side = Side.REQUESTING
    year: int | None = None


@dataclass(frozen=True)
class Figures:
    """What is known of the waits of one line; `late` is the 90th percentile."""

    finished: int
    still_open: int
    otherwise: int
    median: Quantile
    late: Quantile


@dataclass(frozen=True)
class Line:
    """A partner State with its figures; None where they are not shown.

    `without_small_years`: of every year, those with few cases are left out.
    """

    partner: str
    figures: Figures | None = None
    without_small_years: bool = False


@dataclass(frozen=True)
class Delays:
    """The lines of a page, and the years in which there is something to measure, newest first."""

    lines: list[Line]
    years: list[int]


def measured(actor: Actor, asked: Asked) -> Delays:
    """The delays of a stage per partner State, over the cases that the actor may see.

    Each case once, by its leading authorities. Sealed cases are not in it, nor those opened by
    name. One query besides the names of the States.
    """
    waits = list(waits_of(actor, asked.stage, asked.side))
    lines = lines_of(waits, asked.year, state_names(get_language() or "en"))
    return Delays(lines, sorted({wait.year for wait in waits}, reverse=True))


def lines_of(
    waits: Iterable[Wait], year: int | None = None, names: Mapping[str, str] | None = None
) -> list[Line]:
    """A line for each partner with a wait that began in that year, by name.

    `waits` are those of every year: whether a sum over the years may be shown depends on each.
    """
    partners: dict[str, list[Wait]] = defaultdict(list)
    for wait in waits:
        partners[wait.partner].append(wait)
    known = names or {}
    found = (_line(known.get(code, code), of_one, year) for code, of_one in partners.items())
    return sorted((line for line in found if line), key=attrgetter("partner"))


def waits_of(actor: Actor, stage: Stage, side: Side) -> Iterator[Wait]:
    """Every wait of that stage in the actor's cases on that side, ended or not."""
    span, now = SPANS[stage], moment.now()
    rows = _steps(participations_of(actor).filter(side=side), span)
    for (case, partner), found in groupby(rows, key=itemgetter(0, 1)):
        for began, ended, outcome in pairs(span, (Step(*row[2:]) for row in found)):
            lasted = max((ended or now) - began, timedelta())
            yield Wait(case, partner, began.year, lasted / DAY, outcome)


def pairs(span: Span, steps: Iterable[Step]) -> Iterator[tuple[datetime, datetime | None, Outcome]]:
    """When each wait of a case began and when it was over, by the steps of the case in order."""
    began: datetime | None = None
    for step in steps:
        if began is None:
            began = step.at if step.action in span.begins else None
        elif step.action in span.ends:
            yield began, step.at, Outcome.FINISHED
            if not span.repeats:
                return
            began = None
        elif step.target in ENDS:
            yield began, step.at, Outcome.OTHERWISE
            return
    if began is not None:
        yield began, None, Outcome.OPEN


def _steps(own: QuerySet[Participation], span: Span) -> QuerySet[Participation, Any]:
    """The steps that matter to a span, in the order of each case. Shared ones only."""
    matters = Q(case__events__action__in=span.begins | span.ends) | Q(case__events__target__in=ENDS)
    of_cases = own.filter(matters, case__events__shared=True, case__kind=KIND, leads=True)
    return of_cases.order_by("case_id", "case__events__number").values_list(
        "case_id",
        "partner__state_id",
        "case__events__action",
        "case__events__target",
        "case__events__happened_at",
    )


def _line(partner: str, waits: list[Wait], year: int | None) -> Line | None:
    """The line of a partner; None where nothing was waited for in that year."""
    wanted = [wait for wait in waits if year in (None, wait.year)]
    if not wanted:
        return None
    leaves_out = year is None and _tells_a_small_number(waits)
    if leaves_out:
        wanted = [wait for of_year in _by_year(waits) if not _are_few(of_year) for wait in of_year]
    # With nothing left it is not said why: that would tell something of the number.
    return Line(partner) if _are_few(wanted) else Line(partner, _figures(wanted), leaves_out)


def _by_year(waits: list[Wait]) -> list[list[Wait]]:
    of_year = attrgetter("year")
    return [list(found) for _year, found in groupby(sorted(waits, key=of_year), key=of_year)]


def _are_few(waits: list[Wait]) -> bool:
    return len({wait.case for wait in waits}) < LEAST


def _tells_a_small_number(waits: list[Wait]) -> bool:
    """Whether the sum over the years, less the years that are shown, tells what a hidden one holds.

    It does where one year is hidden; and where the rest leaves only one way to share it out: each
    of the hidden years holds the least it can, one, or the most.
    """
    hidden = [of_year for of_year in _by_year(waits) if _are_few(of_year)]
    rest = sum(map(len, hidden))
    return len(hidden) == 1 or (bool(hidden) and rest in (len(hidden), len(hidden) * (LEAST - 1)))


def _figures(waits: list[Wait]) -> Figures:
    outcomes = [wait.outcome for wait in waits]
    watched = [survival.Wait(wait.days, wait.outcome == Outcome.FINISHED) for wait in waits]
    return Figures(
        finished=outcomes.count(Outcome.FINISHED),
        still_open=outcomes.count(Outcome.OPEN),
        otherwise=outcomes.count(Outcome.OTHERWISE),
        median=survival.quantile(watched, 0.5),
        late=survival.quantile(watched, 0.9),
    )
