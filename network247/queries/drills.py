"""Test calls: which desks are to be called, which calls were made, how fast desks answer."""

import math
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Max, Q, QuerySet

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Authority, Person
from accounts.queries import holders
from convention.models import State
from workflow.periods import months_later
from workflow.recorded import day_of, today

from ..choices import CALL_EVERY_MONTHS, FEW_CALLS, CallOutcome
from ..models import ContactPoint, ContactVersion, TestCall
from .directory import keeps

# What is due within so many days is shown as coming up.
SOON = timedelta(days=14)


def may_call(actor: Actor, state: str) -> bool:
    """Those who keep the directory call the desks of other States; nobody drills the own ones."""
    return keeps(actor) and actor.state != state


def calls_of(actor: Actor) -> QuerySet[TestCall]:
    """The calls that the actor's State made, the newest first."""
    calls = TestCall.objects.filter(authority__state=actor.state)
    return calls.select_related("point__state", "version", "authority")


def calls_to(actor: Actor, point: ContactPoint) -> QuerySet[TestCall]:
    """The calls made to a desk: those of the own State; all of them, if it is the own desk."""
    calls = point.calls.filter(ended_at__isnull=False).select_related("authority__state", "version")
    return calls if point.state_id == actor.state else calls.filter(authority__state=actor.state)


def open_calls(actor: Actor) -> QuerySet[TestCall]:
    """One's own calls that were begun and have no outcome yet."""
    return calls_of(actor).filter(ended_at__isnull=True, by_id=actor.person_id)


def callers_of(state: str) -> QuerySet[Person]:
    """Whose task test calls are in a State today: its duty officers."""
    there = Authority.objects.filter(state=state, connected=True)
    return holders(list(there.values_list("pk", flat=True)), [Role.DUTY_OFFICER])


@dataclass(frozen=True)
class DueCall:
    """A desk of another State, and when it is to be called again."""

    point: ContactPoint
    version: ContactVersion
    answered_at: datetime | None
    due_on: date
    days: int

    @property
    def is_never_answered(self) -> bool:
        """Whether nobody of the own State was ever answered at the number in force."""
        return self.answered_at is None

    @property
    def is_due(self) -> bool:
        """Whether it is to be called today, or should have been."""
        return self.days <= 0

    @property
    def is_soon(self) -> bool:
        """Whether it comes up within two weeks."""
        return 0 < self.days <= SOON.days

    @property
    def days_over(self) -> int:
        """For how many days it has been due."""
        return max(0, -self.days)

    @property
    def last_due_on(self) -> date:
        """The latest day on which it fell due: every quarter again while nobody is answered."""
        now = self.due_on + timedelta(days=self.days_over)
        times = 0
        while months_later(self.due_on, (times + 1) * CALL_EVERY_MONTHS) <= now:
            times += 1
        return months_later(self.due_on, times * CALL_EVERY_MONTHS)


def due_calls(actor: Actor) -> list[DueCall]:
    """Every desk of another State, as the actor's own is to call them."""
    return due_calls_of(actor.state, actor.zone)


def due_calls_of(state: str, zone: str) -> list[DueCall]:
    """Every desk of another State than this, what is due longest first; days are those of `zone`.

    Due three months after the last call of that State that was answered at the number in force;
    a number that was never answered is due from the day on which it came into force.
    """
    answered = Q(
        calls__outcome=CallOutcome.ANSWERED,
        calls__version__phone=F("current__phone"),
        calls__authority__state=state,
    )
    points = (
        ContactPoint.objects.filter(current__isnull=False)
        .exclude(state=state)
        .select_related("state", "current")
        .annotate(answered_at=Max("calls__answered_at", filter=answered))
    )
    now = today(zone)
    return sorted((_due(point, zone, now) for point in points), key=_by_day)


def _due(point: ContactPoint, zone: str, now: date) -> DueCall:
    version = point.current
    assert version is not None  # see the filter
    answered: datetime | None = getattr(point, "answered_at", None)
    if answered:
        due_on = months_later(day_of(answered, zone), CALL_EVERY_MONTHS)
    else:
        due_on = min(now, day_of(version.decided_at, zone)) if version.decided_at else now
    return DueCall(point, version, answered, due_on, (due_on - now).days)


def _by_day(due: DueCall) -> tuple[date, str, int]:
    return due.due_on, due.point.state.name, due.point.pk


@dataclass(frozen=True)
class Answering:
    """How the desks of a partner answered the calls of the own State."""

    state: State
    calls: int
    answered: int
    median: int | None
    ninetieth: int | None
    last_at: datetime

    @property
    def share(self) -> int:
        """How many of a hundred calls were answered."""
        return round(100 * self.answered / self.calls)

    @property
    def is_few(self) -> bool:
        """Whether there are too few calls to say much."""
        return self.calls < FEW_CALLS


def answering(actor: Actor) -> Iterator[Answering]:
    """Each partner that was called, by name."""
    calls = calls_of(actor).filter(ended_at__isnull=False).order_by("point__state__name_en")
    grouped: dict[State, list[TestCall]] = {}
    for call in calls:
        grouped.setdefault(call.point.state, []).append(call)
    for state, made in grouped.items():
        answered = [call for call in made if call.outcome == CallOutcome.ANSWERED]
        seconds = sorted(call.seconds for call in answered if call.seconds is not None)
        yield Answering(
            state=state,
            calls=len(made),
            answered=len(answered),
            median=round(statistics.median(seconds)) if seconds else None,
            ninetieth=percentile(seconds, 90),
            last_at=max(call.started_at for call in made),
        )


def percentile(ordered: Iterable[int], percent: int) -> int | None:
    """The least value that so many percent of all do not exceed; None without any."""
    values = list(ordered)
    return values[math.ceil(len(values) * percent / 100) - 1] if values else None
