"""A second person signs exactly what was shown; what changes afterwards makes that word void."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase

from audit.moment import pretended
from config.demonstration.cast import Cast
from desk.models import InboxEntry
from desk.services import deliver_notices
from evidence import store
from requests_mla import decided
from requests_mla.models import Attachment, Countersignature, Decision
from requests_mla.offers import offers_for
from requests_mla.services import deciding
from workflow.models import Letter
from workflow.refusals import Missing, NotFromHere

from . import stage
from .stage import Staged
from .test_bad_input import PDF

GRANT = {"outcome": "granted"}
CUT = {"outcome": "partial", "cut": "Only March.", "internal_reasons": "INTERNAL-CUT"}


class Decided(Staged):
    """Belmara's table: Ciara assessed and put forward, Aoife is to decide, Tom is an officer."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at, measures=2)
        cls.play.decide("ciara", {1: dict(GRANT), 2: dict(GRANT)})
        cls.play.act("ciara", "propose", remark="With the usual reservations.")

    def letter(self) -> Letter:
        """The document that waits for the second person."""
        found = decided.current_letter(self.play.case)
        assert found is not None
        return found

    def countersign(self, who: str = "aoife") -> None:
        """Somebody reads the document and stands by it."""
        self.play.act(who, "countersign", document=self.letter().rendered_sha256)

    def reasons(self, who: str, action: str) -> tuple[str, ...]:
        """Why somebody may not take a step yet."""
        with pretended(self.play.at):
            found = offers_for(self.cast.actors[who], self.play.case)
        return next(one.reasons for one in found if one.move.action == action)


class SigningTests(Decided):
    """Who signs, and what."""

    def test_the_bytes_that_were_read_are_the_bytes_that_are_signed(self) -> None:
        read = store.bytes_of(self.letter().rendered_sha256)
        self.play.act("aoife", "accept", document=self.letter().rendered_sha256)
        letter = self.play.case.letters.get(kind="decision")
        self.assertEqual((letter.state, letter.shared), ("signed", True))
        self.assertTrue(store.bytes_of(letter.sha256).startswith(read))
        self.assertEqual(letter.signer_name, "Aoife Brennan")
        event = self.play.case.events.get(action="accept")
        self.assertEqual(event.text, "With the usual reservations.")

    def test_another_document_than_the_one_that_waits_is_not_signed(self) -> None:
        with self.assertRaises(NotFromHere):
            self.play.act("aoife", "accept", document="0" * 64)
        self.assertEqual(self.play.case.status, "received")
        self.assertFalse(Countersignature.objects.exists())

    def test_a_liaison_officer_who_sends_signs_by_sending(self) -> None:
        self.play.act("aoife", "accept", document=self.letter().rendered_sha256)
        signature = Countersignature.objects.get()
        self.assertEqual(signature.person_name, "Aoife Brennan")
        self.assertEqual(signature.digest, decided.digest_of(signature.content))

    def test_an_officer_sends_only_what_a_liaison_officer_has_signed(self) -> None:
        self.assertIn(
            "No liaison officer has countersigned", "".join(self.reasons("tom", "accept"))
        )
        self.countersign()
        self.assertEqual(self.reasons("tom", "accept"), ())
        self.play.act("tom", "accept", document=self.letter().rendered_sha256)
        self.assertEqual(self.play.case.status, "accepted")

    def test_one_person_signs_once_whatever_the_appointment(self) -> None:
        self.countersign()
        with self.assertRaisesMessage(Missing, "You have countersigned"):
            self.countersign()
        self.assertEqual(Countersignature.objects.count(), 1)

    def test_everybody_who_ever_wrote_on_the_sheet_is_kept_from_deciding(self) -> None:
        self.play.decide("aoife", {1: dict(GRANT), 2: dict(GRANT)})
        self.play.decide("ciara", {1: dict(GRANT), 2: dict(GRANT)})
        document = self.letter().rendered_sha256
        for who in ("aoife", "ciara"):
            with self.assertRaisesMessage(Missing, "Somebody else must decide"):
                self.play.act(who, "accept", document=document)

    def test_a_line_that_is_emptied_is_undecided_again(self) -> None:
        self.play.decide("ciara", {1: dict(GRANT), 2: {"outcome": ""}})
        self.assertEqual([row.measure.number for row in Decision.objects.all()], [1])
        self.assertIn("Measure 2 is not decided", "".join(self.reasons("aoife", "accept")))


