"""A form sent twice makes one thing and leads to it; eight times at once is no different.

The races say most on PostgreSQL, where writers really run side by side.
"""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Authority
from audit.models import Event
from audit.verification import verified
from convention.models import MeasureType
from evidence.models import Exhibit
from evidence.services import add_exhibit
from requests_mla.models import Note, Request
from requests_mla.services import deciding, opening
from tests.requests_mla import stage
from tests.requests_mla.test_races import PEOPLE, at_once
from workflow.choices import Side
from workflow.models import Case

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def key_on(answer: Any, form: str) -> str:
    """The key that a page gives to one of its forms."""
    key = answer.context[form]["once"].value()
    assert f'name="once" value="{key}"' in answer.content.decode()
    return str(key)


class ACase(stage.Staged):
    """Notes and evidence of a case at work."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.executing(cls.cast, at)

    def setUp(self) -> None:
        self.officer = stage.browser(self.cast, "declan")

    def note(self, text: str, key: object) -> Any:
        return self.officer.post(stage.page("note", self.play), {"text": text, "once": key})

    def exhibit(self, content: bytes, key: object, about: str = "The log") -> Any:
        given = {
            "file": SimpleUploadedFile("log.csv", content),
            "description": about,
            "measure": 1,
            "once": key,
        }
        return self.officer.post(stage.page("add_exhibit", self.play), given)

    def test_a_note_sent_twice_is_one_note(self) -> None:
        key = key_on(self.officer.get(stage.page("case", self.play)), "note_form")
        first, second = (
            self.note("Called the provider.", key),
            self.note("Called the provider.", key),
        )
        self.assertEqual((second.status_code, second["Location"]), (302, first["Location"]))
        self.assertEqual(Note.objects.count(), 1)
        self.assertEqual(Event.objects.filter(verb="request.note").count(), 1)

    def test_another_note_on_the_same_page_brought_back_is_not_lost(self) -> None:
        key = uuid4()
        for text in ("Called the provider.", "The provider called back.", "Called the provider."):
            self.assertEqual(self.note(text, key).status_code, 302)
        self.assertEqual(Note.objects.count(), 2)

    def test_without_a_key_or_with_none_that_is_one_each_note_counts(self) -> None:
        for key in ("", "", "nonsense", "9" * 5000, "a\x00b"):
            self.assertEqual(self.note("Called the provider.", key).status_code, 302)
        self.assertEqual(Note.objects.count(), 5)

    def test_the_key_of_somebody_else_hides_nothing(self) -> None:
        key = uuid4()
        self.note("Called the provider.", key)
        other = stage.browser(self.cast, "ciara")
        other.post(stage.page("note", self.play), {"text": "Called the provider.", "once": key})
        self.assertEqual(Note.objects.count(), 2)

    def test_a_note_that_came_back_with_an_error_keeps_its_key(self) -> None:
        key = str(uuid4())
        self.assertEqual(key_on(self.note("", key), "note_form"), key)

    def test_every_page_gives_a_key_of_its_own(self) -> None:
        path = stage.page("case", self.play)
        keys = {key_on(self.officer.get(path), "note_form") for _ in range(3)}
        self.assertEqual(len(keys), 3)

    def test_a_file_sent_twice_is_one_exhibit(self) -> None:
        page = self.officer.get(stage.page("case", self.play) + "?tab=evidence")
        key = key_on(page, "exhibit_form")
        first, second = self.exhibit(b"1;2\n", key), self.exhibit(b"1;2\n", key)
        self.assertEqual((second.status_code, second["Location"]), (302, first["Location"]))
        self.assertEqual(Exhibit.objects.count(), 1)
        self.assertEqual(Event.objects.filter(verb="exhibit.add").count(), 1)

    def test_another_file_or_other_words_are_another_exhibit(self) -> None:
        key = uuid4()
        self.exhibit(b"1;2\n", key)
        self.exhibit(b"3;4\n", key)
        self.exhibit(b"3;4\n", key, about="The second log")
        self.exhibit(b"3;4\n", uuid4())
        numbers = Exhibit.objects.order_by("number").values_list("number", flat=True)
        self.assertEqual(list(numbers), [1, 2, 3, 4])


class NewCases(stage.Staged):
    """Drafts and paper requests."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, _at = stage.gathered()

    def setUp(self) -> None:
        self.officer = stage.browser(self.cast, "ciara")

    def test_a_draft_opened_twice_is_one_draft_and_leads_to_it(self) -> None:
        path = reverse("requests:new")
        given = {
            "to": self.cast.central["XA"].pk,
            "title": "Clinic ransomware",
            "once": key_on(self.officer.get(path), "form"),
        }
        first, second = self.officer.post(path, given), self.officer.post(path, given)
        self.assertEqual((second.status_code, second["Location"]), (302, first["Location"]))
        self.officer.post(path, {**given, "title": "Another subject"})
        self.assertEqual(Case.objects.count(), 2)

    def test_a_letter_registered_twice_is_one_case_and_leads_to_it(self) -> None:
        path = reverse("requests:paper")
        given = {
            "sender": Authority.objects.get(state_id="XD", kind="central").pk,
            "title": "Fraud, by post",
            "their_reference": "DRA-77",
            "letter_date": "2026-03-20",
            "measure": "stored_data",
            "once": key_on(self.officer.get(path), "form"),
        }
        answers = [
            self.officer.post(path, {**given, "letter_scan": SimpleUploadedFile("a.pdf", PDF)})
            for _ in range(2)
        ]
        self.assertEqual([answer.status_code for answer in answers], [302, 302])
        self.assertEqual(answers[0]["Location"], answers[1]["Location"])
        self.assertEqual(Case.objects.count(), 1)

    def test_a_form_with_errors_answers_422_and_keeps_its_key(self) -> None:
        for name in ("new", "paper"):
            with self.subTest(page=name):
                key = str(uuid4())
                answer = self.officer.post(reverse(f"requests:{name}"), {"title": "", "once": key})
                self.assertEqual(answer.status_code, 422)
                self.assertEqual(key_on(answer, "form"), key)


