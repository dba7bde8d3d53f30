"""Evidence: who adds it and takes it back, tested where nobody can slip in between."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Event
from audit.words import words_of
from evidence.models import Exhibit
from requests_mla.serializers.pictures import requested_picture, requesting_picture
from requests_mla.services import exhibits
from requests_mla.services.executing import executors
from tests import cast as house
from tests.requests_mla import stage
from workflow.choices import Side
from workflow.refusals import Missing, NotFromHere, NotYours


class EvidenceOfARequest(stage.Staged):
    """A case at work in Belmara with one file that waits for delivery."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.executing(cls.cast, at)
        cls.play.exhibit("declan", "log.csv", b"1;2\n", about="The log", measure=1)

    def withdraw(self, name: str, number: int = 1, **given: str) -> Any:
        path = stage.page("withdraw_exhibit", self.play, number)
        return stage.browser(self.cast, name).post(path, given)

    def add(self, name: str, case: Any = None) -> Exhibit:
        return exhibits.add_exhibit(
            actor=self.cast.actors[name],
            case=case or self.play.case,
            upload=SimpleUploadedFile("late.csv", b"3;4\n"),
            description="Late",
            measure_number=1,
        )

    def test_it_is_taken_back_with_a_reason_that_only_the_own_side_reads(self) -> None:
        page = stage.page("case", self.play) + "?tab=evidence"
        self.assertContains(stage.browser(self.cast, "declan").get(page), "Withdraw exhibit 1")
        answer = self.withdraw("declan", reason="PRIVATE: of another case")
        self.assertRedirects(answer, page, fetch_redirect_response=False)
        found = Exhibit.objects.get()
        self.assertIsNotNone(found.withdrawn_at)
        self.assertContains(stage.browser(self.cast, "ciara").get(page), "PRIVATE: of another case")
        self.assertNotContains(stage.browser(self.cast, "youssef").get(page), "PRIVATE")
        self.assertEqual(
            stage.browser(self.cast, "ciara").get(stage.page("exhibit", self.play, 1)).status_code,
            404,
        )
        told = Event.objects.get(verb="exhibit.withdraw")
        self.assertEqual(words_of(told), "Exhibit 1 taken back")
        self.assertIn("Declan Moore", told.payload)
        self.assertNotIn("PRIVATE", told.payload)

    def test_without_a_reason_it_stays_and_the_form_comes_back_open(self) -> None:
        answer = self.withdraw("declan", reason=" ")
        self.assertContains(answer, '<details class="details no-print" open>', status_code=422)
        self.assertIsNone(Exhibit.objects.get().withdrawn_at)

    def test_only_who_may_add_may_take_back(self) -> None:
        for name in ("aoife", "orla", "youssef", "karim"):
            with self.subTest(who=name):
                self.assertEqual(self.withdraw(name, reason="No").status_code, 403)
                page = stage.browser(self.cast, name).get(
                    stage.page("case", self.play) + "?tab=evidence"
                )
                self.assertNotContains(page, "Withdraw exhibit")
        self.assertIsNone(Exhibit.objects.get().withdrawn_at)

    def test_what_was_delivered_stays(self) -> None:
        self.play.act("ciara", "deliver_part")
        answer = self.withdraw("declan", reason="Too late")
        self.assertContains(answer, "was delivered", status_code=409)
        self.assertContains(answer, "Too late", status_code=409)
        page = stage.browser(self.cast, "declan").get(
            stage.page("case", self.play) + "?tab=evidence"
        )
        self.assertNotContains(page, "Withdraw exhibit")

    def test_an_exhibit_that_is_not_there_is_not_found(self) -> None:
        self.assertEqual(self.withdraw("declan", 7, reason="Which?").status_code, 404)
        with self.assertRaises(Missing):
            exhibits.withdraw_exhibit(
                actor=self.cast.actors["declan"], case=self.play.case, number=7, reason="Which?"
            )

    def test_the_rule_is_looked_at_on_the_case_as_it_stands_and_not_as_it_was_read(self) -> None:
        old = self.play.case
        self.play.act("youssef", "withdraw", reasons="No longer needed")
        with self.assertRaises(NotFromHere):
            self.add("declan", case=old)
        with self.assertRaises(NotFromHere):
            exhibits.withdraw_exhibit(
                actor=self.cast.actors["declan"], case=old, number=1, reason="Late"
            )
        self.assertEqual(Exhibit.objects.count(), 1)

    def test_the_roles_are_the_same_for_a_page_and_a_service(self) -> None:
        for name in ("aoife", "orla", "youssef", "niamh"):
            with self.subTest(who=name), self.assertRaises(NotYours):
                self.add(name)
        self.assertEqual(self.add("ciara").number, 2)

    def test_page_and_api_show_a_side_the_same_exhibits(self) -> None:
        self.play.exhibit("declan", "two.csv", b"5;6\n", about="Two", measure=1)
        self.withdraw("declan", reason="Twice")
        case = self.play.case
        pictures = {
            Side.REQUESTED: requested_picture(case),
            Side.REQUESTING: requesting_picture(case),
        }
        for side, numbers in ((Side.REQUESTED, [2]), (Side.REQUESTING, [])):
            with self.subTest(side=side):
                seen = exhibits.standing_exhibits(case, side)
                self.assertEqual([row.number for row in seen], numbers)
                self.assertEqual([row.number for row in pictures[side]["exhibits"]], numbers)

    def test_a_note_is_refused_by_the_service_too(self) -> None:
        with self.assertRaises(NotYours):
            self.play.note("orla", Side.REQUESTED, "An auditor writes nothing")


