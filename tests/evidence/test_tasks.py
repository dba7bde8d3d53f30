"""The daily sweep of the vault."""

from datetime import UTC, datetime, timedelta

from celery.schedules import crontab
from django.conf import settings as house
from django.core.management import call_command

from config.celery import app
from evidence import services, store, tasks

from .conftest import MIB, age


def test_beat_wakes_the_sweep_once_a_day():
    (entry,) = [
        entry
        for entry in house.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == tasks.sweep_vault.name
    ]
    assert entry["task"] in app.tasks
    noon = datetime(2026, 9, 7, 12, tzinfo=UTC)
    schedule = entry["schedule"]
    assert isinstance(schedule, crontab)
    last, step, _now = schedule.remaining_delta(noon)
    assert timedelta(0) < last + step - last <= timedelta(days=1)


def test_every_wake_up_names_a_task_that_there_is():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in house.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_the_sweep_takes_what_is_older_than_the_grace_and_leaves_what_is_younger(db):
    old, young = (store.put([text], limit=MIB).sha256 for text in (b"old", b"young"))
    hours = services.GRACE // timedelta(hours=1)
    for _two_hours in range(hours // 2 + 1):
        age(store.path_of(old))
    for _two_hours in range(hours // 2 - 1):
        age(store.path_of(young))
    assert tasks.sweep_vault() == 1
    assert not store.path_of(old).exists()
    assert store.path_of(young).exists()
    call_command("sweep_vault")
    assert store.path_of(young).exists()
