"""The comparison from its draft to its successor, and the ground that rests on it."""

from dataclasses import replace
from typing import Any

from accounts.choices import Role
from audit.models import Event
from config.demonstration.briefs import insult
from convention.models import Ground, Instrument, MeasureType
from requests_mla import decided
from requests_mla.choices import RecordState
from requests_mla.criminality import content
from requests_mla.criminality.asked import asked_of
from requests_mla.criminality.standing import found_of
from requests_mla.grounds import ABSENT, offer_of
from requests_mla.models import ComparedElement, Comparison, Decision, Measure, Offence
from requests_mla.services import criminality
from requests_mla.services.criminality import Written
from tests.requests_mla import stage
from tests.requests_mla.compared import ALL_MET, HELP, MET, NO_HELP, NOT_MET, UNCLEAR, Compared
from workflow.refusals import Missing, NotFromHere, NotYours, Refusal


class FromDraftToSuccessor(Compared):
    def test_all_met_is_punishable_by_conduct(self) -> None:
        comparison = self.finish()
        (offence,) = comparison.offences.all()
        self.assertEqual(
            (offence.named, offence.finding), ("Article 7, Illegal access", "punishable")
        )
        asked = dict(comparison.elements.values_list("element", "asked"))
        self.assertEqual(
            asked["7-dishonest"], "intent to obtain data, or other dishonest or criminal intent"
        )
        self.assertTrue(content.is_intact(Comparison.objects.get(pk=comparison.pk)))
        self.assertEqual(self.told(), ["criminality.save", "criminality.finish"])

    def test_a_draft_is_continued_by_a_colleague_who_saw_the_latest(self) -> None:
        first = self.save()
        second = self.save("tom", first.version, dishonest=UNCLEAR)
        self.assertEqual((first.pk, second.version), (second.pk, 2))
        self.assertEqual(second.saved_by_name, "Tom Keane")

    def test_nobody_overwrites_what_they_have_not_seen(self) -> None:
        self.save()
        with self.assertRaises(criminality.Overtaken):
            self.save("tom", dishonest=UNCLEAR)
        self.assertFalse(ComparedElement.objects.filter(finding="unclear").exists())

    def test_the_same_form_sent_twice_is_saved_once(self) -> None:
        self.assertEqual((self.save().version, self.save().version), (1, 1))

    def test_finishing_says_everything_that_is_open(self) -> None:
        half = {"finding": "not_met", "described": "", "words": "Nothing was overcome."}
        with self.assertRaises(Missing) as caught:
            self.finish(right={}, security=half)
        self.assertEqual(
            list(caught.exception.reasons),
            [
                "Article 7, Illegal access: without right: finding",
                "Article 7, Illegal access: a security measure is infringed: "
                "as the request describes it",
                "Article 7, Illegal access: help all the same, why, or why not",
            ],
        )
        self.assertFalse(self.now().is_finished)
        self.assertTrue(self.now().has_draft)

    def test_a_crime_outside_the_convention_is_one_line_with_its_law_here(self) -> None:
        request = self.play.case.request
        crime = request.offences.create(offence_class="serious", title="Extortion")
        lines = {"": {**MET, "words": "Blackmail."}}
        given = {**self.written(), crime.pk: Written({}, lines)}
        who: dict[str, Any] = {"actor": self.cast.actors["ciara"], "case": self.play.case}
        criminality.save_comparison(**who, offences=given, seen_version=0)
        with self.assertRaises(Missing) as caught:
            criminality.finish(**who, seen_version=1)
        self.assertEqual(
            caught.exception.reasons, ["Extortion: provision here, maximum penalty here"]
        )
        law = {"provision": "Theft Act, section 21", "maximum_penalty": "14 years"}
        given[crime.pk] = Written(law, lines)
        criminality.save_comparison(**who, offences=given, seen_version=1)
        criminality.finish(**who, seen_version=2)
        self.assertIn(("Extortion", "punishable here by conduct"), self.now().findings)

    def test_lines_of_other_offences_and_elements_are_refused(self) -> None:
        foreign = {self.offence: Written({}, {"9-harm": MET})}
        for given in (foreign, {10**9: Written({}, {})}):
            with self.assertRaises(Missing):
                criminality.save_comparison(
                    actor=self.cast.actors["ciara"],
                    case=self.play.case,
                    offences=given,
                    seen_version=0,
                )
        self.assertFalse(Comparison.objects.exists())

    def test_it_is_superseded_by_a_copy_when_that_is_finished(self) -> None:
        old = self.finish()
        with self.assertRaises(NotFromHere):
            self.save("tom")
        actor, case = self.cast.actors["tom"], self.play.case
        draft = criminality.begin_anew(actor=actor, case=case)
        self.assertEqual(criminality.begin_anew(actor=actor, case=case).pk, draft.pk)
        self.assertEqual(draft.elements.count(), len(ALL_MET))
        old.refresh_from_db()
        self.assertEqual(old.state, RecordState.FINISHED)
        new = criminality.finish(actor=actor, case=case, seen_version=draft.version)
        old.refresh_from_db()
        self.assertEqual((old.state, new.state, new.number), ("superseded", "finished", 2))
        self.assertTrue(content.is_intact(old))

    def test_writing_it_does_not_show_on_the_case_and_is_recorded_for_the_own_side(self) -> None:
        before = self.play.case
        self.finish(security=NOT_MET, beside=NO_HELP)
        after = self.play.case
        self.assertEqual((before.version, before.changed_at), (after.version, after.changed_at))
        events = Event.objects.filter(case_id=before.pk, verb__startswith="criminality.")
        self.assertEqual(set(events.values_list("shared", flat=True)), {False})
        payload = events.get(verb="criminality.finish").payload
        self.assertIn('"no_help"', payload)
        self.assertNotIn("Nobody was harmed", payload)

    def test_only_staff_of_the_requested_authority_writes_and_its_auditor_reads(self) -> None:
        writers = {"ciara", "tom", "aoife"}
        for name, actor in self.cast.actors.items():
            with self.subTest(name):
                may = criminality.may_write(actor, self.play.case)
                self.assertEqual(may, name in writers)
                reads = criminality.reads(actor, self.play.case)
                self.assertEqual(reads, name in writers or name == "orla")
                if not may:
                    with self.assertRaises((NotYours, Refusal)):
                        self.save(name)
        self.assertEqual(self.cast.actors["orla"].role, Role.AUDITOR)

    def test_a_case_that_has_ended_keeps_its_comparison_as_it_is(self) -> None:
        self.play.act("youssef", "withdraw", reasons="No longer needed.")
        with self.assertRaises(NotFromHere):
            self.save()

    def test_a_request_without_offences_has_nothing_to_compare(self) -> None:
        self.play.case.request.offences.all().delete()
        who: dict[str, Any] = {"actor": self.cast.actors["ciara"], "case": self.play.case}
        criminality.save_comparison(**who, offences={}, seen_version=0)
        with self.assertRaises(Missing):
            criminality.finish(**who, seen_version=1)


