"""A request that came by post: typed from its letter in one page, corrected until it is decided."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Event
from audit.words import words_of
from config.demonstration.briefs import insult
from convention.models import MeasureType
from evidence.models import StoredFile
from requests_mla.grounds import offer_of
from requests_mla.models import Attachment, Countersignature, Decision, Request
from requests_mla.services import drafting
from tests.requests_mla import stage
from tests.requests_mla.test_bad_input import PDF
from tests.requests_mla.test_privacy import text_of
from workflow.models import Case

FRENCH = PDF + b"% traduction\n"


class Letters(stage.Staged):
    """Officers with letters on their desk."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def send(self, by: str = "ciara", **more: object) -> Any:
        given = {
            "sender": self.cast.central["XD"].pk,
            "title": "Fraud, by post",
            "their_reference": "27/4-77-26",
            "letter_date": "2026-03-20",
            "letter_scan": SimpleUploadedFile("letter.pdf", PDF),
            "basis": "UNCC",
            "measure": "stored_data",
            **more,
        }
        kept = {name: value for name, value in given.items() if value is not None}
        return stage.browser(self.cast, by).post(reverse("requests:paper"), kept)

    def registered(self, by: str = "ciara", **more: object) -> Request:
        answer = self.send(by, **more)
        self.assertEqual(answer.status_code, 302, answer.context and answer.context["form"].errors)
        return Request.objects.select_related("case", "requested__state").latest("case__opened_at")


class Registering(Letters):
    """The page on which an officer registers a letter."""

    def test_five_rows_are_offered_and_the_empty_ones_are_ignored(self) -> None:
        page = stage.browser(self.cast, "ciara").get(reverse("requests:paper"))
        self.assertEqual(len(page.context["form"].measure_rows()), 5)
        request = self.registered(
            measure="", measure_2="stored_data", wanted_2="The log", measure_5="information"
        )
        rows = request.measures.values_list("number", "type_id", "description")
        self.assertEqual(list(rows), [(1, "stored_data", "The log"), (2, "information", "")])

    def test_more_rows_keep_all_that_was_typed_and_the_letter(self) -> None:
        answer = self.send(more="measure_rows", measure_rows=5, wanted="Kept words", facts="Kept")
        form = answer.context["form"]
        self.assertEqual((answer.status_code, len(form.measure_rows())), (200, 10))
        for words in ("Kept words", "27/4-77-26", "“letter.pdf” is kept"):
            self.assertContains(answer, words)
        self.assertFalse(Case.objects.exists())
        token = answer.context["kept"]["letter_scan"]["token"]
        request = self.registered(
            letter_scan=None, letter_scan_kept=token, measure_rows=10, measure_10="information"
        )
        self.assertEqual(request.measures.count(), 2)
        letter = request.case.letters.get()
        self.assertEqual(letter.sha256, StoredFile.objects.get().sha256)

    def test_a_file_that_another_person_chose_is_not_taken(self) -> None:
        token = self.send(title="").context["kept"]["letter_scan"]["token"]
        for by, kept in (("tom", token), ("ciara", token[:-1]), ("ciara", "nonsense")):
            with self.subTest(by=by):
                answer = self.send(by, letter_scan=None, letter_scan_kept=kept)
                self.assertContains(answer, "Choose the scan of the letter.", status_code=422)
        self.assertFalse(Case.objects.exists())

    def test_an_article_of_the_convention_is_named_as_such_and_opens_every_measure(self) -> None:
        request = self.registered(
            offence="13",
            offence_title="Fraud",
            offence_provision="Criminal Code, section 159",
            offence_penalty="72",
            measure_2="information",
        )
        offence = request.offences.get()
        self.assertEqual((offence.offence_class, offence.article_id), ("treaty", 13))
        self.assertEqual((offence.title, offence.maximum_penalty_months), ("Fraud", 72))
        self.assertEqual(out_of_scope(request), [])

    def test_what_a_row_lacks_is_said(self) -> None:
        wrong: tuple[tuple[dict[str, str], str], ...] = (
            ({"measure": ""}, "measure"),
            ({"measure": "stored_data", "wanted_3": "Which?"}, "measure_3"),
            ({"offence_2": "serious"}, "offence_title_2"),
            ({"offence_title": "Fraud"}, "offence"),
            ({"offence": "40"}, "offence"),
            ({"offence": "13", "offence_penalty": "-1"}, "offence_penalty"),
            ({"basis": "NONSENSE"}, "basis"),
            ({"language": "xx"}, "language"),
        )
        for given, field in wrong:
            with self.subTest(given=given):
                answer = self.send(**given)
                self.assertEqual(answer.status_code, 422)
                self.assertIn(field, answer.context["form"].errors)
        self.assertFalse(Case.objects.exists())

    def test_basis_and_language_are_those_of_the_letter_or_their_defaults(self) -> None:
        page = stage.browser(self.cast, "ciara").get(reverse("requests:paper"))
        self.assertContains(page, '<option value="UNCC" selected>')
        plain = self.registered()
        self.assertEqual((plain.basis_id, plain.language), ("UNCC", "ru"))
        other = self.registered(basis="RECIPROCITY", language="zh", their_reference="27/4-78-26")
        self.assertEqual((other.basis_id, other.language), ("RECIPROCITY", "zh"))
        none = self.registered(basis="", their_reference="27/4-79-26")
        self.assertIsNone(none.basis)

    def test_a_translation_that_is_no_document_is_refused_with_its_reason(self) -> None:
        answer = self.send(translation=SimpleUploadedFile("a.pdf", b"MZ\x90\x00" + b"\x00" * 99))
        self.assertIn("translation", answer.context["form"].errors)
        self.assertContains(answer, "“letter.pdf” is kept", status_code=422)


