"""The letter of another installation is taken in: checked, shown, and put on the register."""

import hashlib
import json
import zlib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Authority, Issuer
from audit.models import Event as Record
from audit.words import words_of
from convention.models import MeasureType
from documents.enclosed import _specifications
from documents.failures import EnclosedTooMuch
from evidence import store
from evidence.models import StoredFile
from evidence.services import keep_file
from requests_mla.incoming import MOST_BYTES
from requests_mla.letters.bodies.request import request_body
from requests_mla.models import ImportedLetter, Request, TranslatedText, WrittenTranslation
from requests_mla.services import opening, rules
from requests_mla.services.rules import Wording
from tests.documents.letters import run
from tests.requests_mla import stage
from tests.requests_mla.abroad import (
    PROMISE,
    Abroad,
    Signer,
    added_to,
    confirmed,
    here,
    packed,
    translated,
    trust,
    with_files,
    with_packed,
)
from workflow.models import Case, Letter

PAGE, GO_ON = reverse("requests:take_in"), reverse("requests:go_on")
LISTS = ("offences", "persons", "identifiers", "measures")


class Arriving(stage.Staged):
    """Officers of Belmara, and a letter from Arvenia on their desk."""

    abroad: Abroad
    signer: Signer

    @classmethod
    def sent(cls) -> Abroad:
        """What is sent there, before anybody is here."""
        return Abroad()

    @classmethod
    def setUpTestData(cls) -> None:
        cls.abroad = cls.sent()
        cls.cast, cls.at = here()
        cls.signer = Signer(cls.at)
        trust(cls.abroad.certificate)
        trust(cls.signer.certificate)

    def send(self, pdf: bytes, by: str = "ciara", name: str = "letter.pdf") -> Any:
        """Choose a file and press the button."""
        upload = SimpleUploadedFile(name, pdf)
        return stage.browser(self.cast, by).post(PAGE, {"letter": upload})

    def press(self, page: Any, by: str = "ciara", **given: Any) -> Any:
        """Go on from the page that shows what was found."""
        form = page.context["form"]
        sender = form["sender"].initial
        filled = {
            "letter_kept": page.context["kept"]["token"],
            "once": str(form["once"].initial),
            "sender": getattr(sender, "pk", "") or "",
            **given,
        }
        return stage.browser(self.cast, by).post(GO_ON, filled)

    def taken_in(self, pdf: bytes, **given: Any) -> Request:
        page = self.send(pdf)
        self.assertEqual(page.status_code, 200, _errors(page))
        answer = self.press(page, **given)
        self.assertEqual(answer.status_code, 302, answer.context and _errors(answer))
        return Request.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])

    def request_tab(self, by: str) -> Any:
        """The case as somebody reads it who has said what for: it is secret."""
        client, case = stage.browser(self.cast, by), [self.abroad.case_id]
        page = reverse("requests:case", args=case) + "?tab=request"
        client.post(reverse("requests:purpose", args=case), {"purpose": "own_work", "next": page})
        return client.get(page)

    def refused(self, pdf: bytes, words: str) -> None:
        """Told in these words, and nothing is kept."""
        answer = self.send(pdf)
        self.assertEqual(answer.status_code, 422)
        self.assertIn(words, _errors(answer))
        self.assertFalse(Case.objects.exists())
        self.assertFalse(StoredFile.objects.exists())


def _errors(page: Any) -> str:
    return " ".join(error for found in page.context["form"].errors.values() for error in found)


