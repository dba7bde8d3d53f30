"""Sealing a case, naming people on it, stepping back from it: the acts and their pages."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, CaseGrant, Conflict, Opening, Seal
from accounts.queries import visible_to
from audit import moment
from audit.models import Event
from desk.models import InboxEntry
from desk.services import deliver_notices
from requests_mla.offers import offers_for
from requests_mla.services import access, rights
from tests.requests_mla import stage
from workflow.models import Notice
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import Act, perform


class Sealed(stage.Staged):
    """A case that Aoife sealed on Belmara's side for herself and Tom."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    def seal(self, *names: str) -> Seal:
        return access.seal_case(
            actor=self.cast.actors["aoife"],
            case=self.play.case,
            reason="A minister is concerned.",
            named=[self.appointment(name) for name in names or ("tom",)],
        )

    def appointment(self, name: str) -> Appointment:
        return Appointment.objects.get(pk=self.cast.actors[name].appointment_id)

    def see(self) -> set[str]:
        return {
            name
            for name, actor in self.cast.actors.items()
            if visible_to(actor).filter(pk=self.play.case.pk).exists()
        }

    def grant_of(self, name: str) -> CaseGrant:
        return CaseGrant.objects.get(user=self.cast.actors[name].person_id)

    def second_liaison(self) -> None:
        Appointment.objects.filter(pk=self.appointment("ciara").pk).update(
            role=Role.LIAISON_OFFICER
        )

    def test_only_the_named_of_the_own_side_see_it_and_the_other_side_as_before(self) -> None:
        before = self.see()
        version = self.play.case.version
        self.seal()
        ours = {"ciara", "tom", "aoife", "orla", "niamh"}
        self.assertEqual(before & set(self.cast.actors), self.see() | (ours - {"tom", "aoife"}))
        self.assertTrue({"tom", "aoife"} <= self.see())
        self.assertTrue({"youssef", "leila", "karim"} <= self.see())
        self.assertEqual(self.play.case.version, version)

    def test_only_a_liaison_officer_of_the_leading_authority_seals_with_a_reason(self) -> None:
        for name in ("tom", "orla", "sean", "niamh", "declan", "lucia", "mateo"):
            with self.subTest(name), pytest.raises(NotYours):
                access.seal_case(actor=self.cast.actors[name], case=self.play.case, reason="x")
        with pytest.raises(Missing):
            access.seal_case(actor=self.cast.actors["aoife"], case=self.play.case, reason=" ")
        self.seal()
        with pytest.raises(NotFromHere):
            self.seal()

    def test_nobody_of_the_other_side_and_no_auditor_is_named(self) -> None:
        for name in ("youssef", "orla", "sean", "declan"):
            with self.subTest(name), pytest.raises(Missing):
                self.seal(name)

    def test_the_unnamed_can_do_nothing_even_past_the_pages(self) -> None:
        self.seal()
        for name in ("ciara", "niamh"):
            actor = self.cast.actors[name]
            self.assertEqual(offers_for(actor, self.play.case), [])
            with pytest.raises(NotYours):
                perform(case=self.play.case, act=Act("ask", {"question": "x"}), by=actor)
            with pytest.raises(NotYours):
                rights.save_answers(actor=actor, case=self.play.case, answers={}, seen_version=0)
        self.assertTrue(offers_for(self.cast.actors["tom"], self.play.case))

    def test_each_side_seals_for_itself(self) -> None:
        self.seal()
        access.seal_case(actor=self.cast.actors["leila"], case=self.play.case, reason="x")
        self.assertEqual(self.see(), {"leila", "tom", "aoife"})
        access.unseal_case(actor=self.cast.actors["leila"], case=self.play.case, reason="x")
        self.assertTrue({"youssef", "karim"} <= self.see())
        self.assertNotIn("ciara", self.see())

    def test_a_name_has_a_last_day(self) -> None:
        self.seal()
        actor, until = self.cast.actors["aoife"], moment.now().date()
        access.name_person(
            actor=actor,
            case=self.play.case,
            appointment=self.appointment("niamh"),
            reason="Covers the night.",
            until=until,
        )
        self.assertIn("niamh", self.see())
        grant = self.grant_of("niamh")
        self.assertEqual(
            (grant.granted_by_name, grant.reason, grant.until),
            (actor.name, "Covers the night.", until),
        )
        with moment.pretended(moment.now() + timedelta(days=1)):
            self.assertNotIn("niamh", self.see())

    def test_one_liaison_officer_stays_named_without_a_last_day(self) -> None:
        self.seal()
        actor = self.cast.actors["aoife"]
        with pytest.raises(Missing):
            access.strike_person(
                actor=actor, case=self.play.case, grant_id=self.grant_of("aoife").pk
            )
        self.assertIn("aoife", self.see())
        self.second_liaison()
        access.name_person(
            actor=actor, case=self.play.case, appointment=self.appointment("ciara"), reason="x"
        )
        access.strike_person(actor=actor, case=self.play.case, grant_id=self.grant_of("aoife").pk)
        self.assertNotIn("aoife", self.see())

    def test_only_the_named_liaison_officer_names_strikes_and_unseals(self) -> None:
        self.seal()
        case = self.play.case
        self.second_liaison()
        for name in ("tom", "ciara", "leila"):
            actor = Actor.of(self.appointment(name))
            with self.subTest(name), pytest.raises(NotYours):
                access.unseal_case(actor=actor, case=case, reason="x")
            with self.subTest(name), pytest.raises(NotYours):
                access.strike_person(actor=actor, case=case, grant_id=self.grant_of("tom").pk)
            with self.subTest(name), pytest.raises(NotYours):
                access.name_person(
                    actor=actor, case=case, appointment=self.appointment("niamh"), reason="x"
                )

    def test_unsealing_strikes_off_the_names(self) -> None:
        before = self.see()
        self.seal()
        access.unseal_case(
            actor=self.cast.actors["aoife"], case=self.play.case, reason="It is public now."
        )
        self.assertEqual(self.see(), before)
        self.assertFalse(CaseGrant.objects.exists())
        self.assertEqual(Seal.objects.get().lift_reason, "It is public now.")

    def test_a_seal_covers_the_authority_that_executes_later(self) -> None:
        self.play.at = moment.now()
        self.seal()
        self.play.decide("tom", {1: {"outcome": "granted"}})
        self.play.release("tom", "aoife", "accept")
        self.play.act("tom", "assign", executing_authority=self.cast.executing["XB"])
        self.assertNotIn("declan", self.see())
        access.name_person(
            actor=self.cast.actors["aoife"],
            case=self.play.case,
            appointment=self.appointment("declan"),
            reason="Executes it.",
        )
        self.assertIn("declan", self.see())
        self.play.act("declan", "report", measure="1", result="done", result_text="Answered.")

    def test_nobody_is_named_on_more_cases_than_count(self) -> None:
        self.seal()
        limit = patch("requests_mla.services.access.naming.GRANT_LIMIT", 0)
        with limit, pytest.raises(Missing, match="named on 0 cases"):
            access.name_person(
                actor=self.cast.actors["aoife"],
                case=self.play.case,
                appointment=self.appointment("niamh"),
                reason="x",
            )

    def test_an_administrator_names_a_liaison_officer_by_reference_and_sees_nothing(self) -> None:
        self.seal()
        reference = self.play.case.participations.get(side="requested").reference
        self.second_liaison()
        client = stage.browser(self.cast, "sean")
        path = reverse("requests:sealed")
        given = {"reference": reference, "reason": "Aoife has left."}
        wrong = {**given, "appointment": self.appointment("tom").pk}
        self.assertEqual(client.post(path, wrong).status_code, 422)
        unknown = {**given, "reference": "X", "appointment": self.appointment("ciara").pk}
        self.assertContains(client.post(path, unknown), "no sealed case", status_code=422)
        done = client.post(path, {**given, "appointment": self.appointment("ciara").pk})
        self.assertEqual(done.status_code, 302)
        self.assertIn("ciara", self.see())
        self.assertEqual(client.get(stage.page("case", self.play)).status_code, 404)
        for name in ("aoife", "tom", "orla"):
            self.assertEqual(stage.browser(self.cast, name).get(path).status_code, 403)

    def test_who_declares_a_conflict_loses_the_case_at_once_and_liaison_officers_hear(self) -> None:
        client = stage.browser(self.cast, "ciara")
        case = stage.page("case", self.play)
        answer = client.post(
            stage.page("declare_conflict", self.play), {"conflict-reason": "My brother."}
        )
        self.assertRedirects(answer, reverse("requests:register"))
        self.assertEqual(client.get(case).status_code, 404)
        for path in (reverse("desk:home"), reverse("desk:inbox"), reverse("requests:register")):
            self.assertNotContains(client.get(path), "Clinic")
        self.assertEqual(offers_for(self.cast.actors["ciara"], self.play.case), [])
        act = Act("ask", {"question": "x"})
        with pytest.raises(NotYours):
            perform(case=self.play.case, act=act, by=self.cast.actors["ciara"])
        deliver_notices()
        told = InboxEntry.objects.filter(notice__subject="access_conflict")
        self.assertEqual(
            set(told.values_list("person", flat=True)), {self.cast.actors["aoife"].person_id}
        )
        told_page = stage.browser(self.cast, "aoife").get(reverse("desk:inbox"))
        self.assertContains(told_page, "conflict of interest")

    def test_a_conflict_counts_under_every_appointment_and_over_a_grant(self) -> None:
        self.seal()
        tom = self.cast.actors["tom"]
        other = Appointment.objects.create(
            person_id=tom.person_id,
            authority=self.cast.central["XA"],
            role=Role.LIAISON_OFFICER,
            since=self.at.date(),
        )
        access.declare_conflict(actor=tom, case=self.play.case, reason="x")
        self.assertNotIn("tom", self.see())
        self.assertFalse(visible_to(Actor.of(other)).filter(pk=self.play.case.pk).exists())

    def test_a_conflict_is_lifted_by_another_liaison_officer_of_that_side_only(self) -> None:
        conflict = access.declare_conflict(
            actor=self.cast.actors["ciara"], case=self.play.case, reason="x"
        )
        for name in ("ciara", "tom", "leila", "orla", "mateo"):
            with self.subTest(name), pytest.raises(NotYours):
                access.lift_conflict(actor=self.cast.actors[name], conflict=conflict, reason="x")
        client = stage.browser(self.cast, "aoife")
        page = stage.page("access", self.play)
        self.assertContains(client.get(page), "Let this person back")
        lift = stage.page("lift_conflict", self.play, conflict.pk)
        self.assertEqual(client.post(lift, {}).status_code, 422)
        given = {f"lift{conflict.pk}-reason": "Another person of the same name."}
        self.assertRedirects(client.post(lift, given), page)
        self.assertIn("ciara", self.see())
        lifted = Conflict.objects.get(pk=conflict.pk)
        self.assertEqual(lifted.lifted_by_name, self.cast.actors["aoife"].name)

    def test_a_liaison_officer_does_not_lift_their_own(self) -> None:
        conflict = access.declare_conflict(
            actor=self.cast.actors["aoife"], case=self.play.case, reason="x"
        )
        with pytest.raises(NotYours):
            access.lift_conflict(actor=self.cast.actors["aoife"], conflict=conflict, reason="x")

    def test_why_somebody_stepped_back_is_read_by_liaison_officers_alone(self) -> None:
        access.declare_conflict(
            actor=self.cast.actors["ciara"], case=self.play.case, reason="MY BROTHER"
        )
        for name, reads in (("aoife", True), ("tom", False), ("leila", False), ("orla", False)):
            client = stage.browser(self.cast, name)
            pages = [
                client.get(stage.page(page, self.play)).content.decode()
                for page in ("access", "case", "history")
            ]
            self.assertEqual("MY BROTHER" in "".join(pages), reads, name)

    def test_every_act_is_recorded_for_the_own_side_and_texts_only_as_digests(self) -> None:
        self.seal()
        access.declare_conflict(actor=self.cast.actors["tom"], case=self.play.case, reason="x y z")
        access.unseal_case(actor=self.cast.actors["aoife"], case=self.play.case, reason="v w")
        told = Event.objects.filter(verb__startswith="access.").order_by("seq")
        self.assertEqual(
            list(told.values_list("verb", "state", "shared")),
            [
                ("access.seal", "XB", False),
                ("access.declare_conflict", "XB", False),
                ("access.unseal", "XB", False),
            ],
        )
        payloads = "".join(told.values_list("payload", flat=True))
        for words in ("minister", "x y z", "v w"):
            self.assertNotIn(words, payloads)

    def test_sealing_and_naming_on_the_page(self) -> None:
        client = stage.browser(self.cast, "aoife")
        page = stage.page("access", self.play)
        self.assertContains(client.get(page), "Seal the case")
        tom, niamh = self.appointment("tom").pk, self.appointment("niamh").pk
        refused = client.post(stage.page("seal", self.play), {"named": [tom]})
        self.assertEqual(refused.status_code, 422)
        self.assertContains(refused, "checked", status_code=422)
        given = {"named": [tom], "reason": "A minister is concerned."}
        self.assertRedirects(client.post(stage.page("seal", self.play), given), page)
        shown = client.get(page)
        self.assertContains(shown, "A minister is concerned.")
        self.assertContains(shown, "Tom Keane")
        one_more = {"appointment": niamh, "reason": "Covers the night."}
        self.assertRedirects(client.post(stage.page("name_person", self.play), one_more), page)
        last = client.post(
            stage.page("strike_person", self.play, self.grant_of("aoife").pk), follow=True
        )
        self.assertContains(last, "keeps one liaison officer", status_code=422)
        strike = stage.page("strike_person", self.play, self.grant_of("niamh").pk)
        self.assertRedirects(client.post(strike), page)
        unseal = {"unseal-reason": "It is public now."}
        self.assertRedirects(client.post(stage.page("unseal", self.play), unseal), page)
        self.assertContains(client.get(page), "Not sealed")

    def test_those_who_are_named_hear_of_it_and_find_it_on_desk_register_and_inbox(self) -> None:
        Notice.objects.all().delete()
        self.seal()
        deliver_notices()
        told = InboxEntry.objects.filter(notice__subject="access_sealed")
        self.assertEqual(
            set(told.values_list("person", flat=True)),
            {self.cast.actors[name].person_id for name in ("tom", "aoife")},
        )
        client = stage.browser(self.cast, "tom")
        for path in (reverse("desk:home"), reverse("desk:inbox"), reverse("requests:register")):
            self.assertContains(client.get(path), "Clinic")

    def test_an_auditor_reads_the_record_of_a_sealed_case_and_that_is_recorded(self) -> None:
        self.seal()
        client = stage.browser(self.cast, "orla")
        self.assertEqual(client.get(stage.page("case", self.play)).status_code, 404)
        history = client.get(reverse("oversight:case", args=[self.play.case.pk]))
        self.assertContains(history, "request.acknowledge")
        self.assertNotContains(history, "Clinic")
        client.get(reverse("oversight:events"))
        read = Event.objects.filter(verb="access.open", case_id=self.play.case.pk)
        self.assertEqual(read.count(), 1)
        self.assertEqual(read.get().person_id, self.cast.actors["orla"].person_id)
        self.assertEqual(Opening.objects.get(purpose="audit").case_id, self.play.case.pk)
