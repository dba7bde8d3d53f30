"""A letter that cannot be made stops no other, says why, and is tried again by its own side."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.test import override_settings

from accounts.models import SigningKey
from audit.models import Event
from audit.moment import pretended
from evidence import store
from evidence.refusals import NoRoom
from requests_mla.services import faults, posting
from requests_mla.tasks import render_letters
from tests.evidence.conftest import flip
from tests.requests_mla import stage
from workflow.choices import LetterState
from workflow.models import Letter


class Failing(stage.Staged):
    """A request that Belmara acknowledged; the worker has not made the letter yet."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    def setUp(self) -> None:
        self.now = self.at + timedelta(hours=1)

    def letter(self, kind: str = "acknowledgement") -> Letter:
        return self.play.case.letters.get(kind=kind)

    def spoil(self, **values: Any) -> None:
        """Make the worker stumble over the letter, as over a fault of ours."""
        self.play.case.letters.filter(kind="acknowledgement").update(payload="{}", **values)

    def work(self) -> int:
        with pretended(self.now):
            tried: int = render_letters()
        return tried

    def fail_for_good(self) -> None:
        self.spoil(attempts=posting.MOST_ATTEMPTS - 1)
        self.work()

    def page(self, name: str, tab: str = "timeline") -> Any:
        path = f"{stage.page('case', self.play)}?tab={tab}"
        return stage.browser(self.cast, name).get(path)

    def again(self, name: str) -> Any:
        path = stage.page("letter_again", self.play, self.letter().number)
        return stage.browser(self.cast, name).post(path)


class Making(Failing):
    """The worker's part."""

    def test_a_letter_that_fails_does_not_stop_the_next(self) -> None:
        self.spoil()
        self.play.act("ciara", "ask", question="Which account?")
        with self.assertLogs("requests_mla.services.posting", "ERROR") as log:
            self.assertEqual(self.work(), 2)
        self.assertIn("Traceback", log.output[0])
        self.assertEqual(self.letter("question").state, LetterState.SIGNED)
        failed = self.letter()
        self.assertEqual((failed.state, failed.attempts), (LetterState.ORDERED, 1))
        self.assertIn("A fault of the software (KeyError)", failed.failure)

    def test_it_waits_longer_from_one_attempt_to_the_next_and_then_has_failed(self) -> None:
        self.spoil()
        waited = []
        while self.letter().state == LetterState.ORDERED:
            self.assertEqual(self.work(), 1)
            until = self.letter().leased_until
            if until:
                waited.append(until - self.now)
                self.now = until - timedelta(seconds=1)
                self.assertEqual(self.work(), 0)
                self.now = until + timedelta(seconds=1)
        self.assertEqual(self.letter().state, LetterState.FAILED)
        self.assertEqual(self.letter().attempts, posting.MOST_ATTEMPTS)
        self.assertEqual(len(waited), posting.MOST_ATTEMPTS - 1)
        self.assertEqual(waited, sorted(set(waited)))
        self.assertTrue(Event.objects.filter(verb="letter.failed").exists())

    def test_an_attempt_that_takes_the_worker_down_counts(self) -> None:
        for _attempt in range(posting.MOST_ATTEMPTS):
            with pretended(self.now):
                self.assertEqual(posting.claim_orders(), [self.letter().pk])
            self.now += posting.LEASE + timedelta(seconds=1)
        self.assertEqual(self.work(), 0)
        self.assertEqual(self.letter().state, LetterState.FAILED)
        self.assertIn("broke off 5 times", self.letter().failure)

    def test_a_worker_that_dies_holds_no_other_letter(self) -> None:
        self.play.act("ciara", "ask", question="Which account?")
        with pretended(self.now):
            self.assertEqual(posting.claim_orders(limit=1), [self.letter().pk])
            self.assertEqual(posting.claim_orders(limit=1), [self.letter("question").pk])
            self.assertEqual(posting.claim_orders(limit=1), [])

    def test_a_vault_that_takes_nothing_is_said_in_words(self) -> None:
        with TemporaryDirectory() as folder:
            (Path(folder) / "vault").write_text("no folder")
            with override_settings(VAULT_DIR=Path(folder) / "vault"):
                self.work()
        self.assertIn("files of this installation cannot be", self.letter().failure)
        self.now += timedelta(hours=1)
        self.work()
        self.assertEqual(self.letter().state, LetterState.SIGNED)
        self.assertIn("no room left", faults.words_of(NoRoom()))

    def test_a_missing_key_is_said_as_it_is(self) -> None:
        SigningKey.objects.filter(authority=self.cast.central["XB"]).delete()
        self.work()
        self.assertIn("has no valid signing key", self.letter().failure)


class TryingAgain(Failing):
    """What people see of it, and who may do what."""

    def setUp(self) -> None:
        super().setUp()
        self.fail_for_good()

    def test_the_case_says_that_it_failed_and_why_to_its_own_side(self) -> None:
        for name in ("ciara", "orla"):
            page = self.page(name)
            self.assertContains(page, "(Acknowledgement of receipt) could not be made. A fault")
        self.assertNotContains(self.page("youssef"), "A fault of the software")
        self.assertNotContains(self.page("youssef", "letters"), "A fault of the software")

    def test_its_own_staff_has_a_button_and_it_works(self) -> None:
        path = stage.page("letter_again", self.play, self.letter().number)
        self.assertContains(self.page("ciara", "letters"), f'action="{path}"')
        self.assertRedirects(self.again("ciara"), f"{stage.page('case', self.play)}?tab=letters")
        letter = self.letter()
        self.assertEqual((letter.state, letter.attempts), (LetterState.ORDERED, 0))
        self.assertEqual(letter.failure, "")
        record = Event.objects.get(verb="letter.order_again")
        self.assertEqual((record.state, record.person_name), ("XB", "Ciara Doyle"))
        self.assertNotContains(self.page("ciara", "letters"), path)
        self.assertEqual(self.again("ciara").status_code, 409)

    def test_nobody_else_orders_it(self) -> None:
        path = stage.page("letter_again", self.play, self.letter().number)
        for name, status in (("youssef", 403), ("karim", 403), ("orla", 403), ("lucia", 404)):
            with self.subTest(who=name):
                if status != 404:
                    self.assertNotContains(self.page(name, "letters"), path)
                self.assertEqual(self.again(name).status_code, status)
        self.assertEqual(self.letter().state, LetterState.FAILED)

    def test_a_letter_that_is_not_there_is_not_found(self) -> None:
        path = stage.page("letter_again", self.play, 99)
        self.assertEqual(stage.browser(self.cast, "ciara").post(path).status_code, 404)


class Reading(Failing):
    """The file of a letter in the vault."""

    def open(self) -> Any:
        path = stage.page("letter", self.play, self.letter().number)
        return stage.browser(self.cast, "ciara").get(path)

    def test_a_letter_whose_file_is_damaged_or_lost_is_not_given_out(self) -> None:
        self.work()
        file = store.path_of(self.letter().sha256)
        self.assertEqual(self.open().status_code, 200)
        read = Event.objects.filter(verb="letter.read").count()
        flip(file, at=99)
        damaged = self.open()
        self.assertContains(damaged, "no longer matches its fingerprint", status_code=409)
        self.assertEqual(damaged["X-Frame-Options"], "SAMEORIGIN")
        file.unlink()
        self.assertEqual(self.open().status_code, 409)
        self.assertEqual(Event.objects.filter(verb="file.damaged").count(), 2)
        self.assertEqual(Event.objects.filter(verb="letter.read").count(), read)