class TheBriefOnAnInsult(Letters):
    """Brief 3 entered through the pages alone: Dravonia asks Arvenia."""

    def test_it_is_entered_and_completed_by_hand(self) -> None:
        request = self.registered(
            "amina",
            title="“Insult to public order”",
            their_reference="27/4-96-26",
            language="ru",
            translation=SimpleUploadedFile("traduction.pdf", FRENCH),
            translation_language="fr",
            measure="stored_data",
            wanted="Content of the mailbox, 2019–2026.",
            measure_2="stored_data",
            wanted_2="Contact list of the mailbox.",
            measure_3="information",
            wanted_3="Address of the person.",
            offence="serious",
            offence_title=insult.INSULT.title,
            offence_provision=insult.INSULT.provision,
            offence_penalty="60",
            conducting_authority="Investigative Directorate of Severgrad",
            facts="A journalist is said to have spread false information by computer.",
        )
        self.assertEqual(request.case.status, "sent")
        self.assertEqual((request.language, request.basis_id), ("ru", "UNCC"))
        self.assertEqual(request.offences.get().offence_class, "serious")
        self.assertEqual(out_of_scope(request), [3])
        translation = Attachment.objects.get()
        self.assertEqual((translation.role, translation.language), ("translation", "fr"))
        client, case = stage.browser(self.cast, "amina"), request.case.pk
        step = reverse("requests:draft", args=[case, "persons"])
        person = {"role": "suspect", "names": "Тимофей Лазарев\nTimofey Lazarev", "seen_version": 0}
        self.assertEqual(client.post(step, person).status_code, 302)
        page = client.get(reverse("requests:case", args=[case]) + "?tab=request")
        for words in (
            "Recorded by us from their letter",
            "Insult to public order",
            "Criminal Code, section 212",
            "5 years",
            "Russian",
            "French",
            "Persons: completed or corrected once",
            "Amina Trabelsi",
        ):
            with self.subTest(words=words):
                self.assertContains(page, words)
        document = reverse("requests:document", args=[case, translation.pk])
        self.assertEqual(text_of(client.get(document)).encode(), FRENCH)


