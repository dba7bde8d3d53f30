"""The comparison on its pages: kept, finished, overtaken, superseded, closed to others."""

from typing import Any

from django.urls import reverse

from convention.models import MeasureType
from requests_mla.models import ComparedElement, Comparison, Measure
from tests.requests_mla import stage
from tests.requests_mla.compared import ALL_MET, HELP, NO_HELP, NOT_MET, Compared


class OnThePage(Compared):
    def setUp(self) -> None:
        self.client = stage.browser(self.cast, "ciara")
        self.path = stage.page("criminality", self.play)

    def form(self, version: int, button: str = "save", **written: Any) -> dict[str, Any]:
        data: dict[str, Any] = {"seen_version": version, button: "1"}
        told = self.written(**written)[self.offence]
        data |= {f"o{self.offence}-{name}": value for name, value in told.beside.items()}
        for number, code in enumerate(ALL_MET, start=1):
            prefix = f"o{self.offence}-{number}"
            data |= {f"{prefix}-{name}": value for name, value in told.lines[code].items()}
        return data

    def test_the_elements_stand_beside_what_our_law_requires(self) -> None:
        page = self.client.get(self.path)
        for words in (
            "Without right",
            "Computer Crime Act 2020, section 3: With intent to commit",
            "invented for the demonstration",
            "Files were encrypted on 14 March 2026",
            "read in the Convention",
            "For measure 1.",
        ):
            self.assertContains(page, words)
        self.assertContains(page, '<option value="not_required" selected>', count=2)

    def test_it_is_saved_finished_and_then_read(self) -> None:
        self.assertRedirects(self.client.post(self.path, self.form(0)), self.path)
        done = self.client.post(self.path, self.form(1, "finish"))
        read = stage.page("comparison", self.play, 1)
        self.assertRedirects(done, read)
        self.assertRedirects(self.client.get(self.path), read)
        self.assertContains(self.client.get(read), "punishable here by conduct")

    def test_finishing_too_early_keeps_what_was_typed_and_says_what_is_open(self) -> None:
        answer = self.client.post(self.path, self.form(0, "finish", right={"words": "Later."}))
        self.assertContains(answer, "without right: finding", status_code=422)
        self.assertContains(answer, "Later.", status_code=422)
        self.assertTrue(ComparedElement.objects.filter(words="Later.").exists())

    def test_discretion_stands_on_the_page_of_what_is_not_punishable(self) -> None:
        self.client.post(self.path, self.form(0, "finish", security=NOT_MET, beside=HELP))
        page = self.client.get(stage.page("comparison", self.play, 1))
        self.assertContains(page, "We help anyway")
        self.assertContains(page, "A hospital stands still.")

    def test_somebody_elses_save_is_shown_beside_what_was_typed(self) -> None:
        self.client.post(self.path, self.form(0))
        tom = stage.browser(self.cast, "tom")
        line = {"described": "What Tom read", "finding": "met"}
        tom.post(self.path, self.form(1, right=line, beside={"provision": "Section Tom"}))
        mine = {"described": "What Ciara read", "finding": "met"}
        answer = self.client.post(self.path, self.form(1, right=mine))
        for words in (
            "Tom Keane saved this comparison",
            "What Tom read",
            "What Ciara read",
            "Section Tom",
        ):
            self.assertContains(answer, words, status_code=409)
        version = answer.context["seen"].initial["seen_version"]
        self.client.post(self.path, self.form(version, right=mine))
        self.assertTrue(ComparedElement.objects.filter(described="What Ciara read").exists())

    def test_what_cannot_be_read_comes_back(self) -> None:
        bad = self.form(0) | {f"o{self.offence}-1-finding": "guilty"}
        self.assertContains(self.client.post(self.path, bad), "guilty", status_code=422)
        lost = self.form(0, right={"words": "Kept words"}) | {"seen_version": "x"}
        self.assertContains(self.client.post(self.path, lost), "Kept words", status_code=422)
        self.assertFalse(Comparison.objects.exists())

    def test_a_new_one_is_begun_from_the_page_of_the_finished_one(self) -> None:
        self.finish()
        begun = self.client.post(stage.page("criminality_anew", self.play))
        self.assertRedirects(begun, self.path)
        self.assertContains(self.client.get(self.path), "Earlier comparisons")
        self.assertContains(
            self.client.get(stage.page("comparison", self.play, 1)), "Go on with the new comparison"
        )

    def test_a_draft_is_no_finished_comparison_to_read(self) -> None:
        self.save()
        for number in (1, 7, 10**19):
            path = stage.page("comparison", self.play, number)
            self.assertEqual(self.client.get(path).status_code, 404)
        orla = stage.browser(self.cast, "orla")
        self.assertContains(orla.get(self.path), "No comparison was finished")
        self.assertEqual(orla.post(self.path, self.form(1)).status_code, 403)

    def test_nobody_of_the_other_side_and_no_executing_officer_opens_it(self) -> None:
        self.finish()
        for name in ("youssef", "leila", "karim", "declan"):
            with self.subTest(name):
                client = stage.browser(self.cast, name)
                for path in (self.path, stage.page("comparison", self.play, 1)):
                    self.assertIn(client.get(path).status_code, {403, 404})
                self.assertIn(client.post(self.path, self.form(1)).status_code, {403, 404})

    def test_where_it_is_not_asked_the_page_says_why_and_has_no_form(self) -> None:
        kind = MeasureType.objects.get(pk="preservation")
        Measure.objects.filter(request_id=self.play.case.pk).update(type=kind)
        page = self.client.get(self.path)
        self.assertContains(page, "Dual criminality is not asked here")
        self.assertContains(page, "42(4)")
        self.assertNotContains(page, "<textarea")
        self.assertEqual(self.client.post(self.path, self.form(0)).status_code, 409)
        case = self.client.get(stage.page("case", self.play))
        self.assertContains(case, "Not asked for any measure")

    def test_case_page_and_sheet_say_how_it_stands_and_lead_to_it(self) -> None:
        case, sheet = stage.page("case", self.play), stage.page("sheet", self.play)
        for path in (case, sheet):
            self.assertContains(self.client.get(path), f'href="{self.path}"')
        self.assertContains(self.client.get(sheet), "cannot be chosen: The offences have not been")
        self.assertNotContains(self.client.get(sheet), 'value="NO_DUAL_CRIMINALITY"')
        self.finish(security=NOT_MET, beside=NO_HELP)
        self.assertContains(self.client.get(case), "not punishable here")
        self.assertContains(self.client.get(sheet), 'value="NO_DUAL_CRIMINALITY"')
        self.assertNotContains(self.client.get(sheet), "cannot be chosen")

    def test_a_request_without_offences_says_what_to_do(self) -> None:
        self.play.case.request.offences.all().delete()
        self.assertContains(self.client.get(self.path), "The request names no offence")

    def test_the_states_page_shows_what_it_requires_with_source_and_mark(self) -> None:
        page = self.client.get(reverse("convention:state", args=["XB"])).content.decode()
        panel = page[page.index("What it requires of an offence") :]
        for words in (
            "Article 9, Interference with electronic data",
            "Required: serious harm",
            "Computer Crime Act 2020, section 5",
            "since 1 January 2021",
            "invented for the demonstration",
            "Not required: a security measure is infringed",
            "Limited to: not certain consensual private material",
            "No such limit: a real person",
        ):
            self.assertIn(words, panel)
        azerbaijan = self.client.get(reverse("convention:state", args=["AZ"]))
        self.assertContains(azerbaijan, "Declared: Interference with data is an offence only where")
        france = self.client.get(reverse("convention:state", args=["FR"]))
        self.assertContains(france, "Nothing is recorded of what its law adds")
