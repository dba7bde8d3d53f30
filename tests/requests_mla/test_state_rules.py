"""What a State asks of requests: kept by its administrator, seen by whoever drafts to it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import Actor
from audit import moment
from audit.models import Event
from audit.moment import pretended
from audit.verification import verified
from audit.words import words_of
from convention.models import MeasureType, RequestKind
from evidence.services import keep_bytes
from requests_mla import completeness
from requests_mla.arrival import gaps_on_arrival
from requests_mla.models import Measure, StateRule
from requests_mla.services import rules
from requests_mla.services.rules import Wording
from requests_mla.state_rules import in_force
from tests.requests_mla import stage
from tests.requests_mla.paper import read_letter
from tests.requests_mla.test_races import PEOPLE, at_once
from workflow.refusals import Missing, NotFromHere, NotYours

SEARCHES = "Certified translation into English for searches"
SOURCE = "Mutual Assistance Act, section 12(3)"
COPIES = "Send the request on paper as well"
TODAY = date(2026, 1, 1)


def wording(**more: Any) -> Wording:
    """A rule that warns, valid for long, about every request."""
    said: dict[str, Any] = {
        "demand": "confirmation",
        "words": "The suspect has not been told",
        "origin": "practice",
        "reference": SOURCE,
        "blocks": False,
        "valid_from": TODAY,
    }
    return Wording(**{**said, **more})


def translation(**more: Any) -> Wording:
    """A certified translation, for searches alone."""
    search = (MeasureType.objects.get(pk="search"),)
    return wording(**{"demand": "translation", "words": SEARCHES, "measure_types": search, **more})


def filled(**more: Any) -> dict[str, Any]:
    """The form of a rule as a browser sends it."""
    said = {
        "words": SEARCHES,
        "demand": "translation",
        "concerns": ["search"],
        "origin": "law",
        "reference": SOURCE,
        "valid_from": "2026-01-01",
        "once": str(uuid4()),
    }
    return {name: value for name, value in {**said, **more}.items() if value is not None}


class WhoKeepsTheRules(stage.Staged):
    """The administrator's pages."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.drafted(cls.cast, cls.at)

    def setUp(self) -> None:
        self.sean = stage.browser(self.cast, "sean")

    def add(self, **more: Any) -> Any:
        return self.sean.post(reverse("requests:add_rule"), filled(**more))

    def change(self, version: int = 1, **more: Any) -> Any:
        return self.sean.post(reverse("requests:rule", args=[1]), filled(version=version, **more))

    def test_a_rule_is_added_without_code_and_shown_to_whoever_writes_to_the_state(self) -> None:
        self.assertRedirects(self.add(blocks="on"), reverse("requests:rules"))
        self.assertContains(self.sean.get(reverse("requests:rules")), SEARCHES)
        for name in ("youssef", "karim", "elena", "sean"):
            with self.subTest(who=name):
                page = stage.browser(self.cast, name).get(reverse("convention:state", args=["XB"]))
                self.assertContains(page, SEARCHES)
                self.assertContains(page, SOURCE)
        page = self.sean.get(reverse("convention:state", args=["XA"]))
        self.assertNotContains(page, SEARCHES)

    def test_other_roles_are_refused_every_page(self) -> None:
        self.add()
        pages = [
            ("get", reverse("requests:rules")),
            ("get", reverse("requests:add_rule")),
            ("post", reverse("requests:add_rule")),
            ("get", reverse("requests:rule", args=[1])),
            ("post", reverse("requests:rule", args=[1])),
            ("post", reverse("requests:retire_rule", args=[1])),
        ]
        for name in ("ciara", "aoife", "declan", "orla", "niamh", "youssef"):
            client = stage.browser(self.cast, name)
            for method, path in pages:
                with self.subTest(who=name, path=path):
                    answer = getattr(client, method)(path, filled())
                    self.assertEqual(answer.status_code, 403)
        self.assertEqual(StateRule.objects.filter(retired_at__isnull=True).count(), 1)

    def test_an_administrator_finds_no_rule_of_another_state(self) -> None:
        self.add()
        salma = stage.browser(self.cast, "salma")
        self.assertNotContains(salma.get(reverse("requests:rules")), SEARCHES)
        for method, name in (("get", "rule"), ("post", "rule"), ("post", "retire_rule")):
            with self.subTest(method=method, name=name):
                path = reverse(f"requests:{name}", args=[1])
                self.assertEqual(getattr(salma, method)(path, filled()).status_code, 404)
        self.assertIsNone(StateRule.objects.get().retired_at)

    def test_what_makes_no_rule_is_declined_in_words(self) -> None:
        wrong: dict[str, dict[str, Any]] = {
            "Say how many copies.": {"demand": "copies"},
            "greater than or equal to 1": {"demand": "copies", "copies": "0"},
            "less than or equal to 99": {"demand": "copies", "copies": "100"},
            "Say which attachment.": {"demand": "attachment"},
            "Say what has to be written.": {"demand": "field"},
            "last day is before": {"valid_until": "2025-12-31"},
            "Select a valid choice": {"concerns": ["nothing-of-that-kind"]},
            "Null characters": {"words": "a\x00b"},
            "at most 300": {"words": "x" * 301},
            "This field is required": {"reference": "  "},
        }
        for said, more in wrong.items():
            with self.subTest(said=said):
                self.assertContains(self.add(**more), said, status_code=422)
        self.assertFalse(StateRule.objects.exists())

    def test_a_detail_that_the_demand_has_no_use_for_is_left_out(self) -> None:
        self.add(demand="copies", copies="2", role="annex", field="facts", if_foreign="on")
        rule = StateRule.objects.get()
        self.assertEqual((rule.copies, rule.role, rule.field), (2, "", ""))
        self.assertFalse(rule.if_foreign)

    def test_a_rule_for_a_kind_of_request_and_for_single_measures(self) -> None:
        self.add(concerns=["kind:STORED", "search"])
        rule = StateRule.objects.get()
        self.assertEqual([row.pk for row in rule.kinds.all()], ["STORED"])
        self.assertEqual([row.pk for row in rule.measure_types.all()], ["search"])
        page = self.sean.get(reverse("requests:rule", args=[1]))
        self.assertContains(page, 'value="kind:STORED" id="id_concerns_0_1" checked')
        self.assertEqual(set(page.context["form"].initial["concerns"]), {"kind:STORED", "search"})

    def test_a_change_makes_the_next_version_and_keeps_the_one_before(self) -> None:
        self.add()
        self.assertRedirects(self.change(words="Another wording"), reverse("requests:rules"))
        first, second = StateRule.objects.order_by("version")
        self.assertEqual((first.words, second.words), (SEARCHES, "Another wording"))
        self.assertEqual((second.number, second.version), (1, 2))
        self.assertContains(self.sean.get(reverse("requests:rule", args=[1])), SEARCHES)
        self.assertEqual([rule.words for rule in in_force("XB")], ["Another wording"])

    def test_a_change_on_an_old_picture_is_declined_and_keeps_the_words(self) -> None:
        self.add()
        self.change(words="The first to save")
        answer = self.change(words="Words that took an hour")
        self.assertContains(answer, "Words that took an hour", status_code=409)
        self.assertContains(answer, "Sean Walsh changed this rule", status_code=409)
        self.assertEqual(StateRule.objects.count(), 2)

    def test_a_retired_rule_stays_to_be_read_and_is_neither_changed_nor_retired_again(self) -> None:
        self.add()
        path = reverse("requests:retire_rule", args=[1])
        self.assertRedirects(self.sean.post(path), reverse("requests:rules"))
        self.assertEqual(in_force("XB"), [])
        self.assertContains(self.sean.get(reverse("requests:rules")), "retired")
        self.assertContains(self.sean.get(reverse("requests:rule", args=[1])), SEARCHES)
        self.assertEqual(self.sean.post(path).status_code, 409)
        self.assertEqual(self.change().status_code, 409)
        self.assertEqual(StateRule.objects.count(), 1)

    def test_a_form_sent_twice_makes_one_rule(self) -> None:
        once = str(uuid4())
        self.add(once=once)
        self.add(once=once)
        self.assertEqual(StateRule.objects.count(), 1)
        self.add(once=once, words="Other words on the same page")
        self.assertEqual(list(StateRule.objects.values_list("number", flat=True)), [1, 2])

    def test_every_act_stands_in_the_record_of_the_state(self) -> None:
        self.add()
        self.change(words="Another wording")
        self.sean.post(reverse("requests:retire_rule", args=[1]))
        told = Event.objects.filter(chain="state:XB", verb__startswith="rule.").order_by("seq")
        self.assertEqual(
            [words_of(event) for event in told],
            [
                f"Rule 1 added: {SEARCHES}",
                "Rule 1 changed, now version 2: Another wording",
                "Rule 1 retired at version 2",
            ],
        )
        self.assertEqual({event.person_name for event in told}, {"Sean Walsh"})
        self.assertTrue(verified("state:XB").intact)

    def test_the_service_refuses_whoever_the_page_would(self) -> None:
        with self.assertRaises(NotYours):
            rules.add_rule(actor=self.cast.actors["ciara"], wording=wording())
        with self.assertRaises(Missing):
            rules.add_rule(actor=self.cast.actors["sean"], wording=wording(demand="copies"))
        with self.assertRaises(StateRule.DoesNotExist):
            rules.retire_rule(actor=self.cast.actors["salma"], number=1)

    def test_the_database_refuses_a_rule_that_says_half(self) -> None:
        rule = rules.add_rule(actor=self.cast.actors["sean"], wording=wording())
        for half in (
            {"demand": "copies", "copies": None},
            {"demand": "attachment", "role": ""},
            {"demand": "field", "field": ""},
            {"demand": "anything"},
            {"valid_until": TODAY - timedelta(days=1)},
        ):
            with self.subTest(half=half), self.assertRaises(IntegrityError), transaction.atomic():
                StateRule.objects.filter(pk=rule.pk).update(**half)


