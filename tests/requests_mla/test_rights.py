"""The rights record from its draft to its successor: who may what."""

from dataclasses import replace
from datetime import date

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, Person
from audit.models import Event
from requests_mla.choices import RecordState
from requests_mla.models import Measure, RightsAnswer, RightsRecord
from requests_mla.rights import content
from requests_mla.services import rights
from tests.requests_mla import stage
from tests.requests_mla.kept import CLEAR, GRAVE, Kept
from workflow.choices import Side
from workflow.refusals import Missing, NotFromHere, NotYours, Refusal


class FromDraftToSuccessor(Kept):
    def test_a_draft_is_continued_by_a_colleague_who_saw_the_latest(self) -> None:
        first = rights.save_answers(
            actor=self.cast.actors["ciara"],
            case=self.play.case,
            answers={"HR-01": CLEAR},
            seen_version=0,
        )
        second = self.save("tom", first.version)
        self.assertEqual(first.pk, second.pk)
        self.assertEqual(self.now().answered, self.now().asked)
        self.assertEqual(self.told(), ["rights.save", "rights.save"])

    def test_nobody_overwrites_what_they_have_not_seen(self) -> None:
        self.save("ciara")
        with self.assertRaises(rights.Overtaken) as caught:
            self.save("tom", 0, HR_01={**CLEAR, "source": "Another"})
        self.assertEqual(caught.exception.record.saved_by_name, "Ciara Doyle")
        self.assertFalse(RightsAnswer.objects.filter(source="Another").exists())

    def test_the_same_form_sent_twice_is_saved_once(self) -> None:
        first, again = self.save(), self.save()
        self.assertEqual((first.version, again.version), (1, 1))

    def test_an_emptied_answer_is_gone_and_what_is_not_sent_stays(self) -> None:
        draft = self.save()
        nothing = dict.fromkeys(CLEAR, "") | {"source_date": None}
        rights.save_answers(
            actor=self.cast.actors["ciara"],
            case=self.play.case,
            answers={"HR-01": nothing},
            seen_version=draft.version,
        )
        self.assertEqual(self.now().missing, ("HR-01",))

    def test_finishing_says_every_question_that_is_open(self) -> None:
        half = {**CLEAR, "finding": "concern"}
        with self.assertRaises(Missing) as caught:
            self.finish(HR_07=half, HR_12={"finding": "", "words": "later"})
        self.assertEqual(
            list(caught.exception.reasons),
            ["HR-07: what was found, step taken", "HR-12: finding"],
        )
        self.assertFalse(self.now().is_finished)
        self.assertTrue(self.now().has_draft)

    def test_a_finished_record_keeps_the_wording_it_answers_and_its_digest(self) -> None:
        record = self.finish()
        answers = list(record.answers.select_related("question"))
        self.assertTrue(all(one.asked == one.question.question for one in answers))
        self.assertTrue(content.is_intact(RightsRecord.objects.get(pk=record.pk), answers))
        self.assertEqual((record.overall_risk, record.needs_second), ("low", False))
        self.assertEqual(self.told()[-1], "rights.finish")

    def test_answers_that_apply_no_more_are_left_out_when_finishing(self) -> None:
        draft = self.save()
        Measure.objects.filter(request_id=self.play.case.pk).update(category="subscriber")
        record = rights.finish(
            actor=self.cast.actors["ciara"], case=self.play.case, seen_version=draft.version
        )
        self.assertFalse(record.answers.filter(question="HR-25").exists())

    def test_a_finished_record_no_longer_fits_a_request_that_changed(self) -> None:
        Measure.objects.filter(request_id=self.play.case.pk).update(category="subscriber")
        self.finish()
        self.assertEqual(self.now().missing, ())
        Measure.objects.filter(request_id=self.play.case.pk).update(category="content")
        self.assertEqual(self.now().missing, ("HR-05", "HR-20", "HR-25"))

    def test_it_is_superseded_by_a_copy_when_that_is_finished(self) -> None:
        old = self.finish()
        actor, case = self.cast.actors["tom"], self.play.case
        with self.assertRaises(NotFromHere):
            self.save("tom")
        draft = rights.begin_anew(actor=actor, case=case)
        self.assertEqual(rights.begin_anew(actor=actor, case=case).pk, draft.pk)
        self.assertEqual(draft.answers.count(), old.answers.count())
        old.refresh_from_db()
        self.assertEqual(old.state, RecordState.FINISHED)
        new = rights.finish(actor=actor, case=case, seen_version=draft.version)
        old.refresh_from_db()
        self.assertEqual((old.state, new.state, new.number), ("superseded", "finished", 2))
        self.assertIsNotNone(old.superseded_at)
        self.assertTrue(content.is_intact(old, old.answers.all()))

    def test_writing_it_does_not_show_on_the_case(self) -> None:
        before = self.play.case
        self.finish()
        after = self.play.case
        self.assertEqual((before.version, before.changed_at), (after.version, after.changed_at))

    def test_nothing_of_it_is_recorded_for_the_other_side(self) -> None:
        record = self.finish(HR_07=GRAVE)
        self.second(record, self.cast.actors["aoife"], remark="Agreed, with care.")
        events = Event.objects.filter(case_id=self.play.case.pk, verb__startswith="rights.")
        self.assertFalse(events.filter(shared=True).exists())
        for payload in events.values_list("payload", flat=True):
            for word in ("journalist", "with care", "File of the case"):
                self.assertNotIn(word, payload)

    def test_a_case_that_has_ended_keeps_its_record_as_it_is(self) -> None:
        self.play.act("youssef", "withdraw", reasons="No longer needed.")
        with self.assertRaises(NotFromHere):
            self.save()


