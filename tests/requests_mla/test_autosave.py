"""A draft that saves itself while somebody writes: what is kept, what is told, what is not."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from audit import moment
from audit.models import Event
from audit.verification import verified
from requests_mla.models import CasePerson, Measure, Request
from requests_mla.services import drafting, rows
from tests.requests_mla import stage
from tests.requests_mla.test_races import at_once


class Page:
    """One step in one browser window: what it was sent along, and what it sends."""

    def __init__(self, client: Client, path: str) -> None:
        self.client, self.path = client, path
        answer = client.get(path)
        self.hidden = {name: str(text) for name, text in answer.context["seen"].initial.items()}

    def saves_itself(self, *, hears: bool = True, **typed: Any) -> Any:
        """Send what is typed as the page does by itself, and take in what the answer says."""
        answer = self.client.post(
            self.path, {**self.hidden, **typed}, headers={"X-Autosave": "yes"}
        )
        told = answer.json()
        if hears:
            self.hidden["seen_version"] = str(told.get("version", self.hidden["seen_version"]))
            self.path = told.get("here") or self.path
        return answer

    def is_sent(self, **typed: Any) -> Any:
        """Press the button."""
        return self.client.post(self.path, {**self.hidden, **typed})


class Draft(stage.Staged):
    """A draft of Youssef's on which Amina may write as well."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.drafted(cls.cast, cls.at)

    def open(self, name: str, step: str) -> Page:
        return Page(stage.browser(self.cast, name), stage.page("draft", self.play, step))

    def who(self, title: str, **more: str) -> dict[str, Any]:
        return {"title": title, "stage": "trial", "basis": "UNCC", **more}

    def stored(self) -> Request:
        return Request.objects.get(pk=self.play.case.pk)

    def persons(self) -> list[str]:
        return list(self.play.case.request.persons.values_list("names", flat=True))


class WhatIsTyped(Draft):
    """Fields."""

    def test_words_are_kept_and_the_list_of_what_is_missing_comes_with_the_answer(self) -> None:
        self.play.write("youssef", "facts", facts="")
        page = self.open("youssef", "facts")
        before = drafting.version_of(self.stored(), "facts")
        told = page.saves_itself(facts="They came at night.").json()
        self.assertEqual((told["state"], told["version"]), ("saved", before + 1))
        self.assertRegex(told["said"], r"^Saved at \d\d:\d\d$")
        self.assertIn("Nothing is missing", told["parts"]["gaps"])
        self.assertIn("step-done", told["parts"]["steps"])
        self.assertEqual(self.stored().facts, "They came at night.")

    def test_half_a_step_is_kept_as_the_button_would_keep_it(self) -> None:
        bare = stage.Play(self.cast, self.at)
        bare.draft("youssef", "XB", "Nothing but a title")
        page = Page(stage.browser(self.cast, "youssef"), stage.page("draft", bare, "who"))
        answer = page.saves_itself(**self.who("Nothing but a title", nature="Half"))
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Still missing", answer.json()["parts"]["gaps"])
        self.assertEqual(bare.case.request.nature, "Half")

    def test_what_is_not_valid_is_not_written_and_only_the_button_shows_its_errors(self) -> None:
        page = self.open("youssef", "who")
        typed = self.who("", nature="Kept words")
        answer = page.saves_itself(**typed)
        self.assertEqual((answer.status_code, answer.json()["state"]), (422, "declined"))
        self.assertIn("Not saved yet: Subject:", answer.json()["said"])
        self.assertNotEqual(self.stored().nature, "Kept words")
        pressed = page.is_sent(**typed)
        self.assertContains(pressed, "One thing on this page needs you", status_code=422)
        self.assertContains(pressed, "Kept words", status_code=422)

    def test_the_subject_changes_with_the_rest_of_its_step(self) -> None:
        page = self.open("youssef", "who")
        page.saves_itself(**self.who("Ransomware in two clinics"))
        self.assertEqual(self.play.case.title, "Ransomware in two clinics")
        page.is_sent(**self.who("Ransomware in three clinics"))
        self.assertEqual(self.play.case.title, "Ransomware in three clinics")

    def test_the_language_saves_itself_and_the_document_beside_it_can_still_be_attached(
        self,
    ) -> None:
        page = self.open("youssef", "attachments")
        told = page.saves_itself(language="fr").json()
        self.assertEqual((told["state"], self.stored().language), ("saved", "fr"))
        answer = page.is_sent(role="annex")
        self.assertNotContains(answer, "changed this step meanwhile", status_code=422)

    def test_whoever_typed_a_word_has_written_on_the_draft(self) -> None:
        self.open("leila", "urgency").saves_itself(urgency="ordinary", urgency_reason="one word")
        leila = self.cast.actors["leila"].person_id
        self.assertTrue(self.stored().drafters.filter(person_id=leila).exists())

    def test_a_case_of_others_answers_like_one_that_does_not_exist(self) -> None:
        path = stage.page("draft", self.play, "facts")
        answer = stage.browser(self.cast, "ciara").post(
            path, {"facts": "Not hers"}, headers={"X-Autosave": "yes"}
        )
        self.assertEqual(answer.status_code, 404)

    def test_a_colleague_who_does_not_draft_is_told_in_words(self) -> None:
        path = stage.page("draft", self.play, "facts")
        answer = stage.browser(self.cast, "karim").post(
            path, {"facts": "Not his"}, headers={"X-Autosave": "yes"}
        )
        self.assertEqual((answer.status_code, answer.json()["state"]), (403, "refused"))
        self.assertIn("Only the staff", answer.json()["said"])


