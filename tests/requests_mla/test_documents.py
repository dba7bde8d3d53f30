"""What is attached to a request can be read by whom it is meant for, and the reading is told."""

import hashlib
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Event
from audit.words import words_of
from requests_mla.models import Attachment
from requests_mla.services.documents import documents_seen
from tests import cast as house
from tests.requests_mla import stage
from tests.requests_mla.test_bad_input import PDF
from workflow.choices import Side

TAB = "?tab=documents"


class DocumentsOfACase(stage.Staged):
    """A draft with a translation that is sent, answered and supplemented."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.drafted(cls.cast, at)

    def attach(self, content: bytes = PDF, **more: Any) -> Attachment:
        row = self.play.case.request.sections.filter(step="attachments").first()
        given = {"role": "translation", "language": "ru", "certified": "on", **more}
        answer = stage.browser(self.cast, "youssef").post(
            stage.page("draft", self.play, "attachments"),
            {
                "file": SimpleUploadedFile("перевод.pdf", content),
                "seen_version": row.version if row else 0,
                **given,
            },
        )
        self.assertEqual(answer.status_code, 302)
        return Attachment.objects.latest("pk")

    def tab(self, name: str) -> Any:
        return stage.browser(self.cast, name).get(stage.page("case", self.play) + TAB)

    def opened(self, name: str, row: Attachment) -> Any:
        return stage.browser(self.cast, name).get(stage.page("document", self.play, row.pk))

    def test_the_list_says_what_each_document_is(self) -> None:
        self.attach()
        page = self.tab("youssef")
        sha256 = hashlib.sha256(PDF).hexdigest()
        for words in ("перевод.pdf", "Translation", "Russian", "certified", "Youssef Haddad"):
            self.assertContains(page, words)
        self.assertContains(page, sha256)
        self.assertContains(page, f"{len(PDF)}\xa0bytes")
        self.assertContains(page, "only your side")

    def test_it_is_given_out_as_evidence_is_and_the_reading_is_recorded(self) -> None:
        row = self.attach()
        step = stage.browser(self.cast, "youssef").get(
            stage.page("draft", self.play, "attachments")
        )
        self.assertContains(step, f'href="{stage.page("document", self.play, row.pk)}"')
        answer = self.opened("youssef", row)
        self.assertEqual(b"".join(answer.streaming_content), PDF)
        self.assertTrue(answer["Content-Disposition"].startswith("attachment"))
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", answer["Content-Security-Policy"])
        told = Event.objects.get(verb="document.read")
        self.assertEqual(words_of(told), "Document opened: translation")
        self.assertIn("Youssef Haddad", told.payload)
        self.assertNotIn("перевод", told.payload)

    def test_the_other_side_has_it_once_the_request_is_sent_but_not_the_name_of_the_officer(
        self,
    ) -> None:
        row = self.attach()
        self.assertEqual(self.opened("ciara", row).status_code, 404)
        self.assertFalse(documents_seen(self.play.case, Side.REQUESTED).exists())
        self.play.send("youssef", "leila")
        self.assertEqual(self.opened("ciara", row).status_code, 200)
        page = self.tab("ciara")
        self.assertContains(page, "перевод.pdf")
        self.assertNotContains(page, "Youssef Haddad")
        self.assertNotContains(page, "only your side</span>")
        self.assertEqual(self.opened("lucia", row).status_code, 404)

    def test_what_comes_with_a_supplement_and_an_answer_is_read_by_both(self) -> None:
        self.play.send("youssef", "leila")
        self.play.act("ciara", "acknowledge")
        client = stage.browser(self.cast, "youssef")
        for action, field in (("supplement", "supplement"), ("reply", "answer")):
            if action == "reply":
                self.play.act("ciara", "ask", question="Which day?")
            client.post(
                stage.page("act", self.play, action),
                {
                    "version": self.play.case.version,
                    field: "Attached.",
                    "attachment": SimpleUploadedFile(f"{action}.pdf", PDF + action.encode()),
                },
            )
            with self.subTest(action=action):
                row = Attachment.objects.get(name=f"{action}.pdf")
                self.assertEqual(self.opened("ciara", row).status_code, 200)
                self.assertContains(self.tab("youssef"), f"{action}.pdf")

    def test_the_api_shows_the_same_documents(self) -> None:
        self.attach()
        answer = stage.browser(self.cast, "youssef").get(f"/api/v1/requests/{self.play.case.pk}/")
        self.assertEqual([row["name"] for row in answer.json()["attachments"]], ["перевод.pdf"])

    def test_a_document_of_another_case_is_not_found_here(self) -> None:
        row = self.attach()
        other = stage.drafted(self.cast, self.play.at)
        path = stage.page("document", other, row.pk)
        self.assertEqual(stage.browser(self.cast, "youssef").get(path).status_code, 404)


class DocumentsFromBefore(stage.Staged):
    """What was attached before documents had a side."""

    def test_those_of_sent_requests_are_shared_and_those_of_drafts_are_not(self) -> None:
        cast, at = stage.gathered()
        draft, sent, discarded = (stage.drafted(cast, at) for _number in range(3))
        rows = [
            Attachment.objects.create(
                request=play.case.request, file=house.scan(), name="old.pdf", role="annex"
            )
            for play in (draft, sent, discarded)
        ]
        sent.send("youssef", "leila")
        discarded.act("youssef", "discard", reasons="Not needed")
        Attachment.objects.update(shared=False)
        migration = import_module("requests_mla.migrations.0011_documents_of_a_side")
        migration.share_what_was_sent(apps, None)
        for row in rows:
            row.refresh_from_db()
        self.assertEqual([row.shared for row in rows], [False, True, False])
