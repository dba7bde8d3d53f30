"""How a letter stands in this installation, for whoever holds it: known or not, the latest or not.

Says nothing of what a letter says, and nothing of a case but whether a later letter was sent in it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from workflow.choices import LetterState
from workflow.models import Letter

# Only what crossed the border can be in a stranger's hands.
SENT = (LetterState.SIGNED, LetterState.RECORDED)


@dataclass(frozen=True)
class Standing:
    """A letter that is known here: when it was signed, and what has been sent after it."""

    signed_at: datetime | None
    number: int
    later: int
    is_superseded: bool

    @property
    def is_latest(self) -> bool:
        """Whether nothing was sent in its case since."""
        return not self.later


def standing_of_file(sha256: str) -> Standing | None:
    """Of exactly this file; None where it is not known."""
    return _standing(Letter.objects.filter(sha256=sha256).exclude(sha256=""))


def standing_of_data(sha256: str) -> Standing | None:
    """Of the letter that carries these data; None where none was sent with them."""
    return _standing(Letter.objects.filter(data_sha256=sha256).exclude(data_sha256=""))


def _standing(letters: QuerySet[Letter]) -> Standing | None:
    letter = (
        letters.filter(shared=True, state__in=(*SENT, LetterState.SUPERSEDED))
        .exclude(sha256="")
        .order_by("pk")
        .first()
    )
    if letter is None:
        return None
    later = Letter.objects.filter(
        case=letter.case_id, shared=True, state__in=SENT, number__gt=letter.number
    )
    return Standing(
        signed_at=letter.signed_at,
        number=letter.number,
        later=later.count(),
        is_superseded=letter.state == LetterState.SUPERSEDED,
    )
