"""A real worker and a real beat do what is due, once, though nobody calls them and one is killed.

Beat runs twice here, as when somebody starts it on two machines: every wake-up comes double.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from django.test import Client

import audit.models
from audit import moment
from config.demonstration.cast import Cast
from config.demonstration.play import Play
from desk.models import Heartbeat, InboxEntry
from desk.pulse import BEAT, WORKER
from evidence import store
from requests_mla.choices import Action, Status
from tests.cast import act, drafted, gathered, make_request
from tests.post import at_once
from workflow.choices import LetterState, RowState
from workflow.models import Letter, Notice, Reminder

from .processes import House

pytestmark = pytest.mark.django_db(transaction=True)
WAITING_LETTERS = 6


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Ended before the database of the test is emptied."""
    made = House(tmp_path / "data")
    yield made
    made.stop()


def test_what_is_due_is_done_once_although_the_worker_is_killed_on_the_way(house: House) -> None:
    # The wake-ups of the first seconds wait in the queue until a worker is there.
    house.start("beat", "beat")
    house.start("beat", "second-beat", "--schedule", str(house.folder / "second-schedule"))
    cast = gathered(moment.now() - timedelta(days=30))
    at_once()
    overdue = make_request(cast, status=Status.SENT, at=moment.now() - timedelta(days=20))
    waiting = [submitted(cast) for _number in range(WAITING_LETTERS)]

    house.start("worker", "worker")
    house.kill_when("worker", "it has made a document and makes another", on_the_way, seconds=120)
    cut_short = five_minutes_pass()
    house.start("worker", "second-worker")
    house.wait_for("the other documents are made", lambda: not orders().exists(), seconds=120)

    a_second_person_releases(waiting[0])
    house.wait_for("the acknowledgement is signed", lambda: not orders().exists(), seconds=120)
    house.wait_for("reminders fired", lambda: not due_reminders().exists(), seconds=120)
    house.wait_for("everybody was told", everybody_was_told, seconds=120)
    house.wait_for("worker and beat left signs of life", both_live, seconds=120)
    told = Client().get("/healthz").json()
    assert (told["database"], told["beat"], told["worker"]) == ("ok", "ok", "ok")

    house.nothing_broke()
    house.stop()
    every_letter_was_made_once(waiting)
    every_reminder_fired_once(overdue)
    every_mail_was_sent_once(house.mails(), cut_short)


def submitted(cast: Cast) -> Play:
    """A request whose document is waited for, its rights record kept."""
    play = drafted(cast, at=moment.now())
    play.rights("youssef")
    act(play, "youssef", Action.SUBMIT)
    return play


def a_second_person_releases(play: Play) -> None:
    """Leïla sends what the worker made; Ciara acknowledges, which orders a letter."""
    play.at = moment.now()
    document = play.case.letters.get(kind="request").rendered_sha256
    act(play, "leila", Action.SEND, document=document)
    act(play, "ciara", Action.ACKNOWLEDGE)


def five_minutes_pass() -> set[str]:
    """What the killed worker had leased is free again, as it would be after the lease.

    Returns the Message-IDs of mails that it was sending just then, and may have sent.
    """
    past = moment.now() - timedelta(seconds=1)
    assert leased().update(leased_until=past)
    sending = InboxEntry.objects.filter(mailed_at=None, mail_leased_until__gt=past)
    keys = list(sending.values_list("notice", "person"))
    sending.update(mail_leased_until=past)
    return {f"notice.{notice}.{person}" for notice, person in keys}


def orders():
    """Letters that wait for the worker."""
    return Letter.objects.filter(state=LetterState.ORDERED)


def leased():
    """Letters that a worker is making, or was when it died."""
    return orders().filter(leased_until__gt=moment.now())


def on_the_way() -> bool:
    """Whether one of the waiting documents was made and the next one is begun."""
    return orders().count() < WAITING_LETTERS and leased().exists()


def due_reminders():
    """Reminders that should have fired by now."""
    return Reminder.objects.filter(state=RowState.WAITING, fires_at__lte=moment.now())


def both_live() -> bool:
    """Beat woke somebody, and each of the frequent sweeps has come to its end."""
    names = {BEAT, WORKER, "letters", "notices", "reminders"}
    return names <= set(Heartbeat.objects.values_list("name", flat=True))


def everybody_was_told() -> bool:
    """No notice waits, and no mail."""
    waits = Notice.objects.filter(state=RowState.WAITING)
    return not waits.exists() and not InboxEntry.objects.filter(mailed_at=None).exists()


def every_letter_was_made_once(plays: list[Play]) -> None:
    """One document each, in the vault, made once according to the record; one acknowledgement."""
    for play in plays:
        letter = play.case.letters.get(kind="request")
        assert store.is_intact(letter.rendered_sha256)
        assert recorded(play, "letter.rendered") == 1
    assert recorded(plays[0], "letter.signed") == 1
    acknowledgement = plays[0].case.letters.get(kind="acknowledgement")
    assert acknowledgement.state == LetterState.SIGNED
    assert store.is_intact(acknowledgement.sha256)


def every_reminder_fired_once(play: Play) -> None:
    """Of one clock that ran out long ago: one notice for all its rungs, once in each inbox."""
    fired = Reminder.objects.filter(state=RowState.DONE)
    assert fired.count() >= 1
    assert set(fired.values_list("clock__case", flat=True)) == {play.case.pk}
    assert Notice.objects.filter(reminder__isnull=False).count() == 1
    assert recorded(play, "request.remind") == 1
    for name in ("ciara", "tom", "aoife"):
        mine = InboxEntry.objects.filter(person_id=play.cast.actors[name].person_id)
        assert mine.filter(notice__reminder__in=fired).count() == 1
    assert not fired.exclude(fired_at__gte=F("fires_at")).exists()


def every_mail_was_sent_once(ids: list[str], cut_short: set[str]) -> None:
    """One for each entry.

    A mail that was being sent at the kill goes out again, under the same Message-ID: by that, mail
    systems know a copy.
    """
    entries = InboxEntry.objects.values_list("notice", "person")
    assert set(ids) == {f"notice.{notice}.{person}" for notice, person in entries}
    repeated = {one for one, times in Counter(ids).items() if times > 1}
    assert repeated <= cut_short


def recorded(play: Play, verb: str) -> int:
    """How often something is on the record of the case."""
    return audit.models.Event.objects.filter(case_id=play.case.pk, verb=verb).count()
