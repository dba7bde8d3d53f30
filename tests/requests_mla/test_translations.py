"""The translation that the asking side writes beside the texts of its draft."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from django.test import SimpleTestCase
from django.urls import reverse
from django.utils.translation import override

from convention.languages import direction_of
from convention.models import State
from documents.typography import direction_within, parts_of
from evidence import store
from requests_mla.completeness import Gap, content_of, digest_of, gaps, translation_of
from requests_mla.letters import bilingual
from requests_mla.letters.pages import content
from requests_mla.models import Measure, Request, TranslatedText, WrittenTranslation
from requests_mla.serializers.sides import request_as_json
from requests_mla.services import drafting
from requests_mla.services.rules import Wording, add_rule
from requests_mla.services.translating import save_translation
from requests_mla.translated.standing import Standing, standing_of
from tests import cast as house
from tests.documents.letters import text_of, words_of
from tests.requests_mla import stage
from tests.requests_mla.test_autosave import Page
from workflow.choices import Side
from workflow.models import Letter

FACTS = "شُفرت الملفات في 14 آذار/مارس 2026."
TRANSLATION = {
    "title": "برامج فدية في المستشفى",
    "nature": "تحقيق في تشفير سجلات مستشفى.",
    "conducting_functions": "يدير التحقيق",
    "purpose": "تحديد هوية المسؤولين.",
    "facts": FACTS,
    "offences.provision": "قانون العقوبات، المادة 199.",
    "measures.description": "تسليم سجل الجلسات.",
    "measures.necessity": "السجل وحده يبين من كان هناك.",
    "safeguards": "ولن يكشف تدبير أخف عن الحساب.",
}


class Translated(stage.Staged):
    """Youssef's draft in English to Belmara, which accepts Arabic and French only."""

    measures = 1

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        State.objects.filter(pk="XB").update(languages=["ar", "fr"])
        cls.play = stage.drafted(cls.cast, cls.at, measures=cls.measures)

    @property
    def request(self) -> Request:
        return Request.objects.select_related("case", "requested__state").get(pk=self.play.case.pk)

    @property
    def standing(self) -> Standing:
        return standing_of(content_of(self.request))

    @property
    def digest(self) -> str:
        return digest_of(content_of(self.request))

    def gap(self) -> Gap | None:
        found = (gap for gap in gaps(content_of(self.request)) if gap.code == "MLA.language")
        return next(found, None)

    def translate(self, columns: Mapping[str, str] | None = None, **more: Any) -> None:
        """Write these texts, all of them if none are given, by their columns."""
        wanted = TRANSLATION if columns is None else columns
        sources = [pair.source for pair in self.standing.pairs]
        placed = {one.place: wanted[one.column] for one in sources if one.column in wanted}
        values = {"language": "ar", "by": "", "certified": False, "note": "", "shown": {}}
        self.play.save(
            "youssef",
            "translation",
            lambda found: save_translation(found, **{**values, "texts": placed, **more}),
        )


