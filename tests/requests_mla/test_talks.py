"""Talks: conditions as items, each answered for itself; talks held elsewhere are recorded."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from requests_mla import decided
from requests_mla.models import Talk
from requests_mla.services import talks
from workflow.refusals import Missing

from . import stage
from .stage import Staged

ITEMS: dict[str, Any] = {
    "item_1_text": "Only 1 to 31 March 2026.",
    "item_1_measure": "1",
    "item_3_text": "Lawyers' letters are filtered out.",
}


class TalksTests(Staged):
    """Between Belmara, which proposes, and Arvenia, which answers."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    def propose(self) -> None:
        """Two conditions; the second field stays empty."""
        self.play.act("ciara", "consult", proposal="We could help:", **ITEMS)

    def test_conditions_are_numbered_without_the_empty_ones(self) -> None:
        self.propose()
        talk = Talk.objects.get()
        rows = [(row.number, row.measure and row.measure.number) for row in talk.items.all()]
        self.assertEqual(rows, [(1, 1), (2, None)])
        event = self.play.case.events.get(action="consult")
        self.assertIn("1. Measure 1: Only 1 to 31 March 2026.", event.text)
        self.assertIn("2. Lawyers' letters", event.text)

    def test_the_page_asks_for_an_answer_to_each(self) -> None:
        self.propose()
        page = stage.browser(self.cast, "youssef").get(
            stage.page("act", self.play, "answer_conditions")
        )
        self.assertContains(page, "Condition 1, measure 1")
        self.assertContains(page, "Only 1 to 31 March 2026.")
        self.assertContains(page, 'name="item_2_answer"')

    def test_each_is_accepted_refused_or_answered_with_another_proposal(self) -> None:
        self.propose()
        given: dict[str, Any] = {
            "item_1_answer": "countered",
            "item_1_counter": "Until 5 April.",
            "item_2_answer": "accepted",
        }
        self.play.act("youssef", "answer_conditions", **given)
        talk = Talk.objects.get()
        self.assertIs(talk.accepted, False)
        self.assertEqual([row.answer for row in talk.items.all()], ["countered", "accepted"])
        self.assertEqual(self.play.case.status, "received")
        self.assertIn("something else proposed: Until 5 April.", self.newest("answer_conditions"))
        stage.make_letters()
        letter = self.play.case.letters.get(kind="talks_answer")
        self.assertEqual(letter.state, "signed")
        self.assertIn("Until 5 April.", letter.payload)

    def newest(self, action: str) -> str:
        """The text of the last move of that name."""
        event = self.play.case.events.filter(action=action).first()
        assert event is not None
        return event.text

    def test_what_is_left_out_is_named_and_nothing_is_written(self) -> None:
        self.propose()
        with self.assertRaises(Missing) as refused:
            self.play.act("youssef", "answer_conditions", item_1_answer="refused")
        self.assertEqual(
            list(refused.exception.reasons),
            [
                "Say of condition 1 what you propose instead, or why not.",
                "Condition 2 has no answer.",
            ],
        )
        self.assertIsNone(Talk.objects.get().accepted)

    def test_an_empty_proposal_is_refused(self) -> None:
        with self.assertRaisesMessage(Missing, "Write what you propose"):
            self.play.act("ciara", "consult", proposal=" ", item_1_text="")

    def test_without_single_conditions_the_proposal_is_answered_as_a_whole(self) -> None:
        self.play.act("ciara", "consult", proposal="A shorter period?")
        with self.assertRaisesMessage(Missing, "No single conditions"):
            self.play.act("youssef", "answer_conditions")
        self.play.act("youssef", "accept_conditions")
        self.assertIs(Talk.objects.get().accepted, True)

    def test_agreed_conditions_stand_on_the_sheet_to_start_from(self) -> None:
        self.propose()
        self.play.act("youssef", "accept_conditions")
        self.assertEqual(
            talks.agreed(self.play.case.request)[None], ["Lawyers' letters are filtered out."]
        )
        page = stage.browser(self.cast, "ciara").get(stage.page("sheet", self.play))
        self.assertContains(page, "Only 1 to 31 March 2026.")

    def test_talks_held_elsewhere_count_and_stay_on_their_side(self) -> None:
        before = decided.digest_of(decided.text_of(self.play.case.request))
        self.play.act(
            "ciara",
            "record_talks",
            talks_on=self.at.date(),
            talks_with="Liaison magistrate in Carrick",
            talks_about="PRIVATE-TALK on the telephone.",
            talks_result="refused",
        )
        self.assertTrue(Talk.objects.get().elsewhere)
        self.assertNotEqual(before, decided.digest_of(decided.text_of(self.play.case.request)))
        address = f"{stage.page('case', self.play)}?tab=conditions"
        self.assertContains(stage.browser(self.cast, "ciara").get(address), "PRIVATE-TALK")
        self.assertNotContains(stage.browser(self.cast, "youssef").get(address), "PRIVATE-TALK")
        for tab in ("timeline", "letters"):
            page = stage.browser(self.cast, "youssef").get(address.replace("conditions", tab))
            self.assertNotContains(page, "PRIVATE-TALK")
        answer = stage.browser(self.cast, "youssef").get(f"/api/v1/requests/{self.play.case.pk}/")
        self.assertNotContains(answer, "PRIVATE-TALK")
        self.assertEqual(answer.json()["talks"], [])

    def test_talks_held_elsewhere_stand_under_the_day_on_which_they_were_held(self) -> None:
        self.play.wait(days=3)
        held = self.at.date() + timedelta(days=1)
        self.play.act(
            "ciara",
            "record_talks",
            talks_on=held,
            talks_with="Liaison magistrate in Carrick",
            talks_about="By telephone.",
            talks_result="refused",
        )
        event = self.play.case.events.get(action="record_talks")
        self.assertEqual(event.given["talks_on"], held.isoformat())
        zone = ZoneInfo(self.play.case.request.requested.zone)
        self.assertEqual(Talk.objects.get().opened_at.astimezone(zone).date(), held)
        address = f"{stage.page('case', self.play)}?tab=conditions"
        page = stage.browser(self.cast, "ciara").get(address)
        self.assertContains(page, f"<strong>{held.day} {held:%B %Y}</strong>")