class WhenARuleApplies(stage.Staged):
    """Days, versions and retirement."""

    sean: Actor
    today: date

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.sean = cls.cast.actors["sean"]
        cls.today = moment.now().date()

    def words(self, days: int = 0) -> list[str]:
        return [rule.words for rule in in_force("XB", moment.now() + timedelta(days=days))]

    def add(self, **more: Any) -> StateRule:
        return rules.add_rule(actor=self.sean, wording=wording(**more))

    def change(self, seen: int, **more: Any) -> StateRule:
        said = wording(**more)
        return rules.change_rule(actor=self.sean, number=1, seen_version=seen, wording=said)

    def test_from_its_first_day_to_its_last(self) -> None:
        day = timedelta(days=1)
        self.add(words="w", valid_from=self.today + day, valid_until=self.today + 2 * day)
        self.assertEqual([self.words(days) for days in range(4)], [[], ["w"], ["w"], []])

    def test_a_version_for_later_leaves_the_present_one_in_force_until_then(self) -> None:
        self.add(words="now")
        self.change(1, words="later", valid_from=self.today + timedelta(days=5))
        self.assertEqual(
            (self.words(), self.words(4), self.words(5)), (["now"],) * 2 + (["later"],)
        )

    def test_a_version_that_never_began_is_gone_when_it_is_changed(self) -> None:
        self.add(words="now")
        self.change(1, words="too soon", valid_from=self.today + timedelta(days=2))
        self.change(2, words="later", valid_from=self.today + timedelta(days=5))
        self.assertEqual((self.words(3), self.words(5)), (["now"], ["later"]))

    def test_a_retired_rule_binds_no_more_but_did_before(self) -> None:
        with pretended(moment.now() - timedelta(days=3)):
            self.add(words="w")
        rules.retire_rule(actor=self.sean, number=1)
        self.assertEqual((self.words(-1), self.words(1)), (["w"], []))
        with self.assertRaises(NotFromHere):
            self.change(1)

    def test_a_rule_that_begins_before_it_was_entered_binds_nobody_before(self) -> None:
        self.add(words="w", valid_from=self.today - timedelta(days=30))
        self.assertEqual((self.words(-1), self.words(1)), ([], ["w"]))


