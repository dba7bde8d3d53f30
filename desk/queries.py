"""What lies on a desk: open clocks first, then what waits without one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import FIRST_ENDED, FIRST_UNDATED, Participation
from accounts.queries import named_rows, participations_of
from audit import moment
from network247.choices import KIND as URGENT
from network247.choices import Status as UrgentStatus
from requests_mla.choices import KIND, Status, Step
from requests_mla.lists import usual_step
from requests_mla.table import STAFF
from workflow import words
from workflow.choices import Side
from workflow.models import Case, Clock
from workflow.services import CASEWORK
from workflow.table import Move, Table, Who
from workflow.words import turn_of

from .ends import own_ends
from .models import InboxEntry

MOST = 60
# The clock of a decision.
DECIDE = "decide"
# The rows of an actor, in parts that are asked for one by one.
Seen = list[QuerySet[Participation]]


@dataclass(frozen=True)
class Group:
    """A stretch of the desk."""

    heading: str
    rows: list[dict[str, Any]]


def desk(actor: Actor) -> list[Group]:
    """The actor's cases and appointments by what runs out first: 3 queries, 5 with grants."""
    seen = seen_rows(actor)
    timed = [*(_row(actor, found) for found in _with_clock(seen)), *own_ends(actor)]
    timed.sort(key=lambda row: row["deadline"].at)
    waiting = [_row(actor, found) for found in _without_clock(actor, seen)]
    today = [row for row in timed if row["deadline"].today]
    soon = [row for row in timed if not row["deadline"].today and row["days"] <= 7]
    later = [row for row in timed if not row["deadline"].today and row["days"] > 7]
    groups = (
        Group(_("Today and overdue"), today),
        Group(_("Waits for you"), waiting),
        Group(_("This week"), soon),
        Group(_("Later"), later),
    )
    return [group for group in groups if group.rows]


def entries(actor: Actor) -> QuerySet[InboxEntry]:
    """What the person was told about cases that the actor sees now.

    Who changed their appointment keeps the entries but no longer reads them.
    """
    seen = Q(notice__case_id__in=participations_of(actor).values("case_id"))
    if actor.may_have_grants:
        seen |= Q(notice__case_id__in=named_rows(actor).values("case_id"))
    seen |= Q(notice__case__isnull=True)
    return InboxEntry.objects.filter(seen, person_id=actor.person_id)


def seen_rows(actor: Actor) -> Seen:
    """The actor's own rows, and those of sealed cases opened by name: read apart, as in lists."""
    own = participations_of(actor)
    return [own, named_rows(actor)] if actor.may_have_grants else [own]


def _base(rows: QuerySet[Participation]) -> Any:
    lead = Participation.objects.filter(case=OuterRef("case"), leads=True)
    ours, theirs = lead.filter(side=OuterRef("side")), lead.exclude(side=OuterRef("side"))
    return rows.select_related(
        "case__request", "case__urgent__requested", "partner__state"
    ).annotate(
        our_reference=Subquery(ours.values("reference")[:1]),
        their_reference=Subquery(theirs.values("reference")[:1]),
    )


def _with_clock(seen: Seen) -> list[Any]:
    """In the order in which the rows lie: by what runs out first, whatever else there is."""
    dated = (some.filter(runs_out_at__lt=FIRST_UNDATED) for some in seen)
    rows = [row for some in dated for row in _first(_base(some).select_related("clock"))]
    return sorted(rows, key=lambda row: (row.runs_out_at, row.case_id))[:MOST]


def _first(rows: QuerySet[Any]) -> list[Any]:
    """The first rows of each case. Twice as many: an auditor may have two of one case."""
    return _once(rows.order_by("runs_out_at", "case_id")[: 2 * MOST])[:MOST]


