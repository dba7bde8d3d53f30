"""The directory as a page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.actors import Actor
from accounts.choices import Role
from audit import moment

from .choices import Freshness
from .models import ContactPoint


@dataclass(frozen=True)
class DirectoryLine:
    """One contact point, with what depends on the moment and on who looks."""

    point: ContactPoint
    time_there: datetime
    days: int
    is_stale: bool
    may_edit: bool


def may_edit(actor: Actor, state: str) -> bool:
    """Only a State administrator changes the directory, and only the lines of that State."""
    return actor.role == Role.STATE_ADMINISTRATOR and actor.state == state


def directory(actor: Actor, state: str = "") -> Iterator[DirectoryLine]:
    """Every contact point, by State; or those of one State."""
    today = moment.now().date()
    points = ContactPoint.objects.select_related("state")
    for point in points.filter(state=state) if state else points:
        yield DirectoryLine(
            point=point,
            time_there=point.time_there,
            days=point.days_since_verified(today),
            is_stale=point.freshness(today) == Freshness.STALE,
            may_edit=may_edit(actor, point.state_id),
        )
