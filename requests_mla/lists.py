"""Reading: lists of cases and one case, as plain rows with words ready for a page.

Lists start from participation, in keyset pages: the cost of a page does not depend on how many
cases there are (figures P2 to P7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Participation
from accounts.queries import (
    participations_of,
    rows_opened_by_name,
    states_with_authorities,
)
from convention.queries import state_names
from workflow.choices import Side
from workflow.models import Case
from workflow.words import turn_of

from .choices import KIND, Action, Order, Status
from .models import Request
from .orders import SORTINGS, Key, Sorting
from .table import TABLE

# A row as the database gives it, by column.
Found = dict[str, Any]

PAGE = 25
COUNT_LIMIT = 1000


@dataclass(frozen=True)
class Filters:
    """What the register is narrowed to; empty means everything."""

    words: str = ""
    status: str = ""
    partner: str = ""
    direction: str = ""
    turn: str = ""


class Row(NamedTuple):
    """One case of a list, in words."""

    id: UUID
    title: str
    side: Side
    status: str
    status_label: str
    turn: str
    partner: str
    partner_code: str
    by_post: bool
    our_reference: str
    their_reference: str
    clock: str
    due_at: datetime | None
    due_in: str
    opened_at: datetime
    changed_at: datetime
    confidential: bool


@dataclass(frozen=True)
class Page:
    """A keyset page: keys of the pages on both sides, empty where there is none."""

    rows: list[Row]
    newer: str
    older: str


def register(
    actor: Actor,
    filters: Filters,
    *,
    order: str = Order.NEWEST,
    after: Key | None = None,
    before: Key | None = None,
) -> Page:
    """One page of the cases the actor may see: from `after` on, or the one that ends at `before`.

    One query, two with grants; one more where fewer rows than a page lie before `before`: then it
    is the first page, and whole.
    """
    sorting = SORTINGS[order]
    if before:
        found = _stretch(actor, filters, sorting.turned, before)
        if len(found) >= PAGE:
            page = found[:PAGE][::-1]
            newer = str(sorting.key(page[0])) if len(found) > PAGE else ""
            return Page(_rows(page), newer, str(sorting.key(page[-1])))
        after = None
    found = _stretch(actor, filters, sorting, after)
    if after and not found:  # what came there is gone: from the beginning
        after = None
        found = _stretch(actor, filters, sorting, after)
    page = found[:PAGE]
    newer = str(sorting.key(page[0])) if after and page else ""
    older = str(sorting.key(page[-1])) if len(found) > PAGE else ""
    return Page(_rows(page), newer, older)


def count(actor: Actor, filters: Filters, shown: Page | None = None) -> str:
    """How many cases the register would show; beyond 1,000 only that there are more.

    A page that shows them all answers that without asking.
    """
    if shown and not shown.newer and not shown.older:
        return f"{len(shown.rows):,}"
    found = [_narrowed(rows, filters) for rows in _seen(actor)]
    number = sum(rows[: COUNT_LIMIT + 1].count() for rows in found)
    return f"{COUNT_LIMIT:,}+" if number > COUNT_LIMIT else f"{number:,}"


def _seen(actor: Actor) -> list[QuerySet[Participation]]:
    """The actor's own rows, and those of cases opened by name, read apart.

    One question with OR would make PostgreSQL read every row before it sorts them.
    """
    own = participations_of(actor).filter(case__kind=KIND)
    if actor.role == Role.AUDITOR:
        # Each case once: of the authorities of the State that take part, the one that leads.
        own = own.filter(leads=True)
    if not actor.may_have_grants:
        return [own]
    return [own, rows_opened_by_name(actor).filter(case__kind=KIND)]


def _stretch(actor: Actor, filters: Filters, sorting: Sorting, after: Key | None) -> list[Found]:
    """The rows of a page and one more, if there are so many."""
    parts = [
        list(sorting.after(_listed(_narrowed(rows, filters)), after)[: PAGE + 1])
        for rows in _seen(actor)
    ]
    if len(parts) == 1:
        return parts[0]
    together = [row for part in parts for row in part]
    together.sort(key=lambda row: (row[sorting.column], row["case_id"]), reverse=sorting.descends)
    return together[: PAGE + 1]


def _listed(rows: QuerySet[Participation]) -> QuerySet[Participation, Found]:
    """Only the columns that a row shows, and those it may be sorted by."""
    other = Participation.objects.filter(case=OuterRef("case"), authority=OuterRef("partner"))
    # The stubs would have a type made for these very columns.
    found: QuerySet[Participation, Any] = rows.values(
        "case_id",
        "side",
        "reference",
        "opened_at",
        "changed_at",
        "runs_out_at",
        title=F("case__title"),
        status=F("case__status"),
        confidential=F("case__request__confidential"),
        partner_state=F("partner__state_id"),
        connected=F("partner__connected"),
        their_reference=Subquery(other.values("reference")),
        clock_name=F("clock__name"),
        clock_due=F("clock__due_at"),
        clock_zone=F("clock__zone"),
    )
    return found


def _narrowed(rows: QuerySet[Participation], filters: Filters) -> QuerySet[Participation]:
    if filters.status:
        rows = rows.filter(case__status=filters.status)
    if filters.direction:
        rows = rows.filter(side=filters.direction)
    if filters.partner:
        rows = rows.filter(partner__state_id=filters.partner)
    if filters.turn:
        rows = rows.filter(_turn(filters.turn))
    for word in filters.words.split()[:6]:
        rows = rows.filter(_matches(word))
    return rows


def _turn(whose: str) -> Q:
    asking = [state.name for state in TABLE.states if state.turn == Side.REQUESTING]
    asked = [state.name for state in TABLE.states if state.turn == Side.REQUESTED]
    ours = Q(side=Side.REQUESTING, case__status__in=asking) | Q(
        side=Side.REQUESTED, case__status__in=asked
    )
    theirs = Q(side=Side.REQUESTING, case__status__in=asked) | Q(
        side=Side.REQUESTED, case__status__in=asking
    )
    return ours if whose == "ours" else theirs


def _matches(word: str) -> Q:
    """A word of the title, of a reference of either side, or of an identifier or name."""
    case = Case.objects.filter(
        Q(title__icontains=word)
        | Q(participations__reference__icontains=word)
        | Q(request__case_number__icontains=word)
        | Q(request__identifiers__value__icontains=word)
        | Q(request__persons__names__icontains=word, request__persons__unnamed=False)
    )
    return Q(case_id__in=case.values("pk"))


def _rows(page: list[Found]) -> list[Row]:
    language = get_language() or "en"
    names, labels = state_names(language), _labels(language)
    return [_row(one, names, labels) for one in page]


@lru_cache
def _labels(language: str) -> Mapping[str, str]:
    """Every status and clock of the table in words of the active language, which is `language`."""
    states = {state.name: str(state.label) for state in TABLE.states}
    return states | {clock.name: str(clock.label) for clock in TABLE.clocks}


def _row(found: Found, names: Mapping[str, str], labels: Mapping[str, str]) -> Row:
    side, status, clock = Side(found["side"]), found["status"], found["clock_name"]
    partner = found["partner_state"]
    return Row(
        id=found["case_id"],
        title=found["title"],
        side=side,
        status=status,
        status_label=labels[status],
        turn=whose_turn(status, side),
        partner=names.get(partner, partner),
        partner_code=partner,
        by_post=not found["connected"],
        our_reference=found["reference"],
        their_reference=found["their_reference"] or "",
        clock=labels[clock] if clock else "",
        due_at=found["clock_due"],
        due_in=found["clock_zone"] or "",
        opened_at=found["opened_at"],
        changed_at=found["changed_at"],
        confidential=found["confidential"],
    )


def whose_turn(status: str, side: Side) -> str:
    """`ours`, `theirs`, or empty when the case has ended."""
    return turn_of(TABLE, status, side)


def usual_step(request: Request, status: str) -> str:
    """The action that usually comes next; once receipt is confirmed, to close."""
    return Action.CLOSE if request.receipt_confirmed_at else TABLE.state(status).usual


def partners(actor: Actor) -> list[tuple[str, str]]:
    """Codes and names of the other States that have an authority here, by name."""
    names = state_names(get_language() or "en")
    others = ((code, names.get(code, code)) for code in states_with_authorities())
    return sorted((pair for pair in others if pair[0] != actor.state), key=lambda pair: pair[1])


def status_choices() -> list[tuple[str, str]]:
    """Every status with its label, for a filter."""
    return [("", _("any status")), *((value, str(label)) for value, label in Status.choices)]
