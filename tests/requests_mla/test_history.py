"""The History tab: one's own side's record of the case, in words, and whether its chain holds."""

import re
from datetime import UTC, datetime
from html import unescape
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Permission
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import CaseGrant, Person
from audit.models import Event, SealedText
from audit.moment import pretended
from audit.services import record, sealed
from requests_mla.record import Entry
from requests_mla.services import deciding
from tests.audit.chains import take_guards_away
from tests.requests_mla import stage

OURS, THEIRS = ("ciara", "aoife", "declan", "orla"), ("youssef", "leila", "karim")


class History(stage.Staged):
    """What somebody of the cast reads under the tab."""

    def text(self, name: str, query: str = "") -> str:
        """The whole page, as it is read."""
        answer = stage.browser(self.cast, name).get(stage.page("history", self.play) + query)
        self.assertEqual(answer.status_code, 200)
        return unescape(answer.content.decode())

    def entries(self, name: str) -> list[Entry]:
        """Its lines, newest first."""
        answer = stage.browser(self.cast, name).get(stage.page("history", self.play))
        entries: list[Entry] = answer.context["entries"]
        return entries


class WhatEachSideReads(History):
    """A case at work in Belmara, with something internal in every place that has some."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        play = cls.play = stage.drafted(cls.cast, at)
        play.act("youssef", "submit")
        play.act("leila", "return", comments="SECRET-COMMENTS of the second person")
        play.send("youssef", "leila")
        play.note("youssef", "requesting", "SECRET-NOTE of Arvenia")
        play.act("ciara", "acknowledge", remark="Thank you for the request")
        play.note("ciara", "requested", "PRIVATE-NOTE of Belmara")
        play.decide("ciara", {1: {"outcome": "granted", "internal_reasons": "PRIVATE-REASONS"}})
        play.release("ciara", "aoife", "accept", remark="Granted as asked")
        bureau = cls.cast.executing["XB"]
        play.act("ciara", "assign", executing_authority=bureau, instructions="PRIVATE-INSTRUCTIONS")
        play.exhibit("declan", "PRIVATE-EXHIBIT.csv", b"a;b\n", about="PRIVATE-ABOUT", measure=1)
        play.act("declan", "report", measure="1", result="done", result_text="PRIVATE-RESULT")
        with pretended(play.at):
            stage.make_letters()

    def test_the_own_sides_notes_and_acts_are_read_in_words(self) -> None:
        text = self.text("ciara")
        for words in ("PRIVATE-NOTE of Belmara", "PRIVATE-INSTRUCTIONS", "PRIVATE-EXHIBIT.csv"):
            self.assertIn(words, text)
        for words in ("Note written", "Decision sheet saved, measures 1", "Assigned for execution"):
            self.assertIn(words, text)
        self.assertIn("SECRET-COMMENTS", self.text("youssef"))
        self.assertIn("Draft saved: Facts", self.text("youssef"))

    def test_nothing_internal_of_the_requested_side_reaches_the_requesting_side(self) -> None:
        for name in THEIRS:
            with self.subTest(who=name):
                text = self.text(name)
                self.assertIn("Granted as asked", text)
                self.assertNotIn("PRIVATE", text)
                for words in ("Decision sheet", "Assigned", "Reported", "Exhibit", "sealed"):
                    self.assertNotIn(words, text)
                for somebody in ("Declan Moore", "National Cyber Investigation Bureau"):
                    self.assertNotIn(somebody, text)

    def test_nothing_internal_of_the_requesting_side_reaches_the_requested_side(self) -> None:
        for name in OURS:
            with self.subTest(who=name):
                text = self.text(name)
                self.assertIn("Request sent", text)
                self.assertNotIn("SECRET", text)
                for words in ("Draft saved", "Submitted", "Returned", "Case opened"):
                    self.assertNotIn(words, text)

    def test_of_the_other_side_only_what_both_share_is_listed_and_of_ones_own_everything(
        self,
    ) -> None:
        for name, state in (("ciara", "XB"), ("youssef", "XA")):
            with self.subTest(who=name):
                seen = {entry.event.pk for entry in self.entries(name)}
                everything = Event.objects.filter(case_id=self.play.case.pk)
                expected = {row.pk for row in everything if row.shared or row.state == state}
                self.assertEqual(seen, expected)
                self.assertLess(len(seen), len(everything))

    def test_who_acted_on_the_other_side_is_its_state(self) -> None:
        theirs = [entry for entry in self.entries("youssef") if entry.side == "theirs"]
        self.assertEqual(
            {(entry.state, entry.name, entry.role) for entry in theirs}, {("Belmara", "", "")}
        )
        for name in ("Ciara Doyle", "Aoife Brennan"):
            self.assertNotIn(name, self.text("youssef"))

    def test_who_acted_on_ones_own_side_has_name_role_and_authority_as_they_were(self) -> None:
        person = Person.objects.get(name="Aoife Brennan")
        person.name = "Aoife Renamed"
        person.save()
        granted = next(entry for entry in self.entries("ciara") if entry.what == "Granted")
        self.assertEqual(granted.name, "Aoife Brennan")
        self.assertEqual(granted.role, "liaison officer, Central Authority for Mutual Assistance")

    def test_each_entry_says_whether_both_sides_see_it(self) -> None:
        shared = {entry.what: entry.event.shared for entry in self.entries("ciara")}
        self.assertTrue(shared["Granted"])
        self.assertFalse(shared["Note written"])
        flags = [entry.event.shared for entry in self.entries("ciara")]
        text = self.text("ciara")
        self.assertEqual(text.count(">both sides<"), flags.count(True))
        self.assertEqual(text.count(">only your side<"), flags.count(False))

    def test_nothing_is_left_as_a_bare_verb(self) -> None:
        for name in ("ciara", "youssef"):
            bare = [entry.what for entry in self.entries(name) if entry.what == entry.event.verb]
            self.assertEqual(bare, [])

    def test_reading_a_letter_is_known_to_ones_own_side_only(self) -> None:
        sent = self.play.case.letters.get(kind="request", state="signed")
        path = stage.page("letter", self.play, sent.number)
        stage.browser(self.cast, "ciara").get(path)
        self.assertRegex(self.text("ciara"), r"Letter \d+ opened")
        self.assertNotRegex(self.text("youssef"), r"Letter \d+ opened")

    def test_a_text_that_was_erased_is_gone_and_its_entry_stays(self) -> None:
        SealedText.objects.filter(text__contains="PRIVATE-NOTE").delete()
        text = self.text("ciara")
        self.assertNotIn("PRIVATE-NOTE", self.main(text))
        self.assertIn("Note written", text)

    def main(self, text: str) -> str:
        """The table of the page."""
        return text[text.index("<tbody>") : text.index("</tbody>")]

    def test_of_what_the_other_side_shares_besides_moves_only_the_act_is_told(self) -> None:
        with transaction.atomic():
            record(
                chain=f"case:{self.play.case.pk}",
                verb="exhibit.deliver",
                actor=self.cast.actors["ciara"].stamp,
                case_id=self.play.case.pk,
                shared=True,
                details={"number": 1, "name": sealed("PRIVATE-NAME")},
            )
        self.assertIn("PRIVATE-NAME", self.text("ciara"))
        text = self.text("youssef")
        self.assertIn("Exhibit 1 delivered", text)
        self.assertNotIn("PRIVATE-NAME", text)

    def test_somebody_of_a_third_state_let_in_by_name_reads_what_both_share(self) -> None:
        CaseGrant.objects.create(
            user_id=self.cast.actors["lucia"].person_id,
            permission=Permission.objects.get(codename="view_case"),
            content_object=self.play.case,
        )
        text = self.text("lucia")
        self.assertIn("Granted as asked", text)
        for word in ("SECRET", "PRIVATE", "Doyle", "Haddad", "only your side"):
            self.assertNotIn(word, text)


class TheTab(History):
    """How the page looks at time, words typed by people, long histories, and a broken chain."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    def note(self, text: str) -> None:
        """A note of Belmara's."""
        deciding.write_note(
            actor=self.cast.actors["ciara"], case=self.play.case, side="requested", text=text
        )

    def test_it_is_a_tab_of_the_case(self) -> None:
        address = stage.page("history", self.play)
        client = stage.browser(self.cast, "ciara")
        self.assertContains(
            client.get(stage.page("case", self.play)), f'<a href="{address}">History'
        )
        self.assertContains(client.get(address), f'<a href="{address}" aria-current="page">History')
        for words in ("Whose turn", "Measures 1", "Letters 2"):
            self.assertContains(client.get(address), words)

    def test_a_case_outside_ones_own_is_not_there(self) -> None:
        for name in ("lucia", "elena", "hedi", "salma"):
            client = stage.browser(self.cast, name)
            self.assertEqual(client.get(stage.page("history", self.play)).status_code, 404)
        draft = stage.drafted(self.cast, self.at)
        client = stage.browser(self.cast, "ciara")
        self.assertEqual(client.get(stage.page("history", draft)).status_code, 404)
        self.assertEqual(client.get(reverse("requests:history", args=[uuid4()])).status_code, 404)

    def test_it_only_shows(self) -> None:
        answer = stage.browser(self.cast, "ciara").post(stage.page("history", self.play))
        self.assertEqual(answer.status_code, 405)

    def test_it_is_in_the_readers_zone_and_carries_utc(self) -> None:
        with pretended(datetime(2026, 7, 1, 22, 30, 5, tzinfo=UTC)):
            self.note("Late in the evening")
        text = self.text("ciara")
        self.assertEqual(self.cast.actors["ciara"].zone, "Europe/Dublin")
        here = datetime(2026, 7, 1, 22, 30, 5, tzinfo=UTC).astimezone(ZoneInfo("Europe/Dublin"))
        self.assertIn(
            f'<time datetime="2026-07-01T22:30:05+00:00">{date_format(here, "j M Y, H:i:s")}', text
        )
        self.assertIn("1 Jul 2026, 23:30:05", text)
        self.assertIn("2026-07-01 22:30:05 UTC", text)

    def test_it_says_that_the_chain_was_followed_but_not_how_long_it_is(self) -> None:
        for name in ("ciara", "youssef"):
            text = self.text(name)
            self.assertIn("Intact.", text)
            self.assertIn("UTC): the chain is unbroken.", text)
            self.assertNotIn("entries, unbroken", text)

    def test_it_says_that_the_record_was_altered(self) -> None:
        take_guards_away()
        Event.objects.filter(case_id=self.play.case.pk, seq=2).update(payload='{"details": [3]}')
        for name in ("ciara", "youssef"):
            text = self.text(name)
            self.assertIn("This record was altered.", text)
            self.assertNotIn("Intact.", text)

    def test_it_says_that_something_is_missing(self) -> None:
        take_guards_away()
        Event.objects.filter(case_id=self.play.case.pk, seq=3).delete()
        text = self.text("ciara")
        self.assertIn("Something is missing from this record.", text)
        self.assertIn("The database does not refuse changes as it should.", text)

    def test_details_that_make_no_sense_do_no_harm(self) -> None:
        chain = f"case:{self.play.case.pk}"
        actor = self.cast.actors["ciara"].stamp
        verbs = ("request.edit", "request.assess", "request.remind", "letter.signed", "exhibit.add")
        for verb in (*verbs, "request.unheard_of", "unheard.of"):
            with transaction.atomic():
                record(
                    chain=chain,
                    verb=verb,
                    actor=actor,
                    case_id=self.play.case.pk,
                    details={"step": ["x"], "measures": 3, "kind": {}, "text": 7, "rung": {}},
                )
        text = self.text("ciara")
        self.assertIn("request.unheard_of", text)
        self.assertIn("unheard.of", text)

    def test_what_people_typed_is_escaped(self) -> None:
        self.note("<script>alert(1)</script>")
        page = stage.browser(self.cast, "ciara").get(stage.page("history", self.play))
        self.assertNotContains(page, "<script>alert")
        self.assertContains(page, "&lt;script&gt;alert")

    def test_a_letter_entered_for_a_state_by_post_is_marked(self) -> None:
        with pretended(self.at):
            event = self.play.case.events.get(action="acknowledge")
            with transaction.atomic():
                record(
                    chain=f"case:{self.play.case.pk}",
                    verb="request.acknowledge",
                    actor=self.cast.actors["ciara"].stamp,
                    case_id=self.play.case.pk,
                    shared=True,
                    details={"event": event.number, "recorded": True},
                )
        self.assertEqual(self.text("ciara").count("recorded on its behalf"), 1)

    def test_a_long_history_has_pages_to_its_end_and_back(self) -> None:
        for number in range(70):
            self.note(f"Note number {number}.")
        pages, query = [], ""
        while True:
            text = self.text("ciara", query)
            pages.append(text)
            older = re.search(r'href="(\?[^"]*)" rel="next"', text)
            if not older:
                break
            query = older[1]
        self.assertEqual(len(pages), 2)
        found = [n for text in pages for n in re.findall(r'auto">Note number (\d+)\.<', text)]
        self.assertEqual(found, [str(number) for number in reversed(range(70))])
        back = re.search(r'href="(\?[^"]*)" rel="prev"', pages[1])
        assert back
        self.assertIn("Note number 69.", self.text("ciara", back[1]))
        self.assertIn("Note number 69.", self.text("ciara", "?older=nonsense"))
