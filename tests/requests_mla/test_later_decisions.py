"""A measure that was postponed inside a grant, or asked for later, is decided later."""

from datetime import date, timedelta
from typing import Any

from desk.decisions import queue
from desk.queries import desk
from requests_mla.models import Countersignature, Decision, Undertaking
from workflow.refusals import Missing, NotFromHere

from . import stage
from .paper import read_letter
from .stage import Staged

GRANT = {"outcome": "granted"}


class Waiting(Staged):
    """Belmara grants measure 1 and postpones measure 2 for a month."""

    review: date

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = play = stage.received(cls.cast, cls.at, measures=2)
        cls.review = (play.at + timedelta(days=30)).date()
        postponed = {"outcome": "postponed", "review_on": cls.review}
        play.decide("ciara", {1: dict(GRANT), 2: postponed}, no_talks="It would warn them.")
        play.release("ciara", "aoife", "accept")
        play.act("ciara", "assign", executing_authority=cls.cast.executing["XB"])
        play.wait(days=1)

    def clock(self, name: str) -> Any:
        """The open clock of that name; None if it does not run."""
        return self.play.case.clocks.filter(name=name, stopped_at__isnull=True).first()

    def take_up(self) -> None:
        """The reason for waiting has ended."""
        self.play.act("ciara", "take_up", remark="The arrests were made.")

    def decide_further(self, line: dict[str, Any]) -> None:
        """Assess measure 2 anew, put it forward, send it."""
        self.play.decide("ciara", {2: line}, no_talks="It would warn them.")
        self.play.release("ciara", "aoife", "decide_further")


class PostponedTests(Waiting):
    """Until it is taken up again."""

    def test_its_review_is_a_clock_and_nothing_is_forgotten(self) -> None:
        clock = self.clock("review")
        self.assertEqual((clock.due_at.date(), clock.source), (self.review, "agreed"))
        self.assertIsNone(self.clock("decide"))
        self.assertTrue(clock.reminders.exists())

    def test_the_results_of_the_others_are_delivered_as_a_part_only(self) -> None:
        self.play.act("declan", "report", measure="1", result="done", result_text="Done.")
        self.play.exhibit("declan", "log.csv", b"a;b\n", about="Log", measure=1)
        with self.assertRaisesMessage(Missing, "Measure 2 is postponed or not decided yet"):
            self.play.act("ciara", "deliver")
        self.play.act("ciara", "deliver_part")
        self.assertEqual(self.play.case.status, "executing")

    def test_there_is_no_sheet_to_fill_in_and_nothing_to_put_forward(self) -> None:
        ciara = stage.browser(self.cast, "ciara")
        self.assertEqual(ciara.get(stage.page("sheet", self.play)).status_code, 409)
        with self.assertRaisesMessage(Missing, "Every measure is decided"):
            self.play.act("ciara", "propose")
        with self.assertRaises(NotFromHere):
            self.play.decide("ciara", {2: dict(GRANT)})


