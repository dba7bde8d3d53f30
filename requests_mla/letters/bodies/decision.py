"""What is decided, put off and taken up, measure by measure: never the internal reasons."""

from convention.languages import named
from workflow.models import Case, Event

from ... import decided
from ...models import Decision, Request
from ..parts import Payload
from .values import day_of, utc


def decision_body(request: Request, event: Event) -> Payload:
    """The decisions as the other side may see them: never the internal reasons.

    Only what is decided now; `earlier` names the letters in which something was decided before.
    """
    rows = Decision.objects.in_force(request).unsent().select_related("measure__type", "ground")
    return {
        "earlier": _earlier_decisions(request.case),
        "decisions": [
            {
                "measure": row.measure.number,
                "name": named(row.measure.type.name),
                "asked": row.measure.target or row.measure.description,
                "outcome": row.outcome,
                "ground": row.ground_id,
                "ground_name": named(row.ground.name) if row.ground else "",
                "reference": row.ground.reference if row.ground else "",
                "reasons": row.reasons,
                "conditions": row.conditions,
                "left_out": row.cut,
                "review_on": day_of(row.review_on),
            }
            for row in rows.order_by("measure__number")
        ],
    }


def _earlier_decisions(case: Case) -> list[Payload]:
    rows = case.letters.filter(kind__in=decided.DECISIONS, shared=True).exclude(sha256="")
    return [
        {
            "number": row.number,
            "sent": utc(row.signed_at) if row.signed_at else None,
            "sha256": row.sha256,
        }
        for row in rows.order_by("number")
    ]


def review_body(request: Request, event: Event) -> Payload:
    """When a postponed request is looked at again."""
    return {"review_on": event.given.get("review_on")}


def resumption_body(request: Request, event: Event) -> Payload:
    """Which measures are decided anew; none where the whole request was postponed."""
    again = Decision.objects.filter(
        measure__request=request, superseded_at=event.happened_at
    ).select_related("measure__type")
    return {
        "measures": [
            {"number": row.measure.number, "name": named(row.measure.type.name)}
            for row in again.order_by("measure__number")
        ]
    }
