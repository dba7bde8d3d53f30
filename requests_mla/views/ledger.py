"""The ledger as both sides read it: what binds the use of the evidence, and what became of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

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
    """The lines that bind the use of what can be opened here."""
    here = {exhibit.measure_number for exhibit in exhibits}
    rows = [_line(view, row) for row in _rows(view)] if exhibits else []
    return {
        "undertakings": [row for row in rows if not row["measures"] or here & {*row["measures"]}]
    }


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
