"""The tab that says what is asked, on both sides, from a few words to a very long case."""

import gzip
from random import Random
from typing import Any

from accounts.choices import Purpose
from requests_mla.models import Identifier, Offence, Request
from requests_mla.services.access.purposes import state_purpose
from tests.requests_mla import stage

KIB = 1024
TAB = "?tab=request"
SAID = {
    "conducting_authority": "Public Prosecutor of Port-Sélène",
    "nature": "A criminal investigation of a clinic.",
    "purpose": "To identify those responsible.",
    "urgency": "urgent",
    "urgency_reason": "Logs are kept for thirty days.",
    "confidential": True,
    "confidential_reason": "The suspect is not warned.",
    "safeguards": "A milder measure would not do.",
    "privilege": "Lawyers' letters are filtered.",
    "use_limits": "Only in this case.",
    "basis_reason": "OUR-REASON for the basis",
}


class WhatIsAsked(stage.Staged):
    """One request with something in every field."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.drafted(cls.cast, at)
        Request.objects.filter(pk=cls.play.case.pk).update(**SAID)
        Offence.objects.create(
            request_id=cls.play.case.pk,
            offence_class="serious",
            title="Extortion",
            provision="Section 88.",
            maximum_penalty_months=54,
        )

    def tab(self, name: str) -> Any:
        return stage.browser(self.cast, name).get(stage.page("case", self.play) + TAB)

    def test_it_says_everything_that_was_asked(self) -> None:
        page = self.tab("youssef")
        for name, words in SAID.items():
            if isinstance(words, str):
                with self.subTest(field=name):
                    shown = "urgent" if name == "urgency" else words
                    self.assertContains(page, shown.replace("'", "&#x27;"))
        for words in ("Illegal access", "5 years", "54 months", "Section 88.", "203.0.113.77"):
            self.assertContains(page, words)
        self.assertContains(page, "to be kept secret")
        self.assertContains(page, "English")
        self.assertContains(page, "United Nations Convention against Cybercrime")

    def test_articles_stand_beside_as_links_and_users_words_find_their_direction(self) -> None:
        page = self.tab("youssef").content.decode()
        self.assertIn("40(15)(g)</a>", page)
        self.assertIn(f'<dd class="prose" dir="auto">{SAID["purpose"]}', page)
        self.assertIn('<p class="prose" dir="auto">Files were encrypted', page)

    def test_the_other_side_reads_it_once_sent_but_not_why_the_basis_was_chosen(self) -> None:
        self.assertEqual(self.tab("ciara").status_code, 404)
        self.assertContains(self.tab("youssef"), "OUR-REASON")
        self.play.send("youssef", "leila")
        state_purpose(
            actor=self.cast.actors["ciara"],
            case=self.play.case,
            purpose=Purpose.OTHER,
            words="Read in a test",
        )
        page = self.tab("ciara")
        self.assertContains(page, "Lawyers&#x27; letters are filtered.")
        self.assertNotContains(page, "OUR-REASON")

    def test_it_comes_first_after_the_timeline(self) -> None:
        tabs = [tab["label"] for tab in self.tab("youssef").context["tabs"]]
        self.assertEqual(tabs[:2], ["Timeline", "Request"])

    def test_twelve_thousand_words_and_four_hundred_addresses_stay_a_small_page(self) -> None:
        random = Random(5)  # noqa: S311  (words, not secrets)
        syllables = ("ta", "ker", "mo", "lin", "su", "ra", "po", "vel", "ni", "gor", "ex", "du")
        vocabulary = [
            "".join(random.choices(syllables, k=random.randint(1, 4))) for _ in range(3000)
        ]
        facts = " ".join(random.choices(vocabulary, k=12_000))
        Request.objects.filter(pk=self.play.case.pk).update(facts=facts)
        Identifier.objects.bulk_create(
            Identifier(
                request_id=self.play.case.pk,
                kind="ip",
                value=".".join(str(random.randint(0, 255)) for _ in range(4)),
                port=random.randint(1024, 65535),
                service="Northgate Hosting",
                note=f"line {number}",
            )
            for number in range(400)
        )
        page = self.tab("youssef").content
        self.assertIn(facts[-200:].encode(), page)
        self.assertEqual(page.count(b'class="hash"'), 401)
        self.assertLess(len(gzip.compress(page, 6)), 100 * KIB)
