"""The register: filters, search, orders, pages in both directions, and searches that are kept."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import CaseGrant
from audit.moment import pretended
from requests_mla.choices import Order
from requests_mla.lists import PAGE
from requests_mla.models import SavedView
from requests_mla.orders import Key
from workflow.choices import Side
from workflow.models import Case

from . import stage

REGISTER = reverse("requests:register")


class Lists(stage.Staged):
    """Belmara's register: one request from Arvenia, one from Dravonia by post, one draft."""

    client: Client

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)
        cls.draft = stage.Play(cls.cast, cls.at + timedelta(hours=1))
        cls.draft.draft("ciara", "XA", "Bribes of a harbour master")

    draft: stage.Play

    def setUp(self) -> None:
        self.client = stage.browser(self.cast, "ciara")

    def titles(self, **query: str) -> list[str]:
        answer = self.client.get(REGISTER, query)
        self.assertEqual(answer.status_code, 200)
        return [row["title"] for row in answer.context["rows"]]


class WhatIsShown(Lists):
    def test_each_filter_narrows(self) -> None:
        clinic, bribes = "Clinic ransomware", "Bribes of a harbour master"
        self.assertEqual(self.titles(), [bribes, clinic])
        for query, left in (
            ({"status": "received"}, [clinic]),
            ({"status": "drafting"}, [bribes]),
            ({"direction": "requested"}, [clinic]),
            ({"direction": "requesting"}, [bribes]),
            ({"turn": "ours"}, [bribes, clinic]),
            ({"turn": "theirs"}, []),
            ({"partner": "XA"}, [bribes, clinic]),
            ({"partner": "XD"}, []),
            ({"partner": "XA", "status": "received", "turn": "ours"}, [clinic]),
        ):
            with self.subTest(**query):
                self.assertEqual(self.titles(**query), left)

    def test_words_find_titles_references_numbers_identifiers_and_names(self) -> None:
        reference = self.play.case.participations.get(side="requesting").reference
        self.assertTrue(reference)
        words = ("ransom", "CLINIC", reference, reference[-4:], "00417", "203.0.113", "ostrova")
        for found in (*words, "clinic ostrova 203.0.113.77"):
            with self.subTest(words=found):
                self.assertEqual(self.titles(q=found), ["Clinic ransomware"])
        self.assertEqual(self.titles(q="clinic bribes"), [])
        self.assertEqual(len(self.titles(q="  ")), 2)

    def test_a_value_that_is_not_offered_counts_as_none(self) -> None:
        for name in ("status", "partner", "direction", "turn", "order"):
            for value in ("lost", "'", "\x00", "x" * 900):
                with self.subTest(name=name, value=value[:5]):
                    self.assertEqual(len(self.titles(**{name: value})), 2)

    def test_a_search_that_is_too_long_says_so_and_keeps_the_words(self) -> None:
        answer = self.client.get(REGISTER, {"q": "harbour " * 40})
        self.assertContains(answer, "at most 200 characters")
        self.assertContains(answer, "harbour harbour")

    def test_every_word_of_a_row_is_escaped(self) -> None:
        mark = '<i data-x="1">&\''
        lead = self.play.case.participations
        lead.filter(side="requesting").update(reference=mark + "r")
        lead.filter(side="requested").update(reference=mark + "s")
        Case.objects.filter(pk=self.play.case.pk).update(title=mark)
        page = self.client.get(REGISTER).content.decode()
        self.assertNotIn("<i data-x", page)
        # The title, and the references of both sides.
        self.assertEqual(page.count("&lt;i data-x=&quot;1&quot;&gt;&amp;&#x27;"), 3)

    def test_what_was_chosen_stays_chosen(self) -> None:
        page = self.client.get(REGISTER, {"partner": "XA", "order": "changed"}).content.decode()
        self.assertIn('<option value="XA" selected>', page)
        self.assertIn('<option value="changed" selected>', page)

    def test_an_auditor_finds_each_case_once(self) -> None:
        stage.executing(self.cast, self.at)  # two authorities of Belmara's take part
        self.client = stage.browser(self.cast, "orla")
        self.assertEqual(self.titles(status="executing"), ["Clinic ransomware"])


