"""The case page says how each date was reached: start, rule, days left out, pauses, result."""

from datetime import UTC, datetime, timedelta

from django.test import TestCase

from accounts.queries import place_of
from audit.moment import pretended
from requests_mla.views import clock_sums
from requests_mla.views.pieces import Seen
from tests import cast
from workflow.models import Clock


class SumTests(TestCase):
    """Belmara (Dublin) owes Arvenia (Tunis) a decision over Christmas 2026."""

    def setUp(self) -> None:
        at = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)
        self.play = cast.make_request(cast.gathered(at), status="received", at=at)

    def told(self, who: str = "ciara") -> str:
        """The sum as the page of the case carries it, in one line."""
        actor, case = self.play.cast.actors[who], self.play.case
        with pretended(self.play.at):
            view = Seen(actor, case, case.request, *place_of(actor, case))
            (clock,) = clock_sums.clocks(view)
        return " ".join(clock["how"])

    def test_every_day_that_was_left_out_has_its_reason(self) -> None:
        told = self.told()
        self.assertIn(
            "20 working days from 14 December 2026, Europe/Dublin. Days of rest: Belmara.", told
        )
        # Four weekends; Saint Stephen's Day is a Saturday in 2026.
        self.assertIn("Not counted: 8 weekly days of rest.", told)
        feasts = "25 December (Christmas Day), 1 January (New Year's Day)"
        self.assertIn(f"Feasts not counted: {feasts}.", told)

    def test_the_result_stands_in_both_zones_and_in_utc(self) -> None:
        due = self.play.case.clocks.get(stopped_at=None).due_at
        here = f"{due.day} January, 23:59"
        self.assertIn(f"Ends {here} Europe/Dublin · {due.day + 1} January, 00:59", self.told())
        self.assertIn(f"Africa/Tunis · {here} UTC.", self.told("youssef"))

    def test_a_house_target_is_called_one(self) -> None:
        self.assertTrue(self.told().endswith("House target, 40(26)."))

    def test_pauses_are_part_of_the_sum(self) -> None:
        cast.act(self.play, "ciara", "ask", question="Which zone?")
        self.play.at += timedelta(days=3)
        cast.act(self.play, "youssef", "reply", answer="UTC.")
        decide = Clock.objects.get(case=self.play.case, name="decide", stopped_at=None)
        self.assertEqual(decide.paused_seconds, 3 * 86400)
        told = self.told()
        self.assertIn("Paused 3 days, from 14 December 2026 to 17 December 2026: until ", told)
