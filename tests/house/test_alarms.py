"""An alarm rings and pages through what fails around it: beat, mail, pager, worker, a person.

Real workers and beats, a real mail server and a real web server as the State's pager. What is
guaranteed of a page by webhook: one attempt for each round and person; an attempt goes out twice
only where its worker was killed before it could write down that it had been sent, and then under
the same key.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

import audit.models
from accounts.models import Person
from audit import moment
from config.demonstration.cast import Cast
from config.management.commands.up import parts
from desk.models import Heartbeat
from network247.choices import AlarmEnd, AttemptState, Channel
from network247.models import Alarm, Attempt
from network247.pagers import PAGER_SECONDS
from network247.services import alarms
from network247.tasks import page_people
from tests.cast import gathered
from tests.network247.receivers import SECRET, MailReceiver, WebhookReceiver
from tests.network247.ringing import appoint, make_alarm, on_duty

from .processes import House

pytestmark = pytest.mark.django_db(transaction=True)
# Between two rounds, where a test waits for several.
SECONDS = 3
A_WHILE = 180


@pytest.fixture
def pager() -> Iterator[WebhookReceiver]:
    """The pager of Belmara."""
    with WebhookReceiver() as made:
        yield made


@pytest.fixture
def post() -> Iterator[MailReceiver]:
    """The mail server of the installation."""
    with MailReceiver() as made:
        yield made


@pytest.fixture
def house(tmp_path: Path, pager: WebhookReceiver, post: MailReceiver, settings) -> Iterator[House]:
    """Ended before the database of the test is emptied. What the test does itself pages as well."""
    made = House(tmp_path / "data")
    made.environment |= {
        "EMAIL_URL": post.address,
        "ROGATORY_ALARM_SECONDS": str(SECONDS),
        "ROGATORY_PAGERS": json.dumps({"XB": {"webhook": pager.address, "secret": SECRET}}),
    }
    settings.ALARM_SECONDS = SECONDS
    yield made
    made.stop()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Fiona is on duty in Belmara, Sinead stands behind her; Niamh is a duty officer at home."""
    made = gathered(moment.now() - timedelta(days=30))
    for place, name in enumerate(("Fiona", "Sinead"), start=1):
        on_duty(made, appoint(made, name), place)
    return made


# --- beat is down ---------------------------------------------------------------------------------


def test_with_beat_down_the_page_rings_and_says_so_and_paging_goes_on_once_when_it_is_back(
    house: House, cast: Cast, pager: WebhookReceiver
) -> None:
    house.start("pager", "pager")
    alarm = make_alarm(cast)
    Alarm.objects.update(next_page_at=moment.now() - timedelta(hours=5))

    page = browser("fiona").get(reverse("network:alarm")).content.decode()
    assert "Preservation of data" in page
    assert "hidden>Paging stands still" not in page
    told = browser("fiona").get(reverse("network:alarm_state")).json()
    assert ([one[0] for one in told["ringing"]], told["still"]) == ([alarm.pk], 1)
    assert pager.taken == []

    house.start("beat", "beat")
    house.wait_for("three rounds", lambda: level_of(alarm) >= 3, seconds=A_WHILE)
    accept(cast, alarm)
    house.wait_for("nothing waits", nothing_waits, seconds=A_WHILE)
    house.nothing_broke()
    house.stop()
    every_round_paged_each_once(alarm, pager)
    # Five hours of rounds were not made up for in one go.
    assert level_of(alarm) < 20
    assert browser("fiona").get(reverse("network:alarm_state")).json()["still"] == 0


def test_two_beats_page_everybody_once_in_each_round(
    house: House, cast: Cast, pager: WebhookReceiver, post: MailReceiver
) -> None:
    for name in ("one-beat", "other-beat"):
        house.start("beat", name, "--schedule", str(house.folder / f"{name}-schedule"))
    for name in ("one-worker", "other-worker"):
        house.start("pager", name, "--hostname", f"{name}@here")
    rung = [make_alarm(cast) for _number in range(3)]
    house.wait_for("three rounds", lambda: min(map(level_of, rung)) >= 3, seconds=A_WHILE)
    for alarm in rung:
        accept(cast, alarm)
    house.wait_for("nothing waits", nothing_waits, seconds=A_WHILE)
    house.stop()
    for alarm in rung:
        every_round_paged_each_once(alarm, pager)
    ids = Counter(line for mail in post.mails for line in mail.splitlines() if "Message-ID" in line)
    assert len(ids) == Attempt.objects.filter(channel=Channel.MAIL, state="done").count()
    assert set(ids.values()) == {1}


