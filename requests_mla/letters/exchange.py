"""Questions, and answers that say what they answer; both by the number of the question."""

from django.utils.translation import gettext as _

from documents.letter import Paragraph, Section
from documents.typography import ending_in

from .parts import Payload, typed

BASIS = "40(16)"


def questions(payload: Payload) -> list[Section]:
    """Each question under its number. Older payloads have one, without."""
    if not payload.get("questions"):
        return typed(payload, _("Question"), BASIS)
    lead = _(
        "To decide on your request we need answers to the following. Please quote the numbers."
    )
    asked = [Paragraph(_asked(row), BASIS) for row in payload["questions"]]
    return [Section(_("Questions"), (Paragraph(lead, BASIS), *asked))]


def answers(payload: Payload) -> list[Section]:
    """Each question again, and what is said to it."""
    if not payload.get("questions"):
        return typed(payload, _("Answer"), BASIS)
    return [
        Section(
            _("Question %(number)s") % {"number": row["number"]},
            (Paragraph(_quoted(row["text"])), Paragraph(_answered(row), BASIS)),
        )
        for row in payload["questions"]
    ]


def _asked(row: Payload) -> str:
    return ending_in(_("Question %(number)s: %(text)s"), row["text"], number=row["number"])


def _quoted(text: str) -> str:
    return ending_in(_("You asked: %(text)s"), text)


def _answered(row: Payload) -> str:
    if row["unanswerable"]:
        return ending_in(_("This cannot be answered: %(text)s"), row["answer"])
    return ending_in(_("Answer: %(text)s"), row["answer"])
