"""Pagers: what the operator may set, what is sent by each channel, and what becomes of it."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from accounts.models import Person
from audit import moment
from audit.moment import pretended
from config.demonstration.cast import Cast, assemble
from network247 import pagers
from network247.choices import AttemptState, Channel
from network247.models import Alarm, Attempt
from network247.pagers import Pager
from network247.services import alarms, paging

from .receivers import SECRET, WebhookReceiver
from .ringing import make_alarm, on_duty

WEBHOOK = {"webhook": "https://pager.example/x", "secret": SECRET}


@pytest.fixture
def cast(db: None) -> Cast:
    """Niamh is on duty in Belmara."""
    made = assemble(moment.now() - timedelta(days=10))
    on_duty(made, made.actors["niamh"])
    return made


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    """The pager of Belmara."""
    with WebhookReceiver() as made:
        yield made


def page_by(settings, cast: Cast, pager: Pager) -> Attempt:
    """One round with that pager; the attempt that is not an e-mail."""
    settings.PAGERS = {"XB": pager}
    alarm = make_alarm(cast)
    alarms.sweep()
    paging.deliver()
    return alarm.attempts.exclude(channel=Channel.MAIL).get()


# --- what the operator sets -----------------------------------------------------------------------


def test_a_webhook_a_command_or_both_may_be_set() -> None:
    both = pagers.read("P", {"XB": {**WEBHOOK, "command": ["/usr/local/bin/page", "-q"]}})
    assert both == {"XB": Pager(WEBHOOK["webhook"], SECRET, ("/usr/local/bin/page", "-q"))}
    assert pagers.read("P", {}) == {}


@pytest.mark.parametrize(
    "given",
    [
        {"Belmara": WEBHOOK},
        {"XB": []},
        {"XB": {}},
        {"XB": {"secret": SECRET}},
        {"XB": {**WEBHOOK, "url": "https://pager.example"}},
        {"XB": {**WEBHOOK, "secret": "short"}},
        {"XB": {"webhook": WEBHOOK["webhook"]}},
        {"XB": {**WEBHOOK, "webhook": "ftp://pager.example/TOKEN"}},
        {"XB": {**WEBHOOK, "webhook": "https:///TOKEN"}},
        {"XB": {**WEBHOOK, "webhook": "file:///etc/TOKEN"}},
        {"XB": {**WEBHOOK, "webhook": 7}},
        {"XB": {"command": "/usr/local/bin/page"}},
        {"XB": {"command": ["page"]}},
        {"XB": {"command": []}},
        {"XB": {"command": ["/bin/page", 7]}},
    ],
)
def test_nonsense_is_refused_in_words_that_repeat_no_secret(given: dict) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^ROGATORY_PAGERS") as refused:
        pagers.read("ROGATORY_PAGERS", given)
    assert SECRET not in str(refused.value)
    assert "TOKEN" not in str(refused.value)


# --- by e-mail ------------------------------------------------------------------------------------


def test_the_mail_says_that_it_waits_and_where_and_nothing_of_the_content(
    cast: Cast, settings
) -> None:
    Person.objects.filter(name="Niamh Byrne").update(language="en")
    alarm = make_alarm(cast)
    alarms.sweep()
    paging.deliver()
    sent = mail.outbox[0]
    assert sent.to == ["niamh@belmara.example"]
    assert sent.subject.startswith("URGENT: Preservation of data, Arvenia")
    assert f"{settings.SITE_ADDRESS}/network/alarm/" in sent.body
    assert "SECRET" not in f"{sent.subject}{sent.body}"
    person = cast.actors["niamh"].person_id
    assert sent.extra_headers["Message-ID"] == f"<alarm.{alarm.pk}.1.{person}@localhost>"
    assert alarm.attempts.get().state == AttemptState.DONE
    assert paging.deliver() == 0


# --- by webhook -----------------------------------------------------------------------------------


def test_the_webhook_gets_signed_json_and_nothing_of_the_content(
    cast: Cast, settings, receiver: WebhookReceiver
) -> None:
    attempt = page_by(settings, cast, Pager(receiver.address, SECRET))
    assert attempt.state == AttemptState.DONE
    (got,) = receiver.taken
    assert got.is_signed_with(SECRET)
    assert not got.is_signed_with("another secret of enough letters")
    told = json.loads(got.body)
    assert told["person"] == {"name": "Niamh Byrne", "email": "niamh@belmara.example"}
    assert (told["kind"], told["from"], told["for"], told["level"]) == (
        *("preservation", "XA", "XB"),
        1,
    )
    assert told["id"] == got.headers["Idempotency-Key"]
    assert b"SECRET" not in got.body


@pytest.mark.parametrize("status", [302, 307, 404, 500])
def test_an_answer_that_is_no_yes_is_written_down_and_no_redirect_is_followed(
    cast: Cast, settings, receiver: WebhookReceiver, status: int
) -> None:
    receiver.answer = status
    attempt = page_by(settings, cast, Pager(receiver.address, SECRET))
    assert (attempt.state, attempt.tries) == (AttemptState.WAITING, 1)
    assert f"answered {status}" in attempt.problem
    assert len(receiver.taken) == 1


def test_a_failed_page_is_tried_again_a_few_times_under_the_same_key(
    cast: Cast, settings, receiver: WebhookReceiver
) -> None:
    receiver.answer = 503
    attempt = page_by(settings, cast, Pager(receiver.address, SECRET))
    assert paging.deliver() == 0
    at = moment.now()
    for _number in range(10):
        at += timedelta(minutes=1)
        with pretended(at):
            paging.deliver()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.tries) == (AttemptState.FAILED, paging.MOST_TRIES)
    assert len(receiver.taken) == paging.MOST_TRIES
    assert len({one.headers["Idempotency-Key"] for one in receiver.taken}) == 1


def test_one_that_hangs_is_given_up_in_time_and_delays_no_other(
    cast: Cast, settings, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagers, "PAGER_SECONDS", 1)
    receiver.hangs_for = 4
    attempt = page_by(settings, cast, Pager(receiver.address, SECRET))
    assert "no answer within 1 seconds" in attempt.problem
    sent = Attempt.objects.get(channel=Channel.MAIL)
    assert sent.state == AttemptState.DONE


def test_what_cannot_be_reached_is_written_down(cast: Cast, settings) -> None:
    attempt = page_by(settings, cast, Pager("http://127.0.0.1:1/x?token=TOKEN", SECRET))
    assert attempt.state == AttemptState.WAITING
    assert "cannot be reached" in attempt.problem
    assert "TOKEN" not in attempt.problem


def test_a_pager_that_was_taken_away_meanwhile_fails_in_words(cast: Cast, settings) -> None:
    settings.PAGERS = {"XB": Pager("http://127.0.0.1:1/", SECRET)}
    alarm = make_alarm(cast)
    alarms.sweep()
    settings.PAGERS = {}
    paging.deliver()
    assert "not set any more" in alarm.attempts.get(channel=Channel.WEBHOOK).problem


# --- by a program ---------------------------------------------------------------------------------


def program(tmp_path: Path, text: str) -> Pager:
    """A program of the operator, in Python."""
    path = tmp_path / "page"
    path.write_text(f"#!{sys.executable}\n{text}", "utf-8")
    path.chmod(0o755)
    return Pager(command=(str(path), "$HOME; touch x", str(tmp_path / "got")))


def test_a_program_gets_the_page_on_its_standard_input_without_a_shell_or_our_secrets(
    cast: Cast, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "OURS")
    text = (
        "import json, os, sys\n"
        "told = json.load(sys.stdin)\n"
        "with open(sys.argv[2], 'w') as file:\n"
        "    json.dump([told['person']['name'], sys.argv[1], sorted(os.environ)], file)\n"
    )
    attempt = page_by(settings, cast, program(tmp_path, text))
    assert attempt.state == AttemptState.DONE, attempt.problem
    name, argument, surroundings = json.loads((tmp_path / "got").read_text())
    assert (name, argument) == ("Niamh Byrne", "$HOME; touch x")
    assert "SECRET_KEY" not in surroundings


def test_a_program_that_fails_says_why(cast: Cast, settings, tmp_path: Path) -> None:
    attempt = page_by(settings, cast, program(tmp_path, "raise SystemExit('no signal')"))
    assert attempt.state == AttemptState.WAITING
    assert "ended with 1: no signal" in attempt.problem


def test_a_program_that_never_ends_is_killed_with_its_children(
    cast: Cast, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagers, "PAGER_SECONDS", 1)
    text = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "open(sys.argv[2], 'w').write(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    attempt = page_by(settings, cast, program(tmp_path, text))
    assert "did not end within 1 seconds" in attempt.problem
    child = Path("/proc") / (tmp_path / "got").read_text() / "stat"
    # Gone, or dead and not yet buried.
    assert not child.exists() or child.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_program_that_is_not_there_is_written_down(cast: Cast, settings) -> None:
    attempt = page_by(settings, cast, Pager(command=("/nowhere/page",)))
    assert "cannot be started: No such file" in attempt.problem


# --- a worker that dies ---------------------------------------------------------------------------


def test_who_died_in_the_middle_leaves_the_attempt_to_another_after_the_lease(
    cast: Cast, settings, receiver: WebhookReceiver
) -> None:
    settings.PAGERS = {"XB": Pager(receiver.address, SECRET)}
    make_alarm(cast)
    alarms.sweep()
    held = paging._claim(10)
    assert len(held) == 2
    assert paging.deliver() == 0
    with pretended(moment.now() + paging.LEASE + timedelta(seconds=1)):
        assert paging.deliver() == 2
    assert set(Attempt.objects.values_list("state", "tries")) == {(AttemptState.DONE, 2)}


def test_an_attempt_that_takes_every_worker_down_is_given_up(cast: Cast) -> None:
    make_alarm(cast)
    alarms.sweep()
    at = moment.now()
    for _number in range(paging.MOST_TRIES + 1):
        with pretended(at):
            paging._claim(10)
        at += paging.LEASE + timedelta(seconds=1)
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.tries) == (AttemptState.FAILED, paging.MOST_TRIES)
    assert Alarm.objects.get().ended_at is None
