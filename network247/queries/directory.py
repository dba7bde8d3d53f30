"""The directory as a page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.choices import Role
from audit import moment

from ..choices import Freshness, VersionState
from ..models import ContactPoint, ContactVersion


@dataclass(frozen=True)
class DirectoryLine:
    """One contact point, with what depends on the moment and on who looks."""

    point: ContactPoint
    version: ContactVersion
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
    points = ContactPoint.objects.filter(current__isnull=False).select_related("state", "current")
    for point in points.filter(state=state) if state else points:
        version = point.current
        assert version is not None  # see the filter
        yield DirectoryLine(
            point=point,
            version=version,
            time_there=version.time_there,
            days=version.days_since_verified(today),
            is_stale=version.freshness(today) == Freshness.STALE,
            may_edit=may_edit(actor, point.state_id),
        )


def entries_before(state: str, at: datetime) -> QuerySet[ContactVersion]:
    """What the directory said of a State's desks at a moment: the numbers to call back.

    Only what was in force before `at`: whoever asks cannot have put it there for this.
    """
    stood = ContactVersion.objects.filter(
        Q(replaced_at__isnull=True) | Q(replaced_at__gt=at),
        point__state_id=state,
        closes=False,
        decided_at__lt=at,
        state__in=[VersionState.IN_FORCE, VersionState.REPLACED],
    )
    return stood.select_related("point").order_by("point", "-number")