class WhatIsTranslated(Translated):
    """The texts, and what becomes of them."""

    measures = 2

    def test_the_texts_of_people_are_listed_and_nothing_that_stays_at_home(self) -> None:
        person = self.request.persons.get()
        person.nationality, person.note = "Arvenian", "a note of ours"
        person.save()
        self.request.persons.create(role="victim", names="X", location="hidden", unnamed=True)
        self.play.write("youssef", "who", basis_reason="our reason")
        listed = {pair.source.path: pair.source for pair in self.standing.pairs}
        self.assertLessEqual(
            {
                "title",
                "facts",
                "proceedings.nature",
                "measures.2.necessity",
                "persons.1.nationality",
            },
            listed.keys(),
        )
        said = [source.text for source in listed.values()]
        for own in ("a note of ours", "hidden", "our reason"):
            self.assertNotIn(own, said)
        self.assertTrue(listed["measures.1.target"].may_stay)
        self.assertEqual(listed["measures.2.description"].label, "Measure 2: what should be done")

    def test_what_several_rows_say_is_translated_once(self) -> None:
        first, second = (
            pair.source.place for pair in self.standing.pairs if "necessity" in pair.source.place
        )
        self.translate({}, texts={first: "السجل وحده"})
        self.assertEqual(TranslatedText.objects.get(place=second).text, "السجل وحده")

    def test_rows_keep_their_translation_when_measures_are_numbered_anew(self) -> None:
        last = self.request.measures.get(number=2)
        last.necessity = "The second reason."
        last.save()
        place = f"measures.{last.pk}.necessity"
        self.translate({}, texts={place: "السبب الثاني"})
        self.request.measures.get(number=1).delete()
        Measure.objects.filter(pk=last.pk).update(number=1)
        said = self.standing.said
        assert said
        self.assertEqual(said["texts"], {"measures.1.necessity": "السبب الثاني"})

    def test_an_original_that_changes_is_seen_until_somebody_looks_again(self) -> None:
        self.translate()
        self.assertTrue(self.standing.is_complete)
        self.play.write("youssef", "facts", facts="Files were encrypted on 15 March.")
        self.assertEqual([one.place for one in self.standing.outdated], ["facts"])
        said = self.standing.said
        assert said
        self.assertNotIn("facts", said["texts"])
        # Saved again without a touch it is as old as before.
        self.translate()
        self.assertFalse(self.standing.is_complete)
        self.translate(still_true={"facts"})
        self.assertTrue(self.standing.is_complete)

    def test_a_translation_is_bound_to_the_original_that_its_writer_saw(self) -> None:
        seen = {pair.source.place: pair.source.sha256 for pair in self.standing.pairs}
        self.play.write("youssef", "facts", facts="Changed while somebody translated.")
        self.translate(shown=seen)
        self.assertEqual([one.place for one in self.standing.outdated], ["facts"])

    def test_the_way_a_browser_ends_lines_is_no_change(self) -> None:
        self.play.write("youssef", "facts", facts="One.\n\nTwo.")
        self.translate()
        self.play.write("youssef", "facts", facts="One.\r\n\r\nTwo.\r\n")
        self.assertTrue(self.standing.is_complete)

    def test_an_emptied_box_takes_the_translation_away_and_the_others_stay(self) -> None:
        self.translate()
        self.translate({"purpose": ""})
        self.assertEqual([one.place for one in self.standing.missing], ["purpose"])

    def test_a_translation_into_the_language_of_the_request_is_none(self) -> None:
        self.translate(language="fr")
        self.play.write("youssef", "attachments", language="fr")
        self.assertIsNone(translation_of(self.request))


class Completeness(Translated):
    """What the draft lacks, and what its document says."""

    def test_a_whole_translation_satisfies_the_rule_and_half_a_one_says_what_is_left(self) -> None:
        gap = self.gap()
        assert gap
        self.assertEqual((gap.step, gap.blocks), ("attachments", True))
        self.translate({"facts": FACTS})
        gap = self.gap()
        assert gap
        self.assertEqual((gap.step, gap.blocks), ("translation", True))
        self.assertIn("not translated yet: Subject, Nature of the case", gap.text)
        self.translate()
        self.assertIsNone(self.gap())
        self.play.write("youssef", "facts", facts="Other facts.")
        gap = self.gap()
        assert gap
        self.assertEqual(gap.text, "Translation: changed after it was translated: Facts")

    def test_beside_an_attached_translation_half_a_one_is_only_told(self) -> None:
        house.translate(self.play, "youssef", "fr")
        self.assertIsNone(self.gap())
        self.translate({"facts": FACTS})
        gap = self.gap()
        assert gap
        self.assertFalse(gap.blocks)

    def test_into_a_language_that_is_not_accepted_it_is_no_help(self) -> None:
        self.translate(language="ru")
        gap = self.gap()
        assert gap
        self.assertIn("Translation into a language that Belmara accepts", gap.text)

    def test_a_rule_that_wants_it_certified_wants_a_name(self) -> None:
        add_rule(
            actor=self.cast.actors["sean"],
            wording=Wording(
                demand="translation",
                words="A certified translation",
                origin="law",
                reference="Act, section 1",
                blocks=True,
                valid_from=self.at.date(),
            ),
        )
        for how, lacking in (
            ({}, {"A certified translation"}),
            (
                {"certified": True},
                {"A certified translation", "Name of whoever certifies the translation"},
            ),
            ({"certified": True, "by": "Amal, sworn translator"}, set()),
        ):
            self.translate(**how)
            with self.subTest(how=how):
                said = {gap.text for gap in gaps(content_of(self.request)) if gap.blocks}
                self.assertEqual(said, lacking)

    def test_what_the_letter_says_of_it_is_in_the_digest_and_the_note_is_not(self) -> None:
        before = self.digest
        self.translate({"facts": FACTS})
        begun = self.digest
        self.assertNotEqual(begun, before)
        self.translate({}, note="our note")
        self.assertEqual(self.digest, begun)
        self.translate({}, by="Amal")
        self.assertNotEqual(self.digest, begun)
        self.translate({"facts": ""}, by="")
        self.assertEqual(self.digest, before)

    def test_an_edit_of_it_under_review_voids_the_document(self) -> None:
        self.translate()
        self.play.rights("youssef")
        self.play.act("youssef", "submit")
        old = self.play.case.letters.latest("number")
        self.translate({"purpose": "غرض آخر."})
        old.refresh_from_db()
        self.assertEqual(old.state, "superseded")
        self.assertIn("غرض آخر.", self.play.case.letters.latest("number").payload)


