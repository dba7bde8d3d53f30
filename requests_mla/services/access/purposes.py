"""What somebody opens a sensitive case for: asked before it is shown, and recorded.

House rule: a purpose holds for twelve hours, as long as a session, under the appointment that it
was stated for. What is typed in those hours is not lost to a question asked at midnight.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.choices import Purpose
from accounts.models import Opening
from audit import moment
from workflow.models import Case
from workflow.refusals import Missing, Refusal

from . import recording

HOLDS_FOR = timedelta(hours=12)
LONGEST = 500
# What people choose from; the audit of a record states itself.
OFFERED = tuple(one for one in Purpose if one != Purpose.AUDIT)


class PurposeNeeded(Refusal):
    """A sensitive case is opened without a purpose (428): state it, then open the case again.

    `form` is what a page asks with.
    """

    status = 428
    title = gettext_lazy("Say what you open this case for")
    form: Any = None


def purpose_stands(actor: Actor, case: Case) -> bool:
    """Whether the actor has stated a purpose for this case in the last twelve hours."""
    return _recent(actor).filter(case=case).exists()


@transaction.atomic
def state_purpose(*, actor: Actor, case: Case, purpose: str, words: str = "") -> None:
    """Record what the case is opened for; said again while it holds, it is not recorded twice."""
    words = words.strip()[:LONGEST]
    if purpose == Purpose.OTHER and not words:
        raise Missing(_("Say in a few words what you open the case for."))
    if purpose_stands(actor, case):
        return
    _open(actor, case, Purpose(purpose), words)


def understood(text: str) -> tuple[str, str]:
    """A purpose that a program states: the code of one, or words of its own."""
    text = text.strip()
    return (text, "") if text in OFFERED else (Purpose.OTHER.value, text)


@transaction.atomic
def note_auditing(*, actor: Actor, case_ids: Iterable[UUID]) -> None:
    """Record that an auditor reads the record of these sealed cases; once in twelve hours each."""
    known = set(_recent(actor).values_list("case_id", flat=True))
    for case in Case.objects.filter(pk__in=set(case_ids) - known).order_by("pk"):
        _open(actor, case, Purpose.AUDIT, "")


def _recent(actor: Actor) -> QuerySet[Opening]:
    return Opening.objects.filter(
        appointment=actor.appointment_id, opened_at__gt=moment.now() - HOLDS_FOR
    )


def _open(actor: Actor, case: Case, purpose: Purpose, words: str) -> None:
    Opening.objects.create(
        case=case,
        appointment_id=actor.appointment_id,
        purpose=purpose,
        opened_at=moment.now(),
    )
    recording.tell(case, actor, "open", purpose=purpose.value, text=recording.sealed_text(words))