class Correcting(Letters):
    """What was registered is completed and corrected while it is being assessed."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        play = cls.play = stage.Play(cls.cast, cls.at)
        play.register(
            "ciara",
            cls.cast.central["XD"],
            title="Fraud, by post",
            letter="Просим сообщить сведения.",
            their_reference="27/4-77-26",
            measures=_two_measures(),
            offences=[insult.INSULT],
        )

    def post(self, step: str, by: str = "ciara", **given: object) -> Any:
        path = stage.page("draft", self.play, step)
        seen = drafting.version_of(self.play.case.request, step)
        return stage.browser(self.cast, by).post(path, {"seen_version": seen, **given})

    def offence(self, **given: object) -> Any:
        row = self.play.case.request.offences.get()
        path = stage.page("draft", self.play, "offences") + f"?row={row.pk}"
        seen = drafting.version_of(self.play.case.request, "offences")
        given = {"offence_class": "treaty", "article": 13, "title": "Fraud", **given}
        return stage.browser(self.cast, "ciara").post(path, {"seen_version": seen, **given})

    def test_the_case_leads_to_the_steps_and_the_steps_say_what_this_is(self) -> None:
        client = stage.browser(self.cast, "ciara")
        url = stage.page("draft", self.play, "who")
        self.assertContains(client.get(stage.page("case", self.play)), url)
        page = client.get(url)
        self.assertContains(page, "until the request is decided")
        self.assertContains(page, "The record says that you corrected")
        self.assertNotContains(page, "basis_reason")
        self.assertNotContains(page, "data-autosave")
        self.assertEqual(client.get(stage.page("draft", self.play, "check")).status_code, 404)
        self.assertTrue(page.context["gaps"])
        self.assertFalse([gap for gap in page.context["gaps"] if gap["blocks"]])

    def test_a_correction_is_in_the_record_and_makes_nobody_a_drafter(self) -> None:
        version = self.play.case.version
        answer = self.post("identifiers", kind="email", value="one@pochta.example")
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(self.play.case.request.identifiers.count(), 1)
        self.assertGreater(self.play.case.version, version)
        told = Event.objects.get(verb="request.correct")
        self.assertIn("Registration of the paper request corrected: Accounts", words_of(told))
        self.assertFalse(self.play.case.request.drafters.exists())

    def test_every_step_can_be_saved(self) -> None:
        self.play.act("tom", "acknowledge")
        steps: dict[str, dict[str, str]] = {
            "who": {"title": "Another subject", "stage": "trial", "basis": "RECIPROCITY"},
            "facts": {"facts": "More of the facts."},
            "persons": {"role": "witness", "names": "Ada"},
            "measures": {"type": "information", "category": "none", "description": "Third"},
            "urgency": {"urgency": "urgent", "urgency_reason": "Soon"},
            "safeguards": {"safeguards": "None given."},
            "attachments": {"language": "zh"},
        }
        for step, given in steps.items():
            with self.subTest(step=step):
                self.assertEqual(self.post(step, **given).status_code, 302)
        request = self.play.case.request
        self.assertEqual((request.case.title, request.basis_id), ("Another subject", "RECIPROCITY"))
        self.assertEqual((request.language, request.measures.count()), ("zh", 3))

    def test_only_the_officers_of_the_requested_authority_correct(self) -> None:
        for name, status in (("aoife", 403), ("orla", 403), ("youssef", 404), ("declan", 404)):
            with self.subTest(who=name):
                self.assertEqual(self.post("facts", by=name, facts="x").status_code, status)
        self.assertEqual(self.post("facts", by="tom", facts="Tom wrote").status_code, 302)

    def test_typing_alone_saves_nothing(self) -> None:
        answer = stage.browser(self.cast, "ciara").post(
            stage.page("draft", self.play, "facts"),
            {"seen_version": 0, "facts": "by itself"},
            headers={"X-Autosave": "yes"},
        )
        self.assertEqual(answer.json()["state"], "refused")
        self.assertEqual(self.play.case.request.facts, "")

    def test_after_the_decision_nothing_is_corrected_any_more(self) -> None:
        self.offence()
        self.decide("refused", ground="DE_MINIMIS")
        self.play.release("ciara", "aoife", "refuse")
        answer = self.post("facts", facts="Words too late")
        self.assertContains(answer, "was decided", status_code=409)
        self.assertContains(answer, "Words too late", status_code=409)
        page = stage.browser(self.cast, "ciara").get(stage.page("case", self.play))
        self.assertNotContains(page, stage.page("draft", self.play, "who"))

    def test_a_question_after_the_grant_does_not_open_it_again(self) -> None:
        self.decide("granted")
        self.play.release("ciara", "aoife", "accept")
        self.play.act("ciara", "ask", question="Which day?")
        self.assertEqual(self.play.case.status, "clarifying")
        self.assertEqual(self.post("facts", facts="Late").status_code, 409)

    def test_while_a_question_waits_before_the_decision_it_is_open(self) -> None:
        self.play.act("tom", "acknowledge")
        self.play.act("ciara", "ask", question="Which day?")
        self.assertEqual(self.post("facts", facts="In time").status_code, 302)

    def test_an_article_13_letter_registered_as_a_serious_crime_is_put_right(self) -> None:
        self.assertEqual(out_of_scope(self.play.case.request), [2])
        self.assertEqual(self.offence().status_code, 302)
        self.assertEqual(out_of_scope(self.play.case.request), [])

    def test_a_ground_that_no_longer_stands_open_leaves_the_sheet(self) -> None:
        self.offence()
        self.decide("refused", ground="DE_MINIMIS", measures=(2,))
        self.assertEqual(Decision.objects.get().ground_id, "DE_MINIMIS")
        self.offence(offence_class="serious", article="")
        line = Decision.objects.get()
        self.assertEqual((line.ground_id, line.reasons), (None, "Reasons"))

    def test_a_correction_voids_a_countersignature_and_the_document_it_was_for(self) -> None:
        self.decide("granted")
        self.play.act("ciara", "propose", remark="")
        letter = self.play.case.letters.get(kind="decision")
        self.play.act("aoife", "countersign", document=letter.rendered_sha256)
        self.assertEqual(self.post("facts", facts="Another account of it.").status_code, 302)
        letter.refresh_from_db()
        self.assertEqual(letter.state, "superseded")
        self.assertIsNotNone(Countersignature.objects.get().voided_at)

    def test_a_measure_can_be_taken_out_until_letters_name_it_by_number(self) -> None:
        first, second = self.play.case.request.measures.all()
        client = stage.browser(self.cast, "ciara")
        path = stage.page("remove_row", self.play, "measures", first.pk)
        self.assertEqual(client.post(path, {"seen_version": 0}).status_code, 302)
        left = self.play.case.request.measures.get()
        self.assertEqual((left.pk, left.number), (second.pk, 1))
        self.play.act("tom", "acknowledge")
        path = stage.page("remove_row", self.play, "measures", second.pk)
        answer = client.post(path, {"seen_version": 1})
        self.assertContains(answer, "known by their numbers", status_code=422)
        self.assertEqual(self.play.case.request.measures.count(), 1)
        self.assertNotContains(client.get(stage.page("draft", self.play, "measures")), path)

    def test_a_translation_of_ours_stays_ours(self) -> None:
        answer = self.post(
            "attachments",
            role="translation",
            language="en",
            file=SimpleUploadedFile("ours.pdf", PDF),
        )
        self.assertEqual(answer.status_code, 302)
        row = Attachment.objects.get()
        self.assertEqual((row.side, row.shared), ("requested", False))

    def decide(self, outcome: str, ground: str = "", measures: tuple[int, ...] = (1, 2)) -> None:
        """Fill in the sheet through its page."""
        if self.play.case.status == "sent":
            self.play.act("tom", "acknowledge")
        given: dict[str, object] = {"version": self.play.case.version, "no_talks_reason": "None."}
        for number in measures:
            given |= {f"m{number}-outcome": outcome, f"m{number}-ground": ground}
            given |= {f"m{number}-reasons": "Reasons", f"m{number}-internal_reasons": "Own"}
        answer = stage.browser(self.cast, "ciara").post(stage.page("sheet", self.play), given)
        self.assertEqual(answer.status_code, 302)
        self.play.rights("ciara")


def out_of_scope(request: Request) -> list[int]:
    """Numbers of the measures that the offences do not open."""
    fresh = Request.objects.select_related("requested__state").get(pk=request.pk)
    measures = list(fresh.measures.select_related("type"))
    offer = offer_of(fresh, measures)
    return [row.number for row in measures if not offer.is_in_scope(row)]


def _two_measures() -> Any:
    kinds = ("stored_data", "information")
    return [(MeasureType.objects.get(pk=kind), f"{kind} in words") for kind in kinds]