class TheSecondOfficer(Kept):
    def test_agrees_once_and_to_exactly_what_was_read(self) -> None:
        record = self.finish(HR_10=GRAVE)
        aoife = self.cast.actors["aoife"]
        stale = replace_digest(record)
        with self.assertRaises(NotFromHere):
            self.second(stale, aoife)
        self.assertFalse(self.now().is_agreed)
        self.second(record, aoife)
        self.assertTrue(self.now().is_agreed)
        with self.assertRaises(NotFromHere):
            self.second(record, aoife)

    def test_is_not_asked_where_nothing_grave_was_found(self) -> None:
        record = self.finish()
        with self.assertRaises(NotFromHere):
            self.second(record, self.cast.actors["aoife"])

    def test_returns_it_with_a_remark_and_it_is_a_draft_again(self) -> None:
        record = self.finish(HR_26=GRAVE)
        aoife = self.cast.actors["aoife"]
        with self.assertRaises(Missing):
            self.second(record, aoife, says=rights.return_record)
        draft = self.second(record, aoife, says=rights.return_record, remark="Ask the office.")
        record.refresh_from_db()
        self.assertEqual((record.state, record.agreed), ("superseded", False))
        self.assertEqual((draft.state, draft.author_name), ("draft", "Ciara Doyle"))
        self.assertEqual(draft.answers.count(), record.answers.count())
        self.assertFalse(self.now().is_finished)
        self.assertEqual(self.told()[-1], "rights.return")

    def test_is_a_liaison_officer_of_the_same_side_who_wrote_nothing_of_it(self) -> None:
        record = self.finish(HR_07=GRAVE)
        actors = self.cast.actors
        tried = {
            "author": actors["ciara"],
            "officer who is no liaison officer": actors["tom"],
            "liaison officer of the other side": actors["leila"],
            "auditor": actors["orla"],
            "duty officer": actors["niamh"],
            "executing officer": actors["declan"],
            "administrator": actors["sean"],
            "liaison officer of a third State": actors["mateo"],
            "author under another appointment": self.also_liaison("ciara"),
        }
        for who, actor in tried.items():
            with self.subTest(who), self.assertRaises((NotYours, NotFromHere)):
                self.second(record, actor)
        self.assertFalse(self.now().is_agreed)

    def test_never_wrote_on_it_nor_on_the_one_it_was_copied_from(self) -> None:
        self.save("aoife", 0, HR_07=GRAVE)
        other = {**GRAVE, "words": "A journalist, as Ciara read."}
        draft = self.save("ciara", 1, HR_07=other)
        actor, case = self.cast.actors["ciara"], self.play.case
        record = rights.finish(actor=actor, case=case, seen_version=draft.version)
        with self.assertRaises(NotYours):
            self.second(record, self.cast.actors["aoife"])
        again = rights.begin_anew(actor=actor, case=case)
        record = rights.finish(actor=actor, case=case, seen_version=again.version)
        with self.assertRaises(NotYours):
            self.second(record, self.cast.actors["aoife"])
        self.second(record, self.also_liaison("tom"))

    def also_liaison(self, name: str) -> Actor:
        actor = self.cast.actors[name]
        appointment = Appointment.objects.create(
            person=Person.objects.get(pk=actor.person_id),
            authority_id=actor.authority_id,
            role=Role.LIAISON_OFFICER,
            since=date(2026, 3, 1),
        )
        return replace(actor, appointment_id=appointment.pk, role=Role.LIAISON_OFFICER)