class TheWholeWay(Arriving):
    """A request that was made there is registered here."""

    def test_everything_it_says_is_on_the_case(self) -> None:
        said = self.abroad.said()
        request = self.taken_in(self.abroad.pdf)
        self.assertEqual(request.case.title, "Clinic ransomware")
        self.assertEqual((request.case.status, request.received_on_paper), ("sent", True))
        self.assertEqual(request.requesting, self.cast.central["XA"])
        self.assertEqual((request.basis_id, request.language), ("UNCC", said["written_in"]))
        for column, value in (
            *((name, said[name]) for name in ("facts", "purpose", "safeguards", "privilege")),
            ("conducting_authority", said["proceedings"]["authority"]),
            ("case_number", said["proceedings"]["number"]),
            ("urgency", said["urgency"]["level"]),
            ("urgency_reason", said["urgency"]["reason"]),
            ("confidential", True),
            ("confidential_reason", said["confidential"]["reason"]),
        ):
            with self.subTest(column=column):
                self.assertEqual(getattr(request, column), value)
        self.assertEqual(str(request.confidential_until), said["confidential"]["until"])
        for name in LISTS:
            with self.subTest(rows=name):
                named = getattr(request, name).count()
                unnamed = len(said["unnamed_persons"]) if name == "persons" else 0
                self.assertEqual(named, len(said[name]) + unnamed)

    def test_the_same_letter_written_here_would_say_the_same(self) -> None:
        said = self.abroad.said()
        request = self.taken_in(self.abroad.pdf)
        body = request_body(request, request.case.events.get())
        for name, value in body.items():
            # Documents come apart from the letter; kinds are named in the language of the reader.
            if name != "attachments":
                with self.subTest(field=name):
                    self.assertEqual(value, said[name])

    def test_the_letter_is_kept_with_its_data_and_is_the_first_of_the_chain(self) -> None:
        request = self.taken_in(self.abroad.pdf)
        letter = request.case.letters.get()
        self.assertEqual((letter.kind, letter.state, letter.number), ("request", "recorded", 1))
        self.assertEqual(letter.payload, self.abroad.payload)
        self.assertEqual(letter.sha256, hashlib.sha256(self.abroad.pdf).hexdigest())
        self.assertEqual(letter.signer_name, "Leïla Mansour")
        case = Case.objects.get()
        self.assertEqual(case.pk, self.abroad.case_id)
        play = stage.Play(self.cast, case.changed_at + timedelta(hours=1))
        play.request = request
        play.act("ciara", "acknowledge")
        answer = json.loads(case.letters.get(kind="acknowledgement").payload)
        self.assertEqual(answer["previous"], letter.sha256)
        self.assertEqual(answer["conversation"], self.abroad.said()["conversation"])
        self.assertEqual(answer["references"]["theirs"], self.abroad.said()["references"]["ours"])

    def test_the_pages_say_by_whom_it_is_signed(self) -> None:
        page = self.send(self.abroad.pdf)
        authority = self.cast.central["XA"].name
        for words in ("signer trusted here", authority, "Leïla Mansour", "Clinic ransomware"):
            self.assertContains(page, words)
        self.assertNotIn("because", page.context["form"].fields)
        self.assertFalse(Case.objects.exists())
        self.press(page)
        shown = self.request_tab("tom")
        for words in (
            "this is what its data say",
            "signer trusted here",
            "not here",
            "Ciara Doyle",
        ):
            self.assertContains(shown, words)

    def test_it_runs_like_any_other_and_the_record_tells_of_it(self) -> None:
        request = self.taken_in(self.abroad.pdf)
        self.assertEqual(request.case.events.get().action, "register")
        self.assertTrue(request.case.clocks.filter(name="acknowledge").exists())
        told = Record.objects.get(verb="request.import")
        self.assertEqual(words_of(told), "Read from the data of a letter")
        self.assertFalse(told.shared)

    def test_pressing_twice_is_one_case(self) -> None:
        page = self.send(self.abroad.pdf)
        first, second = self.press(page), self.press(page)
        self.assertEqual((first.status_code, first.url), (302, second.url))
        self.assertEqual(Case.objects.count(), 1)