class EvidenceThatCameByPost(stage.Staged):
    """Whoever asks a State that is reached by post enters and sees its evidence."""

    def test_the_asking_side_keeps_it(self) -> None:
        cast, at = stage.gathered()
        play = stage.Play(cast, at).draft("ciara", "XD", "By post")
        case = play.case
        type(case).objects.filter(pk=case.pk).update(status="executing")
        self.assertTrue(exhibits.may_add_exhibit(cast.actors["ciara"], play.case))
        play.exhibit("ciara", "answer.csv", b"1;2\n", about="Answer", measure=1)
        seen = {side: exhibits.exhibits_seen(play.case, side).count() for side in (*Side, None)}
        self.assertEqual(seen, {Side.REQUESTING: 1, Side.REQUESTED: 1, None: 0})


class AStateWithoutAnExecutingAuthority(stage.Staged):
    """Costaria has none: its central authority executes itself."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        play = cls.play = stage.Play(cls.cast, at)
        play.request = house.drafted(cls.cast, to="XC", at=at).request
        play.send("youssef", "leila")
        play.act("lucia", "acknowledge")
        play.decide("lucia", {1: {"outcome": "granted"}})
        play.release("lucia", "mateo", "accept")

    def assign(self, authority: int) -> Any:
        path = stage.page("act", self.play, "assign")
        given = {"version": self.play.case.version, "executing_authority": authority}
        return stage.browser(self.cast, "lucia").post(path, given)

    def test_it_assigns_itself_reports_and_delivers(self) -> None:
        page = stage.browser(self.cast, "lucia").get(stage.page("act", self.play, "assign"))
        self.assertContains(page, "ourselves: Office of Technical Assistance")
        self.assertEqual(self.assign(self.cast.central["XC"].pk).status_code, 302)
        self.assertEqual(self.play.case.status, "executing")
        self.play.exhibit("lucia", "log.csv", b"1;2\n", about="The log", measure=1)
        self.play.act("lucia", "report", measure="1", result="done")
        self.play.act("lucia", "deliver")
        self.assertEqual(self.play.case.status, "answered")

    def test_nobody_elses_authority_can_be_chosen(self) -> None:
        for authority in (self.cast.central["XA"], self.cast.executing["XB"]):
            with self.subTest(authority=authority):
                self.assertEqual(self.assign(authority.pk).status_code, 422)
                with self.assertRaises(Missing):
                    self.play.act("lucia", "assign", executing_authority=authority)
        self.assertEqual(self.play.case.status, "accepted")


class TheChoiceOfExecutors(stage.Staged):
    """Where there are executing authorities, the own office comes last."""

    def test_ourselves_come_last(self) -> None:
        cast, at = stage.gathered()
        request = stage.drafted(cast, at).case.request
        found = list(executors(request))
        self.assertEqual(found, [cast.executing["XB"], cast.central["XB"]])
