"""What is handed over: results, files, and what binds their use."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from convention.languages import named
from evidence.models import Exhibit
from workflow.choices import Side
from workflow.models import Event

from ...models import Delivery, Request
from ..parts import Payload
from .values import day_of


def transmittal_body(request: Request, event: Event) -> Payload:
    """Results and files of one delivery, and what binds whoever receives them."""
    delivery = Delivery.objects.get(event=event)
    exhibits = delivery.exhibits.select_related("file").order_by("number")
    return {
        "exhibits": _inventory(exhibits),
        "results": [
            {
                "measure": row.number,
                "name": named(row.type.name),
                "result": row.result,
                "text": row.result_text,
            }
            for row in request.measures.select_related("type").exclude(result="")
        ],
        "undertakings": _binding(request, event),
    }


def _binding(request: Request, event: Event) -> list[Payload]:
    """What binds the requesting State on the day it is written to, as its own calendar says."""
    day = event.happened_at.astimezone(ZoneInfo(request.requesting.zone)).date()
    rows = request.undertakings.filter(binds=Side.REQUESTING).prefetch_related("measures")
    return [
        {
            "number": row.number,
            "kind": row.kind,
            "text": row.text,
            "reference": row.reference,
            "measures": [measure.number for measure in row.measures.all()],
            "until": day_of(row.until),
            "accepted": row.accepted_at is not None,
        }
        for row in rows
        if row.is_in_force(day)
    ]


def receipt_body(request: Request, event: Event) -> Payload:
    """Every file that has arrived so far."""
    exhibits = request.case.exhibits.filter(delivered_at__isnull=False).select_related("file")
    return {"exhibits": _inventory(exhibits.order_by("number"))}


def _inventory(exhibits: Iterable[Exhibit]) -> list[Payload]:
    return [
        {
            "number": row.number,
            "name": row.name,
            "description": row.description,
            "measure": row.measure_number,
            "size": row.file.size,
            "sha256": row.file.sha256,
        }
        for row in exhibits
    ]
