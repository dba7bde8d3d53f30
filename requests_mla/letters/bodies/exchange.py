"""Questions with their answers, and proposals with what is said to them."""

from workflow.models import Event

from ...choices import Action
from ...models import Request, Talk
from ..parts import Payload


def exchange_body(request: Request, event: Event) -> Payload:
    """Questions by their numbers; in a letter of answers each with its own."""
    numbers = event.given.get("questions", [])
    return {
        "questions": [
            {
                "number": row.number,
                "text": row.text,
                "answer": row.answer,
                "unanswerable": row.unanswerable,
            }
            for row in request.questions.filter(number__in=numbers)
        ]
    }


def talks_body(request: Request, event: Event) -> Payload:
    """The conditions that are proposed."""
    talk = request.talks.filter(elsewhere=False).order_by("pk").last()
    return {"conditions": _conditions(talk)}


def talks_answer_body(request: Request, event: Event) -> Payload:
    """The same with what is said to them."""
    talk = request.talks.filter(elsewhere=False).order_by("pk").last()
    return {
        "accepted": talk is not None and talk.accepted is True,
        "item_by_item": event.action == Action.ANSWER_CONDITIONS,
        "conditions": _conditions(talk),
    }


def _conditions(talk: Talk | None) -> list[Payload]:
    rows = talk.items.select_related("measure") if talk else []
    return [
        {
            "number": row.number,
            "measure": row.measure.number if row.measure else None,
            "text": row.text,
            "answer": row.answer,
            "counter": row.counter,
        }
        for row in rows
    ]
