"""Pages count in the zone of the authority one acts for; logs and the API stay in UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from requests_mla.models import Identifier
from tests.requests_mla import stage

SEEN = datetime(2026, 3, 14, 23, 30, 5, tzinfo=UTC)


class WhatTimeItIs(stage.Staged):
    """The same moment, read in three capitals."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    def read(self, who: str, path: str) -> str:
        return stage.browser(self.cast, who).get(path).content.decode()

    def test_the_timeline_is_in_the_zone_of_the_reader(self) -> None:
        event = self.play.case.events.get(action="acknowledge")
        shown = set()
        for who in ("youssef", "ciara"):
            zone = self.cast.actors[who].zone
            words = date_format(event.happened_at.astimezone(ZoneInfo(zone)), "j F Y, H:i")
            page = self.read(who, stage.page("case", self.play))
            self.assertIn(words, page)
            self.assertIn(f"Times in {zone}", page)
            shown.add(words)
        self.assertEqual(len(shown), 2, "the two capitals would read the same clock")

    def test_the_next_page_of_somebody_else_is_not_in_that_zone(self) -> None:
        self.read("youssef", stage.page("case", self.play))
        answer = stage.browser(self.cast, "ciara").get(f"/api/v1/requests/{self.play.case.pk}/")
        self.assertTrue(answer.json()["opened_at"].endswith("Z"), answer.json()["opened_at"])

    def test_a_log_s_moment_is_typed_and_shown_in_utc(self) -> None:
        play = stage.drafted(self.cast, self.at)
        row = Identifier.objects.get(request=play.case.request)
        Identifier.objects.filter(pk=row.pk).update(seen_at=SEEN)
        path = stage.page("draft", play, "identifiers")
        page = self.read("youssef", f"{path}?row={row.pk}")
        self.assertIn("2026-03-14T23:30:05", page)
        tab = self.read("youssef", stage.page("case", play) + "?tab=persons")
        self.assertIn("2026-03-14 23:30:05 UTC", tab)

    def test_what_is_typed_into_a_log_s_moment_is_utc(self) -> None:
        play = stage.drafted(self.cast, self.at)
        path = stage.page("draft", play, "identifiers")
        typed = {"kind": "ip", "value": "203.0.113.9", "seen_at": "2026-03-14T23:30:05"}
        stage.browser(self.cast, "youssef").post(path, {"seen_version": 1, **typed})
        self.assertEqual(Identifier.objects.get(value="203.0.113.9").seen_at, SEEN)
