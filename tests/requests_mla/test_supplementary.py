"""More is asked after the request was sent: read by a second person, decided like the rest."""

from datetime import UTC, date, datetime
from typing import Any

from django.test import TestCase

from convention.models import MeasureType
from requests_mla.arrival import gaps_on_arrival
from requests_mla.models import Countersignature, Identifier, Measure
from tests import cast
from workflow.refusals import Missing

from . import stage
from .paper import read_letter
from .stage import Staged

MORE: dict[str, Any] = {
    "supplement": "The log names a second account.",
    "measure_1-category": "subscriber",
    "measure_1-description": "Who holds the second account.",
    "measure_1-target": "two@mailhaven.example",
    "measure_1-period_from": date(2026, 3, 1),
    "measure_1-period_until": date(2026, 3, 31),
    "measure_1-necessity": "Nothing else names the person.",
    "added_kind": "ip",
    "added_values": "203.0.113.78 443 2026-03-12T10:00:00Z seen in the log",
}


def more(**others: Any) -> dict[str, Any]:
    """A measure and an address in addition."""
    return {**MORE, "measure_1-type": MeasureType.objects.get(pk="stored_data"), **others}


class SupplementaryTests(Staged):
    """Arvenia asked for one measure; Belmara has acknowledged."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    def document(self) -> str:
        """The supplementary request that waits."""
        letter = self.play.case.letters.filter(kind="supplementary").order_by("-number")[0]
        return letter.rendered_sha256

    def prepare(self, **others: Any) -> None:
        """Youssef writes it."""
        self.play.act("youssef", "prepare_supplementary", **more(**others))

    def send(self) -> None:
        """Leïla reads and releases it."""
        self.play.act("leila", "send_supplementary", document=self.document())

    def test_nothing_is_asked_before_a_second_person_released_it(self) -> None:
        self.prepare()
        self.assertEqual(Measure.objects.count(), 1)
        with self.assertRaisesMessage(Missing, "You prepared this"):
            self.play.act("youssef", "send_supplementary", document=self.document())
        ciara = stage.browser(self.cast, "ciara")
        for tab in ("", "?tab=measures", "?tab=letters", "?tab=persons"):
            answer = ciara.get(f"{stage.page('case', self.play)}{tab}")
            self.assertNotContains(answer, "second account")
            self.assertNotContains(answer, "203.0.113.78")

    def test_what_was_read_is_what_is_added(self) -> None:
        self.prepare()
        self.send()
        added = Measure.objects.get(number=2)
        given = more()
        for name in ("type", "category", "description", "target", "period_from", "necessity"):
            self.assertEqual(getattr(added, name), given[f"measure_1-{name}"])
        address = Identifier.objects.get(value="203.0.113.78")
        self.assertEqual((address.port, address.note), (443, "seen in the log"))
        self.assertEqual(address.seen_at, datetime(2026, 3, 12, 10, tzinfo=UTC))
        letter = self.play.case.letters.get(kind="supplementary")
        self.assertEqual((letter.state, letter.signer_name), ("signed", "Leïla Mansour"))
        self.assertEqual(letter.event, added.added_by)
        text = read_letter(self.play, "supplementary")
        for words in ("Who holds the second account.", "203.0.113.78", "The log names a second"):
            self.assertIn(words, text)

    def test_both_sides_see_what_was_added_and_when(self) -> None:
        self.prepare()
        self.send()
        for who in ("youssef", "ciara"):
            browser = stage.browser(self.cast, who)
            case = stage.page("case", self.play)
            self.assertContains(
                browser.get(f"{case}?tab=measures"), "Added by the supplementary request of"
            )
            self.assertContains(browser.get(f"{case}?tab=persons"), "added later")
            self.assertContains(browser.get(case), "Measure 2 is added")

    def test_what_was_missing_on_arrival_is_what_was_missing_then(self) -> None:
        missing = gaps_on_arrival(self.play.case.request)
        self.prepare()
        self.send()
        Measure.objects.filter(number=2).update(necessity="", target="")
        self.assertEqual(gaps_on_arrival(self.play.case.request), missing)

    def test_a_decision_that_was_countersigned_is_void(self) -> None:
        self.play.decide("ciara", {1: {"outcome": "granted"}})
        self.play.act("ciara", "propose")
        letter = self.play.case.letters.filter(kind="decision").order_by("-number")[0]
        self.play.act("aoife", "countersign", document=letter.rendered_sha256)
        self.prepare()
        self.assertTrue(Countersignature.objects.alive().exists())
        self.send()
        self.assertFalse(Countersignature.objects.alive().exists())
        letter.refresh_from_db()
        self.assertEqual(letter.state, "superseded")

    def test_after_the_grant_it_is_decided_further(self) -> None:
        self.play.decide("ciara", {1: {"outcome": "granted"}})
        self.play.release("ciara", "aoife", "accept")
        self.prepare()
        self.send()
        clock = self.play.case.clocks.get(name="decide", stopped_at__isnull=True)
        self.assertEqual(clock.started_at, self.play.at)
        with self.assertRaisesMessage(Missing, "Measure 2 is postponed or not decided yet"):
            self.play.act("ciara", "deliver")
        self.play.decide("ciara", {2: {"outcome": "granted"}})
        self.play.release("ciara", "aoife", "decide_further")
        self.assertEqual(Measure.objects.get(number=2).decisions.get().outcome, "granted")

    def test_a_letter_that_is_prepared_again_replaces_the_older_one(self) -> None:
        self.prepare()
        older = self.document()
        self.prepare(**{"measure_1-target": "three@mailhaven.example"})
        states = self.play.case.letters.filter(kind="supplementary").order_by("number")
        self.assertEqual([one.state for one in states], ["superseded", "rendered"])
        with self.assertRaisesMessage(Exception, "A newer document was made"):
            self.play.act("leila", "send_supplementary", document=older)
        self.send()
        self.assertEqual(Measure.objects.get(number=2).target, "three@mailhaven.example")

    def test_it_can_be_returned_to_whoever_prepared_it(self) -> None:
        self.prepare()
        self.play.act("leila", "return_supplementary", comments="Say which month.")
        with self.assertRaisesMessage(Missing, "No supplementary request is prepared"):
            self.play.act("leila", "send_supplementary", document=self.document())
        self.assertEqual(Measure.objects.count(), 1)

    def test_nothing_in_addition_and_what_is_incomplete_is_refused(self) -> None:
        with self.assertRaisesMessage(Missing, "Add a measure or an address"):
            self.play.act("youssef", "prepare_supplementary", supplement="Only words.")
        with self.assertRaisesMessage(Missing, "Period of measure 2"):
            self.prepare(**{"measure_1-period_from": None})
        with self.assertRaisesMessage(Missing, "Line 1 cannot be read"):
            self.prepare(added_values="not an address")
        self.assertFalse(self.play.case.letters.filter(kind="supplementary").exists())


class PageTests(Staged):
    """The page, and what it says of bad input."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    def posted(self, **others: Any) -> Any:
        """What comes back when Youssef sends the page off."""
        given = {name: str(value) for name, value in MORE.items()}
        given |= {"measure_1-type": "stored_data", "version": str(self.play.case.version), **others}
        page = stage.page("act", self.play, "prepare_supplementary")
        return stage.browser(self.cast, "youssef").post(page, given)

    def test_a_measure_that_was_begun_wants_its_kind(self) -> None:
        answer = self.posted(**{"measure_1-type": ""})
        self.assertContains(answer, "This field is required", status_code=422)
        self.assertContains(answer, "Who holds the second account.", status_code=422)

    def test_a_period_that_ends_before_it_begins_is_named_and_nothing_is_lost(self) -> None:
        answer = self.posted(**{"measure_1-period_until": "2026-02-01"})
        self.assertContains(answer, "before its start", status_code=422)
        self.assertContains(answer, "203.0.113.78", status_code=422)

    def test_a_whole_one_is_kept(self) -> None:
        self.assertEqual(self.posted().status_code, 302)
        self.assertTrue(self.play.case.letters.filter(kind="supplementary").exists())


class ByPostTests(TestCase):
    """Dravonia writes on paper that it wants more."""

    def test_what_its_letter_asks_is_typed_and_added_at_once(self) -> None:
        play = cast.make_paper_request(cast.gathered())
        letter = cast.scan()
        cast.act(play, "ciara", "send_supplementary", on_behalf=True, letter_scan=letter, **more())
        self.assertEqual(play.case.request.measures.count(), 2)
        self.assertEqual(play.case.letters.get(kind="supplementary").state, "recorded")
