"""Whatever is typed, pasted or attached: a clear message, nothing lost, nothing half-written."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Appointment, Authority, Person
from audit import moment
from convention.models import Ground
from evidence.models import Exhibit
from requests_mla.models import Attachment, Decision, Identifier, Request
from requests_mla.services import deciding
from tests.requests_mla import stage
from tests.requests_mla.paper import read_letter
from workflow.models import Case, Event, Letter
from workflow.refusals import Missing

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HOSTILE_NAMES = (
    "../../etc/passwd",
    "..\\..\\windows\\system32\\cmd.exe",
    "<script>alert(1)</script>.csv",
    "log\u202efdp.exe",
    "CON",
    "\r\nSet-Cookie: a=b.csv",
    "n" * 240 + ".csv",
    "'; DROP TABLE workflow_case; --.csv",
)
# More digits than Python's int() reads from a text; it raises where others only find none.
ENDLESS = "9" * 5000
ODD_TEXTS = (
    "مرحبا \u202eevil\u202c 你好 \u200b\u200d",
    "Z\u0301\u0302\u0303algo" + "\u0301" * 200,
    "👩‍👩‍👧‍👦 🏴‍☠️",
    "<script>alert('x')</script> {{ secret }} {% load x %}",
    "'; DROP TABLE workflow_case; --",
    "\x01\x02\x1b[31m bells and escapes",
)


class ADraft(stage.Staged):
    """Fields and lists of a draft."""

    client: Any

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.drafted(cls.cast, at)

    def setUp(self) -> None:
        self.client = stage.browser(self.cast, "youssef")

    def save(self, step: str, follow: bool = False, **given: Any) -> Any:
        row = self.play.case.request.sections.filter(step=step).first()
        given.setdefault("seen_version", row.version if row else 0)
        return self.client.post(stage.page("draft", self.play, step), given, follow=follow)

    def stored(self) -> Request:
        return Request.objects.get(pk=self.play.case.pk)

    def test_facts_of_twelve_thousand_words_are_kept_and_printed_whole(self) -> None:
        words = " ".join(f"word{number}" for number in range(12_000))
        self.assertEqual(self.save("facts", facts=words).status_code, 302)
        self.assertEqual(self.stored().facts, words)
        self.play.act("youssef", "submit")
        letter = Letter.objects.get(case=self.play.case, kind="request")
        self.assertEqual((letter.state, letter.failure), ("rendered", ""))
        self.assertEqual(json.loads(letter.payload)["facts"], words)
        printed = re.findall(r"\bword\d+\b", read_letter(self.play, "request"))
        self.assertEqual(printed, words.split())

    def test_facts_beyond_every_measure_are_declined_and_stay_in_the_field(self) -> None:
        before = self.stored().facts
        answer = self.save("facts", facts="x" * 3_000_000)
        self.assertContains(answer, "at most 200000 characters", status_code=422)
        self.assertContains(answer, "x" * 3_000_000, status_code=422)
        self.assertEqual(self.stored().facts, before)

    def test_odd_characters_are_kept_as_typed_and_shown_harmless(self) -> None:
        for text in ODD_TEXTS:
            with self.subTest(text=text[:20]):
                answer = self.save("facts", follow=True, facts=text)
                self.assertEqual(self.stored().facts, text)
                self.assertContains(answer, escape(text))
                self.assertNotContains(answer, "<script>alert")

    def test_a_nul_byte_is_named_and_the_text_stays_in_the_field(self) -> None:
        answer = self.save("facts", facts="before\x00after")
        self.assertContains(answer, "Null characters are not allowed", status_code=422)
        self.assertContains(answer, "before", status_code=422)
        self.assertNotIn("before", self.stored().facts)

    def test_bytes_that_are_no_text_do_not_stop_the_page(self) -> None:
        body = b"seen_version=1&facts=%ED%A0%80%FF%FEtext"
        kind = "application/x-www-form-urlencoded"
        answer = self.client.post(stage.page("draft", self.play, "facts"), body, content_type=kind)
        self.assertLess(answer.status_code, 500)

    def test_every_step_takes_an_empty_form(self) -> None:
        for step in ("who", "offences", "facts", "persons", "identifiers", "measures", "urgency"):
            with self.subTest(step=step):
                self.assertLess(self.save(step).status_code, 500)

    def test_a_field_that_is_too_long_says_so_and_keeps_what_was_typed(self) -> None:
        answer = self.save("who", title="t" * 201, stage="investigation", nature="Kept words")
        self.assertContains(answer, "at most 200 characters", status_code=422)
        self.assertContains(answer, "Kept words", status_code=422)

    def test_numbers_that_are_none_do_not_stop_a_page(self) -> None:
        base = stage.page("draft", self.play, "persons")
        remove = reverse("requests:remove_row", args=[self.play.case.pk, "persons", 1])
        for text in ("²", "9" * 30, ENDLESS, "-1", "٣", "1e9", "\x00"):
            with self.subTest(text=text[:40]):
                answers = [
                    self.client.get(base, {"row": text}),
                    self.client.post(f"{base}?row={text}", {"seen_version": "0"}),
                    self.save("facts", seen_version=text, facts="y"),
                    self.save("persons", seen_version=text, role="victim", names="y"),
                    self.save("attachments", seen_version=text, role="annex"),
                    self.save("identifiers", seen_version=text, many="yes", kind="ip", values="y"),
                    self.client.post(remove, {"seen_version": text}),
                    self.client.get(reverse("desk:inbox"), {"before": text}),
                    self.client.get(reverse("requests:register"), {"after": f"{text}~{text}"}),
                    self.client.post(reverse("accounts:acting"), {"appointment": text}),
                    self.client.post(stage.page("act", self.play, "discard"), {"version": text}),
                ]
                self.assertLess(max(answer.status_code for answer in answers), 500)
        self.assertFalse(self.play.case.request.persons.filter(names="y").exists())

    def test_a_number_without_end_is_named_at_its_field(self) -> None:
        for step, field, text, why in (
            ("offences", "maximum_penalty_months", ENDLESS, "Enter a whole number"),
            ("offences", "maximum_penalty_months", "9" * 30, "less than or equal"),
            ("identifiers", "port", ENDLESS, "Enter a whole number"),
            ("identifiers", "port", "9" * 30, "Ports end at 65535"),
        ):
            with self.subTest(field=field, digits=len(text)):
                typed: dict[str, Any] = {field: text, "title": "Kept words"}
                answer = self.save(step, service="Kept words", **typed)
                self.assertContains(answer, "Kept words", status_code=422)
                self.assertIn(why, answer.context["form"].errors[field][0])
        for step, field in (("offences", "article"), ("measures", "type"), ("who", "basis")):
            with self.subTest(field=field):
                chosen: dict[str, Any] = {field: ENDLESS}
                answer = self.save(step, **chosen)
                self.assertContains(answer, "Select a valid choice", status_code=422)

    def test_a_version_without_end_says_what_to_do_and_keeps_what_was_typed(self) -> None:
        for text in (ENDLESS, "9" * 30, "²"):
            with self.subTest(digits=len(text)):
                answer = self.save("facts", seen_version=text, facts="Kept words")
                self.assertContains(answer, "no longer knows which version", status_code=422)
                self.assertContains(answer, "Kept words", status_code=422)
        self.assertNotEqual(self.stored().facts, "Kept words")

    def test_the_api_declines_a_number_without_end(self) -> None:
        body = f'{{"action": "submit", "version": {ENDLESS}}}'
        path = f"/api/v1/requests/{self.play.case.pk}/acts/"
        answer = self.client.post(path, body, content_type="application/json")
        self.assertEqual(answer.status_code, 400)
        self.assertIn("5000 digits", answer.json()["detail"])

    def test_an_address_with_a_number_without_end_leads_nowhere(self) -> None:
        base = stage.page("case", self.play)
        for tail in ("letters/", "evidence/", "draft/persons/"):
            path = f"{base}{tail}{ENDLESS}/" + ("remove/" if "draft" in tail else "")
            self.assertEqual(self.client.get(path).status_code, 404)

    def test_a_port_without_end_in_a_paste_is_named_by_its_line(self) -> None:
        answer = self.save("identifiers", many="yes", kind="ip", values=f"10.0.0.1 {ENDLESS}")
        self.assertContains(answer, "Line 1 cannot be read", status_code=422)

    def test_a_page_key_before_all_time_is_no_key(self) -> None:
        for at in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"):
            key = f"{at}~{uuid4()}"
            answer = self.client.get(reverse("requests:register"), {"after": key})
            self.assertEqual(answer.status_code, 200)

    def test_saved_searches_and_tokens_take_any_name(self) -> None:
        for text in ("\x00", "a\x00b", "x" * 5000, *ODD_TEXTS):
            with self.subTest(text=text[:20]):
                given = {"name": text, "query": f"turn=ours&q={text}"}
                view = self.client.post(reverse("requests:keep_search"), given)
                token = self.client.post(reverse("accounts:tokens"), {"name": text})
                search = self.client.get(reverse("requests:register"), {"q": text})
                self.assertLess(max(view.status_code, token.status_code, search.status_code), 500)

    def test_four_hundred_identifiers_come_in_by_one_paste(self) -> None:
        lines = [f"10.0.{n // 200}.{n % 200} {1024 + n} 2026-03-11T02:10:00Z" for n in range(400)]
        answer = self.save("identifiers", many="yes", kind="ip", values="\n".join(lines))
        self.assertEqual(answer.status_code, 302)
        found = Identifier.objects.filter(request_id=self.play.case.pk)
        self.assertEqual(found.count(), 401)
        self.assertTrue(found.filter(value="10.0.1.199", port=1423).exists())
        self.assertEqual(self.client.get(answer["Location"]).status_code, 200)

    def test_a_paste_with_bad_lines_names_them_and_keeps_all(self) -> None:
        lines = [
            "198.51.100.1",
            "999.1.1.1",
            "198.51.100.2 70000",
            "198.51.100.3 80 yesterday",
            "198.51.100.4 8_0",
        ]
        answer = self.save("identifiers", many="yes", kind="ip", values="\n".join(lines))
        for number in (2, 3, 4, 5):
            self.assertContains(answer, f"Line {number} cannot be read", status_code=422)
        self.assertEqual(answer.context["many_form"]["values"].value(), "\n".join(lines))
        self.assertEqual(Identifier.objects.filter(request_id=self.play.case.pk).count(), 1)

    def test_a_paste_onto_a_list_that_somebody_changed_adds_nothing_and_keeps_the_lines(
        self,
    ) -> None:
        answer = self.save(
            "identifiers", many="yes", kind="ip", values="198.51.100.77", seen_version=0
        )
        self.assertContains(answer, "198.51.100.77", status_code=409)
        self.assertContains(answer, "Nothing was overwritten", status_code=409)
        self.assertEqual(Identifier.objects.filter(request_id=self.play.case.pk).count(), 1)

    def test_a_document_that_cannot_be_taken_is_declined_with_its_reason(self) -> None:
        page_of = b"<html><script>alert(1)</script></html>"
        cases = (
            (b"", "scan.pdf", "empty"),
            (page_of, "scan.pdf", "not one of these types"),
            (b"MZ\x90\x00" + b"\x00" * 300, "scan.pdf", "not one of these types"),
            (PDF, "scan.exe", "not one of these types"),
        )
        for content, name, why in cases:
            with self.subTest(why=why, name=name):
                answer = self.save(
                    "attachments", role="annex", file=SimpleUploadedFile(name, content)
                )
                self.assertContains(answer, why, status_code=422)
        self.assertFalse(Attachment.objects.exists())

    def test_a_document_with_a_hostile_name_is_kept_under_a_harmless_one(self) -> None:
        # A line break in a name ends the header: that file comes without an ending.
        names = [name for name in HOSTILE_NAMES if "\r" not in name]
        for number, name in enumerate(names):
            with self.subTest(name=name[:30]):
                file = SimpleUploadedFile("x.pdf", PDF + b"%%%d\n" % number)
                setattr(file, "_name", f"{name}.pdf")  # noqa: B010  as hostile as it came
                answer = self.save("attachments", follow=True, role="annex", file=file)
                self.assertEqual(answer.status_code, 200)
                self.assertNotContains(answer, "<script>alert")
        self.assertEqual(Attachment.objects.count(), len(names))


class AMove(stage.Staged):
    """The act page and the decision sheet of a case that was received."""

    client: Any

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.received(cls.cast, at)

    def setUp(self) -> None:
        self.client = stage.browser(self.cast, "ciara")

    def ask(self, version: int | None = None, **given: Any) -> Any:
        seen = self.play.case.version if version is None else version
        return self.client.post(stage.page("act", self.play, "ask"), {"version": seen, **given})

    def test_a_double_submit_makes_one_event_and_keeps_the_words(self) -> None:
        version, before = self.play.case.version, self.play.case.events.count()
        first = self.ask(version, question="Which account?")
        second = self.ask(version, question="Which account?")
        self.assertEqual((first.status_code, second.status_code), (302, 409))
        self.assertContains(second, "Question asked", status_code=409)
        self.assertContains(second, "Which account?", status_code=409)
        self.assertEqual(self.play.case.events.count(), before + 1)
        self.assertEqual(self.play.case.request.questions.count(), 1)

    def test_acting_on_an_old_picture_shows_the_new_state_and_keeps_the_text(self) -> None:
        old = self.play.case.version
        self.play.act("youssef", "status_query")
        answer = self.ask(old, question="Words that took an hour")
        self.assertContains(answer, "Received, being assessed", status_code=409)
        self.assertContains(answer, "Words that took an hour", status_code=409)
        self.assertFalse(self.play.case.request.questions.exists())

    def test_a_move_without_its_words_is_declined_and_nothing_is_written(self) -> None:
        before = self.play.case.version
        for question in ("", "   ", "a\x00b", "x" * 100_001):
            with self.subTest(question=question[:10]):
                self.assertEqual(self.ask(question=question).status_code, 422)
        self.assertEqual(self.play.case.version, before)

    def test_a_move_that_does_not_exist_is_told_apart_from_one_of_another_role(self) -> None:
        other = self.client.post(stage.page("act", self.play, "deliver"), {"remark": "Kept"})
        unknown = self.client.post(stage.page("act", self.play, "explode"), {"remark": "Kept"})
        self.assertContains(other, "Kept", status_code=409)
        self.assertContains(unknown, "Kept", status_code=409)

    def test_an_appointment_that_ended_on_an_open_page_gives_the_words_back(self) -> None:
        appointment = self.cast.actors["ciara"].appointment_id
        yesterday = moment.now().date() - timedelta(days=1)
        Appointment.objects.filter(pk=appointment).update(until=yesterday)
        before = self.play.case.version
        answer = self.ask(before, question="Words that took an hour")
        self.assertContains(answer, "Words that took an hour", status_code=403)
        self.assertContains(answer, "appointment has ended", status_code=403)
        self.assertEqual(self.play.case.version, before)

    def test_a_person_who_may_no_longer_sign_in_is_out_at_once(self) -> None:
        person = self.cast.actors["ciara"].person_id
        Person.objects.filter(pk=person).update(is_active=False)
        self.assertIn(self.ask(question="x").status_code, {302, 403})
        self.assertFalse(self.play.case.request.questions.exists())

    def test_a_reference_that_is_taken_is_declined(self) -> None:
        again = stage.sent(self.cast, self.play.at)
        taken = self.play.case.participations.get(side="requested").reference
        answer = self.client.post(
            stage.page("act", again, "acknowledge"),
            {"version": again.case.version, "their_reference": taken},
        )
        self.assertContains(answer, "in use already", status_code=422)
        self.assertEqual(again.case.status, "sent")

    def sheet(self, **given: object) -> Any:
        version = given.pop("version", self.play.case.version)
        return self.client.post(stage.page("sheet", self.play), {"version": version, **given})

    def test_the_sheet_refuses_a_ground_that_the_catalogue_does_not_allow(self) -> None:
        measure = self.play.case.request.measures.get()
        kind = measure.type.request_type_id
        wrong = Ground.objects.exclude(applies=kind).first() or Ground.objects.get(is_outcome=True)
        self.assertIsNotNone(wrong)
        answer = self.sheet(
            **{"m1-outcome": "refused", "m1-ground": wrong.pk, "m1-reasons": "Kept reasons"}
        )
        self.assertContains(answer, "Kept reasons", status_code=422)
        self.assertTrue(answer.context["lines"][0]["form"].errors["ground"])
        with self.assertRaises(Missing):
            deciding.save_sheet(
                actor=self.cast.actors["ciara"],
                case=self.play.case,
                lines={1: {"outcome": "refused", "ground": wrong, "reasons": "x"}},
                no_talks_reason="",
                seen_version=self.play.case.version,
            )
        self.assertFalse(Decision.objects.exists())

    def test_the_sheet_names_a_number_that_cannot_be_read(self) -> None:
        for text in (ENDLESS, "²", ""):
            with self.subTest(digits=len(text)):
                answer = self.sheet(
                    version=text, **{"m1-outcome": "refused", "m1-reasons": "Kept reasons"}
                )
                self.assertContains(answer, "no longer knows which version", status_code=422)
                self.assertContains(answer, "Kept reasons", status_code=422)
        answer = self.sheet(**{"m1-outcome": "refused", "m1-ground": ENDLESS})
        self.assertContains(answer, "Select a valid choice", status_code=422)

    def test_a_move_names_a_number_that_cannot_be_read(self) -> None:
        answer = self.client.post(
            stage.page("act", self.play, "ask"), {"version": ENDLESS, "question": "Kept words"}
        )
        self.assertContains(answer, "Enter a whole number", status_code=422)
        self.assertContains(answer, "Kept words", status_code=422)

    def test_no_ground_of_bank_secrecy_or_fiscal_matters_is_offered(self) -> None:
        answer = self.client.get(stage.page("sheet", self.play))
        offered = answer.context["lines"][0]["form"].grounds.values()
        names = " ".join(ground.name.lower() for ground in offered)
        self.assertTrue(names)
        self.assertNotIn("bank", names)
        self.assertNotIn("fiscal", names)

    def test_a_sheet_of_an_old_picture_is_declined_and_its_words_come_back(self) -> None:
        old = self.play.case.version
        self.play.decide("tom", {1: {"outcome": "granted"}})
        answer = self.sheet(version=old, **{"m1-outcome": "refused", "m1-reasons": "Kept reasons"})
        self.assertContains(answer, "Kept reasons", status_code=409)
        self.assertEqual(Decision.objects.get().outcome, "granted")

    def test_a_sheet_of_a_case_that_moved_on_is_declined_and_its_words_come_back(self) -> None:
        old = self.play.case.version
        self.play.act("youssef", "withdraw", reasons="No longer needed")
        answer = self.sheet(version=old, **{"m1-outcome": "refused", "m1-reasons": "Kept reasons"})
        self.assertContains(answer, "Withdrawn", status_code=409)
        self.assertContains(answer, "Kept reasons", status_code=409)
        self.assertContains(answer, "Measure 1: reasons for the other side", status_code=409)
        self.assertNotContains(answer, "m1-reasons", status_code=409)

    def test_a_file_that_came_with_a_declined_step_has_to_be_chosen_again(self) -> None:
        old = self.play.case.version
        self.play.act("youssef", "status_query")
        given = {"version": old, "supplement": "Kept words"}
        scan = SimpleUploadedFile("their-letter.pdf", PDF)
        client, path = (
            stage.browser(self.cast, "youssef"),
            stage.page("act", self.play, "supplement"),
        )
        declined = client.post(path, {**given, "attachment": scan})
        self.assertContains(declined, "their-letter.pdf", status_code=409)
        self.assertContains(declined, "choose it again", status_code=409)
        self.assertNotContains(declined, "nothing you typed is lost", status_code=409)
        without = client.post(path, given)
        self.assertNotContains(without, "choose it again", status_code=409)

    def test_a_form_that_comes_back_says_that_its_file_does_not(self) -> None:
        given = {"version": self.play.case.version, "supplement": ""}
        scan = SimpleUploadedFile("their-letter.pdf", PDF)
        client, path = (
            stage.browser(self.cast, "youssef"),
            stage.page("act", self.play, "supplement"),
        )
        answer = client.post(path, {**given, "attachment": scan})
        self.assertContains(answer, "A file has to be chosen again.", status_code=422)
        self.assertNotContains(client.post(path, given), "chosen again", status_code=422)

    def test_a_note_of_nothing_is_declined(self) -> None:
        for text in ("", " \n", "a\x00b", "x" * 20_001):
            answer = self.client.post(stage.page("note", self.play), {"text": text})
            self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.play.case.notes.exists())


class AFileOfEvidence(stage.Staged):
    """Evidence as it comes from an executing authority."""

    client: Any

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.executing(cls.cast, at)

    def setUp(self) -> None:
        self.client = stage.browser(self.cast, "declan")

    def add(self, content: bytes, name: str = "log.csv", **more: object) -> Any:
        file = SimpleUploadedFile("x", content)
        setattr(file, "_name", name)  # noqa: B010  as hostile as it came
        given = {"description": "The log of sessions", "measure": 1, "file": file, **more}
        return self.client.post(stage.page("add_exhibit", self.play), given)

    def test_a_file_of_no_bytes_is_declined_and_the_description_stays(self) -> None:
        answer = self.add(b"")
        self.assertContains(answer, "empty", status_code=422)
        self.assertContains(answer, "The log of sessions", status_code=422)
        self.assertFalse(Exhibit.objects.exists())

    def test_a_file_above_the_limit_is_declined_with_the_limit_named(self) -> None:
        with override_settings(EVIDENCE_LIMIT_BYTES=1024 * 1024):
            answer = self.add(b"x" * (1024 * 1024 + 200_000))
        self.assertContains(answer, "larger than 1 MiB", status_code=422)
        self.assertContains(answer, "The log of sessions", status_code=422)
        self.assertFalse(Exhibit.objects.exists())

    def test_a_hostile_name_is_shown_harmless_and_downloaded_as_a_file(self) -> None:
        for name in HOSTILE_NAMES:
            with self.subTest(name=name[:30]):
                self.assertEqual(self.add(name[:50].encode() + b";1\n", name).status_code, 302)
                exhibit = Exhibit.objects.latest("number")
                self.assertLessEqual(len(exhibit.name), 150)
                self.assertNotRegex(exhibit.name, r"[/\\<>\r\n\x00\u202e]")
                answer = self.client.get(stage.page("exhibit", self.play, exhibit.number))
                self.assertEqual(answer.status_code, 200)
                self.assertTrue(answer["Content-Disposition"].startswith("attachment"))
                b"".join(answer.streaming_content)
        page = self.client.get(stage.page("case", self.play) + "?tab=evidence")
        self.assertNotContains(page, "<script>alert")

    def test_a_measure_that_is_not_there_is_declined(self) -> None:
        for measure in ("", "2", "²", "9" * 30, ENDLESS):
            with self.subTest(measure=measure):
                self.assertEqual(self.add(b"a;b\n", measure=measure).status_code, 422)
        self.assertFalse(Exhibit.objects.exists())

    def test_a_report_on_a_measure_that_is_not_there_is_declined(self) -> None:
        for measure in ("7", ENDLESS):
            given = {"version": self.play.case.version, "measure": measure, "result": "done"}
            answer = self.client.post(stage.page("act", self.play, "report"), given)
            self.assertEqual(answer.status_code, 422)


class APaperRequest(stage.Staged):
    """A request that came by post, typed in by an officer."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, _at = stage.gathered()

    def register(self, **more: object) -> Any:
        given = {
            "sender": Authority.objects.get(state_id="XD", kind="central").pk,
            "title": "Fraud, by post",
            "their_reference": "DRA-77",
            "letter_date": "2026-03-20",
            "letter_scan": SimpleUploadedFile("letter.pdf", PDF),
            "measure": "stored_data",
            **more,
        }
        return stage.browser(self.cast, "ciara").post(reverse("requests:paper"), given)

    def test_it_is_on_the_register_once_complete(self) -> None:
        self.assertEqual(self.register().status_code, 302)
        self.assertEqual(Case.objects.get().status, "sent")

    def test_whatever_is_wrong_is_said_and_nothing_is_half_written(self) -> None:
        wrong = {
            "letter_scan": SimpleUploadedFile("letter.pdf", b"MZ\x90\x00" + b"\x00" * 99),
            "letter_date": "2999-01-01",
            "their_reference": "x" * 61,
            "sender": self.cast.central["XA"].pk,
            "measure": "nonsense",
            "title": "a\x00b",
        }
        for name, value in wrong.items():
            with self.subTest(field=name):
                answer = self.register(**{name: value})
                self.assertTrue(answer.context["form"].errors[name])
        self.assertFalse(Case.objects.exists())
        self.assertFalse(Event.objects.exists())

    def test_the_same_letter_twice_is_declined_with_its_reason(self) -> None:
        self.register()
        again = self.register()
        self.assertLess(again.status_code, 500)
        self.assertContains(again, "DRA-77", status_code=again.status_code)
        self.assertEqual(Case.objects.count(), 1)
