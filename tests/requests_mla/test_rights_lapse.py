"""A finished rights record counts only for the request that it judged."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models

from audit.models import Event
from convention.models import MeasureType
from requests_mla.choices import Action, Judged
from requests_mla.completeness import content_of
from requests_mla.models import (
    Attachment,
    CasePerson,
    Identifier,
    Measure,
    Offence,
    Request,
    RightsRecord,
)
from requests_mla.rights import content, standing, substance
from requests_mla.services import rights
from tests.requests_mla import stage
from tests.requests_mla.kept import GRAVE, Kept
from tests.requests_mla.test_rights_database import take_triggers_away
from workflow.choices import Side
from workflow.refusals import Missing, NotFromHere

PART: dict[type[models.Model], Judged] = {
    Request: Judged.REQUEST,
    Offence: Judged.OFFENCES,
    CasePerson: Judged.PERSONS,
    Identifier: Judged.IDENTIFIERS,
    Measure: Judged.MEASURES,
}
# These say which row it is, not what it says.
IDENTITY = {"id", "case", "request", "once"}
LOOK = "The request was changed after the rights record was finished"


class EveryColumn(Kept):
    """Of every table that holds what is asked, each column in its turn."""

    def setUp(self) -> None:
        self.finish()

    def rows(self, model: type[models.Model]) -> Any:
        key = "pk" if model is Request else "request_id"
        return model._default_manager.filter(**{key: self.play.case.pk})

    def changed_by(self, model: type[models.Model], field: Any) -> tuple[str, ...]:
        """What lapses when the column holds something else; it is put back afterwards."""
        was = self.rows(model).values_list(field.attname, flat=True).get()
        self.rows(model).update(**{field.attname: another(field, was)})
        found = self.now().changed
        self.rows(model).update(**{field.attname: was})
        self.assertEqual(self.now().changed, ())
        return found

    def test_a_change_lapses_the_record_unless_it_is_left_out_with_a_reason(self) -> None:
        for model, left_out in substance.LEFT_OUT.items():
            for field in model._meta.concrete_fields:
                if field.name in IDENTITY:
                    continue
                with self.subTest(model=model.__name__, column=field.name):
                    lapses = () if field.name in left_out else (str(PART[model].label),)
                    self.assertEqual(self.changed_by(model, field), lapses)

    def test_every_table_of_the_request_is_looked_at_and_every_reason_is_of_a_column(self) -> None:
        self.assertEqual(set(substance.LEFT_OUT), set(PART))
        for model, left_out in substance.LEFT_OUT.items():
            names = {field.name for field in model._meta.concrete_fields}
            self.assertEqual(set(left_out) - names, set())
            self.assertTrue(all(left_out.values()))
            self.assertEqual(names & IDENTITY, set(left_out) & IDENTITY)

    def test_a_row_more_or_less_lapses_it_and_their_order_does_not(self) -> None:
        request = self.play.case.request
        person = CasePerson.objects.create(request=request, role="witness", names="Anna Press")
        self.assertEqual(self.now().changed, ("persons",))
        person.delete()
        self.assertEqual(self.now().changed, ())
        twin = Identifier.objects.get(request=request)
        twin.pk = twin.once = None
        Identifier.objects.filter(request=request).delete()
        self.assertEqual(self.now().changed, ("accounts, devices, addresses",))
        twin.save()
        self.assertEqual(self.now().changed, ())

    def test_what_hangs_on_it_and_is_no_substance_leaves_it(self) -> None:
        request = self.play.case.request
        Attachment.objects.create(
            request=request,
            file=self.play.scan("ciara", self.cast.central["XA"], "Annex"),
            name="annex.pdf",
            role="annex",
        )
        self.play.note("ciara", "requested", "Ours alone.")
        self.play.act("youssef", "status_query", remark="How does it stand?")
        self.assertEqual(self.now().changed, ())

    def test_what_is_added_after_it_was_sent_lapses_it(self) -> None:
        self.play.act("youssef", "supplement", supplement="The suspect is a journalist.")
        self.assertEqual(self.now().changed, (str(Judged.ADDED.label),))
        self.finish_anew()
        self.play.act("ciara", "ask", question="For which paper?")
        self.assertEqual(self.now().changed, ())
        self.play.act("youssef", "reply", answer="For the Courier.")
        self.assertEqual(self.now().changed, (str(Judged.ADDED.label),))

    def finish_anew(self) -> RightsRecord:
        """The two steps that it takes when nothing needs to change."""
        actor, case = self.cast.actors["ciara"], self.play.case
        draft = rights.begin_anew(actor=actor, case=case)
        return rights.finish(actor=actor, case=case, seen_version=draft.version)


def another(field: Any, was: Any) -> Any:
    """Some other value of that column; a kind of column that is not known here fails the test."""
    if field.is_relation:
        return field.related_model.objects.exclude(pk=was).values_list("pk", flat=True)[0]
    if field.choices:
        return next(value for value, _label in field.choices if value != was)
    if isinstance(field, models.BooleanField):
        return not was
    if isinstance(field, models.DateTimeField):
        return (was or datetime(2026, 1, 1, tzinfo=UTC)) + timedelta(days=1)
    if isinstance(field, models.DateField):
        return (was or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(field, models.PositiveIntegerField):
        return (was or 0) + 1
    assert isinstance(field, models.CharField | models.TextField), field
    return f"{was}x"


class OnBothSides(stage.Staged):
    """Begun on a harmless request, and then it is another."""

    JOURNALIST = {"role": "witness", "names": "Anna Press", "note": "A journalist."}

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def send(self, play: stage.Play) -> None:
        stage.make_documents(play.case)
        letter = play.case.letters.filter(kind="request").order_by("-number")[0]
        play.act("leila", "send", document=letter.rendered_sha256)

    def test_a_draft_changed_under_review_is_not_sent_before_somebody_looked_again(self) -> None:
        play = stage.submitted(self.cast, self.at)
        play.add("youssef", "persons", [self.JOURNALIST])
        with self.assertRaisesMessage(Missing, f"{LOOK} (persons). Look at it again."):
            self.send(play)
        play.rights("youssef")
        self.send(play)
        self.assertEqual(play.case.status, "sent")

    def test_a_draft_changed_before_it_is_submitted_is_not_sent_either(self) -> None:
        play = stage.drafted(self.cast, self.at)
        play.rights("youssef")
        play.add("youssef", "persons", [self.JOURNALIST])
        play.act("youssef", "submit")
        with self.assertRaisesMessage(Missing, LOOK):
            self.send(play)

    def test_another_language_or_date_asks_for_nothing(self) -> None:
        play = stage.submitted(self.cast, self.at)
        play.write("youssef", "who", case_number="PS-2026-00418", earlier_reference="B-1")
        play.save("youssef", "measures", lambda found: found.measures.update(needed_by=self.at))
        self.send(play)
        self.assertEqual(play.case.status, "sent")

    def test_what_is_added_before_the_decision_stops_it(self) -> None:
        play = stage.received(self.cast, self.at)
        play.decide("ciara", {1: {"outcome": "granted"}})
        play.act("youssef", "supplement", supplement="The account is a newspaper's.")
        with self.assertRaisesMessage(Missing, LOOK):
            play.release("ciara", "aoife", "accept")
        with self.assertRaisesMessage(Missing, LOOK):
            play.act("aoife", "countersign", document=self.newest(play))
        play.rights("ciara")
        play.release("ciara", "aoife", "accept")
        self.assertEqual(play.case.status, "accepted")

    def newest(self, play: stage.Play) -> str:
        """The decision as it was put forward."""
        return str(play.case.letters.order_by("-number")[0].rendered_sha256)

    def test_once_it_is_sent_the_asking_side_is_not_told_to_look_again(self) -> None:
        play = stage.received(self.cast, self.at)
        play.act("youssef", "supplement", supplement="More.")
        asking, asked = (stage.browser(self.cast, name) for name in ("youssef", "ciara"))
        page = stage.page("case", play)
        self.assertNotContains(asking.get(page), "no longer counts")
        play.rights("ciara")
        play.act("youssef", "supplement", supplement="And more.")
        self.assertContains(asked.get(page), "no longer counts")

    def test_a_corrected_paper_request_is_looked_at_again(self) -> None:
        play = stage.Play(self.cast, self.at)
        play.register(
            "ciara",
            self.cast.central["XD"],
            letter="We ask for the subscriber.",
            their_reference="27/4",
            title="By post",
            measures=[(MeasureType.objects.get(pk="stored_data"), "Subscriber.")],
        )
        play.rights("ciara")
        play.add("ciara", "persons", [self.JOURNALIST])
        now = standing.standing_of(content_of(play.case.request), Side.REQUESTED)
        self.assertEqual(now.changed, ("persons",))


class LookingAgain(Kept):
    """A record of Belmara's that no longer fits, on its pages and for its second officer."""

    def setUp(self) -> None:
        self.client = stage.browser(self.cast, "ciara")
        self.record = self.finish(HR_07=GRAVE)
        self.words = "The request was changed after this record was finished: "

    def change(self) -> None:
        self.play.act("youssef", Action.SUPPLEMENT, supplement="Half of it was wrong.")

    def test_its_page_the_case_and_the_draft_say_so_and_two_presses_do(self) -> None:
        case, read = stage.page("case", self.play), stage.page("rights_record", self.play, 1)
        for page in (case, read):
            self.assertNotContains(self.client.get(page), self.words)
        self.change()
        for page in (case, read):
            found = self.client.get(page)
            self.assertContains(found, f"{self.words}supplements and answers.")
            self.assertContains(found, "Look at it again")
        draft = self.client.post(stage.page("rights_anew", self.play), follow=True)
        self.assertContains(draft, "changed after the last record was finished: supplements")
        self.assertContains(draft, "A journalist.")
        form = {"seen_version": draft.context["seen"].initial["seen_version"], "finish": "1"}
        for code, given in self.answers(HR_07=GRAVE).items():
            form |= {f"{code.lower()}-{name}": value for name, value in given.items()}
        self.client.post(draft.redirect_chain[-1][0], form)
        self.assertEqual((self.now().changed, self.now().fits), ((), True))
        self.assertNotContains(self.client.get(case), self.words)

    def test_the_newer_record_starts_with_the_answers_of_the_one_in_force(self) -> None:
        self.change()
        actor, case = self.cast.actors["ciara"], self.play.case
        draft = rights.begin_anew(actor=actor, case=case)
        new = rights.finish(actor=actor, case=case, seen_version=draft.version)
        said = [
            list(one.answers.values_list("question", "finding", "words", "source"))
            for one in (self.record, new)
        ]
        self.assertEqual(said[0], said[1])
        self.assertTrue(self.now().fits)

    def test_the_agreement_lapses_with_the_record_that_it_was_given_to(self) -> None:
        self.second(self.record, self.cast.actors["aoife"])
        self.change()
        self.assertEqual((self.now().is_agreed, self.now().fits), (True, False))
        actor, case = self.cast.actors["ciara"], self.play.case
        draft = rights.begin_anew(actor=actor, case=case)
        rights.finish(actor=actor, case=case, seen_version=draft.version)
        self.assertEqual((self.now().is_agreed, self.now().fits), (False, True))

    def test_nobody_agrees_to_what_no_longer_fits_but_it_can_be_returned(self) -> None:
        self.change()
        aoife, said = self.cast.actors["aoife"], stage.page("rights_record", self.play, 1)
        self.assertNotContains(stage.browser(self.cast, "aoife").get(said), "Agree to this record")
        with self.assertRaisesMessage(NotFromHere, "changed after this record was finished"):
            self.second(self.record, aoife)
        self.second(self.record, aoife, says=rights.return_record, remark="Read the supplement.")

    def test_what_it_judged_is_part_of_its_seal(self) -> None:
        answers = list(self.record.answers.all())
        self.assertEqual(set(self.record.judged), set(Judged.values))
        self.assertTrue(content.is_intact(self.record, answers))
        for other in ({}, {**self.record.judged, "persons": "0" * 64}):
            self.record.judged = other
            self.assertFalse(content.is_intact(self.record, answers))

    def test_a_record_of_before_counts_as_it_did(self) -> None:
        take_triggers_away()
        old, answers = self.record, list(self.record.answers.all())
        old.judged = {}
        content.seal(old, answers)
        old.save()
        self.change()
        CasePerson.objects.filter(request_id=self.play.case.pk).update(names="Somebody else")
        now = self.now()
        self.assertTrue(now.fits and now.is_intact and now.is_finished)

    def test_nothing_of_what_it_judged_is_written_where_the_other_side_reads(self) -> None:
        payloads = Event.objects.filter(case_id=self.play.case.pk).values_list("payload", flat=True)
        for digest in self.record.judged.values():
            self.assertFalse([one for one in payloads if digest in one])


def test_a_column_that_says_nothing_changes_nothing() -> None:
    bare, full = CasePerson(names="A"), CasePerson(names="A", location="", note="", unnamed=False)
    assert substance.text_of(bare) == substance.text_of(full) == '{"names":"A"}'
    assert substance.text_of(Offence(maximum_penalty_months=0)) != substance.text_of(Offence())


def test_a_part_that_was_not_kept_counts_as_before() -> None:
    now = dict.fromkeys(Judged.values, "2")
    assert substance.changed({"facts": "1"}, now) == ()
    assert substance.changed({"persons": "1", "offences": "2"}, now) == ("persons",)