class WhatMayRestOnIt(Compared):
    """Absence of dual criminality is a ground only where the comparison in force found it."""

    def refuse(self) -> None:
        line = {
            "outcome": "refused",
            "ground": Ground.objects.get(pk=ABSENT),
            "reasons": "No offence here.",
            "internal_reasons": "See the comparison.",
        }
        self.play.decide("ciara", {1: line}, no_talks="Nothing to talk about.")

    def refused(self, words: str) -> None:
        with self.assertRaises(Missing) as caught:
            self.refuse()
        self.assertIn(words, caught.exception.reasons[0])
        self.assertFalse(Decision.objects.exists())

    def test_nothing_compared_or_not_finished(self) -> None:
        self.refused("have not been compared")
        self.save(security=NOT_MET, beside=NO_HELP)
        self.refused("is not finished")

    def test_found_lacking_it_may_and_the_case_can_be_refused(self) -> None:
        self.finish(security=NOT_MET, beside=NO_HELP)
        self.refuse()
        self.play.release("ciara", "aoife", "refuse")
        self.assertEqual(self.play.case.status, "refused")

    def test_punishable_or_unclear_it_may_not(self) -> None:
        self.finish()
        self.refused("punishable here: Article 7, Illegal access")
        self.anew(dishonest=UNCLEAR)
        self.refused("unclear: Article 7")

    def test_help_given_all_the_same_closes_it(self) -> None:
        self.finish(security=NOT_MET, beside=HELP)
        self.refused("we help anyway, 40(8)")

    def test_one_punishable_offence_carries_the_measure(self) -> None:
        request = self.play.case.request
        crime = request.offences.create(offence_class="serious", title="Insult")
        lacking = {"described": "Words.", "finding": "not_met", "words": "Free here."}
        given = {**self.written(), crime.pk: Written(NO_HELP, {"": lacking})}
        who: dict[str, Any] = {"actor": self.cast.actors["ciara"], "case": self.play.case}
        criminality.save_comparison(**who, offences=given, seen_version=0)
        criminality.finish(**who, seen_version=1)
        self.refused("punishable here: Article 7, Illegal access")

    def test_an_offence_named_later_closes_it_until_it_is_compared(self) -> None:
        self.finish(security=NOT_MET, beside=NO_HELP)
        self.play.case.request.offences.create(offence_class="serious", title="Extortion")
        self.refused("leaves out an offence")

    def test_an_offence_that_became_another_is_to_be_compared_again(self) -> None:
        self.finish(security=NOT_MET, beside=NO_HELP)
        Offence.objects.filter(request_id=self.play.case.pk).update(provision="Section 199 bis")
        self.assertTrue(self.now().lacking)
        Offence.objects.filter(request_id=self.play.case.pk).update(article=9)
        self.refused("leaves out an offence")

    def test_an_offence_that_was_corrected_away_plays_no_part_any_more(self) -> None:
        request = self.play.case.request
        crime = request.offences.create(offence_class="serious", title="Insult")
        met = {"": {**MET, "words": "Punished here."}}
        law = {"provision": "Section 3", "maximum_penalty": "1 year"}
        given = {
            **self.written(security=NOT_MET, beside=NO_HELP),
            crime.pk: Written(law, met),
        }
        who: dict[str, Any] = {"actor": self.cast.actors["ciara"], "case": self.play.case}
        criminality.save_comparison(**who, offences=given, seen_version=0)
        criminality.finish(**who, seen_version=1)
        self.refused("punishable here: Insult")
        crime.delete()
        self.assertTrue(self.now().is_intact)
        self.refuse()
        # A draft that was begun with its words is finished without them.
        draft = criminality.begin_anew(**who)
        comparison = criminality.finish(**who, seen_version=draft.version)
        self.assertEqual(comparison.offences.count(), 1)
        self.assertTrue(self.now().lacking)

    def test_a_decision_written_before_a_new_comparison_cannot_be_sent(self) -> None:
        self.finish(security=NOT_MET, beside=NO_HELP)
        self.refuse()
        self.play.act("ciara", "propose")
        letter = self.play.case.letters.filter(kind="refusal").get()
        self.play.act("aoife", "countersign", document=letter.rendered_sha256)
        self.anew("tom")
        for name, action in (("aoife", "refuse"), ("ciara", "propose")):
            with self.subTest(action), self.assertRaises(Missing) as caught:
                self.play.act(name, action, document=letter.rendered_sha256)
            self.assertIn("rests on absent dual criminality", " ".join(caught.exception.reasons))
        self.assertEqual(self.play.case.status, "received")
        signature = self.play.case.request.countersignatures.get()
        self.assertIsNotNone(signature.voided_at)
        found = decided.differences(signature.content, decided.text_of(self.play.case.request))
        self.assertEqual([one.what for one in found], ["The comparison of the offences in force"])

    def test_whoever_compared_does_not_decide(self) -> None:
        self.finish("aoife")
        self.play.decide("ciara", {1: {"outcome": "granted"}})
        self.play.act("ciara", "propose")
        letter = self.play.case.letters.filter(kind="decision").get()
        with self.assertRaises(Missing) as caught:
            self.play.act("aoife", "accept", document=letter.rendered_sha256)
        self.assertIn("Somebody else must decide", " ".join(caught.exception.reasons))


