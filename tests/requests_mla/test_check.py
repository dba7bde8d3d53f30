"""The page on which anybody checks a letter: it says what is so, keeps nothing, tells nothing."""

import json
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Issuer, SigningKey
from audit import moment
from audit.models import Event
from config.demonstration.cast import give_time
from documents.letter import token_of
from documents.turns import turn
from evidence import store
from evidence.models import StoredFile
from requests_mla.tasks import render_letters
from requests_mla.views.check import OfStrangers
from tests.documents.certificates import Issuing, signed
from tests.documents.letters import closed_up, letter, print_letter, text_of
from tests.requests_mla import stage
from workflow.choices import LetterState
from workflow.models import Letter

PAGE = reverse("check:check")


def make_letters(play: stage.Play) -> None:
    """What the worker does a little later."""
    with moment.pretended(play.at + timedelta(minutes=1)):
        render_letters()


class Checking(stage.Staged):
    """A request that was sent and acknowledged, B-LTA."""

    request: Letter
    receipt: Letter

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        give_time(Issuer.objects.get(), cls.at - timedelta(days=1))
        cls.play = stage.received(cls.cast, cls.at)
        make_letters(cls.play)
        cls.request = cls.play.case.letters.get(kind="request")
        cls.receipt = cls.play.case.letters.get(kind="acknowledgement")

    def setUp(self) -> None:
        cache.clear()  # how often somebody asked in the test before

    def file(self, letter: Letter) -> bytes:
        return store.bytes_of(letter.sha256)

    def handed_in(self, content: bytes, name: str = "letter.pdf") -> Any:
        file = SimpleUploadedFile(name, content, content_type="application/pdf")
        return Client().post(PAGE, {"file": file})

    def code(self, letter: Letter) -> Any:
        return Client().get(reverse("check:code", args=[token_of(letter.data_sha256)]))


class WhatIsSo(Checking):
    """The answer to whoever hands in a file."""

    def test_a_letter_as_it_was_sent(self) -> None:
        page = self.handed_in(self.file(self.receipt))
        self.assertContains(page, "Genuine and unchanged")
        self.assertContains(page, "The letter is what its signer sent, whole and unchanged.")
        self.assertContains(page, "(B-LTA)")
        self.assertContains(page, "Yes. It is the latest letter of its case.")

    def test_an_earlier_letter_says_that_later_ones_followed(self) -> None:
        page = self.handed_in(self.file(self.request))
        self.assertContains(page, "Genuine and unchanged")
        self.assertContains(page, "1 later letter was sent in its case")

    def test_an_altered_one(self) -> None:
        changed = bytearray(self.file(self.receipt))
        changed[changed.index(b"stream\n") + 40] ^= 1
        page = self.handed_in(bytes(changed))
        self.assertContains(page, "Altered: do not rely on it")
        self.assertContains(page, "changed since")
        self.assertContains(page, "but not as this file")

    def test_one_that_was_signed_by_a_stranger(self) -> None:
        page = self.handed_in(signed(print_letter(letter()), Issuing.new().signer(), at=self.at))
        self.assertContains(page, "signed by somebody who is not trusted here")
        self.assertContains(page, "It was not sent through this installation")

    def test_a_key_that_was_revoked_since_takes_nothing_from_what_was_stamped_before(self) -> None:
        key = SigningKey.objects.get(authority=self.cast.central["XB"], person=None)
        SigningKey.objects.filter(pk=key.pk).update(revoked_at=moment.now())
        page = self.handed_in(self.file(self.receipt))
        self.assertContains(page, "Genuine and unchanged")
        self.assertContains(page, "revoked on")
        self.assertContains(page, "(the letter was signed before)")

    def test_an_issuer_that_is_trusted_no_longer(self) -> None:
        Issuer.objects.update(ended_at=moment.now())
        page = self.handed_in(self.file(self.receipt))
        self.assertContains(page, "not trusted here")

    def test_no_letter_at_all(self) -> None:
        for content, says in (
            (b"PK\x03\x04 not a document", "This is not a PDF."),
            (b"%PDF-1.7 and nothing else", "The file is damaged"),
            (print_letter(letter()), "The file is not signed."),
        ):
            with self.subTest(says):
                self.assertIn(says, self.handed_in(content).content.decode())
        self.assertContains(Client().post(PAGE), "This field is required", status_code=422)

    def test_the_certificates_that_are_trusted_are_there_for_everybody(self) -> None:
        body = Client().get(reverse("check:trusted")).content
        self.assertEqual(body.count(b"BEGIN CERTIFICATE"), Issuer.objects.count())
        self.assertNotIn(b"PRIVATE", body)


