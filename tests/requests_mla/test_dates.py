"""Dates given more time, consents that end, evidence to look at again, oral requests, silence."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import TestCase
from django.urls import reverse

import audit.models
from audit.moment import pretended
from config.demonstration.play import Play
from convention.models import MeasureType
from requests_mla.services import opening, reminding
from tests import cast
from tests.cast import act, gathered, make_request
from workflow.choices import RowState, Side, StepKind
from workflow.models import Clock, Notice, Reminder
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.sweeping import fire_reminders, lapse

from .stage import browser

AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)  # a Tuesday


def running(play: Play, name: str) -> Clock:
    """The open clock of that name."""
    return play.case.clocks.get(name=name, stopped_at=None)


class MoreTime(TestCase):
    """Belmara owes a decision by 29 September and takes more time."""

    play: Play

    @classmethod
    def setUpTestData(cls) -> None:
        cls.play = make_request(gathered(AT), status="received", at=AT)

    def extend(self, who: str, until: date, clock: str = "decide", action: str = "extend") -> Any:
        given: dict[str, Any] = {
            "clock": clock,
            "extended_until": until,
            "reasons": "The annex has 38 lines.",
        }
        return act(self.play, who, action, **given)

    def test_the_other_side_is_told_and_both_read_why(self) -> None:
        before = running(self.play, "decide").due_at
        self.extend("ciara", date(2026, 10, 16))
        clock = running(self.play, "decide")
        self.assertEqual(clock.due_at, datetime(2026, 10, 16, 22, 59, 59, tzinfo=UTC))
        (step,) = clock.steps.all()
        self.assertEqual((step.kind, step.due_before), (StepKind.EXTENSION, before))
        told = Notice.objects.filter(case=self.play.case, subject="extend")
        self.assertEqual([notice.side for notice in told], [Side.REQUESTING])
        ours = self.page("ciara")
        self.assertContains(ours, "Extended by Ciara")
        theirs = self.page("youssef")
        self.assertContains(theirs, "Extended: until 16 October 2026 instead of")
        self.assertContains(theirs, "The annex has 38 lines.")
        self.assertNotContains(theirs, "Extended by")

    def page(self, who: str) -> Any:
        with pretended(self.play.at):
            address = reverse("requests:case", args=[self.play.case.pk])
            return browser(self.play.cast, who).get(address)

    def test_the_lists_follow(self) -> None:
        self.extend("ciara", date(2026, 10, 16))
        ends = set(self.play.case.participations.values_list("runs_out_at", flat=True))
        self.assertEqual(ends, {running(self.play, "decide").due_at})

    def test_no_later_day_no_extension_and_nothing_is_written(self) -> None:
        due = running(self.play, "decide").due_at.date()
        with self.assertRaisesMessage(Missing, "Choose a day after the one on which it ends now."):
            self.extend("ciara", due)
        self.assertFalse(self.play.case.events.filter(action="extend").exists())

    def test_as_often_as_the_rule_allows(self) -> None:
        self.extend("ciara", date(2026, 10, 16))
        self.extend("tom", date(2026, 10, 30))
        with self.assertRaisesMessage(Missing, "No date of yours runs"):
            self.extend("ciara", date(2026, 11, 13))

    def test_whoever_waits_extends_nothing(self) -> None:
        with self.assertRaises(NotYours):
            self.extend("youssef", date(2026, 10, 16))
        with self.assertRaisesMessage(Missing, "No date of yours runs"):
            self.extend("youssef", date(2026, 10, 16), action="extend_answer")

    def test_a_clock_that_stands_still_is_not_extended(self) -> None:
        act(self.play, "ciara", "ask", question="Which account?")
        with self.assertRaisesMessage(Missing, "No date of yours runs"):
            self.extend("ciara", date(2026, 11, 13))
        self.extend("youssef", date(2026, 11, 13), "answer", "extend_answer")

    def test_the_form_offers_the_own_dates_that_run(self) -> None:
        address = reverse("requests:act", args=[self.play.case.pk, "extend"])
        with pretended(self.play.at):
            client = browser(self.play.cast, "ciara")
            page = client.get(address)
            self.assertContains(
                page, '<option value="decide">decide, until 29 September 2026</option>', html=True
            )
            given = {"version": self.play.case.version, "clock": "decide", "reasons": "Long."}
            past = client.post(address, given | {"extended_until": "2026-08-01"})
            self.assertContains(past, "Choose a day that lies ahead.", status_code=422)
            self.assertContains(past, "Long.", status_code=422)
            self.assertEqual(
                client.post(address, given | {"extended_until": "2026-12-01"}).status_code, 302
            )
        self.assertEqual(running(self.play, "decide").due_at.date(), date(2026, 12, 1))


class Afterwards(TestCase):
    """What still runs when the case is closed."""

    play: Play

    @classmethod
    def setUpTestData(cls) -> None:
        cls.play = make_request(gathered(AT), status="closed", at=AT)

    def test_evidence_is_looked_at_again_after_two_years_unless_it_is_given_back(self) -> None:
        clock = running(self.play, "retention")
        begun = clock.started_at
        self.assertEqual(clock.due_at.year, begun.year + 2)
        said = (clock.owed_by, clock.source, clock.basis)
        self.assertEqual(said, ("requesting", "house", "36(2)"))
        act(self.play, "youssef", "tell_disposal", disposal_kind="destroyed", disposed_on=AT.date())
        self.assertFalse(self.play.case.clocks.filter(stopped_at=None).exists())

    def test_it_may_be_kept_longer(self) -> None:
        until = date(2030, 1, 31)
        more: dict[str, Any] = {"clock": "retention", "extended_until": until, "reasons": "Appeal."}
        act(self.play, "youssef", "extend_answer", **more)
        self.assertEqual(running(self.play, "retention").due_at.date(), until)
        self.assertEqual(self.play.case.status, "closed")

    def test_a_consent_with_an_end_is_a_clock_that_ends_by_itself(self) -> None:
        act(self.play, "youssef", "ask_use", use_kind="other_use", use_text="Case PS-9.")
        until = date(2026, 12, 31)
        act(self.play, "ciara", "answer_use", use_answer="consented", use_until=until)
        clock = running(self.play, "undertaking")
        said = (clock.until, clock.source, clock.owed_by)
        self.assertEqual(said, (until, "agreed", "requesting"))
        line = self.play.case.request.undertakings.get(number=int(clock.item))
        self.assertEqual((line.kind, line.until), ("consent", until))
        with pretended(clock.due_at + timedelta(seconds=2)):
            self.assertGreater(fire_reminders(), 0)
            self.assertEqual(lapse(), 1)
            self.assertEqual(lapse(), 0)
        clock.refresh_from_db()
        self.assertEqual(clock.stopped_at, clock.due_at)
        first = self.play.case.participations.values_list("clock__name", flat=True)
        self.assertEqual(set(first), {"retention"})

    def test_several_consents_have_a_clock_each(self) -> None:
        for day in (10, 20):
            act(self.play, "youssef", "ask_use", use_kind="other_use", use_text=f"No. {day}.")
            until = date(2026, 12, day)
            act(self.play, "ciara", "answer_use", use_answer="consented", use_until=until)
        rows = self.play.case.clocks.filter(name="undertaking", stopped_at=None)
        ends = list(rows.order_by("until").values_list("until", flat=True))
        self.assertEqual(ends, [date(2026, 12, 10), date(2026, 12, 20)])


class Oral(TestCase):
    """Dravonia telephones Belmara; its letter follows."""

    def setUp(self) -> None:
        self.cast = gathered(AT)

    def telephoned(self, **more: Any) -> Any:
        with pretended(AT):
            return opening.register_paper(
                actor=self.cast.actors["ciara"],
                sender=self.cast.central["XD"],
                title="By telephone",
                their_reference="27/4-1",
                dated=AT,
                scan=None,
                measures=[(MeasureType.objects.get(pk="stored_data"), "Subscriber information.")],
                **{"remark": "Mr Petrov asked for the holder of an account; read back.", **more},
            )

    def test_the_written_confirmation_is_a_clock_that_the_letter_stops(self) -> None:
        request = self.telephoned()
        self.assertEqual((request.came_orally, request.urgency), (True, "urgent"))
        self.assertFalse(request.case.letters.exists())
        clock = request.case.clocks.get(name="written", stopped_at=None)
        self.assertEqual((clock.owed_by, clock.basis, clock.state), ("requesting", "40(13)", "XB"))
        play = Play(self.cast, AT + timedelta(days=1))
        play.request = request
        act(play, "ciara", "confirm_written", on_behalf=True, letter_scan=cast.scan())
        self.assertFalse(request.case.clocks.filter(name="written", stopped_at=None).exists())
        self.assertEqual([letter.kind for letter in request.case.letters.all()], ["request"])
        with self.assertRaisesMessage(Missing, "No written confirmation is awaited."):
            act(play, "ciara", "confirm_written", on_behalf=True, letter_scan=cast.scan())

    def test_without_words_there_is_nothing_to_register(self) -> None:
        with self.assertRaisesMessage(Missing, "Write down what was said"):
            self.telephoned(remark=" ")

    def test_a_letter_is_confirmed_by_itself(self) -> None:
        play = cast.make_paper_request(self.cast, at=AT)
        self.assertFalse(play.case.clocks.filter(name="written").exists())

    def test_the_page_takes_a_letter_or_what_was_said(self) -> None:
        with pretended(AT):
            client = browser(self.cast, "ciara")
            given = {
                "sender": self.cast.central["XD"].pk,
                "title": "By telephone",
                "their_reference": "27/4-2",
                "letter_date": "2026-09-01",
                "basis": "UNCC",
                "measure": "stored_data",
            }
            address = reverse("requests:paper")
            nothing = client.post(address, given)
            self.assertContains(nothing, "Choose the scan of the letter.", status_code=422)
            mute = client.post(address, given | {"came_orally": "on"})
            self.assertContains(mute, "Write down what was said", status_code=422)
            said = client.post(address, given | {"came_orally": "on", "read_back": "Read back."})
            self.assertEqual(said.status_code, 302, said.content.decode()[:2000])
            self.assertContains(client.get(said["Location"]), "Read back.")


class Silence(TestCase):
    """The reminders of one date are stopped, with a reason."""

    def setUp(self) -> None:
        self.play = make_request(gathered(AT), status="received", at=AT)
        self.clock = running(self.play, "decide")
        self.address = reverse("requests:reminders", args=[self.play.case.pk, self.clock.pk])

    def client_of(self, who: str) -> Any:
        return browser(self.play.cast, who)

    def test_it_is_stopped_with_a_reason_and_begun_again(self) -> None:
        with pretended(self.play.at):
            client = self.client_of("ciara")
            self.assertContains(client.get(self.address), "7 days before the end")
            empty = client.post(self.address, {"reason": " "})
            self.assertEqual(empty.status_code, 422)
            client.post(self.address, {"reason": "We telephone every morning."})
            self.assertFalse(self.waiting().exists())
            page = reverse("requests:case", args=[self.play.case.pk])
            self.assertContains(client.get(page), "We telephone every morning.")
            theirs = self.client_of("youssef").get(page)
            self.assertNotContains(theirs, "We telephone every morning.")
            client.post(self.address)
        self.assertTrue(self.waiting().exists())
        verbs = audit.models.Event.objects.filter(case_id=self.play.case.pk)
        kept = verbs.filter(verb__in=["request.silence", "request.speak_again"])
        self.assertEqual([event.shared for event in kept], [False, False])

    def waiting(self) -> Any:
        return Reminder.objects.filter(clock=self.clock, state=RowState.WAITING)

    def test_only_those_who_are_reminded_see_and_stop_it(self) -> None:
        with pretended(self.play.at):
            self.assertEqual(self.client_of("youssef").get(self.address).status_code, 404)
            # The executing officer of Belmara does not take part yet.
            self.assertEqual(self.client_of("declan").get(self.address).status_code, 404)

    def test_a_date_that_does_not_run_any_more_has_none(self) -> None:
        self.play.case.clocks.update(stopped_at=self.play.at)
        with pretended(self.play.at), self.assertRaises(NotFromHere):
            reminding.silence(
                actor=self.play.cast.actors["ciara"],
                case=self.play.case,
                clock=self.clock,
                reason="No.",
            )
