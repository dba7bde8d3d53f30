"""Letters whose time is stamped by an authority over the network, which may be slow or not there.

It is a real server on this machine; while it stamps, other people go on working on the case.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Issuer, SigningKey
from accounts.services import revoke_key
from audit import moment
from audit.models import Event
from config.demonstration.cast import authority_of, give_key
from documents.findings import Level
from documents.inspection import inspect
from evidence import store
from evidence.models import StoredFile
from requests_mla.choices import Action
from requests_mla.services.deciding import write_note
from tests.documents.certificates import Issuing
from tests.documents.time_server import TimeServer
from tests.requests_mla import stage
from workflow.choices import LetterState
from workflow.models import Case, Letter
from workflow.refusals import Missing, NotFromHere
from workflow.services import Act, perform

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = "http://127.0.0.1:9/"


@pytest.fixture
def authority() -> Issuing:
    """Somebody whom this installation does not know otherwise."""
    return Issuing.new()


@pytest.fixture
def time_server(authority: Issuing, settings: Any) -> Iterator[TimeServer]:
    with TimeServer(authority.stamper(moment.now())) as made:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_REQUIRED = made.address, True
        yield made


@pytest.fixture
def play(transactional_db: None) -> stage.Play:
    """A request whose document Leïla has read."""
    cast, at = stage.gathered(days_ago=1)
    return stage.submitted(cast, at)


def send(play: stage.Play) -> None:
    """Leïla releases what she read."""
    document = letter_of(play).rendered_sha256
    act = Act(Action.SEND, {"document": document})
    perform(case=play.case, act=act, by=play.cast.actors["leila"])


def letter_of(play: stage.Play) -> Letter:
    return play.case.letters.get(kind="request")


def page_of_letters(play: stage.Play) -> str:
    page = stage.browser(play.cast, "leila").get(
        reverse("requests:case", args=[play.case.pk]) + "?tab=letters"
    )
    return str(page.content.decode())


# --- the word of somebody else --------------------------------------------------------------------


def test_a_letter_carries_the_stamp_of_the_authority_that_is_set(
    play: stage.Play, time_server: TimeServer, authority: Issuing
) -> None:
    send(play)
    letter = letter_of(play)
    assert (letter.state, letter.level) == (LetterState.SIGNED, Level.TIMED.value)
    seals = [key.certificate_pem.encode() for key in SigningKey.objects.all()]
    report = inspect(store.bytes_of(letter.sha256), trust=[authority.anchor, *seals])
    assert report.level is Level.TIMED
    assert report.seal is not None
    assert report.seal.proven_at == time_server.stamper.fixed_dt
    assert "time stamped" in page_of_letters(play)


@pytest.mark.parametrize("address", [NOBODY, "answers nonsense"])
def test_without_a_stamp_that_is_required_nothing_is_sent(
    play: stage.Play, time_server: TimeServer, settings: Any, address: str
) -> None:
    time_server.spoilt = b"nothing"
    settings.TIMESTAMP_URL = address if address == NOBODY else time_server.address
    before = (Event.objects.count(), StoredFile.objects.count())
    with pytest.raises(Missing, match="stamps the time does not answer"):
        send(play)
    assert play.case.status == "in_review"
    assert letter_of(play).state == LetterState.RENDERED
    assert (Event.objects.count(), StoredFile.objects.count()) == before


def test_on_the_page_the_refusal_says_what_to_do_and_the_next_try_sends_it(
    play: stage.Play, time_server: TimeServer
) -> None:
    time_server.spoilt = b"nothing"
    leila = stage.browser(play.cast, "leila")
    refused = released_on_the_page(leila, play)
    assert refused.status_code == 422
    assert "does not answer as it should. Try again." in refused.content.decode()
    time_server.spoilt = b""
    assert released_on_the_page(leila, play).status_code == 302
    assert play.case.status == "sent"


def released_on_the_page(leila: Client, play: stage.Play) -> Any:
    """Press the button of the release form, on the version of the case that it was made for."""
    given = {"document": letter_of(play).rendered_sha256, "version": play.case.version}
    return leila.post(reverse("requests:act", args=[play.case.pk, Action.SEND]), given)


def test_its_absence_may_be_allowed_and_is_shown(
    play: stage.Play, time_server: TimeServer, settings: Any
) -> None:
    settings.TIMESTAMP_URL, settings.TIMESTAMP_REQUIRED = NOBODY, False
    send(play)
    assert letter_of(play).level == Level.BASIC.value
    assert "no time stamp" in page_of_letters(play)


# --- an authority that takes its time -------------------------------------------------------------


class Meanwhile:
    """What somebody else does while the time is stamped, once, on a connection of their own."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.work = work
        self.done = False

    def __call__(self) -> None:
        if self.done:
            return
        try:
            self.work()
            self.done = True
        finally:
            connection.close()


def test_nobody_waits_for_the_case_while_the_time_is_stamped(
    play: stage.Play, time_server: TimeServer
) -> None:
    def note() -> None:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                Case.objects.select_for_update(nowait=True).get(pk=play.case.pk)
            youssef = play.cast.actors["youssef"]
            write_note(actor=youssef, case=play.case, side="requesting", text="Ring them.")

    time_server.meanwhile = Meanwhile(note)
    send(play)
    assert time_server.meanwhile.done
    assert play.case.status == "sent"
    assert play.case.notes.get().text == "Ring them."


def test_a_request_that_went_back_meanwhile_is_not_sent(
    play: stage.Play, time_server: TimeServer
) -> None:
    def go_back() -> None:
        act = Act(Action.RETURN, {"comments": "One month only."})
        perform(case=play.case, act=act, by=play.cast.actors["leila"])

    time_server.meanwhile = Meanwhile(go_back)
    nothing_is_sent(play, time_server, "drafting")


def test_a_key_that_was_revoked_meanwhile_sends_nothing_though_there_is_a_new_one(
    play: stage.Play, time_server: TimeServer
) -> None:
    seal = SigningKey.objects.get(authority=play.cast.central["XA"], person=None)
    admin = stage.appointed(play.cast, "XA", "admin", Role.STATE_ADMINISTRATOR)

    def revoke() -> None:
        revoke_key(by=admin.stamp, key=seal, why="The device was stolen.")
        issuer = authority_of(Issuer.objects.get())
        give_key(play.cast.central["XA"], ca=issuer, at=moment.now() - timedelta(minutes=1))

    time_server.meanwhile = Meanwhile(revoke)
    nothing_is_sent(play, time_server, "in_review")


def nothing_is_sent(play: stage.Play, time_server: TimeServer, status: str) -> None:
    """The release is refused, and no file of it is kept."""
    before = StoredFile.objects.count()
    with pytest.raises(NotFromHere):
        send(play)
    assert isinstance(time_server.meanwhile, Meanwhile)
    assert time_server.meanwhile.done
    assert play.case.status == status
    assert not play.case.letters.filter(state=LetterState.SIGNED).exists()
    assert StoredFile.objects.count() == before
