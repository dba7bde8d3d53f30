"""What rings, for whom, and whom each round of paging reaches."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from accounts.actors import Actor
from accounts.choices import NAMEABLE, Role
from accounts.models import Participation, Person
from accounts.queries import told_of, visible_to
from audit import moment
from convention.queries import state_names
from workflow.choices import Side

from ..choices import AttemptState, Channel
from ..models import Alarm, Attempt, UrgentMatter
from .duty import rota

# Who has a page on which it rings.
RINGING_ROLES = frozenset({Role.DUTY_OFFICER, Role.CENTRAL_AUTHORITY_OFFICER})
# A round that is so late says that nobody pages.
LATE = timedelta(seconds=30)


# --- whom to page ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rounds:
    """Whom each round pages, the widest last. None: nobody there may know of the case."""

    somebody_on_duty: bool
    people: list[list[Person]]

    def of(self, level: int) -> list[Person]:
        """The people of that round; after the last one, the widest goes on for ever."""
        return self.people[min(level, len(self.people)) - 1] if self.people else []


def rounds_of(alarm: Alarm, at: datetime) -> Rounds:
    """The first on duty; one more each time; all duty officers; central-authority officers too.

    Nobody is told who could not open the case: somebody with a conflict of interest, or who is not
    named on a sealed one. A round that would reach nobody new is left out: no time is lost by it.
    """
    told = partial(told_of, alarm.case_id, _side_of(alarm), [alarm.authority_id])
    may_know = {person.pk for person in told([role.value for role in NAMEABLE])}
    on_duty = [one for one in rota(alarm.authority_id, at) if one.pk in may_know]
    duty_officers = [*on_duty, *told([Role.DUTY_OFFICER])]
    everybody = [*duty_officers, *told([Role.CENTRAL_AUTHORITY_OFFICER])]
    first = [on_duty[:number] for number in range(1, len(on_duty) + 1)]
    return Rounds(bool(on_duty), list(_growing([*first, duty_officers, everybody])))


def _growing(rounds: list[list[Person]]) -> Iterator[list[Person]]:
    """Each person once in a round; only rounds that reach somebody new."""
    reached = 0
    for people in rounds:
        each = list({person.pk: person for person in people}.values())
        if len(each) > reached:
            reached = len(each)
            yield each


def _side_of(alarm: Alarm) -> str:
    rows = Participation.objects.filter(case=alarm.case_id, authority=alarm.authority_id)
    return rows.values_list("side", flat=True).first() or Side.REQUESTED


def asked_by(alarm: Alarm) -> str:
    """The code of the State that the matter comes from."""
    matter = alarm.case.urgent
    asks = matter.requested if matter.requesting_id == alarm.authority_id else matter.requesting
    return asks.state_id


def with_matter(alarms: QuerySet[Alarm]) -> QuerySet[Alarm]:
    """With what `asked_by` and the words of a page look at."""
    return alarms.select_related("authority", "case__urgent__requesting", "case__urgent__requested")


# --- what rings -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reached:
    """Somebody who was paged in the last round, or has seen the alarm, and by what."""

    name: str
    attempts: list[Attempt]


@dataclass(frozen=True)
class Ringing:
    """An alarm as the page shows it."""

    pk: int
    case_id: UUID
    matter: UrgentMatter
    state: str
    since: datetime
    minutes: int
    level: int
    next_at: datetime | None
    reached: list[Reached]


def rings_for(actor: Actor) -> QuerySet[Alarm]:
    """What rings at the actor's desk, of the cases they may see."""
    return _at_desk(actor).filter(case__in=visible_to(actor))