class WhatElseIsInside(Arriving):
    """Other files in the PDF become documents of the case; none is overlooked."""

    ORDER = b"%PDF-1.7\nBy order of the court.\n%%EOF\n"
    TOOL = b"MZ\x90\x00 whatever it does"

    def letter(self) -> bytes:
        said = self.abroad.said()
        listed = {"language": "fr", "certified": True, "role": "translation", "name": "order.pdf"}
        digest = hashlib.sha256(self.ORDER).hexdigest()
        said["attachments"] = [listed | {"sha256": digest, "size": len(self.ORDER)}]
        files = [
            ("request.json", packed(said)),
            ("order.pdf", self.ORDER),
            ("../<b>cod\u202efdp.exe", self.TOOL),
            ("nothing.txt", b""),
        ]
        return self.signer.signed(with_files(*files))

    def test_it_is_shown_before_and_kept_afterwards(self) -> None:
        page = self.send(self.letter())
        for words in ("Attached inside the letter", "order.pdf", "nothing.txt", "codfdp.exe"):
            self.assertContains(page, words)
        self.assertNotContains(page, "<b>cod")
        self.assertNotContains(page, "not here")
        self.assertEqual(StoredFile.objects.count(), 1)
        request = Request.objects.get(pk=self.press(page).url.rstrip("/").rpartition("/")[2])
        order, tool = request.attachments.order_by("pk")
        self.assertEqual((order.role, order.language, order.certified), ("translation", "fr", True))
        self.assertEqual((tool.role, tool.language, tool.certified), ("annex", "", False))
        self.assertEqual(
            [store.bytes_of(one.file.sha256) for one in (order, tool)], [self.ORDER, self.TOOL]
        )
        kept = request.imported.enclosed
        self.assertEqual([one["size"] for one in kept], [len(self.ORDER), len(self.TOOL), 0])
        self.assertEqual([one["name"] for one in kept], ["order.pdf", tool.name, "nothing.txt"])

    def test_whoever_works_on_the_case_opens_it_and_no_browser_runs_it(self) -> None:
        request = self.taken_in(self.letter())
        page = self.request_tab("tom")
        addresses = [
            reverse("requests:document", args=[request.pk, row.pk])
            for row in request.attachments.all()
        ]
        for address in addresses:
            self.assertContains(page, address)
        client = stage.browser(self.cast, "tom")
        case = reverse("requests:case", args=[request.pk])
        client.post(
            reverse("requests:purpose", args=[request.pk]), {"purpose": "own_work", "next": case}
        )
        answer: Any = client.get(addresses[1])
        self.assertEqual(b"".join(answer.streaming_content), self.TOOL)
        self.assertIn("sandbox", answer["Content-Security-Policy"])
        self.assertIn("attachment", answer["Content-Disposition"])

    def test_what_was_taken_from_the_case_is_still_named(self) -> None:
        request = self.taken_in(self.letter())
        self.assertNotContains(self.request_tab("ciara"), "in the letter only")
        request.attachments.all().delete()
        self.assertContains(self.request_tab("ciara"), "in the letter only")


