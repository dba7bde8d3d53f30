"""The desks of some States as they stand, locked and read once: for one change or a whole list."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Max

from accounts.models import Authority
from convention.models import State

from ..choices import VersionState
from ..models import ContactPoint, ContactVersion
from ..queries.directory import desk_authorities

Name = tuple[str, str]  # a State's code and what it calls the desk


@dataclass
class Desks:
    """What the directory says of some States, and what waits for a second person.

    Whoever changes desks takes the lock of their State first: no two desks of one name. Of several
    changes at once each is told to it, so that the next sees what the one before leaves.
    """

    points: dict[int, ContactPoint]
    authorities: dict[str, Authority]
    last: dict[int, int]
    waiting_at: dict[int, ContactVersion]
    # Proposed for desks that are not in the directory.
    waiting: dict[Name, ContactVersion] = field(default_factory=dict)
    named: dict[Name, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, states: Collection[str]) -> "Desks":
        """Lock these States and their desks, and read them."""
        list(State.objects.select_for_update().filter(pk__in=states).order_by("pk"))
        points = ContactPoint.objects.select_for_update(of=("self",)).select_related("current")
        found = {point.pk: point for point in points.filter(state__in=states).order_by("pk")}
        versions = ContactVersion.objects.filter(point__state__in=states).order_by()
        numbers = versions.values("point").annotate(last=Max("number"))
        waiting = versions.filter(state=VersionState.PROPOSED)
        desks = cls(
            points=found,
            authorities=desk_authorities(states),
            last=dict(numbers.values_list("point", "last")),
            waiting_at={version.point_id: version for version in waiting},
        )
        for version in desks.waiting_at.values():
            version.point = found[version.point_id]
            desks.waits(version)
        for point in found.values():
            if point.current:
                desks.named[point.state_id, point.current.authority_name].add(point.pk)
        return desks

    def proposed_for(self, point: ContactPoint | None, name: Name) -> ContactVersion | None:
        """What waits for a desk already; for one that is not there yet, under that name."""
        return self.waiting_at.get(point.pk) if point else self.waiting.get(name)

    def has_other(self, point: ContactPoint | None, name: Name) -> bool:
        """Whether another desk than this one has the name."""
        return bool(self.named[name] - {point.pk if point else None})

    def waits(self, version: ContactVersion) -> None:
        """From now on a proposal waits; it may be of a desk that is not kept yet."""
        if version.point.pk:
            self.waiting_at[version.point.pk] = version
        if version.point.current is None:
            self.waiting[version.point.state_id, version.authority_name] = version

    def stands(self, version: ContactVersion) -> None:
        """From now on a proposal is what the directory says of its desk."""
        point = version.point
        if point.current:
            self.named[point.state_id, point.current.authority_name].discard(point.pk)
        point.current = None if version.closes else version
        point.authority = point.authority or self.authorities.get(point.state_id)
        if point.current:
            self.named[point.state_id, version.authority_name].add(point.pk)