class TwoPages(Draft):
    """Who saved last, and who is told."""

    def test_the_later_page_is_told_who_saved_and_overwrites_nothing(self) -> None:
        page = self.open("amina", "facts")
        self.play.write("youssef", "facts", facts="What Youssef wrote")
        answer = page.saves_itself(facts="What Amina wrote")
        told = answer.json()
        self.assertEqual((answer.status_code, told["state"]), (409, "overtaken"))
        self.assertIn("Not saved: Youssef", told["said"])
        self.assertIn("What Youssef wrote", told["parts"]["overtaken"])
        self.assertIn("Nothing was overwritten", told["parts"]["overtaken"])
        self.assertEqual(self.stored().facts, "What Youssef wrote")
        self.assertEqual(page.is_sent(facts="Both together").status_code, 302)
        self.assertEqual(self.stored().facts, "Both together")

    def test_a_second_window_of_the_same_person_is_told_too(self) -> None:
        first, second = self.open("youssef", "facts"), self.open("youssef", "facts")
        first.saves_itself(facts="In the first")
        self.assertEqual(second.saves_itself(facts="In the second").json()["state"], "overtaken")
        self.assertEqual(second.is_sent(facts="In the second").status_code, 302)

    def test_a_page_that_never_heard_the_answer_catches_up_with_itself(self) -> None:
        page = self.open("youssef", "facts")
        page.saves_itself(facts="One", hears=False)
        answer = page.saves_itself(facts="One two")
        self.assertEqual((answer.status_code, answer.json()["state"]), (409, "behind"))
        self.assertEqual(self.stored().facts, "One")
        self.assertEqual(page.saves_itself(facts="One two").json()["state"], "saved")

    def test_the_button_is_not_overtaken_by_what_its_own_page_saved_a_moment_ago(self) -> None:
        page = self.open("youssef", "facts")
        page.saves_itself(facts="One", hears=False)
        self.assertEqual(page.is_sent(facts="One two three").status_code, 302)
        self.assertEqual(self.stored().facts, "One two three")

    def test_words_that_arrive_after_the_button_was_pressed_do_not_replace_later_ones(self) -> None:
        page = self.open("youssef", "facts")
        page.is_sent(facts="One two three")
        self.assertEqual(page.saves_itself(facts="One", hears=False).json()["state"], "behind")
        self.assertEqual(self.stored().facts, "One two three")

    def test_the_key_of_a_page_is_worth_nothing_to_somebody_else(self) -> None:
        page, other = self.open("youssef", "facts"), self.open("amina", "facts")
        page.saves_itself(facts="What Youssef wrote")
        other.hidden["page"] = page.hidden["page"]
        self.assertEqual(other.is_sent(facts="What Amina wrote").status_code, 409)

    def test_a_version_that_is_no_number_is_named_and_nothing_is_written(self) -> None:
        page = self.open("youssef", "facts")
        for text in ("²", "9" * 30, "9" * 5000, "-1"):
            with self.subTest(text=text[:10]):
                page.hidden["seen_version"] = text
                told = page.saves_itself(facts="Kept words", hears=False).json()
                self.assertEqual(told["state"], "declined")
                self.assertIn("no longer knows which version", told["said"])
                pressed = page.is_sent(facts="Kept words")
                self.assertContains(pressed, "no longer knows which version", status_code=422)
                self.assertContains(pressed, "Kept words", status_code=422)
        self.assertNotEqual(self.stored().facts, "Kept words")