class ATranslationInside(Arriving):
    """It stands beside the texts, as on a case between two States of one installation."""

    @classmethod
    def sent(cls) -> Abroad:
        return Abroad(translated)

    def changed(self, **texts: str) -> dict[str, Any]:
        """What the letter says, with these translated texts besides."""
        said = self.abroad.said()
        said["translation"]["texts"] |= {
            path.replace("__", "."): one for path, one in texts.items()
        }
        return said

    def noted(self, request: Request) -> list[str]:
        rows = request.imported.not_known
        return [row["text"] for row in rows if row["what"] == "translation"]

    def test_all_of_it_is_taken_over(self) -> None:
        said = self.abroad.said()["translation"]
        self.assertGreater(len(said["texts"]), 20)
        request = self.taken_in(self.abroad.pdf)
        body = request_body(request, request.case.events.get())
        self.assertEqual(body["translation"], said)
        self.assertEqual(request.imported.not_known, [])

    def test_it_is_shown_before(self) -> None:
        page = self.send(self.abroad.pdf)
        said = self.abroad.said()["translation"]
        self.assertContains(page, "certified translation, Arabic")
        self.assertContains(page, "أمل حداد")
        self.assertContains(page, f'dir="rtl">{said["texts"]["facts"]}</div>')

    def test_officers_read_both_on_the_case_and_side_by_side(self) -> None:
        said = self.abroad.said()
        request = self.taken_in(self.abroad.pdf)
        page = self.request_tab("tom")
        texts = said["translation"]["texts"]
        for path in ("facts", "purpose", "title", "offences.2.provision", "identifiers.2.service"):
            with self.subTest(path=path):
                self.assertContains(page, f'lang="ar" dir="rtl">{texts[path]}</div>')
        self.assertContains(page, "certified translation, Arabic")
        client = stage.browser(self.cast, "tom")
        reading = reverse("requests:reading", args=[request.pk])
        client.post(
            reverse("requests:purpose", args=[request.pk]), {"purpose": "own_work", "next": reading}
        )
        page = client.get(reading)
        for words in ("أمل حداد", texts["measures.2.description"]):
            self.assertContains(page, words)
        self.assertEqual(len(page.context["written"].pairs), len(texts))

    def test_a_correction_here_is_said_where_the_translation_stood(self) -> None:
        request = self.taken_in(self.abroad.pdf)
        Request.objects.filter(pk=request.pk).update(facts="Corrected by hand.")
        page = self.request_tab("ciara")
        self.assertContains(page, "Changed since it was translated")
        facts = self.abroad.said()["translation"]["texts"]["facts"]
        self.assertNotContains(page, f'dir="rtl">{facts}</div>')

    def test_what_fits_nowhere_is_noted(self) -> None:
        said = self.changed(weather__wind="ريح", safeguards__2="no")
        said["translation"] |= {"by": " "}
        request = self.taken_in(self.signer.letter(said))
        first, second = self.noted(request)
        self.assertEqual(first, "weather.wind: ريح\nsafeguards.2: no")
        self.assertIn("not by whom", second)
        self.assertContains(self.request_tab("tom"), "translation, Arabic")
        self.assertNotContains(self.request_tab("tom"), "certified translation, Arabic")

    def test_one_into_the_language_of_the_request_is_none(self) -> None:
        said = self.abroad.said()
        said["translation"]["language"] = said["written_in"]
        request = self.taken_in(self.signer.letter(said))
        self.assertFalse(WrittenTranslation.objects.exists())
        self.assertIn("facts: ", self.noted(request)[0])

    def test_words_for_what_is_not_known_here_are_translated_too(self) -> None:
        said = self.changed(offences__1__national_title="سرقة القمر")
        said["offences"][0] |= {"article": 99, "name": "Cat", "national_title": "Moon theft"}
        said["measures"][0] |= {"type": "moon_phase", "name": "طور القمر"}
        said["translation"]["names"]["measures.1.name"] = "Phase of the moon"
        described = said["translation"]["texts"]["measures.1.description"]
        request = self.taken_in(self.signer.letter(said))
        measure, offence = request.measures.get(number=1), request.offences.order_by("pk")[0]
        self.assertTrue(measure.description.startswith("Phase of the moon\n\n"))
        texts = {row.place: row.text for row in TranslatedText.objects.all()}
        self.assertEqual(texts[f"measures.{measure.pk}.description"], f"طور القمر\n\n{described}")
        self.assertEqual(
            (offence.title, texts[f"offences.{offence.pk}.title"]), ("Moon theft", "سرقة القمر")
        )
        self.assertEqual(self.noted(request), [])


class WhatIsNotKnownHere(Arriving):
    """Kept in the words of the letter, and shown; never dropped."""

    def odd(self) -> dict[str, Any]:
        said = self.abroad.said(legal_basis="PACT", legal_basis_name="Pact of the North")
        said["measures"][0] |= {"type": "moon_phase", "name": "Asking the moon", "colour": "blue"}
        said["offences"][0] |= {"article": 99, "name": "Moon theft", "national_title": ""}
        said["confirmations"] = [{"text": "We pay", "source": "Law 1"}]
        return said | {"weather": {"wind": [1, 2]}, "<b>bold</b>": "<script>alert(1)</script>"}

    def test_it_is_kept_and_shown(self) -> None:
        said = self.odd()
        pdf = self.signer.letter(said)
        page = self.send(pdf)
        for words in ("Asking the moon", "moon_phase", "Moon theft", "Pact of the North", "We pay"):
            self.assertContains(page, words)
        self.assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt;")
        self.assertNotContains(page, "<script>alert(1)")
        request = self.taken_in(pdf)
        measure = request.measures.get(number=1)
        self.assertEqual(measure.type, MeasureType.objects.get(pk="other"))
        self.assertTrue(measure.description.startswith("Asking the moon"))
        offence = request.offences.order_by("pk")[0]
        self.assertEqual((offence.article, offence.title), (None, "Moon theft"))
        self.assertIsNone(request.basis)
        kept = ImportedLetter.objects.get(request=request).not_known
        found = Counter(row["what"] for row in kept)
        self.assertEqual(
            found, {"basis": 1, "offence": 1, "measure": 1, "confirmation": 1, "field": 3}
        )
        self.assertEqual(json.loads(request.case.letters.get().payload), said)

    def test_no_page_names_thousands_of_them(self) -> None:
        said = self.abroad.said(**{f"weather{number}": number for number in range(1000)})
        request = self.taken_in(self.signer.letter(said))
        kept = [row["text"] for row in request.imported.not_known]
        self.assertEqual((len(kept), kept[-1]), (101, "900 more, which stand in the letter"))

    def test_a_state_that_is_not_known_is_chosen_by_hand(self) -> None:
        said = self.abroad.said()
        said["from"] |= {"state": "ZZ", "state_name": "Zembla"}
        pdf = self.signer.letter(said)
        page = self.send(pdf)
        self.assertContains(page, "Zembla")
        self.assertIsNone(page.context["form"]["sender"].initial)
        self.assertEqual(self.press(page).status_code, 422)
        request = self.taken_in(pdf, sender=self.cast.central["XD"].pk)
        self.assertEqual(request.requesting, self.cast.central["XD"])
        self.assertEqual(request.imported.not_known[0]["what"], "sender")
        self.assertIn("Zembla", request.imported.not_known[0]["text"])

    def test_a_confirmation_in_the_very_words_of_our_rule_counts(self) -> None:
        words, source = PROMISE
        rule = rules.add_rule(
            actor=self.cast.actors["sean"],
            wording=Wording(
                demand="confirmation",
                words=words,
                origin="law",
                reference=source,
                blocks=False,
                valid_from=self.at.date(),
            ),
        )
        said = self.abroad.said(confirmations=[{"text": words, "source": source}])
        request = self.taken_in(self.signer.letter(said))
        self.assertEqual(confirmed(request), [rule])
        self.assertEqual(request.imported.not_known, [])


