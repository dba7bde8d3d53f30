"""Signs of life: left when a periodic task has ended well, and when beat has woken one.

Celery tells of both, so no task has to think of it, and the parts below the desk need not know.
"""

from collections.abc import Mapping
from typing import Any

from celery import Task
from celery.signals import after_task_publish, task_success
from django.conf import settings
from django.db import close_old_connections

from audit import moment

from .models import Heartbeat

# The schedule's entry that only shows that somebody works; beat leaves its own sign as it wakes it.
WORKER = "heartbeat"
BEAT = "beat"


def leave(*names: str) -> None:
    """Leave a sign of life under each of the names: one statement, however often it is left."""
    now = moment.now()
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beaten_at=now) for name in names],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beaten_at"],
    )


def connect() -> None:
    """From now on the processes of Celery leave signs of life."""
    task_success.connect(worked, dispatch_uid="desk.pulse.worked")
    after_task_publish.connect(woke, dispatch_uid="desk.pulse.woke")


def worked(sender: Task[Any, Any], **_more: Any) -> None:
    """In the worker: a task has ended without a fault."""
    schedule: Mapping[str, Any] = settings.CELERY_BEAT_SCHEDULE
    names = [name for name, entry in schedule.items() if entry["task"] == sender.name]
    if names:
        leave(*names)


def woke(sender: str, **_more: Any) -> None:
    """In beat: a wake-up was handed to the broker."""
    if sender != settings.CELERY_BEAT_SCHEDULE[WORKER]["task"]:
        return
    # Beat is no worker: nobody else takes a connection away that the database has ended.
    close_old_connections()
    leave(BEAT)
