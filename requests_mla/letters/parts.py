"""What several letters are put together from."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from documents.dates import in_words
from documents.letter import Paragraph, Section

Payload = dict[str, Any]


def day(text: str | None) -> str:
    """A date of the payload in words."""
    if not text:
        return ""
    return in_words(date.fromisoformat(text[:10]))


def at(text: str | None) -> datetime | None:
    """A moment of the payload."""
    return datetime.fromisoformat(text) if text else None


def paragraphs(text: str, refs: str) -> list[Paragraph]:
    """One paragraph, or none for an empty text."""
    return [Paragraph(text, refs)] if text.strip() else []


def typed(payload: Payload, heading: str, refs: str, lead: str = "") -> list[Section]:
    """What was typed under a heading, after a sentence that leads to it; nothing if empty."""
    said = [Paragraph(lead, refs)] if lead else []
    if payload["text"]:
        said.append(Paragraph(payload["text"], "" if lead else refs))
    return [Section(heading, tuple(said))] if said else []


def said(heading: Callable[[], str], refs: str) -> Callable[[Payload], list[Section]]:
    """A letter that only carries what was typed."""
    return lambda payload: typed(payload, heading(), refs)


def lead(
    heading: Callable[[], str], refs: str, lead: Callable[[], str]
) -> Callable[[Payload], list[Section]]:
    """A letter that says one sentence, and what was typed."""
    return lambda payload: typed(payload, heading(), refs, lead())