class WhoseSignatureItIs(Arriving):
    """A signer who is not trusted here is no obstacle, but wants a reason."""

    def test_a_reason_is_kept_with_the_case_and_shown(self) -> None:
        Issuer.objects.filter(name="Issuer abroad").delete()
        page = self.send(self.abroad.pdf)
        self.assertContains(page, "signer in doubt")
        for because in ("", "   "):
            self.assertEqual(self.press(page, because=because).status_code, 422)
        self.assertFalse(Case.objects.exists())
        reason = "Called back at the number of the directory; Ms Mansour confirmed it."
        self.assertEqual(self.press(page, because=reason).status_code, 302)
        kept = ImportedLetter.objects.get()
        self.assertEqual((kept.because, kept.is_trusted), (reason, False))
        self.assertTrue(kept.problems)
        shown = self.request_tab("ciara")
        self.assertContains(shown, "Called back at the number")

    def test_whoever_is_trusted_signs_for_itself_only(self) -> None:
        other = Signer(self.at, "Office of Technical Assistance")
        trust(other.certificate)
        page = self.send(other.letter(self.abroad.said()))
        self.assertContains(page, "signer in doubt")
        self.assertContains(page, "The certificate is that of “Office of Technical Assistance”")
        self.assertEqual(self.press(page).status_code, 422)

    def test_trust_is_looked_at_again_when_one_goes_on(self) -> None:
        page = self.send(self.abroad.pdf)
        Issuer.objects.filter(name="Issuer abroad").delete()
        answer = self.press(page)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("because", answer.context["form"].errors)

    def test_what_was_altered_or_never_signed_is_refused(self) -> None:
        whole = self.abroad.pdf
        unsigned = with_files(("request.json", self.abroad.payload.encode()))
        for pdf, words in (
            (whole.replace(b"/Lang (en)", b"/Lang (fr)"), "not as it was signed"),
            (added_to(whole), "not as it was signed"),
            (whole + b"\n% added afterwards\n%%EOF\n", "damaged"),
            (unsigned, "not signed"),
        ):
            with self.subTest(words=words, size=len(pdf)):
                self.assertTrue(pdf != whole)
                self.refused(pdf, words)


