"""The day on a letter that came by post: read where it is recorded, never ahead or too early."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Authority
from audit.moment import pretended
from requests_mla.models import Request
from tests import cast as people
from tests.requests_mla import stage
from workflow.choices import RowState, RungKind
from workflow.models import Case, Clock, Event, Notice, Reminder
from workflow.sweeping import fire_reminders

PDF = b"%PDF-1.7\n%%EOF\n"
MONDAY = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
AUCKLAND = "Pacific/Auckland"


class Recorded(stage.Staged):
    """Dravonia is reached by post; Belmara, in Dublin's zone, records what it writes."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = people.gathered(MONDAY), MONDAY

    def setUp(self) -> None:
        self.officer = stage.browser(self.cast, "ciara")

    def asked(self, at: datetime) -> stage.Play:
        """A request of Dravonia's that was acknowledged, and asked about at that moment."""
        play = stage.Play(self.cast, self.at)
        play.request = people.make_paper_request(self.cast, at=self.at).request
        play.act("ciara", "acknowledge")
        play.at = at
        play.act("ciara", "ask", question="Which account?")
        return play

    def replies(self, play: stage.Play, day: date, *, at: datetime) -> Any:
        given = {
            "version": play.case.version,
            "answer": "The second.",
            "letter_date": day,
            "letter_scan": SimpleUploadedFile("letter.pdf", PDF),
        }
        with pretended(at):
            path = stage.page("act", play, "reply")
            given["seen"] = self.officer.get(path).context["seen_marks"]
            return self.officer.post(path, given)

    def test_a_reply_of_the_day_of_the_question_comes_after_the_question(self) -> None:
        asked = datetime(2026, 9, 8, 15, 20, tzinfo=UTC)
        play = self.asked(asked)
        answer = self.replies(play, asked.date(), at=asked + timedelta(days=6))
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(play.case.events.get(action="reply").happened_at, asked)
        clock = Clock.objects.get(case=play.case, name="decide")
        self.assertEqual((clock.paused_seconds, clock.paused_at), (0, None))

    def test_a_letter_counts_as_written_at_noon_where_it_is_recorded(self) -> None:
        play = self.asked(datetime(2026, 9, 8, 15, 20, tzinfo=UTC))
        self.replies(play, date(2026, 9, 10), at=datetime(2026, 9, 14, 9, tzinfo=UTC))
        written = play.case.events.get(action="reply").happened_at
        self.assertEqual(written, datetime(2026, 9, 10, 11, tzinfo=UTC))  # summer time

    def test_a_letter_of_this_morning_is_not_written_in_the_future(self) -> None:
        play = self.asked(datetime(2026, 9, 8, 15, 20, tzinfo=UTC))
        now = datetime(2026, 9, 10, 7, 30, tzinfo=UTC)
        self.assertEqual(self.replies(play, now.date(), at=now).status_code, 302)
        self.assertEqual(play.case.events.get(action="reply").happened_at, now)

    def test_a_letter_older_than_what_it_answers_is_declined_and_the_day_is_named(self) -> None:
        asked = datetime(2026, 9, 8, 23, 30, tzinfo=UTC)  # the 9th in Dublin
        play = self.asked(asked)
        answer = self.replies(play, date(2026, 9, 8), at=asked + timedelta(days=6))
        self.assertEqual(answer.status_code, 422)
        (said,) = answer.context["form"].errors["letter_date"]
        self.assertIn("“Asked a question” of 9 September 2026", said)
        self.assertContains(answer, "The second.", status_code=422)
        self.assertEqual(play.case.status, "clarifying")

    def test_a_letter_that_answers_nothing_may_cross_one_of_ours(self) -> None:
        play = self.asked(datetime(2026, 9, 8, 15, 20, tzinfo=UTC))
        given = {
            "version": play.case.version,
            "reasons": "Not needed.",
            "letter_date": "2026-09-02",
        }
        path = stage.page("act", play, "withdraw")
        with pretended(datetime(2026, 9, 14, 9, tzinfo=UTC)):
            for day, status in (("2026-08-31", 422), ("2026-09-02", 302)):
                scan = SimpleUploadedFile("letter.pdf", PDF)
                answer = self.officer.post(path, {**given, "letter_date": day, "letter_scan": scan})
                self.assertEqual(answer.status_code, status)
        self.assertEqual(play.case.status, "withdrawn")

    def test_a_reply_to_how_it_stands_is_not_older_than_that_question(self) -> None:
        play = stage.Play(self.cast, self.at)
        play.request = people.drafted(self.cast, to="XD", by="ciara", at=self.at).request
        play.send("ciara", "aoife")
        play.wait(days=3).act("ciara", "status_query")
        path = stage.page("act", play, "status_reply")
        given = {"version": play.case.version, "status_text": "Nearly done."}
        with pretended(self.at + timedelta(days=9)):
            for day, status in (("2026-09-09", 422), ("2026-09-10", 302)):
                scan = SimpleUploadedFile("letter.pdf", PDF)
                answer = self.officer.post(path, {**given, "letter_date": day, "letter_scan": scan})
                self.assertEqual(answer.status_code, status, answer.context)

    def test_today_is_the_day_of_the_authority_that_records(self) -> None:
        Authority.objects.filter(pk=self.cast.central["XB"].pk).update(zone=AUCKLAND)
        play = self.asked(datetime(2026, 9, 7, 15, 20, tzinfo=UTC))
        now = datetime(2026, 9, 9, 20, 0, tzinfo=UTC)  # 8 in the morning of the 10th there
        refused = self.replies(play, date(2026, 9, 11), at=now)
        self.assertEqual(
            refused.context["form"].errors["letter_date"], ["This day has not come yet."]
        )
        self.assertEqual(self.replies(play, date(2026, 9, 10), at=now).status_code, 302)
        written = play.case.events.get(action="reply").happened_at
        self.assertEqual(written.astimezone(ZoneInfo(AUCKLAND)).date(), date(2026, 9, 10))
        self.assertLessEqual(written, now)


