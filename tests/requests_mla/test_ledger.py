"""The ledger: what binds the use of evidence, who accepted it, what is asked and told later."""

import json
from datetime import date
from typing import Any

from accounts.choices import Purpose
from requests_mla.models import Disposal, Undertaking, UseRequest
from requests_mla.services.access.purposes import state_purpose
from workflow.refusals import Missing

from . import stage
from .paper import read_letter
from .stage import Staged

CONDITIONS = "Only 1 to 31 March 2026.\n\nLawyers' letters are filtered out.\n"


class LedgerTests(Staged):
    """Belmara grants under conditions that were agreed in part, and delivers."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        play = cls.play = stage.drafted(cls.cast, cls.at, measures=2)
        play.write("youssef", "safeguards", safeguards="Needed.", use_limits="Kept five years.")
        play.write(
            "youssef",
            "urgency",
            confidential=True,
            confidential_reason="Suspects are at large.",
            confidential_until=date(2027, 3, 1),
        )
        play.send("youssef", "leila")
        play.act("ciara", "acknowledge")
        first: dict[str, Any] = {"item_1_text": "Only 1 to 31 March 2026.", "item_1_measure": "1"}
        play.act("ciara", "consult", proposal="", **first)
        play.act("youssef", "accept_conditions")
        lines = {1: {"outcome": "conditional", "conditions": CONDITIONS}, 2: {"outcome": "granted"}}
        play.decide("ciara", lines)
        play.release("ciara", "aoife", "accept")
        play.act("ciara", "assign", executing_authority=cls.cast.executing["XB"])
        for number in (1, 2):
            play.act("declan", "report", measure=str(number), result="done", result_text="Done.")
        play.exhibit("declan", "log.csv", b"a;b\n", about="Log", measure=1)

    def deliver(self) -> None:
        """Hand over and confirm."""
        self.play.act("ciara", "deliver")
        self.play.act("youssef", "confirm_receipt")

    def rows(self) -> list[tuple[str, str, str]]:
        """Kind, article and whose it is to keep."""
        return list(Undertaking.objects.values_list("kind", "reference", "binds"))

    def page(self, who: str, tab: str = "conditions") -> Any:
        """The tab of the case as somebody sees it."""
        state_purpose(
            actor=self.cast.actors[who],
            case=self.play.case,
            purpose=Purpose.OWN_WORK,
            words="Read in a test",
        )
        return stage.browser(self.cast, who).get(f"{stage.page('case', self.play)}?tab={tab}")

    def test_the_grant_opens_a_line_for_everything_that_binds(self) -> None:
        self.assertEqual(
            self.rows(),
            [
                ("condition", "40(28)", "requesting"),
                ("condition", "40(28)", "requesting"),
                ("use_limit", "40(19)", "requesting"),
                ("assurance", "", "requesting"),
                ("secrecy", "40(20)", "requested"),
            ],
        )
        first = Undertaking.objects.get(number=1)
        self.assertEqual([row.number for row in first.measures.all()], [1])
        self.assertEqual(Undertaking.objects.get(kind="secrecy").until, date(2027, 3, 1))

    def test_what_was_agreed_in_talks_is_accepted_and_the_rest_with_the_receipt(self) -> None:
        accepted = list(Undertaking.objects.values_list("accepted_at", flat=True))
        self.assertIsNotNone(accepted[0])
        self.assertIsNone(accepted[1])
        self.deliver()
        second = Undertaking.objects.get(number=2)
        self.assertEqual(second.accepted_by_name, "Youssef Haddad")
        self.assertIsNotNone(second.accepted_at)

    def test_it_is_shown_where_the_evidence_is_opened(self) -> None:
        self.deliver()
        for who in ("youssef", "ciara"):
            page = self.page(who, "evidence")
            self.assertContains(page, "what binds its use")
            self.assertContains(page, "Lawyers&#x27; letters are filtered out.")
            self.assertContains(page, "40(19)")

    def test_each_exhibit_names_what_binds_it_by_its_measure(self) -> None:
        self.play.exhibit("declan", "names.csv", b"c;d\n", about="Names", measure=2)
        self.deliver()
        Undertaking.objects.filter(number=4).update(until=date(2026, 1, 1))
        for who in ("youssef", "ciara"):
            exhibits = self.page(who, "evidence").context["exhibits"]
            bound = {row.number: [one["number"] for one in some] for row, _form, some in exhibits}
            self.assertEqual(bound, {1: [1, 2, 3], 2: [3]})
        page = self.page("youssef", "evidence")
        self.assertContains(page, '<a href="#undertaking-2">2. condition</a>', count=1)
        self.assertContains(page, '<a href="#undertaking-3">3. limit of use</a>', count=2)
        self.assertContains(page, 'id="undertaking-3"', count=1)

    def test_an_exhibit_that_names_no_measure_is_bound_by_all(self) -> None:
        self.play.case.exhibits.update(measure_number=None)
        page = self.page("ciara", "evidence")
        bound = [one["number"] for one in page.context["exhibits"][0][2]]
        self.assertEqual(bound, [1, 2, 3, 4])
        self.assertEqual(len(page.context["undertakings"]), 5)

    def test_the_letter_that_hands_it_over_says_what_binds(self) -> None:
        Undertaking.objects.filter(number=1).update(until=date(2400, 3, 31))
        Undertaking.objects.filter(number=3).update(until=date(2026, 1, 1))
        self.play.act("ciara", "deliver")
        stage.make_letters()
        letter = self.play.case.letters.get(kind="transmittal")
        told = json.loads(letter.payload)["undertakings"]
        condition = {"kind": "condition", "reference": "40(28)", "measures": [1]}
        assurance: dict[str, Any] = {"kind": "assurance", "reference": "", "measures": []}
        filtered = "Lawyers' letters are filtered out."
        self.assertEqual(
            told,
            [
                {
                    **condition,
                    "number": 1,
                    "text": "Only 1 to 31 March 2026.",
                    "until": "2400-03-31",
                    "accepted": True,
                },
                {**condition, "number": 2, "text": filtered, "until": None, "accepted": False},
                {
                    **assurance,
                    "number": 4,
                    "text": "Kept five years.",
                    "until": None,
                    "accepted": True,
                },
            ],
        )
        read = read_letter(self.play, "transmittal")
        for words in (
            "WHAT BINDS THE USE OF THE EVIDENCE",
            "What is not accepted yet you accept when you confirm receipt.",
            "Condition, measure 1, until 31 March 2400: Only 1 to 31 March 2026.",
            "Condition, measure 1, not accepted yet: Lawyers' letters are filtered out.",
            "Assurance: Kept five years.",
        ):
            self.assertIn(words, read)
        self.assertEqual(read.count("40(28)"), 2)
        # What binds the State that is asked is its own to keep, and what has ended binds nobody.
        self.assertNotIn("are kept secret", read)
        self.assertNotIn("any other use needs consent", read)

    def test_a_letter_without_anything_that_binds_has_no_such_part(self) -> None:
        Undertaking.objects.filter(binds="requesting").update(until=date(2026, 1, 1))
        self.play.act("ciara", "deliver")
        stage.make_letters()
        self.assertNotIn("WHAT BINDS THE USE", read_letter(self.play, "transmittal"))

    def test_another_use_is_asked_for_and_consented_to_even_after_the_end(self) -> None:
        self.deliver()
        self.play.act("youssef", "close")
        wish: dict[str, Any] = {
            "use_kind": "onward",
            "use_recipient": "Costaria",
            "use_text": "Trial there.",
        }
        self.play.act("youssef", "ask_use", **wish)
        self.assertEqual(self.play.case.status, "closed")
        with self.assertRaisesMessage(Missing, "asked already"):
            self.play.act("youssef", "ask_use", **wish)
        with self.assertRaisesMessage(Missing, "Write the conditions"):
            self.play.act("ciara", "answer_use", use_answer="conditional", use_answer_text=" ")
        self.play.act(
            "ciara", "answer_use", use_answer="conditional", use_answer_text="Names are cut out."
        )
        consent = Undertaking.objects.get(kind="consent")
        self.assertEqual(consent.reference, "36(3)")
        self.assertIn("Names are cut out.", consent.text)
        stage.make_letters()
        for kind in ("use_request", "use_answer"):
            self.assertEqual(self.play.case.letters.get(kind=kind).state, "signed")
        self.assertContains(self.page("youssef"), "consented under conditions")

    def test_a_refusal_gives_reasons_and_writes_no_line(self) -> None:
        self.deliver()
        self.play.act("youssef", "ask_use", use_kind="other_use", use_text="Tax proceedings.")
        self.play.act("ciara", "answer_use", use_answer="refused", use_answer_text="Too wide.")
        self.assertFalse(Undertaking.objects.filter(kind="consent").exists())
        self.assertEqual(UseRequest.objects.get().answer, "refused")

    def test_a_transfer_names_its_recipient(self) -> None:
        self.deliver()
        with self.assertRaisesMessage(Missing, "to which State or organisation"):
            self.play.act("youssef", "ask_use", use_kind="onward", use_text="Trial there.")

    def test_disclosure_and_destruction_are_told_with_a_letter(self) -> None:
        self.deliver()
        self.play.act("youssef", "tell_disclosure", disclosure="Exhibit 1 goes to the defence.")
        self.play.act(
            "youssef", "tell_disposal", disposal_kind="destroyed", disposed_on=self.at.date()
        )
        stage.make_letters()
        for kind in ("disclosure", "disposal"):
            self.assertEqual(self.play.case.letters.get(kind=kind).state, "signed")
        self.assertEqual(Disposal.objects.get().happened_on, self.at.date())
        self.assertContains(self.page("ciara"), "destroyed")