class WhatIsHereAlready(Arriving):
    """Nobody registers a letter twice."""

    def test_the_letter_leads_to_its_case(self) -> None:
        self.taken_in(self.abroad.pdf)
        for by in ("ciara", "tom"):
            answer = self.send(self.abroad.pdf, by=by)
            self.assertContains(answer, "registered here already")
            self.assertContains(answer, reverse("requests:case", args=[self.abroad.case_id]))
        self.assertEqual(Case.objects.count(), 1)

    def test_whoever_does_not_see_the_case_is_told_no_more(self) -> None:
        self.taken_in(self.abroad.pdf)
        Case.objects.get().participations.update(sealed=True)
        answer = self.send(self.abroad.pdf, by="tom")
        self.assertContains(answer, "This letter was registered here already")
        self.assertNotContains(answer, str(self.abroad.case_id))
        self.assertNotContains(answer, "Clinic ransomware")

    def test_a_later_letter_leads_to_its_case_and_keeps_nothing(self) -> None:
        self.taken_in(self.abroad.pdf)
        files = StoredFile.objects.count()
        said = self.abroad.said(kind="supplement", previous=self.abroad.sha256, number=2)
        answer = self.send(self.signer.letter(said, name="supplement.json"))
        self.assertContains(answer, "belongs to a case that is here")
        self.assertContains(answer, reverse("requests:case", args=[self.abroad.case_id]))
        self.assertEqual(StoredFile.objects.count(), files)

    def test_the_same_file_registered_by_hand_is_found(self) -> None:
        actor = self.cast.actors["ciara"]
        scan = keep_file(
            upload=SimpleUploadedFile("l.pdf", self.abroad.pdf), actor_stamp=actor.stamp
        )
        opening.register_paper(
            actor=actor,
            sender=self.cast.central["XA"],
            title="By hand",
            their_reference="A-1",
            dated=self.at,
            scan=scan,
            measures=[],
        )
        self.assertContains(self.send(self.abroad.pdf), "By hand")

    def test_somebody_who_was_slower_is_told(self) -> None:
        first, second = self.send(self.abroad.pdf), self.send(self.abroad.pdf, by="tom")
        self.press(first)
        answer = self.press(second, by="tom")
        self.assertContains(answer, "registered here already", status_code=409)
        self.assertEqual(Case.objects.count(), 1)

    def test_a_reference_that_is_in_use_is_said(self) -> None:
        self.taken_in(self.abroad.pdf)
        other = self.abroad.said(conversation="0b5f8a52-3a43-4b4c-9a33-0a8e7e5f1c11")
        answer = self.press(self.send(self.signer.letter(other)))
        self.assertEqual(answer.status_code, 422)
        self.assertIn("is in use already", _errors(answer))
        self.assertEqual(Case.objects.count(), 1)


class WhoTakesIn(Arriving):
    """The same people who register a paper request."""

    def test_the_others_are_refused(self) -> None:
        page = self.send(self.abroad.pdf)
        for by in ("aoife", "declan", "orla", "sean", "niamh"):
            with self.subTest(by=by):
                self.assertEqual(stage.browser(self.cast, by).get(PAGE).status_code, 403)
                self.assertEqual(self.send(self.abroad.pdf, by=by).status_code, 403)
                self.assertEqual(self.press(page, by=by).status_code, 403)
        self.assertFalse(Case.objects.exists())

    def test_a_letter_that_another_person_chose_is_not_taken(self) -> None:
        page = self.send(self.abroad.pdf)
        self.assertEqual(self.press(page, by="tom").url, PAGE)
        self.assertFalse(Case.objects.exists())

    def test_only_an_authority_of_that_state_can_be_chosen(self) -> None:
        page = self.send(self.abroad.pdf)
        self.assertEqual(self.press(page, sender=self.cast.central["XD"].pk).status_code, 422)

    def test_the_register_and_the_page_for_paper_lead_there(self) -> None:
        for page in ("register", "paper"):
            self.assertContains(
                stage.browser(self.cast, "ciara").get(reverse(f"requests:{page}")), PAGE
            )