class VoidingTests(Decided):
    """What a change does to a signature."""

    def setUp(self) -> None:
        self.countersign()
        self.play.decide("ciara", {1: dict(CUT), 2: dict(GRANT)})

    def test_the_signature_and_the_document_are_out_of_use(self) -> None:
        signature = Countersignature.objects.get()
        self.assertIsNotNone(signature.voided_at)
        self.assertIsNone(decided.current_letter(self.play.case))
        reasons = "".join(self.reasons("tom", "accept"))
        self.assertIn("has not been put forward yet", reasons)
        self.assertIn("No liaison officer has countersigned", reasons)

    def test_the_liaison_officers_are_told(self) -> None:
        deliver_notices()
        entries = InboxEntry.objects.filter(notice__subject="signature_void")
        self.assertEqual({row.person.name for row in entries}, {"Aoife Brennan"})

    def test_the_difference_is_shown_and_stays_on_its_side(self) -> None:
        self.play.act("ciara", "propose")
        page = stage.browser(self.cast, "aoife").get(stage.page("act", self.play, "accept"))
        self.assertContains(page, "Changed since it was countersigned")
        self.assertContains(page, "<del", count=1)
        self.assertContains(page, "Measure 1: what is left out, and why")
        self.assertContains(page, "Only March.")
        case = stage.browser(self.cast, "youssef").get(stage.page("case", self.play))
        self.assertNotContains(case, "ountersign")
        self.assertNotContains(case, "INTERNAL-CUT")

    def test_signed_anew_it_can_be_sent(self) -> None:
        self.play.act("ciara", "propose")
        self.countersign()
        self.play.act("tom", "accept", document=self.letter().rendered_sha256)
        self.assertEqual(self.play.case.status, "accepted")

    def test_what_reads_the_same_again_is_still_to_be_signed_anew(self) -> None:
        self.play.decide("ciara", {1: dict(GRANT), 2: dict(GRANT)})
        self.play.act("ciara", "propose")
        self.assertIn(
            "No liaison officer has countersigned", "".join(self.reasons("tom", "accept"))
        )


class SentTests(Decided):
    """What was sent stays signed."""

    def test_a_document_that_answers_a_later_question_voids_nothing(self) -> None:
        self.countersign()
        self.play.act("tom", "accept", document=self.letter().rendered_sha256)
        self.play.act("ciara", "ask", question="Which account?")
        stage.browser(self.cast, "youssef").post(
            stage.page("act", self.play, "reply"),
            {
                "version": self.play.case.version,
                "answer": "The second one.",
                "attachment": SimpleUploadedFile("account.pdf", PDF),
            },
        )
        self.assertEqual(Attachment.objects.get(name="account.pdf").request_id, self.play.case.pk)
        self.assertIsNone(Countersignature.objects.get().voided_at)
        deliver_notices()
        self.assertFalse(InboxEntry.objects.filter(notice__subject="signature_void").exists())


EDITS = st.sampled_from(("grant", "cut", "clear", "talk", "answer", "rights", "propose", "sign"))


class AnySequenceTests(PropertyCase):
    """No sequence of edits leaves a live countersignature over content that has changed."""

    cast: Cast
    at: datetime
    play: stage.Play

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(EDITS, min_size=3, max_size=8))
    def test_a_live_signature_always_stands_for_what_the_case_says(self, edits: list[str]) -> None:
        for edit in ("grant", "propose", "sign", *edits):
            self.make(edit)
            now = decided.text_of(self.play.case.request)
            for signature in Countersignature.objects.filter(voided_at__isnull=True):
                self.assertEqual(signature.content, now)
                self.assertNotIn(
                    signature.person_id,
                    self.play.case.request.assessors.values_list("person_id", flat=True),
                )

    def make(self, edit: str) -> None:
        """One step, if the case is where it can be made."""
        play = self.play
        try:
            if edit == "talk":
                play.act("tom", "consult", proposal="A shorter period?")
            elif edit == "answer":
                play.act("youssef", "accept_conditions", remark="Agreed.")
            elif edit == "rights":
                play.rights("tom", {"HR-04": {"finding": "not_arising", "words": f"{play.at}"}})
            elif edit == "propose":
                play.act("ciara", "propose")
            elif edit == "sign":
                letter = decided.current_letter(play.case)
                play.act("aoife", "countersign", document=letter.rendered_sha256 if letter else "")
            else:
                line = {"grant": GRANT, "cut": CUT, "clear": {"outcome": ""}}[edit]
                deciding.save_sheet(
                    actor=self.cast.actors["ciara"],
                    case=play.case,
                    lines={1: dict(line)},
                    no_talks_reason="",
                    seen_version=play.case.version,
                )
                play.rights("ciara")
        except (NotFromHere, Missing):
            pass
        play.wait(hours=1)