def ringing_for(actor: Actor) -> list[Ringing]:
    """What rings, the longest first; with whom the last round reached."""
    now = moment.now()
    names = state_names(get_language() or "en")
    alarms = list(with_matter(rings_for(actor)).order_by("raised_at"))
    reached = _reached(alarms)
    return [
        Ringing(
            pk=alarm.pk,
            case_id=alarm.case_id,
            matter=alarm.case.urgent,
            state=names.get(asked_by(alarm), asked_by(alarm)),
            since=alarm.raised_at,
            minutes=max(0, int((now - alarm.raised_at).total_seconds()) // 60),
            level=alarm.level,
            next_at=alarm.next_page_at,
            reached=reached[alarm.pk],
        )
        for alarm in alarms
    ]


def _reached(alarms: list[Alarm]) -> dict[int, list[Reached]]:
    """Of each alarm: the last round, and who has seen it on their page."""
    attempts = Attempt.objects.filter(
        Q(level=F("alarm__level")) | Q(channel=Channel.SCREEN), alarm__in=alarms
    )
    found: dict[int, dict[str, list[Attempt]]] = defaultdict(lambda: defaultdict(list))
    for attempt in attempts if alarms else ():
        found[attempt.alarm_id][attempt.person_name].append(attempt)
    return defaultdict(
        list, {pk: [Reached(*one) for one in names.items()] for pk, names in found.items()}
    )


# --- for the poll ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """What the page asks for every few seconds.

    `ringing`: key, since when (seconds since 1970) and round of each alarm. `unseen`: the keys of
    those that this person's page has not shown yet.
    """

    ringing: list[tuple[int, int, int]]
    unseen: list[int]
    stands_still: bool

    @property
    def text(self) -> str:
        """As JSON: numbers only. The same as long as nothing changes."""
        told = {"ringing": self.ringing, "still": int(self.stands_still)}
        return json.dumps(told, separators=(",", ":"))


def state_of(actor: Actor) -> State:
    """One query while nothing rings at the desk, two while something does."""
    if not _at_desk(actor).exists():
        return State([], [], _told_to_stand_still())
    seen = Attempt.objects.filter(
        alarm=OuterRef("pk"), person=actor.person_id, channel=Channel.SCREEN
    )
    rows = list(
        rings_for(actor)
        .annotate(seen=Exists(seen))
        .order_by("raised_at", "pk")
        .values_list("pk", "raised_at", "level", "next_page_at", "seen")
    )
    late = moment.now() - LATE
    return State(
        ringing=[(pk, int(since.timestamp()), level) for pk, since, level, *_rest in rows],
        unseen=[pk for pk, *_rest, seen in rows if not seen],
        stands_still=_told_to_stand_still()
        or any(due is None or due < late for _pk, _since, _level, due, _seen in rows),
    )


def _at_desk(actor: Actor) -> QuerySet[Alarm]:
    return Alarm.objects.filter(authority=actor.authority_id, ended_at__isnull=True)


# Whoever looks after worker and beat says here whether they stand still; see desk/apps.py.
_looks: list[Callable[[], object]] = []


def register_standstill(look: Callable[[], object]) -> None:
    """Let `look` say whether nobody works on what is due; called in `ready()`.

    It is asked with every poll, so it must cost next to nothing.
    """
    _looks.append(look)


def _told_to_stand_still() -> bool:
    return any(look() for look in _looks)


# --- what is due ----------------------------------------------------------------------------------


def due_alarms(now: datetime, interval: timedelta) -> QuerySet[Alarm]:
    """Alarms whose next round has come.

    Also those whose round lies further ahead than any is ever put: the clock on the wall went
    back, and an alarm must not fall silent until it gets there again.
    """
    due = Q(next_page_at__lte=now) | Q(next_page_at__gt=now + 2 * interval)
    return Alarm.objects.filter(due, ended_at__isnull=True)


def waiting_attempts(now: datetime, lease: timedelta) -> QuerySet[Attempt]:
    """Attempts that nobody sends now; a lease from before the clock went back does not count."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    return Attempt.objects.filter(
        free | Q(leased_until__gt=now + 2 * lease), state=AttemptState.WAITING
    )
