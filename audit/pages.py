"""Pages of the record by keyset: as fast at the end as at the beginning."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from audit.models import Event

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Events newest first, with the places (empty when there is nothing more) around them."""

    events: list[Event]
    newer: str
    older: str


def page_of(events: QuerySet[Event], *, newer: str = "", older: str = "", size: int = SIZE) -> Page:
    """The page before (`newer`) or after (`older`) a place, or the newest; nonsense is newest."""
    back, onward = _place(newer), _place(older)
    if back:
        at, key = back
        rows = events.filter(at__gte=at).filter(Q(at__gt=at) | Q(id__gt=key))
        found = list(rows.order_by("at", "id")[: size + 1])
        more, shown = len(found) > size, found[:size][::-1]
        return Page(shown, _named(shown[:1]) if more else "", _named(shown[-1:]))
    if onward:
        # This form seeks in the index on both databases; `at < x OR (at = x AND id < y)` does not.
        at, key = onward
        events = events.filter(at__lte=at).filter(Q(at__lt=at) | Q(id__lt=key))
    found = list(events.order_by("-at", "-id")[: size + 1])
    more, shown = len(found) > size, found[:size]
    return Page(shown, _named(shown[:1]) if onward else "", _named(shown[-1:]) if more else "")


def _named(events: list[Event]) -> str:
    return f"{events[0].at.isoformat()}_{events[0].pk}" if events else ""


def _place(name: str) -> tuple[datetime, int] | None:
    at, _separator, key = name.partition("_")
    try:
        place = datetime.fromisoformat(at), int(key)
    except ValueError:
        return None
    return place if place[0].tzinfo and 0 < place[1] < 2**63 else None
