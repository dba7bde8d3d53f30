"""The ledger as both sides read it: what binds the use of the evidence, and what became of it."""

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from audit import moment
from evidence.models import Exhibit
from workflow.choices import Side

from ..models import Undertaking
from .pieces import Seen


def tab(view: Seen) -> dict[str, Any]:
    """What the tab of conditions shows."""
    request = view.request
    return {
        "undertakings": [_line(view, row) for row in _rows(view)],
        "use_requests": request.use_requests.all(),
        "disposals": request.disposals.all(),
        "talks": _talks(view),
        "no_talks_reason": "" if view.is_requesting else request.no_talks_reason,
    }


def beside_evidence(view: Seen, exhibits: Sequence[Exhibit]) -> dict[str, Any]:
    """The lines that bind the use of what can be opened here, and by exhibit which bind that one.

    `bound` goes by the number of the exhibit: the lines that the asking State keeps to today.
    """
    rows = list(_rows(view)) if exhibits else []
    tied = {one.number: [row for row in rows if _is_tied(one, row)] for one in exhibits}
    here = {row.number for some in tied.values() for row in some}
    day = moment.now().astimezone(ZoneInfo(view.request.requesting.zone)).date()
    return {
        "undertakings": [_line(view, row) for row in rows if row.number in here],
        "bound": {
            number: [
                {"number": row.number, "kind": row.get_kind_display()}
                for row in some
                if row.binds == Side.REQUESTING and row.is_in_force(day)
            ]
            for number, some in tied.items()
        },
    }


def _is_tied(exhibit: Exhibit, row: Undertaking) -> bool:
    """By the measure it came from; one that names none may have come from any."""
    measures = {measure.number for measure in row.measures.all()}
    return not measures or exhibit.measure_number is None or exhibit.measure_number in measures


def _rows(view: Seen) -> Iterable[Undertaking]:
    return view.request.undertakings.prefetch_related("measures")


def _line(view: Seen, row: Undertaking) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.get_kind_display(),
        "text": row.text,
        "reference": row.reference,
        "binds": view.relation(row.binds),
        "binds_name": view.state_name(row.binds),
        "measures": [measure.number for measure in row.measures.all()],
        "accepted": _accepted(row),
        "accepted_at": row.accepted_at,
        "until": row.until,
    }


def _accepted(row: Undertaking) -> str:
    if row.accepted_at is None:
        return _("not accepted yet; it is with the receipt of the evidence")
    who = ", ".join(part for part in (row.accepted_by_name, row.accepted_for) if part)
    return who or _("binds by itself")


def _talks(view: Seen) -> Iterable[Any]:
    """Rounds of talks; those held elsewhere are the record of the requested side."""
    rows = view.request.talks.prefetch_related("items__measure")
    return rows if view.side == Side.REQUESTED else rows.filter(elsewhere=False)
