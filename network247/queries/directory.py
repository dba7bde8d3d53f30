"""The directory as a page shows it: what stands in it, what stood, and who may change it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import get_language

from accounts.actors import Actor
from accounts.choices import AuthorityKind, Role
from accounts.models import Authority
from audit import moment
from convention.models import State
from convention.queries import state_names

from ..choices import CallOutcome, Freshness, VersionState
from ..models import ContactPoint, ContactVersion

# Who keeps the directory, proposes and confirms.
KEEPERS = frozenset({Role.STATE_ADMINISTRATOR, Role.DUTY_OFFICER, Role.CENTRAL_AUTHORITY_OFFICER})
STOOD = (VersionState.IN_FORCE, VersionState.REPLACED)


# Who may do what.


def keeps(actor: Actor) -> bool:
    """Whether the role is one that keeps the directory."""
    return actor.role in KEEPERS


def connected_states() -> set[str]:
    """States that have an authority here, which keeps their desks itself."""
    return set(Authority.objects.filter(connected=True).values_list("state", flat=True))


def may_propose(actor: Actor, state: str, connected: Iterable[str] | None = None) -> bool:
    """Whether one may propose a change to the desks of a State.

    For the own State, and for a State that has no connected authority here: somebody has to keep
    those. `connected` spares looking when asked for many.
    """
    if not keeps(actor):
        return False
    return actor.state == state or state not in (
        connected_states() if connected is None else connected
    )


def may_confirm(
    actor: Actor, version: ContactVersion, connected: Iterable[str] | None = None
) -> bool:
    """Another person of the proposer's State, in one of the same roles, while it waits.

    And only while that State may still keep the desk: another may have been connected since.
    """
    return (
        _may_judge(actor, version)
        and actor.state == version.proposed_by_state
        and may_propose(actor, version.point.state_id, connected)
    )


def may_confirm_all(actor: Actor, versions: Iterable[ContactVersion]) -> bool:
    """Whether one may confirm each of them."""
    connected = connected_states()
    return all(may_confirm(actor, version, connected) for version in versions)


def may_decline(actor: Actor, version: ContactVersion) -> bool:
    """Who may confirm; and those who keep the desk itself, if another State proposed it."""
    return _may_judge(actor, version) and actor.state in {
        version.proposed_by_state,
        version.point.state_id,
    }


def may_take_back(actor: Actor, version: ContactVersion) -> bool:
    """The proposer alone, while it waits."""
    return (
        version.state == VersionState.PROPOSED
        and actor.state == version.proposed_by_state
        and actor.person_id == version.proposed_by_id
    )


def sees_proposal(actor: Actor, version: ContactVersion) -> bool:
    """A proposal is seen where it was made, and where the desk is; also after it failed."""
    return actor.state in {version.proposed_by_state, version.point.state_id}


def named(actor: Actor, version: ContactVersion, name: str) -> str:
    """A proposer or the second person: by name to who saw the proposal, to others by State."""
    if not name or not version.proposed_by_state or sees_proposal(actor, version):
        return name
    states = state_names(get_language() or "en")
    return states.get(version.proposed_by_state, version.proposed_by_state)


def _may_judge(actor: Actor, version: ContactVersion) -> bool:
    return (
        version.state == VersionState.PROPOSED
        and keeps(actor)
        and actor.person_id != version.proposed_by_id
    )


def states_kept_by(actor: Actor) -> QuerySet[State]:
    """The States whose desks one may propose to change, by name."""
    if not keeps(actor):
        return State.objects.none()
    return State.objects.filter(Q(pk=actor.state) | ~Q(pk__in=connected_states()))


def desk_authority(state: str) -> Authority | None:
    """The authority here whose desk a State's contact point is: its central authority."""
    return desk_authorities([state]).get(state)


def desk_authorities(states: Iterable[str]) -> dict[str, Authority]:
    """The same for several States, by State; those that have none here are left out.

    Of several the oldest, but one that is connected before all others.
    """
    central = Authority.objects.filter(state__in=states, kind=AuthorityKind.CENTRAL)
    return {authority.state_id: authority for authority in central.order_by("connected", "-pk")}


# What stands in it now.


@dataclass(frozen=True)
class DirectoryLine:
    """One contact point, with what depends on the moment."""

    point: ContactPoint
    version: ContactVersion
    time_there: datetime
    called_at: datetime | None
    days: int
    is_stale: bool


def directory(state: str = "") -> Iterator[DirectoryLine]:
    """Every contact point, by State; or those of one State."""
    points = ContactPoint.objects.filter(current__isnull=False)
    for point in with_last_answer(points.filter(state=state) if state else points):
        yield line_of(point)


def line_of(point: ContactPoint) -> DirectoryLine:
    """A point that is in the directory, read `with_last_answer`."""
    version, today = point.current, moment.now().date()
    assert version is not None  # a closed desk has no line
    called = getattr(point, "called_at", None)
    return DirectoryLine(
        point=point,
        version=version,
        time_there=version.time_there,
        called_at=called,
        days=version.days_since_verified(today, called),
        is_stale=version.freshness(today, called) == Freshness.STALE,
    )


def with_last_answer(points: QuerySet[ContactPoint]) -> QuerySet[ContactPoint]:
    """With State and version; `called_at`: when the number in force was last called and answered.

    A call to an earlier number says nothing about the present one.
    """
    answered = Q(calls__outcome=CallOutcome.ANSWERED, calls__version__phone=F("current__phone"))
    found = points.select_related("state", "current")
    # Said again: Django forgets the order of the model when it groups.
    return found.annotate(called_at=Max("calls__answered_at", filter=answered)).order_by(
        "state__name_en", "pk"
    )


def waiting_for(actor: Actor) -> QuerySet[ContactVersion]:
    """Proposals that wait for a second person, as far as the actor's State sees them."""
    return (
        ContactVersion.objects.filter(
            Q(proposed_by_state=actor.state) | Q(point__state=actor.state),
            state=VersionState.PROPOSED,
        )
        .select_related("point__state", "point__current")
        .order_by("proposed_at", "pk")
    )


# What stood in it.


def entries_before(state: str, at: datetime) -> QuerySet[ContactVersion]:
    """What the directory said of a State's desks at a moment: the numbers to call back.

    Only what was in force before `at`: whoever asks cannot have put it there for this. What was
    replaced at that very moment had stood until then, and counts.
    """
    return standing_before(at).filter(point__state_id=state)


def standing_before(at: datetime) -> QuerySet[ContactVersion]:
    """The version of each desk that was in force just before a moment; closed desks have none."""
    stood = ContactVersion.objects.filter(
        Q(replaced_at__isnull=True) | Q(replaced_at__gte=at),
        closes=False,
        decided_at__lt=at,
        state__in=STOOD,
    )
    return stood.select_related("point__state").order_by("point", "-number")


def midnight(day: date, zone: str) -> datetime:
    """The moment at which a day begins in a zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
