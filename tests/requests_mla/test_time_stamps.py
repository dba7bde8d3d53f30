"""Letters whose time is stamped by an authority over the network, which may be slow or not there.

It is a real server on this machine; while it stamps, other people go on working on the case.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

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

NOBODY = "http://127.0.0.1:9/"


def send(play: stage.Play) -> None:
    """Leïla releases what she read."""
    document = letter_of(play).rendered_sha256
    act = Act(Action.SEND, {"document": document})
    perform(case=play.case, act=act, by=play.cast.actors["leila"])


def letter_of(play: stage.Play) -> Letter:
    """The request form."""
    return play.case.letters.get(kind="request")


# --- the word of somebody else --------------------------------------------------------------------


class TheWordOfSomebodyElse(stage.Staged):
    """Leïla has read a request, and somebody is set who stamps the time."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered(days_ago=1)
        cls.play = stage.submitted(cls.cast, cls.at)

    def setUp(self) -> None:
        # Somebody whom this installation does not know otherwise.
        self.authority = Issuing.new()
        self.server = self.enterContext(TimeServer(self.authority.stamper(moment.now())))
        self.set_to(self.server.address)

    def set_to(self, address: str, *, required: bool = True) -> None:
        self.enterContext(self.settings(TIMESTAMP_URL=address, TIMESTAMP_REQUIRED=required))

    def test_a_letter_carries_the_stamp_of_the_authority_that_is_set(self) -> None:
        send(self.play)
        letter = letter_of(self.play)
        self.assertEqual((letter.state, letter.level), (LetterState.SIGNED, Level.TIMED.value))
        seals = [key.certificate_pem.encode() for key in SigningKey.objects.all()]
        report = inspect(store.bytes_of(letter.sha256), trust=[self.authority.anchor, *seals])
        self.assertIs(report.level, Level.TIMED)
        assert report.seal is not None
        self.assertEqual(report.seal.proven_at, self.server.stamper.fixed_dt)
        self.assertIn("time stamped", self.page_of_letters())

    def test_without_a_stamp_that_is_required_nothing_is_sent(self) -> None:
        before = (Event.objects.count(), StoredFile.objects.count())
        self.server.spoilt = b"nothing"
        for address in (self.server.address, NOBODY):
            with self.subTest(address):
                self.set_to(address)
                with self.assertRaisesRegex(Missing, "stamps the time does not answer"):
                    send(self.play)
                self.assertEqual(self.play.case.status, "in_review")
                self.assertEqual(letter_of(self.play).state, LetterState.RENDERED)
                self.assertEqual((Event.objects.count(), StoredFile.objects.count()), before)

    def test_on_the_page_the_refusal_says_what_to_do_and_the_next_try_sends_it(self) -> None:
        self.server.spoilt = b"nothing"
        refused = self.released_on_the_page()
        self.assertContains(refused, "does not answer as it should. Try again.", status_code=422)
        self.server.spoilt = b""
        self.assertEqual(self.released_on_the_page().status_code, 302)
        self.assertEqual(self.play.case.status, "sent")

    def test_its_absence_may_be_allowed_and_is_shown(self) -> None:
        self.set_to(NOBODY, required=False)
        send(self.play)
        self.assertEqual(letter_of(self.play).level, Level.BASIC.value)
        self.assertIn("no time stamp", self.page_of_letters())

    def page_of_letters(self) -> str:
        leila = stage.browser(self.cast, "leila")
        return str(leila.get(stage.page("case", self.play) + "?tab=letters").content.decode())

    def released_on_the_page(self) -> Any:
        """Press the button of the form, on the version of the case that it was made for."""
        given = {
            "document": letter_of(self.play).rendered_sha256,
            "version": self.play.case.version,
        }
        leila = stage.browser(self.cast, "leila")
        return leila.post(stage.page("act", self.play, Action.SEND), given)


# --- an authority that takes its time -------------------------------------------------------------


@pytest.fixture
def time_server(settings: Any) -> Iterator[TimeServer]:
    """Somebody whom this installation does not know otherwise."""
    with TimeServer(Issuing.new().stamper(moment.now())) as made:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_REQUIRED = made.address, True
        yield made


@pytest.fixture
def play(transactional_db: None) -> stage.Play:
    """A request whose document Leïla has read."""
    cast, at = stage.gathered(days_ago=1)
    return stage.submitted(cast, at)


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


@pytest.mark.django_db(transaction=True)
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


@pytest.mark.django_db(transaction=True)
def test_a_request_that_went_back_meanwhile_is_not_sent(
    play: stage.Play, time_server: TimeServer
) -> None:
    def go_back() -> None:
        act = Act(Action.RETURN, {"comments": "One month only."})
        perform(case=play.case, act=act, by=play.cast.actors["leila"])

    time_server.meanwhile = Meanwhile(go_back)
    nothing_is_sent(play, time_server, "drafting")


@pytest.mark.django_db(transaction=True)
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