class Sorted(Lists):
    def test_what_runs_out_first_comes_first_and_what_has_no_date_last(self) -> None:
        # A week: of two days at a weekend the dates may fall on one and the same Monday.
        stage.received(self.cast, self.at + timedelta(days=7), title="Later")
        stage.Play(self.cast, self.at).draft("ciara", "XA", "Older draft")
        drafts = ["Bribes of a harbour master", "Older draft"]
        self.assertEqual(self.titles(order="runs_out"), ["Clinic ransomware", "Later", *drafts])
        due = self.client.get(REGISTER, {"order": "runs_out"}).context["rows"][0]["due_at"]
        clock = self.play.case.clocks.get(stopped_at=None, paused_at=None)
        self.assertEqual(due, clock.due_at.isoformat())

    def test_what_changed_last_comes_first(self) -> None:
        self.draft.wait(hours=9).write("ciara", "facts", facts="A port.")
        self.assertEqual(self.titles(order="changed")[0], "Bribes of a harbour master")
        self.play.wait(days=1).act("youssef", "supplement", supplement="One more.")
        self.assertEqual(self.titles(order="changed")[0], "Clinic ransomware")
        self.draft.wait(days=3).write("ciara", "facts", facts="A harbour.")
        self.assertEqual(self.titles(order="changed")[0], "Bribes of a harbour master")

    def test_one_side_is_not_told_when_the_other_was_busy(self) -> None:
        rows = self.play.case.participations
        before = {row.side: row.changed_at for row in rows.all()}
        self.play.wait(days=1).decide("ciara", {1: {"outcome": "granted"}})
        after = {row.side: row.changed_at for row in rows.all()}
        self.assertEqual(after[Side.REQUESTING], before[Side.REQUESTING])
        self.assertGreater(after[Side.REQUESTED], before[Side.REQUESTED])
        self.play.act("youssef", "supplement", supplement="One more.")
        self.assertEqual(
            set(rows.values_list("changed_at", flat=True)), {self.play.case.changed_at}
        )

    def test_cases_opened_by_name_are_merged_in_every_order(self) -> None:
        declan = self.cast.actors["declan"]
        permission = Permission.objects.get(codename="view_case")
        for case in (self.play.case, self.draft.case):
            CaseGrant.objects.create(
                user_id=declan.person_id, permission=permission, content_object=case
            )
        self.client = stage.browser(self.cast, "declan")
        clinic, bribes = "Clinic ransomware", "Bribes of a harbour master"
        self.assertEqual(self.titles(), [bribes, clinic])
        self.assertEqual(self.titles(order="runs_out"), [clinic, bribes])
        self.assertEqual(self.titles(order="changed"), [clinic, bribes])

    def test_columns_say_how_they_are_sorted_and_link_to_their_order(self) -> None:
        for order, way in (
            ("", "descending"),
            ("runs_out", "ascending"),
            ("changed", "descending"),
        ):
            page = self.client.get(REGISTER, {"order": order, "q": "a", "after": ""})
            heads = re.findall(r"<th ([^>]*)><a href=\"([^\"]*)\">", page.content.decode())
            sorted_by = [attributes for attributes, _url in heads if "aria-sort" in attributes]
            self.assertEqual(len(sorted_by), 1)
            self.assertIn(f'aria-sort="{way}"', sorted_by[0])
            links = [dict(parse_qsl(urlsplit(unescape(url)).query)) for _attributes, url in heads]
            expected: list[dict[str, str]] = [{}, {"order": "runs_out"}, {"order": "changed"}]
            self.assertEqual(links, [{"q": "a", **one} for one in expected])