class Hostile(Arriving):
    """Whatever is sent, the answer is a sentence, and nothing is kept."""

    def test_what_is_no_letter(self) -> None:
        self.refused(b"", "empty")
        self.refused(b"MZ\x90\x00" + b"\x00" * 99, "not a PDF")
        self.refused(b"%PDF-1.7\n% nothing more\n%%EOF\n", "damaged")
        self.refused(self.abroad.pdf[: len(self.abroad.pdf) // 2], "damaged")
        self.refused(b"%PDF-" + b"0" * MOST_BYTES, "larger than 25 MB")
        self.refused(self.signer.signed(with_files()), "carries no data")
        self.refused(self.signer.letter({}, name="notes.json"), "carries no data")

    def test_an_encrypted_file(self) -> None:
        with TemporaryDirectory() as folder:
            plain, locked = Path(folder) / "plain.pdf", Path(folder) / "locked.pdf"
            plain.write_bytes(self.abroad.pdf)
            run("qpdf", "--encrypt", "secret", "secret", "256", "--", str(plain), str(locked))
            self.refused(locked.read_bytes(), "encrypted")

    def test_the_process_of_the_pages_reads_no_pdf(self) -> None:
        here = "pyhanko.pdf_utils.reader.PdfFileReader.__init__"
        with mock.patch(here, side_effect=AssertionError("read in the process of the pages")):
            page = self.send(self.abroad.pdf)
            self.assertContains(page, "signer trusted here")
            self.assertEqual(self.press(page).status_code, 302)

    def test_a_file_that_keeps_the_reader_busy(self) -> None:
        with mock.patch("documents.apart.SECONDS", 0.01):
            self.refused(self.abroad.pdf, "could not be read in reasonable time")
            page = self.send(self.abroad.pdf)
            self.assertContains(page, "register it as a paper request", status_code=422)
        self.taken_in(self.abroad.pdf)

    def test_a_file_that_breaks_off_inside(self) -> None:
        whole = zlib.compress(b"to be paid by the requesting State " * 99)
        self.refused(self.signer.signed(with_packed("costs.txt", whole[:-20])), "damaged")

    def test_more_inside_than_a_letter_carries(self) -> None:
        many = [(f"note-{number}.txt", b"x") for number in range(200)]
        self.refused(self.signer.signed(with_files(*many)), "More is attached")
        bomb = ("big.txt", b"\x00" * 60_000_000)
        self.assertLess(len(with_files(bomb)), 1_000_000)
        self.refused(self.signer.signed(with_files(bomb)), "More is attached")
        self.refused(self.signer.letter(b" " * 10_000_000), "larger than 5 MB")
        said = self.abroad.said()
        self.refused(self.signer.letter(said, said), "more than once")

    def test_a_tree_of_names_that_leads_back_to_itself(self) -> None:
        class Node(dict[str, Any]):
            """A node of the tree; its children are itself, twice."""

        node = Node()
        node["/Kids"] = [node, node]
        with self.assertRaises(EnclosedTooMuch):
            list(_specifications({"/Names": {"/EmbeddedFiles": node}}, 20))

    def test_data_that_are_broken(self) -> None:
        said = self.abroad.said()
        del said["facts"]
        said["measures"][0]["from"] = "yesterday"
        pdf = self.signer.letter(said)
        self.refused(pdf, "“facts” is missing")
        self.refused(pdf, "“measures”, entry 1, “from”: “yesterday” is no day")
        self.refused(self.signer.letter(self.abroad.said(schema="letter/2")), "letter/2")
        twice = self.abroad.said()
        twice["measures"].append(twice["measures"][0])
        self.refused(self.signer.letter(twice), "the same number")
        many = self.abroad.said()
        many["identifiers"] = many["identifiers"][:1] * 2001
        self.refused(self.signer.letter(many), "more than 2000 rows")
        busy = self.abroad.said(weather=[[]] * 100_001)
        self.refused(self.signer.letter(busy), "more than 100000 values")

    def test_a_letter_that_opens_no_case_here(self) -> None:
        said = self.abroad.said()
        other_kind = said | {"kind": "acknowledgement"}
        pdf = self.signer.letter(other_kind, name="acknowledgement.json")
        self.refused(pdf, "no request, but: Acknowledgement of receipt")
        self.refused(self.signer.letter(other_kind), "say otherwise")
        to = self.abroad.said()
        to["to"] |= {"state": "XC", "state_name": "Costaria"}
        self.refused(self.signer.letter(to), "written to Costaria, not to us")
        own = self.abroad.said()
        own["from"] |= {"state": "XB"}
        self.refused(self.signer.letter(own), "your own State")

    def test_a_state_whose_requests_arrive_by_themselves(self) -> None:
        Authority.objects.filter(state="XA").update(connected=True)
        self.refused(self.abroad.pdf, "works in this installation")
        Authority.objects.filter(state="XA", kind="central").update(kind="executing")
        self.refused(self.abroad.pdf, "No central authority of Arvenia")

    def test_nothing_is_kept_of_it(self) -> None:
        self.refused(self.signer.letter(self.abroad.said(kind="x")), "broken")
        self.assertFalse(Letter.objects.exists())
        self.assertFalse(ImportedLetter.objects.exists())
