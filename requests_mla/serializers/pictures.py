"""What each side may read of a request, gathered from the rows; a fixed number of queries."""

import json
from typing import Any

from django.db.models import Prefetch, Q

from evidence.models import Exhibit
from workflow.choices import LetterState, Side
from workflow.models import Case, Letter

from .. import completeness
from ..choices import Status
from ..models import Decision, Request
from ..services.documents import documents_seen
from ..services.exhibits import standing_exhibits
from ..table import TABLE

Picture = dict[str, Any]
CONTENT = (
    "requesting",
    "requested",
    "received_on_paper",
    "earlier_reference",
    "conducting_authority",
    "conducting_functions",
    "case_number",
    "stage",
    "nature",
    "purpose",
    "facts",
    "urgency",
    "urgency_reason",
    "confidential",
    "confidential_until",
    "confidential_reason",
    "safeguards",
    "privilege",
    "use_limits",
    "language",
)


def requesting_picture(case: Case) -> Picture:
    """All that the side sees that asks."""
    request = _request(case)
    drafting = case.status in (Status.DRAFTING, Status.IN_REVIEW)
    return {
        **shared_picture(case, Side.REQUESTING),
        "persons": request.persons.all(),
        "basis_reason": request.basis_reason,
        "notes": case.notes.filter(side=Side.REQUESTING),
        "draft": request.sections.order_by("pk"),
        "gaps": completeness.gaps(completeness.content_of(request)) if drafting else [],
    }


def requested_picture(case: Case) -> Picture:
    """All that the side sees that is asked."""
    request = _request(case)
    decisions = Decision.objects.in_force(request).select_related("measure")
    results = request.measures.select_related("type").exclude(result="")
    return {
        **shared_picture(case, Side.REQUESTED),
        "decisions": decisions.order_by("measure__number"),
        "results": [
            {
                "measure": row.number,
                "name": row.type.name,
                "result": row.result,
                "text": row.result_text,
            }
            for row in results
        ],
        "no_talks_reason": request.no_talks_reason,
        "assignments": request.assignments.select_related("authority"),
        "notes": case.notes.filter(side=Side.REQUESTED),
    }


def shared_picture(case: Case, side: Side | None) -> Picture:
    """What both sides may read; in timeline, letters and evidence also what is `side`'s own."""
    request = _request(case)
    decisions = Decision.objects.in_force(request).sent()
    persons = request.persons.all()
    letters = _letters(case, side)
    return {
        **_head(case, side),
        **{name: getattr(request, name) for name in CONTENT},
        "translation": _translation(request),
        "basis": request.basis_id,
        "offences": request.offences.all(),
        "persons": [row for row in persons if not row.unnamed],
        "unnamed_persons": [row.role for row in persons if row.unnamed],
        "identifiers": request.identifiers.select_related("added_by"),
        "measures": request.measures.select_related("type", "added_by"),
        "attachments": documents_seen(case, side),
        "questions": request.questions.all(),
        # What was talked about elsewhere is the record of the side that wrote it down.
        "talks": request.talks.filter(elsewhere=False).prefetch_related("items__measure"),
        "undertakings": request.undertakings.prefetch_related("measures"),
        "use_requests": request.use_requests.all(),
        "deliveries": request.deliveries.prefetch_related(
            Prefetch("exhibits", queryset=Exhibit.objects.only("number"))
        ),
        "exhibits": standing_exhibits(case, side),
        "events": case.events.filter(Q(shared=True) | Q(side=side)).order_by("number"),
        "letters": letters,
        "clocks": case.clocks.filter(stopped_at__isnull=True).prefetch_related("steps"),
        "decisions": decisions.select_related("measure").order_by("measure__number"),
        "results": _results_sent(letters),
    }


def _request(case: Case) -> Request:
    request: Request = case.request
    return request


def _translation(request: Request) -> Picture | None:
    found = completeness.translation_of(request)
    if found is None or found.said is None:
        return None
    texts = [{"path": path, "text": text} for path, text in found.said["texts"].items()]
    return {**found.said, "texts": texts}


def _head(case: Case, side: Side | None) -> Picture:
    state = TABLE.state(case.status)
    leads = case.participations.filter(leads=True)
    references = dict.fromkeys(Side.values, "")
    return {
        "id": case.pk,
        "side": side.value if side else "none",
        "title": case.title,
        "status": case.status,
        "status_label": str(state.label),
        "turn": state.turn.value if state.turn else "",
        "version": case.version,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "references": references | dict(leads.values_list("side", "reference")),
    }


def _letters(case: Case, side: Side | None) -> list[Letter]:
    rows = case.letters.filter(Q(shared=True) | Q(side=side))
    return list(rows.exclude(state=LetterState.SUPERSEDED).order_by("number"))


def _results_sent(letters: list[Letter]) -> list[Picture]:
    """What the newest transmittal said of each measure; later reports are not the reader's yet."""
    sent = [row for row in letters if row.kind == "transmittal" and row.shared and row.payload]
    results: list[Picture] = json.loads(sent[-1].payload)["results"] if sent else []
    return results
