"""What time it is, in one place, so that the demonstration can be played at believable dates."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _pretended.get() or timezone.now()


@contextmanager
def pretended(at: datetime) -> Iterator[None]:
    """Let `now()` answer `at` inside the block; refused where records are real."""
    if not settings.DEMONSTRATION:
        raise RuntimeError("Time is only pretended in a demonstration installation.")
    token = _pretended.set(at)
    try:
        yield
    finally:
        _pretended.reset(token)