# --- the mail server, the pager -------------------------------------------------------------------


def test_with_mail_refused_the_webhook_goes_out_and_the_rounds_go_on(
    house: House, cast: Cast, pager: WebhookReceiver, post: MailReceiver
) -> None:
    post.refuses = True
    house.start("beat", "beat")
    house.start("pager", "pager")
    alarm = make_alarm(cast)
    house.wait_for("three rounds", lambda: level_of(alarm) >= 3, seconds=A_WHILE)
    mails = alarm.attempts.filter(channel=Channel.MAIL)
    house.wait_for(
        "the refusal is written down",
        lambda: mails.filter(level=1, problem__contains="421").exists(),
        seconds=A_WHILE,
    )
    assert not mails.filter(state=AttemptState.DONE).exists()
    assert people_of(pager, 1) == ["Fiona"]

    post.refuses = False
    house.wait_for(
        "the mail of the first round went out when it could",
        lambda: mails.filter(level=1, state=AttemptState.DONE).exists(),
        seconds=A_WHILE,
    )
    accept(cast, alarm)
    house.wait_for("nothing waits", nothing_waits, seconds=A_WHILE)
    house.stop()
    every_round_paged_each_once(alarm, pager)


def test_a_pager_that_hangs_holds_up_no_mail_and_no_round(
    house: House, cast: Cast, pager: WebhookReceiver, post: MailReceiver
) -> None:
    house.environment["ROGATORY_ALARM_SECONDS"] = "15"
    pager.hangs_for = 30
    house.start("beat", "beat")
    house.start("pager", "pager")
    house.wait_for("worker and beat are up", work_goes_on, seconds=A_WHILE)
    # All of them in one batch: six webhooks that hang, and six mails.
    rung = [make_alarm(cast) for _number in range(6)]
    begun = moment.now()
    house.wait_for("every mail is out", lambda: len(post.mails) == len(rung), seconds=A_WHILE)
    # A wake-up comes every five seconds; then at most one time-out.
    assert moment.now() - begun < timedelta(seconds=5 + PAGER_SECONDS + 5)
    house.wait_for("the next round", lambda: min(map(level_of, rung)) >= 2, seconds=A_WHILE)
    hung = Attempt.objects.filter(level=1, channel=Channel.WEBHOOK)
    house.wait_for(
        "the time-outs are written down",
        lambda: hung.filter(problem__contains="no answer within").count() == len(rung),
        seconds=A_WHILE,
    )


# --- a person who does not answer -----------------------------------------------------------------


def test_when_the_first_does_not_answer_it_goes_along_the_roster_until_somebody_accepts(
    house: House, cast: Cast, pager: WebhookReceiver
) -> None:
    house.start("beat", "beat")
    house.start("pager", "pager")
    alarm = make_alarm(cast)
    house.wait_for(
        "the fourth round is out", lambda: len(people_of(pager, 4)) == 5, seconds=A_WHILE
    )
    accept(cast, alarm)
    house.wait_for("nothing waits", nothing_waits, seconds=A_WHILE)
    house.stop()
    assert people_of(pager, 1) == ["Fiona"]
    assert people_of(pager, 2) == ["Fiona", "Sinead"]
    assert people_of(pager, 3) == ["Fiona", "Niamh Byrne", "Sinead"]
    widest = ["Ciara Doyle", "Fiona", "Niamh Byrne", "Sinead", "Tom Keane"]
    assert people_of(pager, 4) == widest
    last = level_of(alarm)
    assert alarms.sweep() == 0
    assert level_of(alarm) == last


# --- a worker of their own ------------------------------------------------------------------------