class ARow(Draft):
    """A person, an identifier, a measure: written in its own form, one at a time."""

    def test_a_row_typed_letter_by_letter_is_one_row(self) -> None:
        page = self.open("youssef", "persons")
        for names in ("K", "Kar", "Karim"):
            self.assertEqual(page.saves_itself(role="witness", names=names).status_code, 200)
        told = page.saves_itself(role="witness", names="Karim Adel").json()
        self.assertEqual(self.persons(), ["Karina Ostrova", "Karim Adel"])
        self.assertIn("Karim Adel", told["parts"]["rows"])
        self.assertIn("Save", told["parts"]["row_button"])
        row = CasePerson.objects.get(names="Karim Adel")
        self.assertEqual(told["here"], f"{stage.page('draft', self.play, 'persons')}?row={row.pk}")
        again = page.client.get(told["here"])
        self.assertEqual(again.context["form"].instance, row)

    def test_nor_is_it_doubled_when_the_page_hears_no_answer(self) -> None:
        page = self.open("youssef", "measures")
        page.saves_itself(type="stored_data", category="content", hears=False)
        behind = page.saves_itself(type="stored_data", category="traffic", hears=False).json()
        page.hidden["seen_version"] = str(behind["version"])
        page.saves_itself(type="stored_data", category="traffic", hears=False)
        answer = page.is_sent(type="stored_data", category="subscriber", description="Both")
        self.assertEqual(answer.status_code, 302)
        measures = Measure.objects.filter(request=self.stored()).values_list("number", "category")
        self.assertEqual(list(measures), [(1, "content"), (2, "subscriber")])

    def test_the_button_pressed_twice_adds_one_row(self) -> None:
        page = self.open("youssef", "persons")
        answers = [page.is_sent(role="witness", names="Adel") for _ in range(2)]
        self.assertEqual([answer.status_code for answer in answers], [302, 302])
        self.assertEqual(self.persons(), ["Karina Ostrova", "Adel"])

    def test_other_words_on_a_page_brought_back_by_the_browser_make_another_row(self) -> None:
        page = self.open("youssef", "persons")
        page.is_sent(role="witness", names="Adel")
        page.is_sent(role="witness", names="Badr")
        self.assertEqual(self.persons(), ["Karina Ostrova", "Adel", "Badr"])

    def test_a_row_without_its_name_waits_and_is_not_written(self) -> None:
        answer = self.open("youssef", "persons").saves_itself(role="witness", note="tall")
        self.assertIn("Not saved yet: Names", answer.json()["said"])
        self.assertEqual(self.persons(), ["Karina Ostrova"])

    def test_a_row_that_is_there_is_changed_in_its_place(self) -> None:
        row = CasePerson.objects.get(names="Karina Ostrova")
        page = self.open("youssef", "persons")
        page.path += f"?row={row.pk}"
        page.saves_itself(role="suspect", names="Karina O.")
        page.is_sent(role="suspect", names="Karina Ostrova")
        row.refresh_from_db()
        self.assertEqual((row.names, len(self.persons())), ("Karina Ostrova", 1))

    def test_a_row_is_taken_out_with_the_version_that_the_answer_gave(self) -> None:
        page = self.open("youssef", "persons")
        told = page.saves_itself(role="witness", names="Adel").json()
        row = CasePerson.objects.get(names="Adel")
        path = reverse("requests:remove_row", args=[self.play.case.pk, "persons", row.pk])
        page.client.post(path, {"seen_version": told["version"]})
        self.assertEqual(self.persons(), ["Karina Ostrova"])

    def test_a_list_that_somebody_changed_is_shown_and_the_row_stays_in_the_form(self) -> None:
        page = self.open("amina", "persons")
        self.play.add("youssef", "persons", [{"role": "victim", "names": "Badr"}])
        told = page.saves_itself(role="witness", names="Adel").json()
        self.assertEqual(told["state"], "overtaken")
        self.assertIn("Badr", told["parts"]["rows"])
        self.assertEqual(self.persons(), ["Karina Ostrova", "Badr"])


