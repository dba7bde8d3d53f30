"""Reading: the open matters of a desk, and the desks of other States."""

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Authority
from accounts.queries import granted_to, visible_to

from ..models import ContactPoint, UrgentMatter

MOST = 100


def open_matters(actor: Actor) -> QuerySet[UrgentMatter]:
    """The open matters that the actor sees; those of a desk by its own index."""
    rows = matters(actor).filter(ended_at__isnull=True)
    if actor.role == Role.AUDITOR:
        return rows
    own = Q(requesting=actor.authority_id) | Q(requested=actor.authority_id)
    return rows.filter(own | Q(case__in=granted_to(actor)))


def matters(actor: Actor) -> QuerySet[UrgentMatter]:
    """Every matter that the actor sees, the newest first."""
    rows = UrgentMatter.objects.filter(case__in=visible_to(actor).values("pk"))
    return rows.select_related(
        *("case", "requesting__state", "requested__state"),
        *("requesting_holder", "requested_holder"),
    ).order_by("-case__opened_at", "-case")


def other_desks(actor: Actor) -> QuerySet[Authority]:
    """The authorities of other States whose desks are in the directory."""
    points = ContactPoint.objects.filter(authority__isnull=False, current__isnull=False)
    return (
        Authority.objects.filter(Q(pk__in=points.values("authority")))
        .exclude(state=actor.state)
        .select_related("state")
        .order_by("state__name_en", "name")
    )


def earlier_freezes(matter: UrgentMatter) -> QuerySet[UrgentMatter]:
    """The freezes between the same two desks that a trace may be asked from."""
    return (
        UrgentMatter.objects.filter(
            requesting=matter.requesting_id,
            requested=matter.requested_id,
            preservation__frozen_from__isnull=False,
        )
        .exclude(pk=matter.pk)
        .select_related("case")
    )
