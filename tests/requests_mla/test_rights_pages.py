"""The rights record on its pages: kept, finished, overtaken, seconded."""

from typing import Any

from django.test import Client

from requests_mla.models import RightsAnswer, RightsRecord
from tests.requests_mla import stage
from tests.requests_mla.kept import CLEAR, GRAVE, Kept
from workflow.choices import Side


class Paged(Kept):
    """Ciara's browser on the page of the draft."""

    def setUp(self) -> None:
        self.client = stage.browser(self.cast, "ciara")
        self.path = stage.page("rights", self.play)

    def form(self, version: int, button: str = "save", **others: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = {"seen_version": version, button: "1"}
        for code, given in self.answers(**others).items():
            data |= {f"{code.lower()}-{name}": value or "" for name, value in given.items()}
        return data


class OnThePage(Paged):
    def test_a_record_is_saved_finished_and_then_read(self) -> None:
        self.assertContains(self.client.get(self.path), "Is it good-faith security research")
        saved = self.client.post(self.path, self.form(0))
        self.assertRedirects(saved, self.path)
        done = self.client.post(self.path, self.form(1, "finish"))
        self.assertRedirects(done, stage.page("rights_record", self.play, 1))
        self.assertRedirects(self.client.get(self.path), stage.page("rights_record", self.play, 1))

    def test_finishing_too_early_keeps_what_was_typed_and_links_what_is_open(self) -> None:
        answer = self.client.post(self.path, self.form(0, "finish", HR_10={"finding": "concern"}))
        self.assertContains(answer, 'href="#hr-10"', status_code=422)
        self.assertContains(answer, "one question is open", status_code=422)
        self.assertTrue(RightsAnswer.objects.filter(question="HR-10", finding="concern").exists())

    def test_somebody_elses_save_is_shown_beside_what_was_typed(self) -> None:
        self.client.post(self.path, self.form(0))
        tom = stage.browser(self.cast, "tom")
        tom.post(self.path, self.form(1, HR_01={**CLEAR, "source": "What Tom read"}))
        typed = {**CLEAR, "source": "What Ciara read"}
        answer = self.client.post(self.path, self.form(1, HR_01=typed))
        for words in ("Tom Keane saved this record", "What Tom read", "What Ciara read"):
            self.assertContains(answer, words, status_code=409)
        version = answer.context["seen"].initial["seen_version"]
        self.client.post(self.path, self.form(version, HR_01=typed))
        self.assertTrue(RightsAnswer.objects.filter(source="What Ciara read").exists())

    def test_what_cannot_be_read_comes_back(self) -> None:
        bad = self.form(0) | {"hr-01-source_date": "31.31.2026", "hr-04-finding": "guilty"}
        self.assertContains(self.client.post(self.path, bad), "31.31.2026", status_code=422)
        lost = self.form(0) | {"seen_version": "x", "hr-01-source": "Kept words"}
        self.assertContains(self.client.post(self.path, lost), "Kept words", status_code=422)
        self.assertFalse(RightsRecord.objects.filter(side=Side.REQUESTED).exists())

    def test_the_second_officer_agrees_or_returns_on_the_page(self) -> None:
        record = self.finish(HR_11=GRAVE)
        aoife = stage.browser(self.cast, "aoife")
        read = stage.page("rights_record", self.play, 1)
        said = stage.page("rights_second", self.play, 1)
        self.assertContains(aoife.get(read), "You are the second officer")
        self.assertNotContains(self.client.get(read), "You are the second officer")
        silent = aoife.post(said, {"digest": record.digest, "return": "1"})
        self.assertContains(silent, "Say what should be looked at again", status_code=422)
        other = self.client.post(said, {"digest": record.digest, "agree": "1"})
        self.assertEqual(other.status_code, 403)
        aoife.post(said, {"digest": record.digest, "return": "1", "remark": "Which prison?"})
        self.assertContains(self.client.get(self.path), "Which prison?")
        self.client.post(self.path, self.form(0, "finish", HR_11=GRAVE))
        record = RightsRecord.objects.get(side="requested", number=2)
        aoife.post(stage.page("rights_second", self.play, 2), {"digest": record.digest})
        self.assertTrue(self.now().is_agreed)

    def test_a_new_one_is_begun_from_the_page_of_the_finished_one(self) -> None:
        self.finish()
        begun = self.client.post(stage.page("rights_anew", self.play))
        self.assertRedirects(begun, self.path)
        self.assertContains(self.client.get(self.path), "Earlier records")

    def test_the_case_page_says_how_it_stands(self) -> None:
        case = stage.page("case", self.play)
        self.assertContains(self.client.get(case), "not begun")
        self.finish(HR_11=GRAVE)
        self.assertContains(self.client.get(case), "waits for a second liaison officer")
        anybody = Client()
        self.assertEqual(anybody.get(self.path).status_code, 302)

    def test_a_draft_is_no_finished_record_to_read(self) -> None:
        self.save()
        for path in (stage.page("rights_record", self.play, n) for n in (1, 7, 10**19)):
            self.assertEqual(self.client.get(path).status_code, 404)
        self.assertContains(stage.browser(self.cast, "orla").get(self.path), "No rights record was")


class SavesItself(Paged):
    """The page saves while somebody writes, in the way of the steps of a draft."""

    def keeps(self, version: int, **others: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post(
            self.path, self.form(version, "save", **others), headers={"X-Autosave": "yes"}
        )
        told: dict[str, Any] = answer.json()
        return {"status": answer.status_code, **told}

    def test_the_page_carries_what_the_script_needs(self) -> None:
        page = self.client.get(self.path)
        for part in ("js/autosave.js", "data-autosave", "data-save-state", 'data-part="so_far"'):
            self.assertContains(page, part)

    def test_what_is_typed_is_kept_and_told_once(self) -> None:
        first = self.keeps(0)
        self.assertEqual((first["status"], first["state"], first["version"]), (200, "saved", 1))
        second = self.keeps(1, HR_01={**CLEAR, "source": "Typed later"})
        self.assertEqual((second["state"], second["version"]), ("saved", 2))
        self.assertIn("Overall risk as saved", second["parts"]["so_far"])
        self.assertTrue(RightsAnswer.objects.filter(source="Typed later").exists())
        self.assertEqual(self.told().count("rights.save"), 1)
        self.client.post(self.path, self.form(2))
        self.assertEqual(self.told().count("rights.save"), 2)
        self.keeps(3, HR_01={**CLEAR, "source": "Once more"})
        self.assertEqual(self.told().count("rights.save"), 3)

    def test_what_a_colleague_saved_is_not_overwritten(self) -> None:
        self.keeps(0)
        self.save("tom", 1, HR_01={**CLEAR, "source": "What Tom read"})
        told = self.keeps(1, HR_01={**CLEAR, "source": "What Ciara read"})
        self.assertEqual((told["status"], told["state"]), (409, "overtaken"))
        self.assertIn("Tom Keane saved this record", told["said"])
        self.assertTrue(RightsAnswer.objects.filter(source="What Tom read").exists())

    def test_what_cannot_be_kept_says_why(self) -> None:
        bad = self.form(0) | {"hr-01-source_date": "31.31.2026"}
        answer = self.client.post(self.path, bad, headers={"X-Autosave": "yes"})
        self.assertEqual((answer.status_code, answer.json()["state"]), (422, "declined"))
        self.finish()
        told = self.keeps(0)
        self.assertEqual((told["status"], told["state"]), (409, "refused"))
        self.assertIn("Begin a new one", told["said"])