class WhatTheCodeSays(Checking):
    """The address on the paper."""

    def test_a_sent_letter_with_its_place_and_nothing_of_its_content(self) -> None:
        page = self.code(self.request)
        self.assertContains(page, "A letter with this code was sent from here")
        self.assertContains(page, "1 later letter was sent in its case")
        for word in (self.play.case.title, "Arvenia", "Belmara", str(self.play.case.pk)):
            self.assertNotContains(page, word)

    def test_a_superseded_one_says_so(self) -> None:
        Letter.objects.filter(pk=self.request.pk).update(state=LetterState.SUPERSEDED)
        self.assertContains(self.code(self.request), "Superseded")

    def test_a_draft_answers_like_no_letter(self) -> None:
        draft = stage.submitted(self.cast, self.at)
        make_letters(draft)
        form = draft.case.letters.get()
        self.assertTrue(form.rendered_sha256)
        pages = [self.code(form)]
        pages += [
            Client().get(reverse("check:code", args=[token]))
            for token in (token_of("ab" * 32), "short", "%00", "é" * 43)
        ]
        for page in pages:
            self.assertContains(
                page, "No letter with this code was sent from here", status_code=404
            )

    def test_it_stands_on_the_letter(self) -> None:
        with TemporaryDirectory() as folder:
            text = text_of(self.file(self.request), Path(folder))
        self.assertIn(closed_up(json.loads(self.request.payload)["check"]), closed_up(text))


class WhatIsKept(Checking):
    """Nothing."""

    def test_handing_in_leaves_no_trace(self) -> None:
        before = (Event.objects.count(), StoredFile.objects.count(), Letter.objects.count())
        page = self.handed_in(self.file(self.request))
        self.assertNotIn("sessionid", page.cookies)
        self.assertEqual(page["Cache-Control"], "no-store")
        after = (Event.objects.count(), StoredFile.objects.count(), Letter.objects.count())
        self.assertEqual(before, after)

    def test_the_page_says_nothing_that_the_letter_says(self) -> None:
        page = self.handed_in(self.file(self.request), name="<b>secret name</b>.pdf")
        for word in (self.play.case.title, "secret name", str(self.play.case.pk), "ARV-MLA"):
            self.assertNotContains(page, word)

    def test_whoever_asks_too_often_waits(self) -> None:
        most = int(OfStrangers.rate.partition("/")[0])
        for _number in range(most):
            self.assertEqual(self.code(self.request).status_code, 200)
        page = self.handed_in(self.file(self.request))
        self.assertEqual(page.status_code, 429)
        self.assertIn("Retry-After", page)
        self.assertContains(page, "Too many letters were checked", status_code=429)

    def test_when_others_are_being_checked_one_comes_back(self) -> None:
        sent = self.file(self.request)
        at_once = settings.CHECKS_AT_ONCE
        with ExitStack() as others:
            for _number in range(at_once):
                taken = others.enter_context(turn(settings.CHECKS_DIR, at_once=at_once))
                self.assertTrue(taken)
            page = self.handed_in(sent)
            self.assertContains(page, "Other letters are being checked", status_code=503)
            self.assertEqual(page["Retry-After"], "15")
            # A code costs nothing.
            self.assertEqual(self.code(self.request).status_code, 200)
        self.assertContains(self.handed_in(sent), "Genuine and unchanged")


@pytest.mark.django_db
def test_a_file_larger_than_any_letter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("requests_mla.forms.check.MOST_BYTES", 10)
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 " * 10)
    page = Client().post(PAGE, {"file": file})
    assert page.status_code == 422
    assert "larger than any letter" in page.content.decode()