class GapsOfADraft(stage.Staged):
    """A draft of Youssef's to Belmara, which asks for more than the treaty."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.drafted(cls.cast, cls.at)
        cls.play.wait(days=20)  # later than the rules below are made

    def setUp(self) -> None:
        self.youssef = stage.browser(self.cast, "youssef")

    def rule(self, **more: Any) -> StateRule:
        return rules.add_rule(actor=self.cast.actors["sean"], wording=wording(**more))

    def gaps(self) -> list[completeness.Gap]:
        request = self.play.case.request
        return [gap for gap in completeness.gaps(completeness.content_of(request)) if gap.state]

    def texts(self) -> list[str]:
        return [gap.text for gap in self.gaps()]

    def digest(self) -> str:
        return completeness.digest_of(completeness.content_of(self.play.case.request))

    def search(self) -> None:
        request = self.play.case.request
        kind = MeasureType.objects.get(pk="search")
        Measure.objects.create(request=request, number=2, type=kind, description="Search the flat")

    def attach(self, **more: Any) -> None:
        file = keep_bytes(content=b"%PDF-1.7 translated", media_type="application/pdf")
        said = {"name": "t.pdf", "role": "translation", "language": "en", **more}
        self.play.case.request.attachments.create(file=file, **said)

    def test_a_translation_for_searches_is_asked_where_a_search_is(self) -> None:
        rules.add_rule(actor=self.cast.actors["sean"], wording=translation(blocks=True))
        self.assertEqual(self.gaps(), [])
        self.search()
        (gap,) = self.gaps()
        self.assertEqual(gap.text, f"{SEARCHES} (measure 2)")
        self.assertEqual((gap.asked_by, gap.reference), ("practice of Belmara", SOURCE))
        page = self.youssef.get(stage.page("draft", self.play, "facts"))
        for words in (f"{SEARCHES} (measure 2)", "practice of Belmara", SOURCE):
            self.assertContains(page, words)
        check = self.youssef.get(stage.page("draft", self.play, "check"))
        self.assertContains(check, f"Still missing: {SEARCHES} (measure 2)")
        with self.assertRaises(Missing):
            self.play.act("youssef", "submit")

    def test_only_a_certified_translation_into_an_accepted_language_closes_it(self) -> None:
        rules.add_rule(actor=self.cast.actors["sean"], wording=translation())
        self.search()
        self.attach(certified=False)
        self.attach(certified=True, language="ru")
        self.attach(certified=True, role="annex")
        self.assertEqual(len(self.gaps()), 1)
        self.attach(certified=True)
        self.assertEqual(self.gaps(), [])

    def test_no_translation_of_what_is_in_an_accepted_language_where_the_rule_says_so(self) -> None:
        self.rule(demand="translation", if_foreign=True)
        self.assertEqual(self.gaps(), [])
        self.play.write("youssef", "attachments", language="ru")
        self.assertEqual(len(self.gaps()), 1)

    def test_a_rule_that_warns_does_not_stop_the_draft(self) -> None:
        self.rule()
        self.assertEqual([gap.blocks for gap in self.gaps()], [False])
        self.play.act("youssef", "submit")
        self.assertEqual(self.play.case.status, "in_review")

    def test_a_rule_of_another_state_is_nothing_to_this_draft(self) -> None:
        rules.add_rule(actor=self.cast.actors["diego"], wording=wording(blocks=True))
        self.assertEqual(self.gaps(), [])

    def test_a_rule_about_a_kind_concerns_its_measures(self) -> None:
        stored, live = (RequestKind.objects.get(pk=code) for code in ("STORED", "RT_TRAFFIC"))
        self.rule(words="of stored data", kinds=(stored,))
        self.rule(words="of live data", kinds=(live,))
        self.assertEqual(self.texts(), ["of stored data (measure 1)"])

    def test_each_measure_that_lacks_a_field_is_a_gap_of_its_own(self) -> None:
        self.search()
        self.rule(demand="field", field="custodian", words="Name the provider")
        said = [(gap.text, gap.measure) for gap in self.gaps()]
        self.assertEqual(
            said, [(f"Name the provider (measure {number})", number) for number in (1, 2)]
        )
        self.assertEqual(len({gap.key for gap in self.gaps()}), 2)
        self.play.case.request.measures.filter(number=1).update(custodian="Mailhaven")
        self.assertEqual([gap.measure for gap in self.gaps()], [2])

    def test_every_field_of_the_list_is_looked_for_and_found(self) -> None:
        empty = stage.Play(self.cast, self.at).draft("youssef", "XB", "Empty")
        empty.add("youssef", "measures", [{"type": "search"}])
        for field, _label in StateRule._meta.get_field("field").flatchoices:
            self.rule(demand="field", field=field, words=field)
        found = completeness.gaps(completeness.content_of(empty.case.request))
        fields = {str(field) for field, _label in StateRule._meta.get_field("field").flatchoices}
        self.assertEqual({gap.text.split(" ")[0] for gap in found if gap.state}, fields)
        lacking = {"earlier_reference", "privilege", "use_limits"}
        of_measures = {"custodian", "special_procedure", "needed_by"}
        here = {text.split(" ")[0] for text in self.texts()}
        self.assertEqual(here, lacking | of_measures)

    def test_an_attachment_of_a_role(self) -> None:
        self.rule(demand="attachment", role="authorisation", words="The court order")
        self.attach(role="annex")
        self.assertEqual(self.texts(), ["The court order"])
        self.attach(role="authorisation")
        self.assertEqual(self.texts(), [])

    def confirm(self, *ticked: int, version: int | None = None) -> Any:
        page = self.youssef.get(stage.page("draft", self.play, "check"))
        seen = page.context["seen"].initial["seen_version"] if version is None else version
        return self.youssef.post(
            stage.page("draft", self.play, "check"),
            {"seen_version": seen, "confirmed": list(ticked)},
        )

    def test_copies_are_a_promise_that_is_ticked_and_changes_the_document(self) -> None:
        rule = self.rule(demand="copies", copies=2, words=COPIES, blocks=True)
        page = self.youssef.get(stage.page("draft", self.play, "check"))
        self.assertContains(page, f"{COPIES} (copies: 2)")
        before = self.digest()
        self.assertEqual(self.confirm(rule.pk).status_code, 302)
        self.assertEqual(self.gaps(), [])
        self.assertNotEqual(self.digest(), before)
        kept = self.play.case.request.confirmations.get()
        self.assertEqual((kept.rule, kept.person_name), (rule, "Youssef Haddad"))
        page = self.youssef.get(stage.page("draft", self.play, "check"))
        self.assertRegex(page.content.decode(), rf'value="{rule.pk}"[^>]*checked')
        self.confirm()
        self.assertEqual((self.texts(), self.digest()), ([COPIES], before))

    def test_a_box_ticked_under_review_makes_a_new_document_to_read(self) -> None:
        rule = self.rule(words="We have told nobody")
        self.play.act("youssef", "submit")
        self.confirm(rule.pk)
        states = self.play.case.letters.order_by("number").values_list("state", flat=True)
        self.assertEqual(list(states), ["superseded", "ordered"])
        with pretended(self.play.at):
            stage.make_letters()
        text = read_letter(self.play, "request")
        self.assertIn("CONFIRMED FOR THE REQUESTED STATE", text)
        self.assertIn(f"We have told nobody ({SOURCE})", text)

    def test_new_words_are_a_new_promise(self) -> None:
        rule = self.rule()
        self.confirm(rule.pk)
        self.assertEqual(self.gaps(), [])
        said = wording(words="And nobody else was told either")
        rules.change_rule(actor=self.cast.actors["sean"], number=1, seen_version=1, wording=said)
        self.assertEqual(self.texts(), ["And nobody else was told either"])

    def test_boxes_ticked_by_two_people_are_not_overwritten_unseen(self) -> None:
        first, second = self.rule(words="one"), self.rule(words="two")
        self.assertEqual(self.confirm(first.pk, version=0).status_code, 302)
        answer = self.confirm(second.pk, version=0)
        self.assertContains(answer, "Youssef Haddad ticked boxes meanwhile", status_code=409)
        self.assertEqual([row.rule for row in self.play.case.request.confirmations.all()], [first])

    def test_a_box_that_is_not_asked_cannot_be_ticked(self) -> None:
        rule = self.rule()
        foreign = rules.add_rule(actor=self.cast.actors["diego"], wording=wording())
        for ticked in (foreign.pk, 10**30, -1):
            with self.subTest(ticked=ticked):
                self.assertEqual(self.confirm(ticked).status_code, 422)
        self.assertEqual(self.confirm(rule.pk, version=-1).status_code, 422)
        self.assertFalse(self.play.case.request.confirmations.exists())

    def test_the_page_asks_the_database_as_often_for_twelve_rules_as_for_two(self) -> None:
        paths = [stage.page("draft", self.play, step) for step in ("facts", "check")]

        def count() -> list[int]:
            found = []
            for path in paths:
                self.youssef.get(path)
                with CaptureQueriesContext(connection) as queries:
                    self.youssef.get(path)
                found.append(len(queries))
            return found

        search = (MeasureType.objects.get(pk="stored_data"),)
        for number in range(2):
            self.rule(words=f"rule {number}", measure_types=search)
        few = count()
        for number in range(10):
            self.rule(words=f"more {number}", measure_types=search)
        self.assertEqual(len(self.gaps()), 12)
        self.assertEqual(count(), few)

    def test_the_api_says_whose_rule_it_is(self) -> None:
        self.rule()
        gap = self.gaps()[0]
        self.assertEqual((gap.origin, gap.verified), ("practice", True))
        said = self.youssef.get(f"/api/v1/requests/{self.play.case.pk}/").json()["gaps"]
        self.assertIn("practice of Belmara", [row["asked_by"] for row in said])

    def test_what_was_missing_on_arrival_is_judged_by_the_rules_of_that_day(self) -> None:
        early = stage.drafted(self.cast, moment.now() - timedelta(hours=6))
        early.send("youssef", "leila")
        self.rule(words="A rule of today")
        late = stage.drafted(self.cast, moment.now() - timedelta(hours=5))
        late.at = moment.now()
        late.send("youssef", "leila")
        asked = [
            [gap.text for gap in gaps_on_arrival(play.case.request) if gap.state]
            for play in (early, late)
        ]
        self.assertEqual(asked, [[], ["A rule of today"]])


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_rules_added_and_changed_by_eight_at_once_lose_no_number() -> None:
    cast, _at = stage.gathered()
    sean = cast.actors["sean"]

    def add() -> None:
        rules.add_rule(actor=sean, wording=wording())

    assert at_once(*[add] * PEOPLE) == {"done": PEOPLE}
    numbers = StateRule.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, PEOPLE + 1))

    def change() -> None:
        rules.change_rule(actor=sean, number=1, seen_version=1, wording=wording(words="new"))

    assert at_once(*[change] * PEOPLE) == {"done": 1, "NotFromHere": PEOPLE - 1}
    assert StateRule.objects.filter(number=1).count() == 2
    assert verified("state:XB").intact