class Registered(stage.Staged):
    """A request on paper is entered in Belmara."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = people.gathered(MONDAY), MONDAY

    def form(self, day: str, **more: object) -> dict[str, object]:
        return {
            "sender": Authority.objects.get(state_id="XD", kind="central").pk,
            "title": "Fraud, by post",
            "their_reference": "DRA-77",
            "letter_date": day,
            "letter_scan": SimpleUploadedFile("letter.pdf", PDF),
            "measure": "stored_data",
            **more,
        }

    def register(self, officer: Client, day: str, at: datetime, **more: object) -> Any:
        with pretended(at):
            return officer.post(reverse("requests:paper"), self.form(day, **more))

    def test_a_letter_of_today_is_taken_early_in_the_day_east_of_greenwich(self) -> None:
        Authority.objects.filter(pk=self.cast.central["XB"].pk).update(zone=AUCKLAND)
        officer = stage.browser(self.cast, "ciara")
        now = datetime(2026, 9, 9, 20, 0, tzinfo=UTC)
        self.assertEqual(self.register(officer, "2026-09-11", now).status_code, 422)
        self.assertEqual(self.register(officer, "2026-09-10", now).status_code, 302)
        self.assertEqual(Event.objects.get().happened_at, now)

    def test_a_letter_of_today_that_is_sent_twice_is_one_case(self) -> None:
        officer = stage.browser(self.cast, "ciara")
        with pretended(MONDAY):
            page = officer.get(reverse("requests:paper"))
        once = page.context["form"]["once"].value()
        for second in (0, 3):
            at = MONDAY + timedelta(seconds=second)
            self.register(officer, "2026-09-07", at, once=once)
        self.assertEqual(Case.objects.count(), 1)

    def test_a_letter_that_lay_about_is_overdue_once(self) -> None:
        officer = stage.browser(self.cast, "ciara")
        self.register(officer, "2026-07-01", MONDAY)
        waiting = Reminder.objects.filter(state=RowState.WAITING)
        kinds = set(waiting.values_list("kind", flat=True))
        self.assertEqual(kinds, {RungKind.OVERDUE, RungKind.ESCALATED})
        with pretended(MONDAY + timedelta(minutes=1)):
            self.assertEqual([fire_reminders(), fire_reminders()], [2, 0])
        self.assertEqual(Notice.objects.filter(reminder__isnull=False).count(), 1)
        self.assertTrue(Request.objects.get().received_on_paper)