class WhereItIsNotAsked(Compared):
    def asked(self) -> Any:
        measures = list(self.play.case.request.measures.select_related("type"))
        return asked_of(offer_of(self.play.case.request, measures), measures)

    def only(self, code: str) -> None:
        kind = MeasureType.objects.get(pk=code)
        Measure.objects.filter(request_id=self.play.case.pk).update(type=kind)

    def test_preservation_and_the_trace_need_none(self) -> None:
        for code, words in (("preservation", "42(4)"), ("trace_disclosure", "43(2)")):
            with self.subTest(code):
                self.only(code)
                self.assertFalse(self.asked())
                self.assertIn(words, self.asked().others[0][1])
                with self.assertRaises(NotFromHere):
                    self.save()

    def test_a_kind_without_that_ground_in_the_catalogue_needs_none(self) -> None:
        self.only("emergency_data")
        self.assertFalse(self.asked())
        self.assertIn("no such ground", self.asked().others[0][1])

    def test_the_reservation_of_42_5_asks_for_a_serious_crime_only(self) -> None:
        self.only("preservation")
        Offence.objects.filter(request_id=self.play.case.pk).update(
            offence_class="serious", article=None, title="Fraud"
        )
        self.assertEqual(self.asked().numbers, (1,))
        self.assertIn("42(5)", self.asked().notes[0])
        self.play.case.request.requested.state.declarations.filter(reference="42(5)").delete()
        self.assertFalse(self.asked())

    def test_a_measure_out_of_scope_is_closed_already(self) -> None:
        self.only("statement")
        Offence.objects.filter(request_id=self.play.case.pk).update(
            offence_class="serious", article=None
        )
        self.assertIn("Out of scope", self.asked().others[0][1])

    def test_another_instrument_may_ask_it(self) -> None:
        request = self.play.case.request
        request.basis = Instrument.objects.exclude(pk="UNCC").first()
        request.save()
        self.assertTrue(self.asked())
        self.assertIn("does not rest on the Convention", self.asked().notes[0])

    def test_one_measure_that_asks_is_enough(self) -> None:
        first = self.play.case.request.measures.get()
        kind = MeasureType.objects.get(pk="preservation")
        Measure.objects.create(request_id=self.play.case.pk, number=2, type=kind)
        self.assertEqual(self.asked().numbers, (first.number,))
        self.assertEqual([number for number, _why in self.asked().others], [2])