def replace_digest(record: RightsRecord) -> RightsRecord:
    """The record as somebody saw it who saw something else."""
    seen = RightsRecord.objects.get(pk=record.pk)
    seen.digest = "0" * 64
    return seen


class WhoWritesAndReads(Kept):
    WRITERS = {"ciara": Side.REQUESTED, "tom": Side.REQUESTED, "aoife": Side.REQUESTED}
    WRITERS |= {"youssef": Side.REQUESTING, "amina": Side.REQUESTING, "leila": Side.REQUESTING}
    AUDITORS = {"karim": Side.REQUESTING, "orla": Side.REQUESTED}

    def test_only_the_staff_of_the_leading_authority_writes_and_their_auditor_reads(self) -> None:
        self.play.decide("ciara", {1: {"outcome": "granted"}})
        self.play.release("ciara", "aoife", "accept")
        bureau = self.cast.executing["XB"]
        self.play.act("ciara", "assign", executing_authority=bureau)
        case = self.play.case
        for name, actor in self.cast.actors.items():
            with self.subTest(name):
                self.assertEqual(rights.kept_by(actor, case), self.WRITERS.get(name))
                self.assertEqual(rights.may_write(actor, case), name in self.WRITERS)
                expected = self.WRITERS.get(name) or self.AUDITORS.get(name)
                self.assertEqual(rights.read_by(actor, case), expected)

    def test_a_save_by_anybody_else_is_refused(self) -> None:
        for name in set(self.cast.actors) - set(self.WRITERS):
            with self.subTest(name), self.assertRaises(Refusal):
                self.save(name)
        self.assertFalse(RightsRecord.objects.filter(side=Side.REQUESTED).exists())

    def test_the_requested_side_has_none_while_the_request_is_a_draft(self) -> None:
        draft = stage.drafted(self.cast, self.play.at, title="Not theirs yet")
        self.assertIsNone(rights.kept_by(self.cast.actors["ciara"], draft.case))

    def test_pages_answer_by_role(self) -> None:
        record = self.finish()
        paths = {
            "rights": stage.page("rights", self.play),
            "rights_record": stage.page("rights_record", self.play, record.number),
        }
        expected = {"tom": (302, 200), "aoife": (302, 200), "orla": (302, 200)}
        expected |= {"declan": (404, 404), "lucia": (404, 404), "sean": (404, 404)}
        for name, statuses in expected.items():
            client = stage.browser(self.cast, name)
            with self.subTest(name):
                found = tuple(client.get(one).status_code for one in paths.values())
                self.assertEqual(found, statuses)

    def test_opening_a_finished_record_is_recorded(self) -> None:
        record = self.finish()
        stage.browser(self.cast, "orla").get(stage.page("rights_record", self.play, record.number))
        event = Event.objects.filter(verb="rights.read").get()
        self.assertEqual((event.person_name, event.shared), ("Orla Nolan", False))