class TakenUpTests(Waiting):
    """From then on it is decided anew."""

    def setUp(self) -> None:
        self.take_up()

    def test_the_decision_is_owed_again_and_the_review_is_not(self) -> None:
        self.assertIsNone(self.clock("review"))
        self.assertEqual(self.clock("decide").owed_by, "requested")
        row = queue(self.cast.actors["aoife"])[0]
        self.assertEqual(row["standing"], "being assessed")
        steps = [
            row["step"]["label"] for group in desk(self.cast.actors["tom"]) for row in group.rows
        ]
        self.assertEqual(steps, ["Decide"])

    def test_the_letter_says_which_measure_is_assessed_again(self) -> None:
        stage.make_letters()
        self.assertIn("Being assessed again: 2.", read_letter(self.play, "resumption"))

    def test_the_sheet_has_that_measure_only(self) -> None:
        answer = stage.browser(self.cast, "ciara").get(stage.page("sheet", self.play))
        self.assertContains(answer, 'id="measure-2"')
        self.assertNotContains(answer, 'id="measure-1"')

    def test_the_other_side_sees_that_it_waited_and_nothing_of_what_is_being_written(self) -> None:
        self.play.decide("ciara", {2: {"outcome": "refused", "internal_reasons": "OURS"}})
        youssef = stage.browser(self.cast, "youssef")
        answer = youssef.get(f"{stage.page('case', self.play)}?tab=measures")
        self.assertContains(answer, "taken up again on")
        self.assertNotContains(answer, "refused")
        self.assertNotContains(answer, "OURS")

    def test_what_was_decided_and_sent_is_not_touched(self) -> None:
        with self.assertRaises(NotFromHere):
            self.play.decide("ciara", {1: {"outcome": "refused"}})
        self.assertEqual(Decision.objects.get(measure__number=1).outcome, "granted")

    def test_a_second_person_reads_what_is_decided_further(self) -> None:
        self.decide_further(dict(GRANT))
        self.assertEqual(self.play.case.status, "executing")
        rows = Decision.objects.filter(measure__number=2).order_by("pk")
        self.assertEqual([row.outcome for row in rows], ["postponed", "granted"])
        self.assertEqual([bool(row.superseded_at) for row in rows], [True, False])
        self.assertIsNone(self.clock("decide"))
        letter = self.play.case.letters.filter(kind="decision").order_by("-number")[0]
        self.assertEqual((letter.state, letter.shared), ("signed", True))
        self.assertIn("This adds to our decision of", read_letter(self.play, "decision"))

    def test_the_assessor_does_not_decide_and_an_officer_needs_a_signature(self) -> None:
        self.play.decide("ciara", {2: dict(GRANT)}, no_talks="It would warn them.")
        self.play.act("ciara", "propose")
        document = self.play.case.letters.order_by("-number")[0].rendered_sha256
        with self.assertRaisesMessage(Missing, "Somebody else must decide"):
            self.play.act("ciara", "decide_further", document=document)
        with self.assertRaisesMessage(Missing, "No liaison officer has countersigned"):
            self.play.act("tom", "decide_further", document=document)
        self.play.act("aoife", "countersign", document=document)
        self.play.act("tom", "decide_further", document=document)
        # One word for each of the two decisions, both standing.
        self.assertEqual(Countersignature.objects.filter(voided_at=None).count(), 2)
        self.assertFalse(Countersignature.objects.alive().exists())

    def test_an_edit_voids_the_new_signature_and_not_the_old_one(self) -> None:
        self.play.decide("ciara", {2: dict(GRANT)}, no_talks="It would warn them.")
        self.play.act("ciara", "propose")
        document = self.play.case.letters.order_by("-number")[0].rendered_sha256
        self.play.act("aoife", "countersign", document=document)
        self.play.decide("ciara", {2: {"outcome": "partial", "cut": "Only March."}})
        voided = Countersignature.objects.order_by("pk").values_list("voided_at", flat=True)
        self.assertEqual([bool(one) for one in voided], [False, True])

    def test_its_conditions_go_into_the_ledger_and_what_holds_of_all_does_not_twice(self) -> None:
        self.decide_further({"outcome": "conditional", "conditions": "Only 1 to 31 March."})
        kinds = list(Undertaking.objects.order_by("number").values_list("kind", "text"))
        self.assertEqual([kind for kind, _text in kinds].count("use_limit"), 1)
        self.assertEqual(kinds[-1], ("condition", "Only 1 to 31 March."))

    def test_it_may_wait_again(self) -> None:
        later = (self.play.at + timedelta(days=60)).date()
        self.decide_further({"outcome": "postponed", "review_on": later})
        self.assertEqual(self.clock("review").due_at.date(), later)
        self.take_up()
        self.decide_further(dict(GRANT))
        self.play.act("declan", "report", measure="1", result="done", result_text="Done.")
        self.play.act("declan", "report", measure="2", result="done", result_text="Done.")
        self.play.act("ciara", "deliver")
        self.assertEqual(self.play.case.status, "answered")
