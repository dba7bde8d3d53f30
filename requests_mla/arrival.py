"""How a request was when it reached the requested State."""

from dataclasses import replace

from django.utils.translation import gettext as _

from .choices import Action
from .completeness import Gap, content_of, gaps
from .models import Request

ARRIVALS = (Action.SEND, Action.REGISTER)


def gaps_on_arrival(request: Request) -> list[Gap]:
    """What was missing, by the rules that were in force then; nothing while it is a draft.

    What was attached or asked later, with a supplement or an answer, was not there yet.
    """
    came = request.case.events.filter(action__in=ARRIVALS).first()
    if came is None:
        return []
    content = content_of(request)
    then = replace(
        content,
        attachments=tuple(row for row in content.attachments if row.added_at <= came.recorded_at),
        identifiers=tuple(row for row in content.identifiers if not row.added_by_id),
        measures=tuple(row for row in content.measures if not row.added_by_id),
    )
    return gaps(then, at=came.recorded_at)


def question_about(gap: Gap) -> str:
    """A gap as a question; whoever asks may put it in other words."""
    return _(
        "%(what)s. Please send this, or say why it cannot be sent. Basis: %(asked_by)s, %(source)s."
    ) % {"what": gap.text, "asked_by": gap.asked_by, "source": gap.reference}