at_the_same_time = pytest.mark.django_db(transaction=True)


@pytest.mark.race
@at_the_same_time
@pytest.mark.parametrize("key", [uuid4(), None])
def test_eight_presses_at_once_make_one_of_everything_with_a_key(key: UUID | None) -> None:
    cast, at = stage.gathered()
    play = stage.executing(cast, at)
    cases, case, declan, ciara = Case.objects.count(), play.case, "declan", cast.actors["ciara"]
    once = 1 if key else PEOPLE

    def note() -> None:
        deciding.write_note(
            actor=cast.actors[declan], case=case, side=Side.REQUESTED, text="Called", form_key=key
        )

    def exhibit() -> None:
        add_exhibit(
            case=case,
            side=Side.REQUESTED,
            upload=SimpleUploadedFile("log.csv", b"1;2\n"),
            description="The log",
            measure_number=1,
            actor=cast.actors[declan],
            form_key=key,
        )

    def draft() -> None:
        opening.open_draft(actor=ciara, to=cast.central["XA"], title="One", form_key=key)

    for work in (note, exhibit, draft):
        assert at_once(*[work] * PEOPLE) == {"done": PEOPLE}
    assert Note.objects.count() == once
    assert list(Exhibit.objects.values_list("number", flat=True)) == list(range(1, once + 1))
    assert Case.objects.count() == Request.objects.count() == cases + once
    assert Event.objects.filter(verb="request.note").count() == once
    assert verified(f"case:{case.pk}").intact


@pytest.mark.race
@at_the_same_time
def test_a_letter_registered_eight_times_at_once_is_one_case() -> None:
    cast, at = stage.gathered()
    sender = Authority.objects.get(state_id="XD", kind="central")
    scan = stage.Play(cast, at).scan("ciara", sender, "We ask for a log.")
    measure, key = MeasureType.objects.get(pk="stored_data"), uuid4()
    found = set()

    def register() -> None:
        request = opening.register_paper(
            actor=cast.actors["ciara"],
            sender=sender,
            title="Fraud, by post",
            their_reference="DRA-77",
            dated=at,
            scan=scan,
            measures=[(measure, "The log")],
            form_key=key,
        )
        found.add(request.pk)

    assert at_once(*[register] * PEOPLE) == {"done": PEOPLE}
    assert len(found) == Case.objects.count() == 1
    case = Case.objects.get()
    assert (case.events.count(), case.request.measures.count()) == (1, 1)
    assert verified(f"case:{case.pk}").intact
