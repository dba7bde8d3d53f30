"""What stood in the directory when, who proposed it, and what each change was."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from accounts.actors import Actor

from ..contact_details import LABELS, label_of
from ..models import ContactPoint, ContactVersion
from .directory import STOOD, midnight, named, sees_proposal


def stood_on(point: ContactPoint, day: date, zone: str) -> QuerySet[ContactVersion]:
    """The versions that were in force at any moment of a day in a zone, the last first."""
    begins, ends = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    return point.versions.filter(
        Q(replaced_at__isnull=True) | Q(replaced_at__gt=begins),
        closes=False,
        decided_at__lt=ends,
        state__in=STOOD,
    )


@dataclass(frozen=True)
class Change:
    """One field of a desk: what it said, and what it says."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Chapter:
    """A version in the history of a desk. People are named to their own State alone."""

    version: ContactVersion
    proposed_by: str
    decided_by: str
    changes: list[Change]


def history(actor: Actor, point: ContactPoint) -> list[Chapter]:
    """Every version that was ever proposed, as far as the actor sees it, the newest first."""
    earlier: ContactVersion | None = None
    found = []
    for version in point.versions.order_by("number"):
        version.point = point
        stood = version.state in STOOD
        if stood or sees_proposal(actor, version):
            found.append(
                Chapter(
                    version=version,
                    proposed_by=named(actor, version, version.proposed_by_name),
                    decided_by=named(actor, version, version.decided_by_name),
                    changes=changes_between(earlier, version) if earlier else [],
                )
            )
        if stood:
            earlier = None if version.closes else version
    return found[::-1]


def changes_between(earlier: ContactVersion, later: ContactVersion) -> list[Change]:
    """What a version says otherwise than the one before it; nothing where the desk is closed."""
    if later.closes:
        return []
    return [
        Change(label_of(name), shown(earlier, name), shown(later, name))
        for name in later.details.changes_from(earlier.details)
    ]


def comparison(earlier: ContactVersion | None, later: ContactVersion) -> list[tuple[Change, bool]]:
    """Every field, old and new side by side, and whether it differs."""
    differing = set(later.details.changes_from(earlier.details)) if earlier else set()
    return [
        (
            Change(label_of(name), shown(earlier, name) if earlier else "", shown(later, name)),
            name in differing or earlier is None,
        )
        for name in LABELS
    ]


def shown(version: ContactVersion, name: str) -> str:
    """A field of a version as a page shows it."""
    if name == "languages":
        return ", ".join(version.language_names)
    value = getattr(version, name)
    return value.isoformat() if isinstance(value, date) else str(value)
