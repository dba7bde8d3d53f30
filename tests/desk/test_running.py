"""What worker and beat leave behind, what waits for them, and who is told."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from kombu import Connection

import requests_mla.tasks
from audit.moment import pretended
from config import celery_app
from config.demonstration.cast import Cast
from desk import health
from desk.health import Pulse, Queue, Sign, Standstill, interval_of, signs
from desk.mail import MAILED_WITHIN
from desk.models import Heartbeat, InboxEntry
from desk.pulse import BEAT, WORKER, leave
from desk.views.running import TASKS, advice, in_words
from workflow.choices import LetterState, RowState
from workflow.models import Clock, Letter, Notice

from .cases import START, browser, on_paper

PAGE = reverse("desk:running")
INBOX = reverse("desk:inbox")
STILL = "have not been worked on since"
NEVER = "have never been worked on here"


@pytest.fixture(autouse=True)
def nothing_is_taken_for_granted() -> None:
    """Whether anybody works is looked up here, as it is in real life."""
    health.forget()


def left(name: str, **ago: float) -> None:
    """A sign of life of so long ago."""
    Heartbeat.objects.update_or_create(
        name=name, defaults={"beaten_at": datetime.now(UTC) - timedelta(**ago)}
    )


def all_is_well() -> None:
    """Everything in the schedule has run just now."""
    leave(BEAT, *settings.CELERY_BEAT_SCHEDULE)


# --- signs of life --------------------------------------------------------------------------------


def test_a_sign_of_life_is_one_row_and_one_statement(db: None) -> None:
    with pretended(START):
        leave(WORKER)
    with pretended(START + timedelta(minutes=1)), CaptureQueriesContext(connection) as queries:
        leave(WORKER)
    written = [one["sql"] for one in queries if not one["sql"].startswith(("SAVE", "RELEASE"))]
    assert len(written) == 1
    assert Heartbeat.objects.get().beaten_at == START + timedelta(minutes=1)


def published(broker: Connection, task: str, **more: Any) -> None:
    """A wake-up handed to that broker, as beat does it."""
    celery_app.send_task(task, connection=broker, **more)


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_every_task_leaves_one_under_the_name_of_its_entry(db: None, name: str) -> None:
    celery_app.autodiscover_tasks(force=True)
    task = celery_app.tasks[str(settings.CELERY_BEAT_SCHEDULE[name]["task"])]
    task.apply(throw=True)
    assert list(Heartbeat.objects.values_list("name", flat=True)) == [name]


def test_a_task_that_fails_leaves_none(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_more: object) -> None:
        raise OSError("the vault is away")

    monkeypatch.setattr("requests_mla.services.posting.claim_orders", fails)
    assert requests_mla.tasks.render_letters.apply().failed()
    assert not Heartbeat.objects.exists()


@pytest.mark.django_db(transaction=True)  # beat lets an old connection go
def test_beat_leaves_one_when_it_wakes_the_worker_and_needs_nobody_to_work() -> None:
    with Connection("memory://") as broker:
        published(broker, "desk.tasks.deliver_notices")
        assert not Heartbeat.objects.exists()
        published(broker, "desk.tasks.heartbeat")
    assert list(Heartbeat.objects.values_list("name", flat=True)) == [BEAT]


@pytest.mark.parametrize(
    ("every", "age", "pulse"),
    [
        (5, 0, Pulse.OK),
        (5, 180, Pulse.OK),  # not three intervals of five seconds: three minutes
        (5, 180.001, Pulse.LATE),
        (100, 300, Pulse.OK),
        (100, 300.001, Pulse.LATE),
        (5, -60, Pulse.OK),  # the clock of the worker is ahead
        (5, None, Pulse.NEVER),
    ],
)
def test_late_is_after_three_turns_and_three_minutes(
    every: float, age: float | None, pulse: Pulse
) -> None:
    beaten_at = None if age is None else START - timedelta(seconds=age)
    assert Sign("letters", beaten_at, timedelta(seconds=every), START).pulse == pulse


@pytest.mark.parametrize(
    ("schedule", "hours"),
    [
        (1800.0, 0.5),
        (timedelta(hours=2), 2),
        (crontab(hour=2, minute=40), 24),
        (crontab(minute="*/15"), 0.25),
        (crontab(hour=3, minute=0, day_of_week="mon-fri"), 72),  # the weekend in between
    ],
)
def test_how_often_is_read_from_the_schedule(schedule: Any, hours: float) -> None:
    assert interval_of(schedule) == timedelta(hours=hours)


def test_every_entry_of_the_schedule_has_its_sign_and_beat_as_well(db: None) -> None:
    left("letters", seconds=20)
    left("vault", days=2)
    left("notices", minutes=4)
    found = signs(datetime.now(UTC))
    assert set(found) == {BEAT, *settings.CELERY_BEAT_SCHEDULE}
    assert [found[name].pulse for name in ("letters", "notices", "vault", BEAT)] == [
        Pulse.OK,
        Pulse.LATE,
        Pulse.OK,
        Pulse.NEVER,
    ]


def test_the_page_has_words_for_everything_that_runs() -> None:
    assert set(TASKS) >= {BEAT, *settings.CELERY_BEAT_SCHEDULE}


# --- what waits -----------------------------------------------------------------------------------


def test_what_waits_is_counted_with_the_oldest(cast: Cast) -> None:
    for minutes in (0, 5, 9):
        on_paper(cast, title=f"Case {minutes}", at=START + timedelta(minutes=minutes))
    case = on_paper(cast, at=START + timedelta(minutes=10))
    notice = case.notices.get()
    Notice.objects.filter(pk=notice.pk).update(state=RowState.DONE)
    waits = {"state": LetterState.ORDERED, "side": "requested", "kind": "receipt"}
    for number, hours in ((11, 3), (12, 2)):
        at = START - timedelta(hours=hours)
        Letter.objects.create(case=case, number=number, ordered_at=at, **waits)
    Letter.objects.create(case=case, number=13, **{**waits, "state": LetterState.FAILED})
    Clock.objects.update(next_fires_at=START + timedelta(days=1))
    due = Clock.objects.order_by("pk")[:2]
    Clock.objects.filter(pk__in=[one.pk for one in due]).update(next_fires_at=START)
    mail(notice, cast, "ciara", START)
    mail(notice, cast, "tom", START - MAILED_WITHIN - timedelta(seconds=1))  # was given up
    mail(notice, cast, "aoife", START, mailed_at=START)

    with pretended(START + timedelta(minutes=20)):
        now = health.standing()
    assert now.queues == [
        Queue("letters", 2, START - timedelta(hours=3)),
        Queue("notices", 3, START),
        Queue("reminders", 2, START),
        Queue("mails", 1, START),
        Queue("alarms", 0, None),
    ]
    assert now.failed_letters == 1


def mail(notice: Notice, cast: Cast, name: str, due_at: datetime, **more: Any) -> None:
    """An entry of an inbox whose mail is due at that moment."""
    person = cast.actors[name].person_id
    entry = {"notice": notice, "person_id": person, "mail_due_at": due_at}
    InboxEntry.objects.create(**entry, **more)


def test_messages_in_the_folder_of_the_broker_are_counted(tmp_path: Path) -> None:
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    options = {**folders, "control_folder": str(tmp_path / "control")}
    with Connection("filesystem://", transport_options=options) as broker:
        for _ in range(3):
            published(broker, "desk.tasks.deliver_notices")
        published(broker, "desk.tasks.deliver_notices", queue="another")
    assert health.length_in_folder(tmp_path, "celery") == 3
    assert health.length_in_folder(tmp_path / "gone", "celery") is None


@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="needs a Redis: ./test --postgres")
def test_messages_in_redis_are_counted() -> None:
    before = health.wake_ups()
    assert before is not None
    with Connection(settings.REDIS_URL) as broker:
        published(broker, "desk.tasks.fire_reminders")
        assert health.wake_ups() == before + 1
        broker.SimpleQueue("celery").get(timeout=5).ack()
    assert health.wake_ups() == before


def test_a_broker_that_does_not_answer_is_said_and_not_raised(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert health.wake_ups() is None


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ciara", "aoife", "declan", "niamh"])
def test_officers_have_nothing_to_look_at(cast: Cast, name: str) -> None:
    assert browser(cast, name).get(PAGE).status_code == 403


@pytest.mark.parametrize("name", ["sean", "orla"])
def test_administrators_and_auditors_see_numbers_and_never_a_case(cast: Cast, name: str) -> None:
    on_paper(cast, title="Ransom note to a school")
    all_is_well()
    page = browser(cast, name).get(PAGE)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Everything runs as it should" in text
    assert "Ransom note" not in text
    assert "Waking the worker (beat)" in text


def sentences() -> list[str]:
    """What the page advises now."""
    return list(advice(health.standing()))


def test_the_page_says_whom_to_ask_for_what(cast: Cast, settings: Any) -> None:
    all_is_well()
    assert sentences() == []

    left("letters", minutes=10)
    [sentence] = sentences()
    assert "“Making and signing letters” has not come to an end" in sentence

    left(WORKER, minutes=10)
    [sentence] = sentences()
    assert "Ask whoever runs the server to start the worker" in sentence

    left(BEAT, minutes=10)
    [sentence] = sentences()
    assert "Ask whoever runs the server to start beat" in sentence

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    [sentence] = sentences()
    assert "(the broker) does not answer" in sentence

    case = on_paper(cast)
    Letter.objects.create(
        case=case, number=9, state=LetterState.FAILED, side="requested", kind="receipt"
    )
    assert sentences()[1].startswith("One letter could not be made")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (119.9, "119 seconds"),
        (120, "2 minutes"),
        (7199, "119 minutes"),
        (7200, "2 hours"),
        (48 * 3600, "2 days"),
    ],
)
def test_spans_in_words(seconds: float, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


# --- the banner -----------------------------------------------------------------------------------


def test_a_stopped_beat_is_told_on_every_page_until_it_goes_on(cast: Cast) -> None:
    all_is_well()
    client = browser(cast, "ciara")
    assert STILL not in client.get(INBOX).content.decode()

    left(WORKER, minutes=4)
    since = Heartbeat.objects.get(name=WORKER).beaten_at.astimezone(UTC)
    assert STILL not in client.get(INBOX).content.decode()  # remembered for half a minute
    health.forget()
    page = client.get(INBOX)
    assert f"{STILL} {since:%-d %b %Y, %H:%M} (UTC)" in page.content.decode()
    assert 'role="status"' in page.content.decode()
    assert STILL in browser(cast, "sean").get(reverse("accounts:people")).content.decode()
    assert STILL not in Client().get(reverse("account_login")).content.decode()

    leave(WORKER)
    health.forget()
    assert STILL not in client.get(INBOX).content.decode()


def test_what_was_read_is_read_again_after_half_a_minute(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(WORKER, minutes=4)
    assert health.standstill() is not None
    leave(WORKER)
    assert health.standstill() is not None
    later = time.monotonic() + health.REMEMBERED_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert health.standstill() is None


def test_a_fresh_installation_is_left_in_peace(cast: Cast) -> None:
    assert health.standstill() is None
    assert NEVER not in browser(cast, "ciara").get(INBOX).content.decode()


def test_an_installation_in_which_nobody_ever_worked_is_told_once_something_waits(
    cast: Cast,
) -> None:
    on_paper(cast)
    created = Notice.objects.get().created_at
    Clock.objects.update(next_fires_at=START + timedelta(days=9))
    for waited, found in ((179, None), (180, Standstill(None))):
        health.forget()
        with pretended(created + timedelta(seconds=waited)):
            assert health.standstill() == found
    assert NEVER in browser(cast, "ciara").get(INBOX).content.decode()


def test_a_page_asks_nothing_for_it_while_it_is_remembered(cast: Cast) -> None:
    client = browser(cast, "ciara")
    client.get(INBOX)
    with CaptureQueriesContext(connection) as queries:
        client.get(INBOX)
    assert not [one for one in queries if "desk_heartbeat" in one["sql"]]
    health.forget()
    leave(WORKER)
    with CaptureQueriesContext(connection) as queries:
        client.get(INBOX)
    assert len([one for one in queries if "desk_heartbeat" in one["sql"]]) == 1
