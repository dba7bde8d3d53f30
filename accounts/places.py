"""Who leads a case, and where it stands in the lists: what changed last, what runs out first.

The only writer of `Participation.changed_at`, `clock` and `runs_out_at`. The engine calls `place`,
by way of the casework, at the end of every move and every edit, in the same transaction: that is
after whatever can start, pause, resume or stop a clock.
"""

from collections.abc import Collection

from convention.calendars import calendar_of
from workflow.choices import Side
from workflow.clocks import Office
from workflow.models import Case, Clock
from workflow.services import CASEWORK

from .models import Authority, Participation, undated


def give_to(case: Case, *, requesting: Authority, requested: Authority, seen_by: Side) -> None:
    """The two authorities that lead a new case; for now only one side sees it."""
    for side, authority, partner in (
        (Side.REQUESTING, requesting, requested),
        (Side.REQUESTED, requested, requesting),
    ):
        Participation.objects.create(
            case=case,
            authority=authority,
            state_id=authority.state_id,
            partner=partner,
            side=side,
            opened_at=case.opened_at,
            changed_at=case.opened_at,
            runs_out_at=undated(case.opened_at),
            visible=side == seen_by,
        )


def lead_of(case: Case, side: Side) -> Authority:
    """The authority that leads that side."""
    row = case.participations.select_related("authority__state").get(side=side, leads=True)
    return row.authority


def office_of(case: Case, side: Side) -> Office:
    """State, zone and days of the authority that leads that side."""
    authority = lead_of(case, side)
    return Office(
        state=authority.state_id,
        zone=authority.zone,
        calendar=calendar_of(authority.state),
        connected=authority.connected,
    )


def place(case: Case, *, changed_for: Collection[Side]) -> None:
    """Put the case in its place in every list; it counts as changed for these sides."""
    clock = runs_out_first(case)
    ended = CASEWORK[case.kind].table.state(case.status).is_end
    at = clock.due_at if clock else undated(case.opened_at, ended=ended)
    rows = case.participations.all()
    rows.update(clock=clock, runs_out_at=at)
    rows.filter(side__in=changed_for).update(changed_at=case.changed_at)


def runs_out_first(case: Case) -> Clock | None:
    """The clock that ends first of those that run; None if none does."""
    running = case.clocks.filter(stopped_at__isnull=True, paused_at__isnull=True)
    return running.order_by("due_at", "pk").first()
