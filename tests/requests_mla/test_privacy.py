"""What belongs to one side never reaches the other: looked for in every page the other side has."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.moment import pretended
from config.demonstration.cast import Cast
from desk.services import deliver_notices
from evidence.services import keep_file
from tests.requests_mla import stage
from workflow.models import Letter

TABS = ("timeline", "request", "measures", "persons", "documents", "letters", "evidence")


class WhatEachSideSees(stage.Staged):
    """One case with a secret in every place that has one, at work in Belmara."""

    undecided: dict[str, str]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        play = cls.play = stage.drafted(cls.cast, at)
        play.act("youssef", "submit")
        play.act("leila", "return", comments="SECRET-COMMENTS of the second person")
        play.send("youssef", "leila")
        play.note("youssef", "requesting", "SECRET-NOTE of Arvenia")
        play.act("ciara", "acknowledge")
        play.note("ciara", "requested", "PRIVATE-NOTE of Belmara")
        line = {"outcome": "granted", "reasons": "", "internal_reasons": "PRIVATE-REASONS"}
        play.decide("ciara", {1: line}, no_talks="PRIVATE-NOTALKS")
        cls.undecided = {
            name: everything(cls.cast, cls.play, name) for name in ("youssef", "karim")
        }
        play.release("ciara", "aoife", "accept", remark="Granted as asked")
        bureau = cls.cast.executing["XB"]
        play.act("ciara", "assign", executing_authority=bureau, instructions="PRIVATE-INSTRUCTIONS")
        play.exhibit("declan", "PRIVATE-EXHIBIT.csv", b"a;b\n", about="PRIVATE-ABOUT", measure=1)
        with pretended(play.at):
            deliver_notices()

    def test_the_requested_side_reads_nothing_of_the_requesting_sides_own(self) -> None:
        for name in ("ciara", "aoife", "declan", "orla"):
            with self.subTest(who=name):
                seen = everything(self.cast, self.play, name)
                self.assertIn("Clinic ransomware", seen)
                self.assertNotIn("SECRET", seen)

    def test_the_requesting_side_reads_nothing_of_the_requested_sides_own(self) -> None:
        for name in ("youssef", "leila", "karim"):
            with self.subTest(who=name):
                seen = everything(self.cast, self.play, name)
                self.assertIn("Granted as asked", seen)
                self.assertNotIn("PRIVATE", seen)
                self.assertNotIn("National Cyber Investigation Bureau", seen)
                self.assertNotIn("Declan Moore", seen)

    def test_a_decision_is_unknown_to_the_other_side_before_its_letter(self) -> None:
        for name, seen in self.undecided.items():
            with self.subTest(who=name):
                self.assertNotIn("PRIVATE", seen)
                self.assertNotIn(">granted<", seen)

    def test_each_side_reads_its_own(self) -> None:
        ours, theirs = (
            everything(self.cast, self.play, "youssef"),
            everything(self.cast, self.play, "ciara"),
        )
        self.assertIn("SECRET-NOTE", ours)
        self.assertIn("SECRET-COMMENTS", ours)
        for word in ("PRIVATE-NOTE", "PRIVATE-REASONS", "PRIVATE-EXHIBIT", "PRIVATE-INSTRUCTIONS"):
            self.assertIn(word, theirs)

    def test_an_exhibit_is_a_file_for_the_other_side_only_when_delivered(self) -> None:
        path = stage.page("exhibit", self.play, 1)
        self.assertEqual(stage.browser(self.cast, "ciara").get(path).status_code, 200)
        self.assertEqual(stage.browser(self.cast, "youssef").get(path).status_code, 404)
        self.play.act("declan", "report", measure="1", result="done", result_text="Done.")
        self.play.act("ciara", "deliver")
        self.assertEqual(stage.browser(self.cast, "youssef").get(path).status_code, 200)

    def test_a_letter_of_ones_own_side_is_no_file_for_the_other(self) -> None:
        content = b"%PDF-1.7\n%%EOF\n"
        kept = keep_file(
            upload=SimpleUploadedFile("own.pdf", content),
            actor_stamp=self.cast.actors["ciara"].stamp,
        )
        own = Letter.objects.create(
            case=self.play.case,
            number=99,
            kind="transmittal",
            side="requested",
            shared=False,
            state="signed",
            sha256=kept.sha256,
            media_type="application/pdf",
        )
        path = stage.page("letter", self.play, own.number)
        self.assertEqual(stage.browser(self.cast, "ciara").get(path).status_code, 200)
        self.assertEqual(stage.browser(self.cast, "youssef").get(path).status_code, 404)

    def test_a_replaced_document_is_no_file_for_anybody(self) -> None:
        replaced = self.play.case.letters.get(state="superseded")
        path = stage.page("letter", self.play, replaced.number)
        for name in ("youssef", "ciara"):
            self.assertEqual(stage.browser(self.cast, name).get(path).status_code, 404)

    def test_searching_does_not_find_a_case_by_the_other_sides_words(self) -> None:
        client = stage.browser(self.cast, "youssef")
        for word in ("PRIVATE-NOTE", "PRIVATE-EXHIBIT", "Bureau"):
            answer = client.get(reverse("requests:register"), {"q": word})
            self.assertNotContains(answer, "Clinic ransomware")


def text_of(answer: Any) -> str:
    """The whole of an answer, streamed or not."""
    if getattr(answer, "streaming", False):
        return b"".join(answer).decode()
    return answer.content.decode()


def everything(cast: Cast, play: stage.Play, name: str) -> str:
    """All that somebody can read of the case and around it, as one text."""
    client = stage.browser(cast, name)
    case = stage.page("case", play)
    paths = [f"{case}?tab={tab}" for tab in TABS] + [stage.page("history", play)]
    paths += [reverse("requests:register"), reverse("desk:home"), reverse("desk:inbox")]
    paths += [f"/api/v1/requests/{play.case.pk}/", "/api/v1/requests/"]
    paths += [stage.page("act", play, action) for action in ("withdraw", "supplement")]
    if name in {"karim", "orla"}:
        paths += [
            reverse("oversight:events"),
            reverse("oversight:case", args=[play.case.pk]),
        ]
        paths += [reverse("oversight:export") + "?format=csv"]
    return "\n".join(text_of(client.get(path)) for path in paths)
