"""What each kind of letter says in its data beside sender, recipient and references.

One module for each of those that print it: `request`, `decision`, `exchange`, `results`,
`afterwards`. Other kinds say no more than what was typed.
"""

from collections.abc import Callable, Mapping

from workflow.models import Event

from ...choices import Released
from ...models import Request
from ..parts import Payload
from .afterwards import disposal_body, use_body
from .decision import decision_body, resumption_body, review_body
from .exchange import exchange_body, talks_answer_body, talks_body
from .request import request_body
from .results import receipt_body, transmittal_body

BODIES: Mapping[str, Callable[[Request, Event], Payload]] = {
    Released.REQUEST: request_body,
    Released.DECISION: decision_body,
    Released.REFUSAL: decision_body,
    "transmittal": transmittal_body,
    "receipt": receipt_body,
    "postponement": review_body,
    "resumption": resumption_body,
    "talks": talks_body,
    "talks_answer": talks_answer_body,
    "use_request": use_body,
    "use_answer": use_body,
    "disposal": disposal_body,
    "question": exchange_body,
    "answer": exchange_body,
}
