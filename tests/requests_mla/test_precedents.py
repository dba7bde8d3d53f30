"""Earlier decisions: of one's own State only, and never refusals without what was granted."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from accounts.models import CaseGrant
from accounts.queries import visible_to
from requests_mla import precedents
from requests_mla.models import Decision, Measure, Request
from requests_mla.precedents import Conditions, Key, Tally
from requests_mla.views import pieces
from requests_mla.views.precedents import beside_sheet
from tests.requests_mla import stage
from workflow.models import Case

GRANTED, REFUSED = "granted", "refused"
OTHER_GROUND = "DE_MINIMIS"


class Decided(stage.Staged):
    """What Belmara decided for Arvenia and Costaria in two years, and what Arvenia decided."""

    unsent: Request
    foreign: Request

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        this, last = datetime(2026, 5, 4, 12, tzinfo=UTC), datetime(2025, 5, 4, 12, tzinfo=UTC)
        cls.decided("XA", "stored_data", this, GRANTED)
        cls.decided("XA", "stored_data", this, "partial")
        cls.decided("XA", "stored_data", this, REFUSED, ground="ESSENTIAL_INTERESTS")
        cls.decided("XA", "stored_data", last, REFUSED, ground=OTHER_GROUND)
        cls.decided("XA", "search", this, REFUSED, ground=OTHER_GROUND)
        cls.decided("XA", "stored_data", this, "postponed")
        cls.decided("XC", "stored_data", this, "conditional")
        cls.unsent = cls.decided("XA", "stored_data", None, REFUSED, ground=OTHER_GROUND)
        cls.foreign = cls.decided("XC", "stored_data", this, REFUSED, to="XA", ground=OTHER_GROUND)

    @classmethod
    def decided(
        cls, by: str, kind: str, at: datetime | None, outcome: str, *, to: str = "XB", **more: Any
    ) -> Request:
        """A request with one measure that was decided; the case is open to both sides."""
        play = stage.Play(cls.cast, cls.at)
        drafter = {"XA": "youssef", "XC": "lucia"}[by]
        play.draft(drafter, to, "Ostrova and others")
        request = play.case.request
        request.case.participations.update(visible=True)
        measure = Measure.objects.create(request=request, number=1, type_id=kind)
        Decision.objects.create(
            measure=measure,
            outcome=outcome,
            ground_id=more.get("ground"),
            sent_at=at,
            reasons="REASONS FOR THEM",
            internal_reasons="ONLY OURS",
        )
        return request

    def whole(self, name: str = "ciara", **conditions: Any) -> Tally:
        return precedents.precedents(self.cast.actors[name], Conditions(**conditions)).whole

    def rows(self, name: str = "ciara", **conditions: Any) -> list[precedents.Row]:
        return precedents.precedents(self.cast.actors[name], Conditions(**conditions)).rows


class WhatIsCounted(Decided):
    """The figures, and whose they are."""

    def test_every_sent_decision_of_the_own_state_counts_once(self) -> None:
        self.assertEqual(self.whole(), Tally(granted=3, refused=3, otherwise=1, cases=7))

    def test_a_decision_that_was_not_sent_is_no_precedent(self) -> None:
        self.assertNotIn(self.unsent.pk, {row.case_id for row in self.rows()})

    def test_what_another_state_decided_is_no_precedent_here(self) -> None:
        self.assertNotIn(self.foreign.pk, {row.case_id for row in self.rows()})
        self.assertEqual([row.case_id for row in self.rows("youssef")], [self.foreign.pk])

    def test_what_was_decided_on_the_own_requests_is_no_precedent(self) -> None:
        self.assertEqual(self.whole("lucia").decisions, 0)

    def test_the_partner_the_measure_and_the_year_are_the_conditions(self) -> None:
        self.assertEqual(self.whole(partner="XA").decisions, 6)
        self.assertEqual(self.whole(partner="XC"), Tally(granted=1, cases=1))
        self.assertEqual(self.whole(measure="search"), Tally(refused=1, cases=1))
        self.assertEqual(self.whole(year=2025), Tally(refused=1, cases=1))
        same = self.whole(partner="XA", measure="stored_data", year=2026)
        self.assertEqual(same, Tally(granted=2, refused=1, otherwise=1, cases=4))

    def test_the_ground_narrows_the_list_but_not_what_was_granted_alike(self) -> None:
        chosen = {"partner": "XA", "measure": "stored_data", "ground": OTHER_GROUND}
        whole = self.whole(**chosen)
        self.assertEqual((whole.granted, whole.refused, whole.on_ground), (2, 2, 1))
        (row,) = self.rows(**chosen)
        self.assertEqual((row.outcome, row.alike.granted), (REFUSED, 2))

    def test_a_row_stands_beside_what_was_granted_for_its_measure_and_partner(self) -> None:
        (search,) = self.rows(measure="search")
        self.assertEqual((search.alike.granted, search.alike.refused), (0, 1))
        refusals = [row for row in self.rows(year=2026) if row.ground == "Essential interests"]
        for row in refusals:
            self.assertEqual((row.alike.granted, row.alike.refused), (2, 1))

    def test_the_year_ends_where_the_authority_is(self) -> None:
        midnight = datetime(2025, 1, 1, tzinfo=UTC) - timedelta(minutes=30)
        self.decided("XC", "search", midnight, GRANTED)
        self.assertEqual(self.whole(year=2024).cases, 1)  # Carrick keeps UTC in winter
        tunis = self.decided("XC", "search", midnight, GRANTED, to="XA")
        self.assertEqual([row.case_id for row in self.rows("youssef", year=2025)], [tunis.pk])

    def test_one_case_with_two_measures_is_one_case(self) -> None:
        request = self.decided("XC", "search", datetime(2024, 2, 2, tzinfo=UTC), GRANTED)
        second = Measure.objects.create(request=request, number=2, type_id="stored_data")
        Decision.objects.create(
            measure=second, outcome=REFUSED, ground_id=OTHER_GROUND, sent_at="2024-02-02T00:00Z"
        )
        self.assertEqual(self.whole(year=2024), Tally(granted=1, refused=1, cases=1))

    def test_pages_go_on_where_the_last_one_ended(self) -> None:
        for day in range(precedents.PAGE):
            self.decided("XC", "search", datetime(2024, 3, 1 + day, tzinfo=UTC), GRANTED)
        actor, every = self.cast.actors["ciara"], []
        page = precedents.precedents(actor, Conditions())
        every += page.rows
        while page.older:
            page = precedents.precedents(actor, Conditions(), after=Key.parse(page.older))
            every += page.rows
        self.assertEqual(len(every), len({row.case_id for row in every}))
        self.assertEqual(len(every), page.whole.decisions)
        self.assertEqual(every, sorted(every, key=lambda row: row.sent_at, reverse=True))

    def test_a_key_that_is_none_begins_at_the_newest(self) -> None:
        for text in ("", "~", "2026-01-01~1", "x~y", "2026-01-01T00:00Z~" + "9" * 30, "\x00~1"):
            with self.subTest(text=text):
                self.assertIsNone(Key.parse(text))


class WhoReads(Decided):
    """The page, for each role and side."""

    def look(self, name: str, **given: str) -> Any:
        return stage.browser(self.cast, name).get(reverse("requests:precedents"), given)

    def test_officers_liaison_officers_and_auditors_read_nobody_else(self) -> None:
        for name, status in {
            "ciara": 200,
            "aoife": 200,
            "orla": 200,
            "declan": 403,
            "niamh": 403,
            "sean": 403,
        }.items():
            with self.subTest(who=name):
                self.assertEqual(self.look(name).status_code, status)
        self.assertEqual(
            precedents.READERS,
            {Role.CENTRAL_AUTHORITY_OFFICER, Role.LIAISON_OFFICER, Role.AUDITOR},
        )

    def test_the_page_says_how_many_were_granted_and_how_many_cases_that_is(self) -> None:
        page = self.look("ciara", partner="XA", measure="stored_data", ground=OTHER_GROUND)
        self.assertContains(page, "granted 2, refused 2")
        self.assertContains(page, "These figures rest on 5 cases")
        self.assertContains(page, "1 decision names this ground")

    def test_no_name_no_title_and_no_internal_reason_stands_on_the_page(self) -> None:
        for name in ("ciara", "orla", "youssef", "lucia"):
            with self.subTest(who=name):
                page = self.look(name)
                for words in ("Ostrova", "ONLY OURS", "REASONS FOR THEM"):
                    self.assertNotContains(page, words)

    def test_the_other_side_finds_nothing_of_ours(self) -> None:
        for name in ("youssef", "leila", "karim"):
            with self.subTest(who=name):
                page = self.look(name)
                self.assertContains(page, "These figures rest on 1 case.")

    def test_a_case_opened_by_name_to_another_state_brings_no_precedent(self) -> None:
        mateo, permission = self.cast.actors["mateo"], Permission.objects.get(codename="view_case")
        for case in Case.objects.all():
            CaseGrant.objects.create(
                user_id=mateo.person_id, permission=permission, content_object=case
            )
        self.assertGreater(visible_to(mateo).count(), 0)
        self.assertEqual(precedents.sent_by_own_state(mateo).count(), 0)

    def test_values_that_are_not_offered_count_as_none(self) -> None:
        for given in ({"year": "1"}, {"partner": "'; drop"}, {"ground": "\x00"}, {"after": "~~"}):
            with self.subTest(given=given):
                self.assertContains(self.look("ciara", **given), "granted 3, refused 3")

    def test_an_empty_answer_says_what_to_do(self) -> None:
        self.assertContains(self.look("ciara", partner="XC", year="2025"), "No decision fits")
        self.assertContains(self.look("mateo"), "No decisions yet")

    def test_the_register_leads_there_for_whoever_reads_them(self) -> None:
        address = reverse("requests:precedents")
        for name, leads in (("aoife", True), ("ciara", True), ("declan", False)):
            with self.subTest(who=name):
                page = stage.browser(self.cast, name).get(reverse("requests:register"))
                self.assertEqual(address in page.content.decode(), leads)

    def test_the_page_costs_the_same_for_many_decisions(self) -> None:
        def cost() -> int:
            self.look("ciara")
            with CaptureQueriesContext(connection) as queries:
                page = self.look("ciara")
            self.assertLess(len(page.content), 100_000)
            return len(queries)

        few = cost()
        for day in range(30):
            kind = "search" if day % 2 else "records"
            self.decided("XC", kind, datetime(2024, 3, 1 + day, tzinfo=UTC), GRANTED)
        self.assertEqual(cost(), few)


class BesideTheSheet(Decided):
    """What an officer sees who decides the next request of the same partner."""

    def setUp(self) -> None:
        self.play = stage.received(self.cast, self.at)

    def beside(self, name: str) -> dict[str, Any]:
        return beside_sheet(pieces.seen(self.cast.actors[name], self.play.case.pk))

    def test_each_measure_of_the_request_with_what_came_of_it_before(self) -> None:
        (group,) = self.beside("ciara")["precedents"]
        self.assertEqual(group.partner, "Arvenia")
        self.assertEqual(group.tally, Tally(granted=2, refused=2, otherwise=1, cases=5))

    def test_the_decision_at_hand_is_no_precedent_of_itself(self) -> None:
        measure = self.play.case.request.measures.get()
        Decision.objects.create(measure=measure, outcome=GRANTED, sent_at=self.at)
        (group,) = self.beside("ciara")["precedents"]
        self.assertEqual(group.tally.granted, 2)

    def test_the_include_shows_them_and_nothing_without_them(self) -> None:
        shown = render_to_string("requests/_precedents.html", self.beside("ciara"))
        self.assertIn("granted 2, refused 2", shown)
        self.assertIn(f"{reverse('requests:precedents')}?partner=XA", shown)
        self.assertEqual(render_to_string("requests/_precedents.html", {}).strip(), "")

    def test_the_asking_side_gets_nothing(self) -> None:
        self.assertEqual(self.beside("youssef"), {})

    def test_it_costs_one_query_and_one_for_what_was_opened_by_name(self) -> None:
        view = pieces.seen(self.cast.actors["ciara"], self.play.case.pk)
        with self.assertNumQueries(2):
            beside_sheet(view)
