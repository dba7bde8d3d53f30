"""A draft under two pairs of eyes: steps, review, and the one document that may be released."""

from typing import Any

from accounts.models import SigningKey
from audit.moment import pretended
from evidence import store
from requests_mla.services import drafting
from tests.requests_mla import stage
from workflow.models import Event, Letter
from workflow.refusals import Missing, NotFromHere


class UnderReview(stage.Staged):
    """A request that waits for the second person."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.submitted(cls.cast, at)

    def document(self) -> Letter:
        return self.play.case.letters.filter(kind="request").latest("number")

    def release(self, name: str, **given: object) -> Any:
        """Post the release page as it stands for that person."""
        client = stage.browser(self.cast, name)
        path = stage.page("act", self.play, "send")
        version, document = self.play.case.version, self.document().rendered_sha256
        return client.post(path, {"version": version, "document": document, **given})

    def test_a_second_person_signs_the_very_bytes_that_were_read(self) -> None:
        read = self.document().rendered_sha256
        self.assertEqual(self.release("leila").status_code, 302)
        letter = self.document()
        self.assertEqual((self.play.case.status, letter.state), ("sent", "signed"))
        self.assertTrue(store.bytes_of(letter.sha256).startswith(store.bytes_of(read)))
        self.assertTrue(self.play.case.clocks.filter(name="acknowledge").exists())

    def test_the_drafter_cannot_release(self) -> None:
        answer = self.release("youssef")
        self.assertContains(answer, "Somebody else must read and release it", status_code=422)
        self.assert_not_sent()

    def test_whoever_wrote_one_word_of_it_cannot_release(self) -> None:
        self.play.write("leila", "urgency", urgency_reason="one word")
        stage.make_letters()
        self.assertEqual(self.release("leila").status_code, 422)
        self.assert_not_sent()

    def test_a_document_that_is_not_the_one_that_stands_is_refused(self) -> None:
        for document in ("0" * 64, "", "nonsense"):
            with self.subTest(document=document):
                self.assertIn(self.release("leila", document=document).status_code, {409, 422})
        self.assert_not_sent()

    def test_an_edit_in_between_voids_the_document(self) -> None:
        old, version = self.document(), self.play.case.version
        self.play.write("youssef", "facts", facts="Edited in between.")
        old.refresh_from_db()
        self.assertEqual(old.state, "superseded")
        stale = {"version": version, "document": old.rendered_sha256}
        self.assertEqual(self.release("leila", **stale).status_code, 409)
        waiting = self.release("leila", document=old.rendered_sha256)
        self.assertContains(waiting, "being made", status_code=422)
        stage.make_letters()
        self.play.rights("youssef")  # what was edited is looked at again
        self.assertEqual(self.release("leila", document=old.rendered_sha256).status_code, 409)
        self.assert_not_sent()
        self.assertEqual(self.release("leila").status_code, 302)
        self.assertIn("Edited in between.", self.document().payload)

    def test_without_a_key_nothing_is_sent_and_the_case_says_why(self) -> None:
        SigningKey.objects.filter(authority=self.cast.central["XA"]).delete()
        answer = self.release("leila")
        self.assertContains(answer, "no valid signing key", status_code=422)
        page = stage.browser(self.cast, "leila").get(stage.page("case", self.play))
        self.assertContains(page, "no valid signing key")
        self.assert_not_sent()

    def test_a_key_that_cannot_be_opened_sends_nothing(self) -> None:
        with self.settings(SIGNING_PASSPHRASE="another"):
            answer = self.release("leila")
        self.assertEqual(answer.status_code, 422)
        self.assert_not_sent()

    def test_a_returned_draft_is_edited_and_its_document_is_gone(self) -> None:
        self.play.act("leila", "return", comments="Say more")
        self.assertEqual(self.document().state, "superseded")
        with self.assertRaises(NotFromHere):
            self.play.act("leila", "send", document=self.document().rendered_sha256)

    def assert_not_sent(self) -> None:
        self.assertEqual(self.play.case.status, "in_review")
        self.assertFalse(Event.objects.filter(case=self.play.case, action="send").exists())
        self.assertFalse(Letter.objects.filter(case=self.play.case, shared=True).exists())
        rows = self.play.case.participations.filter(side="requested", visible=True)
        self.assertFalse(rows.exists())


class TwoTabs(stage.Staged):
    """Two officers, or one with two tabs, on one draft."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.drafted(cls.cast, at)

    def test_the_later_tab_sees_both_texts_and_may_then_save_its_own(self) -> None:
        seen = drafting.version_of(self.play.case.request, "facts")
        path = stage.page("draft", self.play, "facts")
        amina = stage.browser(self.cast, "amina")
        self.play.write("youssef", "facts", facts="What Youssef wrote")
        answer = amina.post(path, {"seen_version": seen, "facts": "What Amina wrote"})
        self.assertContains(answer, "What Youssef wrote", status_code=409)
        self.assertContains(answer, "What Amina wrote", status_code=409)
        self.assertEqual(self.play.case.request.facts, "What Youssef wrote")
        again = amina.post(path, {"seen_version": seen + 1, "facts": "Both together"})
        self.assertEqual(again.status_code, 302)
        self.assertEqual(self.play.case.request.facts, "Both together")

    def test_different_steps_do_not_get_in_each_others_way(self) -> None:
        request = self.play.case.request
        facts, safeguards = (drafting.version_of(request, s) for s in ("facts", "safeguards"))
        client = stage.browser(self.cast, "amina")
        for step, seen, text in (("facts", facts, "F"), ("safeguards", safeguards, "S")):
            path = stage.page("draft", self.play, step)
            self.assertEqual(client.post(path, {"seen_version": seen, step: text}).status_code, 302)

    def test_being_overtaken_is_told_inside_any_context(self) -> None:
        with self.assertRaises(drafting.Overtaken), pretended(self.play.at):
            drafting.save_step(
                actor=self.cast.actors["amina"],
                case=self.play.case,
                step="facts",
                seen_version=0,
                write=lambda found: None,
            )

    def test_a_request_that_was_sent_is_no_longer_edited_and_the_words_come_back(self) -> None:
        self.play.send("youssef", "leila")
        path = stage.page("draft", self.play, "facts")
        answer = stage.browser(self.cast, "youssef").post(
            path, {"facts": "Too late words", "seen_version": 1, "page": "hidden-key"}
        )
        self.assertContains(answer, "Too late words", status_code=409)
        self.assertNotContains(answer, "hidden-key", status_code=409)

    def test_the_page_of_a_case_that_moved_on_names_it_says_where_it_stands_and_leads_back(
        self,
    ) -> None:
        self.play.send("youssef", "leila")
        client = stage.browser(self.cast, "youssef")
        state = "Sent, not yet acknowledged"
        for path in (
            stage.page("draft", self.play, "facts"),
            stage.page("act", self.play, "submit"),
        ):
            with self.subTest(path=path):
                answer = client.post(path, {"facts": "Kept"})
                self.assertContains(answer, "Clinic ransomware", status_code=409)
                self.assertContains(answer, state, count=1, status_code=409)
                link = f'href="{stage.page("case", self.play)}">Open the case as it stands now'
                self.assertContains(answer, link, status_code=409)

    def test_submitting_names_every_blocking_gap(self) -> None:
        bare = stage.Play(self.cast, self.play.at)
        bare.draft("youssef", "XB", "Nothing but a title")
        with self.assertRaises(Missing) as refused:
            bare.act("youssef", "submit")
        said = " ".join(refused.exception.reasons)
        for gap in ("Summary of the facts", "At least one measure", "authority in charge"):
            self.assertIn(gap, said)
