"""Who is on duty at a desk."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Person

from ..models import Absence, Shift


def on_duty(authority_id: int, at: datetime) -> list[Person]:
    """The people on duty at that moment, the first person first; empty: nobody is.

    Who is absent then does not count, whatever the roster says.
    """
    return [shift.person for shift in shifts_at(authority_id, at)]


def first_on_duty(authority_id: int, at: datetime) -> Person | None:
    """The first person of that moment; None: the roster has a gap."""
    first = shifts_at(authority_id, at).filter(place=1).first()
    return first.person if first else None


def shifts_at(authority_id: int, at: datetime) -> QuerySet[Shift]:
    """The shifts that count at that moment, the first person's first."""
    away = Absence.objects.filter(
        person=OuterRef("person"),
        authority=OuterRef("authority"),
        starts_at__lte=at,
        ends_at__gt=at,
        cancelled_at__isnull=True,
    )
    return (
        Shift.objects.filter(
            ~Exists(away),
            authority=authority_id,
            starts_at__lte=at,
            ends_at__gt=at,
            cancelled_at__isnull=True,
            person__is_active=True,
        )
        .select_related("person")
        .order_by("place", "starts_at")
    )


def rota(authority_id: int, at: datetime) -> Iterator[Person]:
    """Whom to page, one after the other: who is on duty, each once."""
    seen: set[int] = set()
    for person in on_duty(authority_id, at):
        if person.pk not in seen:
            seen.add(person.pk)
            yield person
