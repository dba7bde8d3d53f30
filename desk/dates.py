"""What runs out, and when: every open clock that an actor may see, each once.

Starts from the rows that open cases to the actor. `Participation.runs_out_at` is the end of the
clock that runs out first, so that an index leads to what is open, however much has ended.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import get_language

from accounts.actors import Actor
from accounts.choices import Role
from accounts.clocks import APPOINTMENT
from accounts.models import FIRST_UNDATED, Participation
from convention.queries import state_names
from workflow.choices import Side
from workflow.models import Clock
from workflow.services import CASEWORK

from .dated import OURS, THEIRS, Dated
from .ends import as_dated, ends_seen_by
from .queries import seen_rows

# A row as the database gives it, by column.
Found = dict[str, Any]
Clocks = QuerySet[Clock, Any]
COLUMNS = (
    *("pk", "case_id", "kind", "name", "owed_by", "due_at", "started_at"),
    *("paused_at", "zone", "unit", "until"),
)
# Where a date of a list stands: when it runs out, and its clock.
Key = tuple[datetime, int]


@dataclass(frozen=True)
class Wanted:
    """What the dates are narrowed to; empty means everything.

    From `since` on and before `until`, both UTC; `owed` is `ours` or `theirs`; `act` the name of a
    clock, `partner` the code of a State; `after` is where the page before ended.
    """

    since: datetime | None = None
    until: datetime | None = None
    owed: str = ""
    act: str = ""
    partner: str = ""
    after: Key | None = None


def dates(actor: Actor, wanted: Wanted, *, most: int) -> list[Dated]:
    """The first dates that run, by what runs out first, at most `most`."""
    parts = [(rows, _running(rows, wanted)[:most]) for rows in seen(actor)]
    together = [*_of_cases(parts), *_of_appointments(actor, wanted, most)]
    return sorted(together, key=key_of)[:most]


def first_dates(actor: Actor, *, most: int) -> list[Dated]:
    """The first dates of cases, whatever there is: at a cost that depends on `most` alone."""
    parts = [(rows, _running(first(rows, most), Wanted())[:most]) for rows in each_once(actor)]
    return sorted(_of_cases(parts), key=key_of)[:most]


def paused(actor: Actor, wanted: Wanted, *, most: int) -> list[Dated]:
    """Clocks that stand still: for the time being they have no date. The longest pause first."""
    parts = [(rows, _standing(rows, wanted)[:most]) for rows in seen(actor)]
    return list(_of_cases(parts))[:most]


def seen(actor: Actor) -> list[QuerySet[Participation]]:
    """The rows of the cases the actor sees, as on their desk: in parts, asked for one by one."""
    return seen_rows(actor)


def each_once(actor: Actor) -> list[QuerySet[Participation]]:
    """The same with one row for each case.

    An auditor has the rows of all authorities of the State that take part; here that which leads.
    """
    leading = Q(leads=True) if actor.role == Role.AUDITOR else Q()
    return [part.filter(leading) for part in seen(actor)]


def first(rows: QuerySet[Participation], most: int) -> QuerySet[Participation]:
    """Of rows with each case once, those that run out first: the first `most` dates are theirs."""
    dated = rows.filter(runs_out_at__lt=FIRST_UNDATED)
    keys = dated.order_by("runs_out_at", "case").values("pk")[:most]
    return Participation.objects.filter(pk__in=keys)


def standing(rows: QuerySet[Participation]) -> QuerySet[Clock]:
    """The paused clocks of these cases."""
    still = Clock.objects.filter(stopped_at__isnull=True, paused_at__isnull=False)
    return still.filter(case_id__in=rows.values("case_id"))


def with_clocks(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """The rows with each clock of their cases that runs, as `running`."""
    open_clocks = Q(case__clocks__stopped_at__isnull=True)
    return rows.alias(running=FilteredRelation("case__clocks", condition=open_clocks)).filter(
        Q(running__isnull=False, running__paused_at__isnull=True)
    )


def key_of(one: Dated) -> Key:
    """Where a date stands in a list."""
    return one.due_at, one.clock


def _running(rows: QuerySet[Participation], wanted: Wanted) -> Clocks:
    # No clock of a case ends before the one that runs out first.
    rows = rows.filter(runs_out_at__lt=wanted.until or FIRST_UNDATED)
    running = _clocks(rows, wanted).filter(_in_time(wanted), paused_at__isnull=True)
    return running.order_by("due_at", "pk")


def _standing(rows: QuerySet[Participation], wanted: Wanted) -> Clocks:
    still = standing(_of_partner(rows, wanted)).filter(_which(rows, wanted))
    columns: Clocks = still.order_by("paused_at", "pk").values(*COLUMNS)
    return columns


def _clocks(rows: QuerySet[Participation], wanted: Wanted) -> Clocks:
    """Their open clocks, by columns. No join: what else a row shows is read for those shown."""
    rows = _of_partner(rows, wanted)
    found = Clock.objects.filter(case_id__in=rows.values("case_id"), stopped_at__isnull=True)
    columns: Clocks = found.filter(_which(rows, wanted)).values(*COLUMNS)
    return columns


def _which(rows: QuerySet[Participation], wanted: Wanted) -> Q:
    """The act wanted, and who owes it."""
    found = Q(name=wanted.act) if wanted.act else Q()
    if wanted.owed:
        owing = Q(pk__in=[])
        for side in Side:
            owes = side if wanted.owed == OURS else side.other
            owing |= Q(owed_by=owes, case_id__in=rows.filter(side=side).values("case_id"))
        found &= owing
    return found


def _of_partner(rows: QuerySet[Participation], wanted: Wanted) -> QuerySet[Participation]:
    return rows.filter(partner__state_id=wanted.partner) if wanted.partner else rows


def _in_time(wanted: Wanted, path: str = "") -> Q:
    """The stretch of time wanted, of the clocks that `path` leads to."""
    found = Q()
    if wanted.since:
        found &= Q(**{f"{path}due_at__gte": wanted.since})
    if wanted.until:
        found &= Q(**{f"{path}due_at__lt": wanted.until})
    if wanted.after:
        at, clock = wanted.after
        same = Q(**{f"{path}due_at": at, f"{path}pk__gt": clock})
        found &= Q(**{f"{path}due_at__gt": at}) | same
    return found


def _of_cases(parts: Iterable[tuple[QuerySet[Participation], Clocks]]) -> Iterator[Dated]:
    names = state_names(get_language() or "en")
    for rows, clocks in parts:
        found = list(clocks)
        places = _places(rows, {clock["case_id"] for clock in found})
        for clock in found:
            yield _of_case(clock, places[clock["case_id"]], names)


def _places(rows: QuerySet[Participation], cases: set[UUID]) -> dict[UUID, Found]:
    """What the rows say about these cases: side, partner, title and our number."""
    if not cases:
        return {}
    # Where several authorities of a State take part, the one that leads comes last and counts.
    found = (
        rows.filter(case_id__in=cases)
        .order_by("leads")
        .values(
            "case_id",
            "side",
            "leads",
            "reference",
            "sealed",
            title=F("case__title"),
            partner_state=F("partner__state_id"),
        )
    )
    places: dict[UUID, Found] = {row["case_id"]: dict(row) for row in found}
    given = {case for case, row in places.items() if not row["leads"]}
    if given:
        # Another authority of the State leads: our number is its number.
        leads = Participation.objects.filter(case_id__in=given, leads=True)
        for case, side, number in leads.values_list("case_id", "side", "reference"):
            if places[case]["side"] == side:
                places[case]["reference"] = number
    return places


def _of_case(clock: Found, row: Found, names: Mapping[str, str]) -> Dated:
    partner = row["partner_state"]
    return Dated(
        clock=clock["pk"],
        kind=clock["kind"],
        act=clock["name"],
        owed=OURS if clock["owed_by"] == row["side"] else THEIRS,
        due_at=clock["due_at"],
        started_at=clock["started_at"],
        zone=clock["zone"],
        unit=clock["unit"],
        has_day=clock["until"] is not None,
        paused=clock["paused_at"] is not None,
        title=row["title"],
        url=CASEWORK[clock["kind"]].address(clock["case_id"]),
        case=clock["case_id"],
        reference=row["reference"],
        partner=partner,
        partner_name=names.get(partner, partner),
        sealed=row["sealed"],
    )


def _of_appointments(actor: Actor, wanted: Wanted, most: int) -> list[Dated]:
    """Nobody owes the end of an appointment, and it has no partner."""
    if wanted.owed or wanted.partner or wanted.act not in {"", APPOINTMENT.name}:
        return []
    found = ends_seen_by(actor).filter(_in_time(wanted, "clock__"))
    return [as_dated(actor, one) for one in found[:most]]