def _without_clock(actor: Actor, seen: Seen) -> list[Any]:
    """Drafts, reviews and answers to look at: a step is open to the role, but no date runs."""
    ours = Q(pk__in=[])
    for kind, work in CASEWORK.items():
        for side in Side:
            waiting = [
                state.name
                for state in work.table.states
                if state.turn == side and _may_do_something(actor, work.table, state.name, side)
            ]
            ours |= Q(side=side, case__kind=kind, case__status__in=waiting)
    found: list[Any] = []
    for some in seen:
        open_ones = some.filter(runs_out_at__gte=FIRST_UNDATED, runs_out_at__lt=FIRST_ENDED)
        found += _first(_base(open_ones).filter(ours))
    return sorted(found, key=lambda row: (row.runs_out_at, row.case_id))[:MOST]


def _may_do_something(actor: Actor, table: Table, status: str, side: Side) -> bool:
    return any(
        status in move.sources and _may_make(actor, table, move, side) for move in table.moves
    )


def _may_make(actor: Actor, table: Table, move: Move, side: Side) -> bool:
    """Whether the role includes the move on its own side; the table decides."""
    who = Who(actor.person_id, actor.role, side)
    return table.acts_as(move, who, counterpart_by_post=False) is not None


def _once(rows: Iterable[Any]) -> list[Any]:
    """One row for each case; an auditor has the rows of all authorities of the State."""
    by_case: dict[UUID, Any] = {}
    for row in rows:
        if row.leads or row.case_id not in by_case:
            by_case[row.case_id] = row
    return list(by_case.values())


def _row(actor: Actor, found: Any) -> dict[str, Any]:
    case, side, now = found.case, Side(found.side), moment.now()
    table, clock = CASEWORK[case.kind].table, found.clock
    deadline = None
    if clock:
        label = str(table.clock(clock.name).label)
        deadline = words.deadline(clock, label, now=now, zone=actor.zone)
    return {
        "url": CASEWORK[case.kind].address(case.pk),
        "title": case.title,
        "reference": found.our_reference or "",
        "their_reference": found.their_reference or "",
        "partner": found.partner.state.name,
        "by_post": not found.partner.connected,
        "turn": turn_of(table, case.status, side),
        "deadline": deadline,
        "days": (clock.due_at - now).days if clock else 0,
        "tags": [table.state(case.status).label, *_marks(case, side)],
        "step": _step(actor, case, side, clock),
    }


def _marks(case: Case, side: Side) -> list[str]:
    """What a row says of a case besides where it stands."""
    if case.kind == URGENT:
        doubtful = side == Side.REQUESTED and case.urgent.is_unverified
        marks = [_("not verified")] if doubtful else [_("urgent")]
        return [*marks, case.urgent.get_kind_display()]
    return [_("confidential")] if case.request.confidential else []


def _step(actor: Actor, case: Case, side: Side, clock: Clock | None) -> dict[str, str] | None:
    """What usually comes next, where it is this side's turn and the role may do it."""
    table = CASEWORK[case.kind].table
    state = table.state(case.status)
    usual = usual_step(case.request, case.status) if case.kind == KIND else state.usual
    move = table.move(usual)
    if move is None or state.turn != side:
        return None
    of_requests = _step_of_request(actor, case, clock) if case.kind == KIND else None
    if of_requests:
        return of_requests
    if not _may_make(actor, table, move, side):
        return {"label": _("Open"), "url": CASEWORK[case.kind].address(case.pk)}
    if case.kind == URGENT and case.status == UrgentStatus.WRITING:
        return {"label": _("Go on writing"), "url": reverse("network:write", args=[case.pk])}
    name = "requests:act" if case.kind == KIND else "network:act"
    return {"label": str(move.label), "url": reverse(name, args=[case.pk, move.action])}


def _step_of_request(actor: Actor, case: Case, clock: Clock | None) -> dict[str, str] | None:
    """Work on a request that is no move: to decide, to write."""
    if actor.role not in STAFF:
        return None
    # After a grant a measure that was left open may run out first.
    if case.status == Status.RECEIVED or (clock is not None and clock.name == DECIDE):
        return {"label": _("Decide"), "url": reverse("requests:sheet", args=[case.pk])}
    if case.status == Status.DRAFTING:
        url = reverse("requests:draft", args=[case.pk, Step.WHO])
        return {"label": _("Go on writing"), "url": url}
    return None