class InTheLetter(Translated):
    """The payload, the paper, and the pages of both sides."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.play.write("youssef", "facts", facts="The first night.\n\nThe second night.")
        cls().translate(
            {**TRANSLATION, "facts": "الليلة الأولى.\n\nالليلة الثانية."},
            certified=True,
            by="أمل حداد",
        )
        cls.play.send("youssef", "leila")

    def letter(self) -> Letter:
        return self.play.case.letters.get(kind="request", state="signed")

    def test_the_payload_carries_it_and_the_letter_is_in_the_language_that_is_accepted(
        self,
    ) -> None:
        payload = json.loads(self.letter().payload)
        told = payload["translation"]
        self.assertEqual(
            (payload["language"], told["language"], told["certified"], told["by"]),
            ("ar", "ar", True, "أمل حداد"),
        )
        self.assertEqual(told["texts"]["measures.1.description"], "تسليم سجل الجلسات.")
        self.assertEqual(told["names"]["offences.1.name"], "Illegal access")
        self.assertEqual(payload["facts"], "The first night.\n\nThe second night.")

    def test_both_stand_on_the_paper_and_the_column_of_the_original_is_all_in_its_language(
        self,
    ) -> None:
        with TemporaryDirectory() as folder:
            text = text_of(store.bytes_of(self.letter().sha256), Path(folder), order="-layout")
        words = words_of(text)
        self.assertIn("night", words)
        self.assertLessEqual(set(words_of("الليلة الثانية أمل حداد")), set(words))
        self.assertIn("The case is conducted by", " ".join(text.split()))
        self.assertIn("Why measure 1 is needed", " ".join(text.split()))

    def test_paragraphs_that_belong_together_stand_in_one_row(self) -> None:
        with override("ar"):
            payload = json.loads(self.letter().payload)
            sections = content(payload, payload_sha256="0" * 64).sections
        facts = sections[1]
        self.assertEqual(
            [(row.text, row.original) for row in facts.paragraphs],
            [
                ("الليلة الأولى.", "The first night."),
                ("الليلة الثانية.", "The second night."),
            ],
        )
        self.assertEqual([row.direction for row in facts.columns], ["rtl", "ltr"])

    def test_both_sides_read_it_under_the_texts_and_beside_the_letter(self) -> None:
        for name in ("youssef", "aoife"):
            client = stage.browser(self.cast, name)
            case = stage.page("case", self.play)
            for tab, text in (("request", "الليلة الثانية."), ("measures", "تسليم سجل الجلسات.")):
                with self.subTest(name=name, tab=tab):
                    page = client.get(case, {"tab": tab})
                    self.assertContains(page, text)
                    self.assertContains(page, "certified translation, Arabic")
                    self.assertContains(page, '<div class="prose" lang="ar" dir="rtl">')
            page = client.get(stage.page("reading", self.play))
            self.assertContains(page, "أمل حداد")
            self.assertContains(page, "The second night.")
            self.assertNotContains(page, "No translation is attached")

    def test_programs_read_it(self) -> None:
        told = request_as_json(self.play.case, Side.REQUESTED)["translation"]
        self.assertEqual((told["language"], told["certified"]), ("ar", True))
        self.assertIn({"path": "purpose", "text": "تحديد هوية المسؤولين."}, told["texts"])

    def test_it_can_no_longer_be_changed(self) -> None:
        page = stage.browser(self.cast, "youssef").post(
            stage.page("draft", self.play, "translation"), {"language": "ar", "text.facts": "late"}
        )
        self.assertContains(page, "late", status_code=409)
        self.assertNotIn("late", TranslatedText.objects.values_list("text", flat=True))


class ThePage(Translated):
    """The step of the draft."""

    def open(self, name: str = "youssef") -> Page:
        return Page(stage.browser(self.cast, name), stage.page("draft", self.play, "translation"))

    def typed(self, **texts: str) -> dict[str, Any]:
        shown = {pair.source.place: pair.source.sha256 for pair in self.standing.pairs}
        boxes = {f"text.{place}": text for place, text in texts.items()}
        return {"language": "ar", "by": "", "note": "", "shown": json.dumps(shown), **boxes}

    def test_each_text_stands_beside_a_box_that_runs_as_its_language_does(self) -> None:
        client = stage.browser(self.cast, "youssef")
        page = client.get(stage.page("draft", self.play, "translation"))
        self.assertContains(page, 'lang="en" dir="ltr">Clinic ransomware</div>')
        self.assertContains(page, 'name="text.title" cols="40" rows="2" lang="ar" dir="rtl"')
        self.assertContains(page, "9 of 11 texts are not translated yet")
        self.assertContains(page, "Belmara does not accept requests in English.")
        self.assertNotContains(page, 'value="ru"')

    def test_the_step_is_listed_where_there_is_need_of_it_and_opens_in_any_case(self) -> None:
        client = stage.browser(self.cast, "youssef")
        facts, step = (stage.page("draft", self.play, one) for one in ("facts", "translation"))
        self.assertContains(client.get(facts), f'href="{step}"')
        State.objects.filter(pk="XB").update(languages=["en"])
        self.assertNotContains(client.get(facts), f'href="{step}"')
        attachments = client.get(stage.page("draft", self.play, "attachments"))
        self.assertContains(attachments, f'href="{step}"')
        self.assertContains(client.get(step), "a translation is not needed")

    def test_it_saves_itself_with_the_count_and_the_marks(self) -> None:
        told = self.open().saves_itself(**self.typed(facts=FACTS)).json()
        self.assertEqual(told["state"], "saved")
        self.assertIn("8 of 11", told["parts"]["tally"])
        self.assertEqual(told["parts"]["mark-facts"].strip(), "")
        self.assertIn("not translated yet: Subject", told["parts"]["gaps"])
        self.assertEqual(TranslatedText.objects.get().text, FACTS)

    def test_a_changed_original_is_marked_and_one_tick_keeps_the_translation(self) -> None:
        self.translate()
        self.play.write("youssef", "facts", facts="Changed.")
        page = self.open()
        shown = page.client.get(page.path)
        self.assertContains(shown, "original changed since")
        self.assertContains(shown, "1 was changed after it was translated")
        kept = {"text.facts": FACTS, "still_true.facts": "on"}
        self.assertEqual(page.is_sent(**self.typed(), **kept).status_code, 302)
        self.assertTrue(self.standing.is_complete)

    def test_what_the_page_did_not_show_stays_as_it_is(self) -> None:
        self.translate()
        self.assertEqual(self.open().is_sent(**self.typed(purpose="غرض")).status_code, 302)
        self.assertTrue(self.standing.is_complete)
        self.assertEqual(TranslatedText.objects.get(place="purpose").text, "غرض")

    def test_two_at_once_lose_nothing(self) -> None:
        page = self.open("amina")
        self.translate({"facts": FACTS})
        answer = page.is_sent(**self.typed(facts="ترجمة أخرى"))
        self.assertContains(answer, FACTS, status_code=409)
        self.assertContains(answer, "ترجمة أخرى", status_code=409)
        self.assertEqual(TranslatedText.objects.get().text, FACTS)
        hidden = {"seen_version": answer.context["seen"].initial["seen_version"], "page": uuid4()}
        again = page.client.post(page.path, {**hidden, **self.typed(facts="ترجمة أخرى")})
        self.assertEqual(again.status_code, 302)
        self.assertEqual(TranslatedText.objects.get().text, "ترجمة أخرى")

    def test_nonsense_about_what_was_shown_is_not_believed(self) -> None:
        for shown in ("[]", '{"facts": "0"}', '{"facts": 7}', ""):
            with self.subTest(shown=shown):
                typed = {**self.typed(facts=f"نص {shown}"), "shown": shown}
                self.assertEqual(self.open().is_sent(**typed).status_code, 302)
                self.assertFalse(self.standing.outdated)

    def test_what_was_registered_from_paper_is_not_translated_here(self) -> None:
        case = house.make_paper_request(self.cast, at=self.at).case
        client = stage.browser(self.cast, "ciara")
        attachments, step = (
            reverse("requests:draft", args=[case.pk, one]) for one in ("attachments", "translation")
        )
        self.assertEqual(client.get(step).status_code, 404)
        self.assertNotContains(client.get(attachments), "Write the translation")

    def test_whoever_translated_has_written_on_the_draft(self) -> None:
        self.open("leila").is_sent(**self.typed(facts=FACTS))
        leila = self.cast.actors["leila"].person_id
        self.assertTrue(self.request.drafters.filter(person_id=leila).exists())
        self.assertEqual(WrittenTranslation.objects.count(), 1)
        self.assertEqual(drafting.version_of(self.request, "translation"), 1)


class Words(SimpleTestCase):
    """How translated text is put on paper."""

    def test_a_line_runs_as_its_language_does_if_that_is_in_it(self) -> None:
        for text, usual, way in (
            ("Mailhaven هو مزود الخدمة", "rtl", "rtl"),
            ("one@mailhaven.example", "rtl", "ltr"),
            ("الحساب one", "ltr", "ltr"),
            ("الحساب", "ltr", "rtl"),
            ("2026", "rtl", "ltr"),
        ):
            with self.subTest(text=text):
                self.assertEqual(direction_within(text, usual), way)

    def test_languages_run_their_way(self) -> None:
        codes = ("ar", "ar-EG", "fa", "zh", "en", "")
        ways = ["rtl", "rtl", "rtl", "ltr", "ltr", "ltr"]
        self.assertEqual([direction_of(code) for code in codes], ways)

    def test_parts_are_what_stands_between_blank_lines(self) -> None:
        self.assertEqual(parts_of("a\r\nb\r\n \r\n\r\nc\n"), ["a\nb", "c"])
        self.assertEqual(parts_of(" \n\n "), [])

    def test_texts_are_put_where_their_path_says_and_nowhere_else(self) -> None:
        payload = {
            "facts": "a",
            "offences": [{"provision": "x"}, {"provision": "y"}],
            "measures": [{"number": 3, "description": "z"}],
            "confidential": None,
            "translation": {
                "texts": {
                    "facts": "A",
                    "offences.2.provision": "Y",
                    "measures.3.description": "Z",
                    "measures": "no",
                    "measures.3": "no",
                    "confidential.reason": "no",
                    "unknown": "no",
                }
            },
        }
        found = bilingual.translated(payload)
        self.assertEqual(found["facts"], "A")
        self.assertEqual([row["provision"] for row in found["offences"]], ["x", "Y"])
        self.assertEqual(found["measures"], [{"number": 3, "description": "Z"}])
        self.assertNotIn("unknown", found)
        self.assertEqual(payload["facts"], "a")