def test_alarms_have_a_worker_that_does_nothing_else() -> None:
    """Else a letter whose time stamp hangs would hold up a page at night."""
    commands = {part.name: part.command for part in parts(host="127.0.0.1", port=1)}
    read = {
        name: command[command.index("--queues") + 1]
        for name, command in commands.items()
        if "--queues" in command
    }
    assert read == {"worker": settings.CELERY_TASK_DEFAULT_QUEUE, "pager": settings.ALARM_QUEUE}
    assert {page_people.name: {"queue": read["pager"]}} == settings.CELERY_TASK_ROUTES


# --- a worker that is killed ----------------------------------------------------------------------


def test_a_worker_killed_while_it_pages_repeats_at_most_what_was_on_its_way(
    house: House, cast: Cast, pager: WebhookReceiver
) -> None:
    house.environment["ROGATORY_ALARM_SECONDS"] = "600"
    pager.hangs_for = 2
    rung = [make_alarm(cast) for _number in range(8)]
    house.start("beat", "beat")
    house.start("pager", "pager")
    house.kill_when(
        "pager", "pages are on their way", lambda: len(pager.taken) >= 3, seconds=A_WHILE
    )
    on_the_way = {name_of(one) for one in leased().filter(channel=Channel.WEBHOOK)}
    assert on_the_way
    pager.hangs_for = 0
    # As if the lease had run out.
    leased().update(leased_until=moment.now() - timedelta(seconds=1))

    house.start("pager", "second-pager")
    house.wait_for("every alarm was paged", lambda: min(map(level_of, rung)) == 1, seconds=A_WHILE)
    house.wait_for("nothing waits", nothing_waits, seconds=A_WHILE)
    house.stop()
    keys = Counter(taken.headers["Idempotency-Key"] for taken in pager.taken)
    pages = Attempt.objects.filter(channel=Channel.WEBHOOK, state=AttemptState.DONE)
    assert set(keys) == {name_of(one) for one in pages}
    assert pages.count() == len(rung)
    assert max(keys.values()) <= 2
    assert {key for key, times in keys.items() if times > 1} <= on_the_way


# --- what is looked at ----------------------------------------------------------------------------


def level_of(alarm: Alarm) -> int:
    """How many rounds it has had."""
    return Alarm.objects.values_list("level", flat=True).get(pk=alarm.pk)


def accept(cast: Cast, alarm: Alarm) -> None:
    """Niamh accepts the matter: what the move does about the alarm."""
    stamp = cast.actors["niamh"].stamp
    with transaction.atomic():
        alarms.stop(alarm.case, authority=alarm.authority, by=stamp, end=AlarmEnd.ACCEPTED)


def nothing_waits() -> bool:
    """Every attempt has come to its end."""
    return not Attempt.objects.filter(state=AttemptState.WAITING).exists() and not leased().exists()


def leased():
    """Attempts that somebody sends, or was sending when it was killed."""
    return Attempt.objects.filter(leased_until__gt=moment.now())


def name_of(attempt: Attempt) -> str:
    """The key under which an attempt is sent."""
    return f"alarm.{attempt.alarm_id}.{attempt.level}.{attempt.person_id}"


def people_of(pager: WebhookReceiver, level: int) -> list[str]:
    """Whom the pager was told to page in that round, by name."""
    told = [json.loads(taken.body) for taken in pager.taken]
    return sorted(one["person"]["name"] for one in told if one["level"] == level)


def every_round_paged_each_once(alarm: Alarm, pager: WebhookReceiver) -> None:
    """By webhook, signed, and on the record of the case."""
    keys = Counter(taken.headers["Idempotency-Key"] for taken in pager.taken)
    sent = alarm.attempts.filter(channel=Channel.WEBHOOK, state=AttemptState.DONE)
    assert sent
    assert {keys[name_of(one)] for one in sent} == {1}
    assert all(taken.is_signed_with(SECRET) for taken in pager.taken)
    recorded = audit.models.Event.objects.filter(case_id=alarm.case_id, verb="urgent.page")
    assert recorded.count() == level_of(alarm)


def work_goes_on() -> bool:
    """A sweep of alarms has come to its end."""
    return Heartbeat.objects.filter(name="alarms").exists()


def browser(name: str) -> Client:
    """Somebody of Belmara, signed in."""
    client = Client()
    person = Person.objects.get(email=f"{name}@belmara.example")
    client.force_login(person, backend="accounts.backends.PersonBackend")
    return client
