"""Where a case stands in the lists: what changed last, and what runs out first.

The only writer of `Participation.changed_at`, `clock` and `runs_out_at`. The engine calls it, by
way of the casework, at the end of every move and every edit, in the same transaction: that is after
whatever can start, pause, resume or stop a clock.
"""

from collections.abc import Collection

from workflow.choices import Side
from workflow.models import Case, Clock
from workflow.services import CASEWORK

from .models import undated


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
