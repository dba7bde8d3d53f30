"""Events as people read them."""

import json
from dataclasses import dataclass
from uuid import UUID

from audit.models import Event
from audit.words import details_of, words_of


@dataclass(frozen=True)
class Entry:
    """An event with its words, its case's name and its details in lines."""

    event: Event
    reference: str
    title: str
    words: str
    details: list[tuple[str, str]]


def entries(events: list[Event], names: dict[UUID, tuple[str, str]]) -> list[Entry]:
    """The events of a page, ready to show."""
    return [
        Entry(
            event,
            *names.get(event.case_id or UUID(int=0), ("", "")),
            words_of(event),
            lines_of(event),
        )
        for event in events
    ]


def lines_of(event: Event) -> list[tuple[str, str]]:
    """The recorded details as label and text; a text that is no record any more is shown whole."""
    details = details_of(event)
    if details is None:
        return [("?", event.payload)]
    return [
        (name.replace("_", " "), _as_text(value))
        for name, value in details.items()
        if value not in (None, "", [], {})
    ]


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