class Paged(Lists):
    """Sixty drafts, all opened and changed at different times; a third of them at the same."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        for number in range(60):
            at = cls.at - timedelta(minutes=number - number % 3)
            stage.Play(cls.cast, at).draft("ciara", "XA", f"Draft {number}")

    def page(self, address: str) -> tuple[list[str], str, str]:
        """What a page lists (by address), and where its links lead."""
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, 200)
        context = answer.context
        return [row["url"] for row in context["rows"]], context["newer_url"], context["older_url"]

    def test_pages_meet_without_gap_or_repeat_and_lead_back_one_by_one(self) -> None:
        for order in Order.values:
            for more, number in (({}, 62), ({"q": "Draft", "partner": "XA"}, 60)):
                with self.subTest(order=order, **more):
                    forth, back = self.walk(order, more)
                    self.assertEqual(len({case for page in forth for case in page}), number)
                    self.assertEqual([len(page) for page in forth][:2], [PAGE, PAGE])
                    self.assertEqual(forth[-2::-1], back)

    def walk(self, order: str, more: dict[str, str]) -> tuple[list[list[str]], list[list[str]]]:
        forth, back = [], []
        address, newer = f"{REGISTER}?{urlencode({'order': order, **more})}", ""
        while address:
            rows, newer, address = self.page(address)
            forth.append(rows)
        while newer:
            rows, newer, older = self.page(newer)
            self.assertTrue(older)
            back.append(rows)
        return forth, back

    def test_links_keep_filters_and_order(self) -> None:
        given = {"q": "Draft", "partner": "XA", "direction": "requesting", "order": "changed"}
        _rows, _newer, older = self.page(f"{REGISTER}?{urlencode({**given, 'page': '7'})}")
        kept = dict(parse_qsl(urlsplit(older).query))
        self.assertTrue(Key.parse(kept.pop("after")))
        self.assertEqual(kept, given)
        _rows, newer, _older = self.page(older)
        kept = dict(parse_qsl(urlsplit(newer).query))
        self.assertTrue(Key.parse(kept.pop("before")))
        self.assertEqual(kept, given)

    def test_the_way_back_never_ends_on_half_a_page(self) -> None:
        first, _newer, older = self.page(REGISTER)
        _rows, newer, _older = self.page(older)
        with pretended(self.at + timedelta(days=1)):
            stage.Play(self.cast, self.at + timedelta(days=1)).draft("ciara", "XA", "New")
        rows, newer, older = self.page(newer)
        self.assertEqual(rows, first)
        rows, newer, older = self.page(newer)
        self.assertEqual((len(rows), rows[1:], newer), (PAGE, first[:-1], ""))

    def test_a_key_that_leads_nowhere_leads_to_the_first_page(self) -> None:
        first, *_links = self.page(REGISTER)
        for key in ("yesterday", str(Key(self.at - timedelta(days=900), uuid4()))):
            self.assertEqual(self.page(f"{REGISTER}?{urlencode({'after': key})}")[0], first)
        key = str(Key(self.at + timedelta(days=900), uuid4()))
        self.assertEqual(self.page(f"{REGISTER}?{urlencode({'before': key})}")[0], first)


class Kept(Lists):
    """Searches under a name."""

    def keep(self, name: str, query: str, status: int = 302) -> Any:
        answer = self.client.post(reverse("requests:keep_search"), {"name": name, "query": query})
        self.assertEqual(answer.status_code, status)
        return answer

    def search(self) -> SavedView:
        return SavedView.objects.get(person_id=self.cast.actors["ciara"].person_id)

    def test_filters_and_order_are_kept_and_nothing_else(self) -> None:
        words = "é" * 200
        given = {"q": words, "partner": "XA", "turn": "ours", "order": "runs_out"}
        more = {"after": "x", "csrfmiddlewaretoken": "y", "status": "lost"}
        answer = self.keep("Mine", urlencode({**more, **given}))
        self.assertEqual(dict(parse_qsl(self.search().query)), given)
        self.assertEqual(answer["Location"], f"{REGISTER}?{self.search().query}")
        page = self.client.get(REGISTER)
        self.assertIn({"name": "Mine", "url": answer["Location"]}, page.context["views"])
        shown = self.client.get(answer["Location"]).context
        self.assertEqual(shown["form"].given(), given)

    def test_a_name_that_is_missing_or_too_long_is_asked_for_and_what_was_shown_stays(self) -> None:
        clinic = "Clinic ransomware"
        for name, said in (("  ", "Give the search a name"), ("n" * 61, "at most 60 characters")):
            answer = self.keep(name, "status=received&order=changed", 422)
            self.assertContains(answer, said, status_code=422)
            self.assertContains(answer, name.strip(), status_code=422)
            self.assertEqual([row["title"] for row in answer.context["rows"]], [clinic])
            self.assertContains(
                answer, 'value="status=received&amp;order=changed"', status_code=422
            )
        self.assertFalse(SavedView.objects.exists())

    def test_a_name_in_use_is_not_overwritten(self) -> None:
        self.keep("Mine", "status=received")
        answer = self.keep("Mine", "status=drafting", 422)
        self.assertContains(answer, "You keep a search called “Mine” already", status_code=422)
        self.assertEqual(self.search().query, "status=received")

    def test_the_whole_list_is_no_search(self) -> None:
        answer = self.keep("All", "status=lost", 422)
        self.assertContains(answer, "Choose a filter or an order first", status_code=422)

    def test_a_search_is_renamed(self) -> None:
        self.keep("Mine", "status=received")
        path = reverse("requests:rename_search", args=[self.search().pk])
        self.assertRedirects(self.client.post(path, {"name": "Ours"}), reverse("requests:searches"))
        self.assertEqual((self.search().name, self.search().query), ("Ours", "status=received"))
        self.assertContains(self.client.get(reverse("requests:searches")), "Ours")

    def test_a_new_name_that_is_taken_or_empty_is_declined_and_kept_in_its_field(self) -> None:
        self.keep("Mine", "status=received")
        path = reverse("requests:rename_search", args=[self.search().pk])
        self.keep("Other", "status=drafting")
        taken = self.client.post(path, {"name": "Other"})
        self.assertContains(taken, "already. Choose another name", status_code=422)
        self.assertContains(taken, 'value="Other"', status_code=422)
        self.assertContains(taken, ">Mine<", status_code=422)
        self.assertEqual(self.client.post(path, {"name": ""}).status_code, 422)
        self.assertEqual(SavedView.objects.filter(name__in=["Mine", "Other"]).count(), 2)

    def test_a_search_is_forgotten(self) -> None:
        self.keep("Mine", "status=received")
        path = reverse("requests:forget_search", args=[self.search().pk])
        answer = self.client.post(path, follow=True)
        self.assertContains(answer, "“Mine” is forgotten")
        self.assertFalse(SavedView.objects.exists())
        self.assertEqual(self.client.post(path).status_code, 302)

    def test_nobody_touches_the_searches_of_others(self) -> None:
        self.keep("Mine", "status=received")
        others = stage.browser(self.cast, "tom")
        for name in ("rename_search", "forget_search"):
            others.post(reverse(f"requests:{name}", args=[self.search().pk]), {"name": "Theirs"})
        self.assertEqual(self.search().name, "Mine")
        self.assertNotContains(others.get(reverse("requests:searches")), "Mine")
