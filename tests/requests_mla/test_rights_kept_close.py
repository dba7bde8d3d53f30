"""A rights record is discarded, read and waited for: who learns of it, and what is recorded."""

from datetime import timedelta

from django.core import mail

from audit import moment
from audit.models import Event
from audit.moment import pretended
from audit.words import details_of, words_of
from desk.models import InboxEntry
from desk.services import deliver_notices
from requests_mla.choices import RecordState
from requests_mla.models import RightsAnswer, RightsRecord
from requests_mla.services import rights
from tests.post import at_once
from tests.requests_mla import stage
from tests.requests_mla.kept import CLEAR, GRAVE, Kept
from workflow.models import Notice
from workflow.refusals import NotFromHere, NotYours


class Discarding(Kept):
    def discard(self, name: str, seen: int) -> None:
        rights.discard(actor=self.cast.actors[name], case=self.play.case, seen_version=seen)

    def test_a_record_begun_anew_is_discarded_and_the_finished_one_stands(self) -> None:
        self.finish()
        self.assertFalse(self.now().has_draft)
        rights.begin_anew(actor=self.cast.actors["ciara"], case=self.play.case)
        client = stage.browser(self.cast, "ciara")
        page = client.get(stage.page("rights", self.play))
        self.assertContains(page, "The finished record stays in force.")
        seen = page.context["seen"].initial["seen_version"]
        done = client.post(stage.page("rights_discard", self.play), {"seen_version": seen})
        self.assertRedirects(done, stage.page("rights_record", self.play, 1))
        now = self.now()
        self.assertEqual((now.has_draft, now.is_finished, now.missing), (False, True, ()))
        self.assertEqual(self.told()[-3:], ["rights.open", "rights.discard", "rights.read"])

    def test_a_first_draft_goes_with_its_answers(self) -> None:
        draft = self.save()
        self.discard("tom", draft.version)
        rows = RightsAnswer.objects.filter(record__side="requested")
        self.assertFalse(rows.exists())
        with self.assertRaises(NotFromHere):
            self.discard("tom", draft.version)

    def test_what_a_colleague_saved_meanwhile_is_not_thrown_away_unread(self) -> None:
        draft = self.save()
        self.save("tom", draft.version, HR_01={**CLEAR, "source": "Another"})
        answer = stage.browser(self.cast, "ciara").post(
            stage.page("rights_discard", self.play), {"seen_version": draft.version}, follow=True
        )
        self.assertContains(answer, "Tom Keane saved the draft meanwhile")
        self.assertTrue(RightsAnswer.objects.filter(source="Another").exists())

    def test_a_finished_record_is_not_discarded_and_others_discard_nothing(self) -> None:
        self.finish()
        with self.assertRaises(NotFromHere):
            self.discard("ciara", 1)
        with self.assertRaises(NotYours):
            self.discard("declan", 1)
        self.assertTrue(
            RightsRecord.objects.filter(side="requested", state=RecordState.FINISHED).exists()
        )


class Reading(Kept):
    def lines(self, act: str) -> list[tuple[str, object]]:
        rows = Event.objects.filter(case_id=self.play.case.pk, verb=f"rights.{act}", state="XB")
        return [
            (row.person_name, (details_of(row) or {})["listed"]) for row in rows.order_by("seq")
        ]

    def test_opening_a_draft_is_recorded_once_for_each_person_in_ten_minutes(self) -> None:
        self.save()
        now = moment.now()
        for name, later in (("ciara", 0), ("ciara", 9), ("tom", 9), ("ciara", 11)):
            with pretended(now + timedelta(minutes=later)):
                stage.browser(self.cast, name).get(stage.page("rights", self.play))
        self.assertEqual(
            self.lines("open"), [("Ciara Doyle", []), ("Tom Keane", []), ("Ciara Doyle", [])]
        )
        line = Event.objects.filter(verb="rights.open").latest("seq")
        self.assertEqual(words_of(line), "Rights record 1: draft opened")

    def test_remarks_on_earlier_records_are_read_with_what_is_opened(self) -> None:
        record = self.finish(HR_11=GRAVE)
        self.second(record, self.cast.actors["aoife"], says=rights.return_record, remark="Why?")
        stage.browser(self.cast, "ciara").get(stage.page("rights", self.play))
        self.assertEqual(self.lines("open"), [("Ciara Doyle", [1])])
        rights.discard(actor=self.cast.actors["ciara"], case=self.play.case, seen_version=0)
        page = stage.browser(self.cast, "ciara").get(stage.page("rights", self.play))
        self.assertContains(page, "Why?")
        self.assertEqual(self.lines("list"), [("Ciara Doyle", [1])])

    def test_an_empty_page_is_nothing_to_record(self) -> None:
        stage.browser(self.cast, "ciara").get(stage.page("rights", self.play))
        self.assertEqual(self.told(), [])


class History(Kept):
    def test_only_who_may_read_the_record_reads_its_lines(self) -> None:
        record = self.finish(HR_11=GRAVE)
        self.second(record, self.cast.actors["aoife"])
        self.play.decide("ciara", {1: {"outcome": "granted"}})
        self.play.release("ciara", "aoife", "accept")
        self.play.act("ciara", "assign", executing_authority=self.cast.executing["XB"])
        for name, reads in (("ciara", True), ("aoife", True), ("orla", True), ("declan", False)):
            page = stage.browser(self.cast, name).get(stage.page("history", self.play))
            with self.subTest(who=name):
                self.assertContains(page, "Decision sheet saved")
                self.assertEqual("Rights record" in page.content.decode(), reads)
                self.assertEqual("a second officer agreed" in page.content.decode(), reads)


class Waiting(Kept):
    def notices(self) -> list[Notice]:
        return list(Notice.objects.filter(case=self.play.case, subject="rights_second"))

    def test_the_liaison_officers_of_the_own_side_are_told_that_one_waits(self) -> None:
        self.finish(HR_11=GRAVE)
        (notice,) = self.notices()
        self.assertEqual((notice.side, notice.roles), ("requested", ["liaison_officer"]))
        at_once()
        deliver_notices()
        rows = InboxEntry.objects.filter(notice=notice)
        told = set(rows.values_list("person__name", flat=True))
        self.assertEqual(told, {self.cast.actors["aoife"].name})
        inbox = stage.browser(self.cast, "aoife").get("/inbox/")
        self.assertContains(inbox, "The rights record waits for a second liaison officer.")
        (message,) = [one for one in mail.outbox if "Something waits for you" in one.subject]
        self.assertNotIn("rights", str(message.message()).lower())

    def test_nobody_is_told_where_nobody_is_needed(self) -> None:
        self.finish()
        self.assertEqual(self.notices(), [])