class UnderReview(stage.Staged):
    """While a second person reads, typing alone must not void the document."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.submitted(cls.cast, at)

    def test_nothing_saves_itself_and_the_document_that_is_being_read_stands(self) -> None:
        path = stage.page("draft", self.play, "facts")
        client = stage.browser(self.cast, "youssef")
        shown = client.get(path)
        self.assertNotContains(shown, "data-autosave")
        self.assertContains(shown, "only a press of the button saves")
        letter = self.play.case.letters.get(kind="request")
        told = Page(client, path).saves_itself(facts="Typed in passing").json()
        self.assertEqual(told["state"], "refused")
        letter.refresh_from_db()
        self.assertEqual(letter.state, "rendered")
        self.assertNotEqual(self.play.case.request.facts, "Typed in passing")

    def test_a_request_that_was_sent_meanwhile_says_so(self) -> None:
        page = Page(stage.browser(self.cast, "youssef"), stage.page("draft", self.play, "facts"))
        letter = self.play.case.letters.get(kind="request")
        self.play.act("leila", "send", document=letter.rendered_sha256)
        answer = page.saves_itself(facts="Too late")
        self.assertEqual((answer.status_code, answer.json()["state"]), (409, "refused"))
        self.assertIn("supplemented, not edited", answer.json()["said"])


class TheRecord(Draft):
    """One line stands for what a page saves by itself; everything else has a line of its own."""

    def lines(self, step: str = "facts") -> list[tuple[str, bool]]:
        """Who edited, and whether the line says that it was by itself."""
        rows = Event.objects.filter(case_id=self.play.case.pk, verb="request.edit").order_by("seq")
        return [
            (row.person_name.split()[0], '"automatic":true' in row.payload)
            for row in rows
            if f'"step":"{step}"' in row.payload
        ][1:]  # the first tells of the draft as it was made

    def test_many_saves_in_a_row_are_one_line(self) -> None:
        page = self.open("youssef", "facts")
        for number in range(5):
            page.saves_itself(facts=f"Sentence {number}")
        self.assertEqual(self.lines(), [("Youssef", True)])
        self.assertTrue(verified(f"case:{self.play.case.pk}").intact)

    def test_a_save_by_hand_and_another_persons_words_have_lines_of_their_own(self) -> None:
        page = self.open("youssef", "facts")
        page.saves_itself(facts="One")
        page.is_sent(facts="One two")
        page = self.open("youssef", "facts")
        page.saves_itself(facts="One two three")
        page.saves_itself(facts="One two three four")
        other = self.open("amina", "facts")
        other.saves_itself(facts="Amina's")
        self.open("youssef", "facts").saves_itself(facts="Youssef's")
        self.assertEqual(
            self.lines(),
            [
                ("Youssef", True),
                ("Youssef", False),
                ("Youssef", True),
                ("Amina", True),
                ("Youssef", True),
            ],
        )

    def test_each_step_has_its_line_and_so_has_each_ten_minutes(self) -> None:
        facts, safeguards = self.open("youssef", "facts"), self.open("youssef", "safeguards")
        now = moment.now()
        for minutes in (0, 9, 11, 20):
            with moment.pretended(now + timedelta(minutes=minutes)):
                facts.saves_itself(facts=f"After {minutes}")
        safeguards.saves_itself(safeguards="Milder means were tried.")
        self.assertEqual(self.lines(), [("Youssef", True)] * 2)
        self.assertEqual(self.lines("safeguards"), [("Youssef", True)])


def _persons_step(name: UUID, finished: UUID | None) -> drafting.Write:
    """What the page of one person writes: by itself, or finished by hand."""

    def write(found: Request) -> None:
        row = CasePerson(role="witness", names="Adel")
        if finished is None:
            rows.keep_row(found, "persons", row, name=name)
        else:
            rows.finish_row(found, "persons", row, name=name, finished=finished)

    return write


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_page_and_its_button_at_once_write_one_row() -> None:
    cast, at = stage.gathered()
    play = stage.drafted(cast, at)
    page, finished = uuid4(), uuid4()
    seen = drafting.version_of(play.case.request, "persons")
    common: dict[str, Any] = {
        "actor": cast.actors["youssef"],
        "case": play.case,
        "step": "persons",
        "seen_version": seen,
        "page": page,
    }

    def by_itself() -> None:
        with suppress(drafting.Behind):
            drafting.keep_step(**common, write=_persons_step(page, None))

    def by_hand() -> None:
        with suppress(drafting.Overtaken):
            drafting.save_step(**common, write=_persons_step(page, finished))

    assert at_once(*[by_itself, by_hand] * 4) == {"done": 8}
    assert play.case.request.persons.filter(names="Adel").count() == 1
    assert verified(f"case:{play.case.pk}").intact