class Tampered(Compared):
    def test_what_was_altered_opens_no_ground(self) -> None:
        self.finish(security=NOT_MET, beside=NO_HELP)
        comparison = Comparison.objects.get()
        self.assertTrue(self.now().lacking)
        other = replace(self.now(), is_intact=False, why_not="x")
        self.assertFalse(other.lacking)
        self.assertTrue(content.is_intact(comparison))
        comparison.author_name = "Somebody Else"
        self.assertFalse(content.is_intact(comparison))


class OnPaper(stage.Staged):
    """What Arvenia registered from a letter of Dravonia's is corrected while it is assessed."""

    def test_an_offence_is_taken_out_after_it_was_compared(self) -> None:
        cast, at = stage.gathered()
        play = stage.Play(cast, at)
        kind = MeasureType.objects.get(pk="stored_data")
        play.register(
            "amina",
            cast.central["XD"],
            title="Insult",
            letter="An insult.",
            their_reference="1",
            measures=[(kind, "The mailbox.")],
            offences=[insult.INSULT],
        )
        play.act("youssef", "acknowledge")
        play.compare("amina", insult.LAW_HERE)
        line = {
            "outcome": "refused",
            "ground": Ground.objects.get(pk=ABSENT),
            "reasons": "No offence here.",
            "internal_reasons": "See the comparison.",
        }
        play.decide("amina", {1: line})
        (pk,) = play.case.request.offences.values_list("pk", flat=True)
        path = stage.page("remove_row", play, "offences", pk)
        answer = stage.browser(cast, "amina").post(path)
        self.assertEqual(answer.status_code, 302)
        self.assertFalse(play.case.request.offences.exists())
        self.assertIsNone(Decision.objects.get().ground)
        now = found_of(play.case.request)
        self.assertTrue(now.is_intact)
        self.assertIn("names no offence", now.why_not)
