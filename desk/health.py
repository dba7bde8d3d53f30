"""Whether worker and beat do their part, and what waits for them: for a monitor, a page, a banner.

Only numbers and moments, never a case. All moments are UTC.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from celery import current_app
from celery.schedules import crontab
from django.conf import settings
from django.db.models import Count, Min, QuerySet
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from audit import moment
from network247.models import Alarm
from workflow.choices import LetterState, RowState
from workflow.models import Clock, Letter, Notice

from .mail import MAILED_WITHIN
from .models import Heartbeat, InboxEntry
from .pulse import BEAT, WORKER

MISSED_INTERVALS = 3
NEVER_LATE_BEFORE = timedelta(seconds=180)
REMEMBERED_SECONDS = 30
BROKER_TIMEOUT_SECONDS = 1
# How many due moments of a crontab show its longest gap.
LOOKED_AT = 10


class Pulse(StrEnum):
    """How a sign of life stands."""

    OK = "ok"
    LATE = "late"
    NEVER = "never"


@dataclass(frozen=True)
class Sign:
    """When a periodic task last ended well, or beat last woke one; and how often it should."""

    name: str
    beaten_at: datetime | None
    every: timedelta
    at: datetime

    @property
    def age(self) -> timedelta | None:
        """How long ago; None if never."""
        return max(self.at - self.beaten_at, timedelta()) if self.beaten_at else None

    @property
    def pulse(self) -> Pulse:
        """Late when three of its turns went by without it, and at least three minutes."""
        if self.age is None:
            return Pulse.NEVER
        allowed = max(MISSED_INTERVALS * self.every, NEVER_LATE_BEFORE)
        return Pulse.LATE if self.age > allowed else Pulse.OK


@dataclass(frozen=True)
class Queue:
    """Rows that wait for the worker, and since when the oldest does."""

    name: str
    length: int
    oldest_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """Everything at one moment. `wake_ups` is None where the broker cannot be asked."""

    at: datetime
    signs: Mapping[str, Sign]
    queues: list[Queue]
    failed_letters: int
    wake_ups: int | None


@dataclass(frozen=True)
class Standstill:
    """Nobody works on what is due: since when; None if nobody ever did."""

    since: datetime | None


def standing() -> Standing:
    """How everything stands now: eight queries and a question to the broker."""
    now = moment.now()
    return Standing(
        at=now,
        signs=signs(now),
        queues=queues(now),
        failed_letters=Letter.objects.filter(state=LetterState.FAILED).count(),
        wake_ups=wake_ups(),
    )


def signs(now: datetime) -> dict[str, Sign]:
    """The sign of beat and of each entry of the schedule, by name; one query."""
    schedule: Mapping[str, Any] = settings.CELERY_BEAT_SCHEDULE
    beaten = dict(Heartbeat.objects.values_list("name", "beaten_at"))
    every = {name: interval_of(entry["schedule"]) for name, entry in schedule.items()}
    every = {BEAT: every[WORKER], **every}
    return {name: Sign(name, beaten.get(name), gap, now) for name, gap in every.items()}


def interval_of(schedule: float | timedelta | crontab) -> timedelta:
    """How long an entry of the schedule may rest at most between two turns."""
    if isinstance(schedule, timedelta):
        return schedule
    if not isinstance(schedule, crontab):
        return timedelta(seconds=schedule)
    due = [datetime(2026, 1, 1, tzinfo=UTC)]
    for _ in range(LOOKED_AT):
        _last, step, _now = schedule.remaining_delta(due[-1])
        due.append(due[-1] + step)
    return max(later - earlier for earlier, later in pairwise(due[1:]))


def queues(now: datetime) -> list[Queue]:
    """What waits in the database: letters, notices, mails; reminders and alarms that are due."""
    return [_queue(name, rows, since) for name, (rows, since) in _waiting(now).items()]


def due_reminders(now: datetime) -> Queue:
    """Reminders whose moment has come."""
    return _queue("reminders", *_waiting(now)["reminders"])


def wake_ups() -> int | None:
    """How many messages wait in the broker; None where it does not answer."""
    name: str = current_app.conf.task_default_queue
    if settings.REDIS_URL:
        return _length_in_redis(settings.REDIS_URL, name)
    return length_in_folder(settings.QUEUE_DIR / "messages", name)


def length_in_folder(folder: Path, name: str) -> int | None:
    """Messages of a queue of the filesystem broker; None where the folder is not there."""
    return sum(1 for _ in folder.glob(f"*.{name}.msg")) if folder.is_dir() else None


def _length_in_redis(address: str, name: str) -> int | None:
    """Asked once and briefly: a page must not wait for a broker that is away."""
    client = Redis.from_url(
        address,
        socket_connect_timeout=BROKER_TIMEOUT_SECONDS,
        socket_timeout=BROKER_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        with client:
            return int(client.llen(name))
    except RedisError:
        return None


# --- for the banner -------------------------------------------------------------------------------

_remembered: dict[str, tuple[float, Standstill | None]] = {}


def standstill() -> Standstill | None:
    """Whether due work has lain still for minutes; remembered in this process for half a minute.

    So a page costs no query for it, but one in half a minute. Without any sign of life a standstill
    is told only where something has waited for minutes: a fresh installation has nothing to do.
    """
    until, found = _remembered.get("standstill", (0.0, None))
    if time.monotonic() >= until:
        found = _look()
        remember(found)
    return found


def remember(found: Standstill | None, seconds: float = REMEMBERED_SECONDS) -> None:
    """Take this for the answer, for so long."""
    _remembered["standstill"] = (time.monotonic() + seconds, found)


def forget() -> None:
    """Look anew the next time."""
    _remembered.clear()


def _look() -> Standstill | None:
    now = moment.now()
    sign = signs(now)[WORKER]
    if sign.pulse == Pulse.LATE:
        return Standstill(sign.beaten_at)
    if sign.pulse == Pulse.NEVER and _something_waits(now - NEVER_LATE_BEFORE):
        return Standstill(None)
    return None


def _something_waits(since: datetime) -> bool:
    """Whether a row waits for the worker since before that moment."""
    waiting = _waiting(since).values()
    return any(rows.filter(**{f"{column}__lte": since}).exists() for rows, column in waiting)


def _waiting(now: datetime) -> dict[str, tuple[QuerySet[Any], str]]:
    """What the worker has to do, by name, with the column that says since when it waits."""
    # As `desk.mail.send_mails` looks for them; what it has given up waits for nobody.
    mails = InboxEntry.objects.filter(
        mailed_at__isnull=True,
        mail_due_at__range=(now - MAILED_WITHIN, now),
        person__is_active=True,
    )
    return {
        "letters": (Letter.objects.filter(state=LetterState.ORDERED), "ordered_at"),
        "notices": (Notice.objects.filter(state=RowState.WAITING), "created_at"),
        # As the sweep finds them: clocks by their next reminder.
        "reminders": (Clock.objects.filter(next_fires_at__lte=now), "next_fires_at"),
        "mails": (mails, "mail_due_at"),
        "alarms": (Alarm.objects.filter(next_page_at__lte=now), "next_page_at"),
    }


def _queue(name: str, rows: QuerySet[Any], since: str) -> Queue:
    found = rows.aggregate(length=Count("pk"), oldest=Min(since))
    return Queue(name, found["length"], found["oldest"])
