"""What is asked and told about evidence after it was handed over."""

from workflow.models import Event

from ...models import Request
from ..parts import Payload
from .values import day_of


def use_body(request: Request, event: Event) -> Payload:
    """The newest wish for another use, and its answer once there is one."""
    wish = request.use_requests.order_by("number").last()
    if wish is None:
        return {}
    return {
        "use": {
            "number": wish.number,
            "kind": wish.kind,
            "reference": wish.reference,
            "recipient": wish.recipient,
            "text": wish.text,
            "answer": wish.answer,
            "answer_text": wish.answer_text,
        }
    }


def disposal_body(request: Request, event: Event) -> Payload:
    """What became of the evidence, and when."""
    row = request.disposals.order_by("pk").last()
    return {"disposal": {"kind": row.kind, "on": day_of(row.happened_on)}} if row else {}
