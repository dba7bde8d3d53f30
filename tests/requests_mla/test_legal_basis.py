"""The legal basis: proposed, never chosen for the officer; the choice and its reason are kept."""

import json
from typing import Any

from django.contrib.auth.models import Permission

from accounts.models import CaseGrant
from audit.models import Event
from audit.words import details_of
from convention.choices import Origin
from convention.models import Instrument
from requests_mla import completeness, legal_basis
from requests_mla.choices import Status
from requests_mla.facts import gather
from requests_mla.letters.pages import content
from requests_mla.models import Request
from requests_mla.services import drafting
from tests import cast as people
from tests.requests_mla import stage
from tests.requests_mla.paper import read_letter

REASON = "Their authority asked for it."


def gap_of(play: stage.Play) -> list[completeness.Gap]:
    """What the choice of the basis lacks."""
    request = Request.objects.select_related("requesting__state", "requested__state").get(
        pk=play.case.pk
    )
    gaps = completeness.gaps(completeness.content_of(request))
    return [gap for gap in gaps if gap.code == f"MLA.{legal_basis.RULE}"]


class Choosing(stage.Staged):
    """A draft of Arvenia's to Belmara, and one of Costaria's to Belmara."""

    costaria: stage.Play

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.drafted(cls.cast, cls.at)
        cls.play.write("youssef", "who", basis_id=None)
        cls.costaria = stage.Play(cls.cast, cls.at)
        cls.costaria.draft("lucia", "XB", "A false shop")
        cls.costaria.add("lucia", "offences", [{"article": 13, "provision": "S. 216"}])

    def step(self, play: stage.Play, name: str) -> Any:
        return stage.browser(self.cast, name).get(stage.page("draft", play, "who"))

    def choose(self, play: stage.Play, name: str, **given: str) -> Any:
        path = stage.page("draft", play, "who")
        seen = drafting.version_of(play.case.request, "who")
        typed = {"title": play.case.title, "stage": "trial", "seen_version": seen, **given}
        return stage.browser(self.cast, name).post(path, typed)

    def test_a_new_draft_has_no_basis_and_the_page_chooses_none(self) -> None:
        fresh = stage.Play(self.cast, self.at)
        fresh.draft("youssef", "XB", "New")
        self.assertIsNone(fresh.case.request.basis_id)
        page = self.step(fresh, "youssef")
        self.assertContains(page, '<option value="" selected>not chosen yet</option>', html=True)
        self.assertContains(page, '<option value="UNCC">', html=False)

    def test_the_options_stand_beside_the_field_in_order_with_why(self) -> None:
        page = self.step(self.costaria, "lucia")
        text = page.content.decode()
        field, panel = text.index('name="basis_reason"'), text.index('id="bases"')
        places = [text.index(f'id="basis-{code}"') for code in ("BUDAPEST", "UNCC", "RECIPROCITY")]
        self.assertLess(field, panel)
        self.assertEqual([panel, *places], sorted([panel, *places]))
        self.assertContains(page, "It names the offence too; article here → article there: 13 → 8.")
        self.assertContains(page, "house rule")

    def test_a_basis_that_is_not_chosen_is_a_gap_that_stops_nothing(self) -> None:
        (gap,) = gap_of(self.play)
        self.assertEqual((gap.blocks, gap.origin, gap.step), (False, Origin.HOUSE, "who"))
        self.play.act("youssef", "submit")
        self.assertEqual(self.play.case.status, Status.IN_REVIEW)

    def test_what_is_proposed_first_needs_no_reason(self) -> None:
        self.assertEqual(self.choose(self.play, "youssef", basis="UNCC").status_code, 302)
        self.assertEqual(gap_of(self.play), [])
        self.choose(self.costaria, "lucia", basis="BUDAPEST")
        self.assertEqual(gap_of(self.costaria), [])

    def test_another_choice_without_a_reason_is_a_gap_that_stops_nothing(self) -> None:
        for play, name, basis, first in (
            (self.play, "youssef", "RECIPROCITY", "UN Convention against Cybercrime"),
            (self.costaria, "lucia", "UNCC", "Budapest Convention"),
        ):
            with self.subTest(basis=basis):
                self.choose(play, name, basis=basis)
                (gap,) = gap_of(play)
                self.assertIn(f"“{first}” is proposed first", gap.text)
                self.assertEqual((gap.blocks, gap.origin), (False, Origin.HOUSE))
                page = self.step(play, name)
                self.assertContains(page, "is proposed first")
                self.assertContains(page, f'<option value="{basis}" selected>')

    def test_with_a_reason_it_is_kept_and_no_gap(self) -> None:
        self.choose(self.costaria, "lucia", basis="UNCC", basis_reason=REASON)
        self.assertEqual(gap_of(self.costaria), [])
        kept = self.costaria.case.request
        self.assertEqual((kept.basis_id, kept.basis_reason), ("UNCC", REASON))

    def test_a_treaty_of_other_states_cannot_be_chosen(self) -> None:
        answer = self.choose(self.play, "youssef", basis="XC-XD-2014")
        self.assertContains(answer, "Select a valid choice", status_code=422)

    def test_after_the_request_went_nobody_is_asked_for_a_reason(self) -> None:
        self.play.send("youssef", "leila")
        self.assertEqual(gap_of(self.play), [])


class Told(stage.Staged):
    """What leaves the house of the choice, and what does not."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.drafted(cls.cast, cls.at)
        cls.play.write("youssef", "who", basis_id="RECIPROCITY", basis_reason=REASON)
        cls.play.send("youssef", "leila")

    def test_every_letter_names_the_basis_and_none_the_reason(self) -> None:
        self.play.act("ciara", "acknowledge")
        letters = list(self.play.case.letters.exclude(payload=""))
        self.assertEqual({row.kind for row in letters}, {"request", "acknowledgement"})
        for row in letters:
            with self.subTest(letter=row.kind):
                payload = json.loads(row.payload)
                self.assertEqual(payload["legal_basis"], "RECIPROCITY")
                self.assertNotIn(REASON, row.payload)
                page = content(payload, payload_sha256=row.payload_sha256)
                self.assertEqual(page.subtitle, "on the basis of reciprocity")

    def test_the_letter_says_under_what_it_stands(self) -> None:
        payload = json.loads(self.play.case.letters.get(kind="request").payload)
        for code, name, said in (
            ("UNCC", "", "under the United Nations Convention against Cybercrime"),
            ("UNTOC", "Treaty of Two", "under the Treaty of Two"),
            (None, "", ""),
        ):
            with self.subTest(basis=code):
                page = content(
                    {**payload, "legal_basis": code, "legal_basis_name": name}, payload_sha256=""
                )
                self.assertEqual(page.subtitle, said)

    def test_the_reason_is_read_on_the_asking_side_only(self) -> None:
        CaseGrant.objects.create(
            user_id=self.cast.actors["mateo"].person_id,
            permission=Permission.objects.get(codename="view_case"),
            content_object=self.play.case,
        )
        path = f"{stage.page('case', self.play)}?tab=measures"
        for name, reads in (("youssef", True), ("karim", True), ("ciara", False), ("mateo", False)):
            with self.subTest(who=name):
                page = stage.browser(self.cast, name).get(path)
                self.assertContains(page, "Reciprocity between two States")
                self.assertEqual(REASON in page.content.decode(), reads)


class OnPaper(stage.Staged):
    """Letters under each basis, as they are read by whoever gets them."""

    # What stands in letters under the Convention and in no other.
    ARTICLES = ("40(12)", "40(15)", "40(8)", "40(20)", "40(17)")

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.drafted(cls.cast, cls.at)
        cls.play.write(
            "youssef", "handling", confidential=True, confidential_reason="The suspect is free."
        )

    def released(self, basis: str | None) -> str:
        self.play.write("youssef", "who", basis_id=basis, basis_reason=REASON)
        self.play.send("youssef", "leila")
        return read_letter(self.play, "request")

    def test_under_the_convention_its_articles_stand_beside_the_text(self) -> None:
        text = self.released("UNCC")
        for article in self.ARTICLES:
            self.assertIn(article, text)
        self.assertIn("Legal basis United Nations Convention against Cybercrime", text)
        self.assertIn("Article 7 of the Convention:", text)

    def test_on_another_basis_no_article_of_the_convention_is_claimed(self) -> None:
        text = self.released("RECIPROCITY")
        for article in self.ARTICLES:
            self.assertNotIn(article, text)
        self.assertIn("on the basis of reciprocity", text)
        self.assertIn("Legal basis Reciprocity", text)
        self.assertIn("· central authority", text)
        # The offence is the Convention's, and said to be.
        self.assertIn("Article 7 of the United Nations Convention against Cybercrime:", text)

    def test_a_request_that_rests_on_nothing_says_nothing_of_it(self) -> None:
        text = self.released(None)
        self.assertNotIn("Legal basis", text)
        self.assertNotIn("40(1", text)

    def test_the_answers_follow_the_basis_too(self) -> None:
        self.released("RECIPROCITY")
        self.play.act("ciara", "acknowledge")
        line = {"outcome": "refused", "reasons": "Not punishable.", "internal_reasons": "Ours."}
        self.play.decide("ciara", {1: line}, no_talks="Nothing to talk about.")
        self.play.release("ciara", "aoife", "refuse")
        stage.make_letters()
        for kind in ("acknowledgement", "refusal"):
            with self.subTest(kind=kind):
                text = read_letter(self.play, kind)
                self.assertIn("Legal basis Reciprocity", text)
                self.assertNotRegex(text, r"\b(40|21|37)\(\d+\)")

    def test_every_instrument_of_the_catalogue_stands_with_its_own_name(self) -> None:
        self.released("UNCC")
        payload = json.loads(self.play.case.letters.get(kind="request").payload)
        for instrument in Instrument.objects.exclude(pk__in=("UNCC", "RECIPROCITY")):
            with self.subTest(instrument=instrument.pk):
                page = content(
                    {
                        **payload,
                        "legal_basis": instrument.pk,
                        "legal_basis_name": instrument.name,
                        "legal_basis_reference": instrument.reference,
                    },
                    payload_sha256="",
                )
                said = dict(page.facts)["Legal basis"]
                self.assertTrue(str(said).startswith(instrument.name))
                self.assertTrue(str(said).endswith(instrument.reference))
                self.assertEqual(page.classification, "Confidential")
                self.assertEqual({p.refs for s in page.sections for p in s.paragraphs}, {""})


class Binding(stage.Staged):
    """What the second person read is bound to what the letter says, and to nothing else."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.drafted(cls.cast, cls.at)
        cls.play.case.request.attachments.create(
            file=people.scan(), name="translation.pdf", role="translation", language="fr"
        )
        cls.play.rights("youssef")
        cls.play.act("youssef", "submit")

    def numbers(self) -> list[int]:
        letters = self.play.case.letters.filter(kind="request").exclude(state="superseded")
        return list(letters.values_list("number", flat=True))

    def is_current(self) -> bool:
        return gather(self.play.case).letter_is_current

    def test_the_reason_for_the_basis_is_no_part_of_the_document(self) -> None:
        before = self.numbers()
        self.play.write("youssef", "who", basis_reason=REASON)
        self.assertEqual(self.numbers(), before)
        self.assertTrue(self.is_current())
        letter = self.play.case.letters.get(number=before[0])
        self.assertNotIn(REASON, letter.payload)
        self.play.act("leila", "send", document=letter.rendered_sha256)

    def test_a_note_about_a_person_is_no_part_of_it_either(self) -> None:
        before = self.numbers()
        self.play.save("youssef", "persons", lambda found: found.persons.update(note="Ours."))
        self.assertEqual(self.numbers(), before)

    def test_what_the_letter_says_makes_a_new_document(self) -> None:
        before = self.numbers()
        self.play.write("youssef", "who", purpose="Another.")
        self.assertNotEqual(self.numbers(), before)

    def test_the_mark_of_a_certified_translation_is_part_of_it(self) -> None:
        before = self.numbers()
        self.assertNotIn("certified", read_letter(self.play, "request"))
        self.play.case.request.attachments.update(certified=True)
        self.assertFalse(self.is_current())
        self.play.save("youssef", "attachments", lambda found: None)
        self.assertNotEqual(self.numbers(), before)
        stage.make_letters()
        self.assertTrue(self.is_current())
        self.assertIn("translation, certified", read_letter(self.play, "request"))


class Kept(stage.Staged):
    """What was proposed when the basis was chosen can be understood later."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.Play(cls.cast, cls.at)
        cls.play.draft("lucia", "XB", "A false shop")
        cls.play.add("lucia", "offences", [{"article": 13, "provision": "S. 216"}])

    def chosen(self) -> list[dict[str, Any]]:
        events = Event.objects.filter(case_id=self.play.case.pk, verb="request.choose_basis")
        return [details_of(event) or {} for event in events.order_by("seq")]

    def test_the_order_is_recorded_when_a_basis_is_chosen_and_only_then(self) -> None:
        self.play.write("lucia", "who", basis_id="UNCC", basis_reason=REASON)
        self.play.write("lucia", "who", purpose="To find the seller.")
        (told,) = self.chosen()
        self.assertEqual(told["basis"], "UNCC")
        self.assertEqual(told["proposed"], ["BUDAPEST", "UNCC", "UNTOC", "RECIPROCITY"])
        history = stage.browser(self.cast, "lucia").get(stage.page("history", self.play))
        self.assertContains(
            history, "Legal basis chosen: UNCC; proposed in this order: BUDAPEST, UNCC"
        )

    def test_a_later_offence_changes_the_proposal_and_not_what_was_kept(self) -> None:
        self.play.write("lucia", "who", basis_id="BUDAPEST")
        crime = {"title": "Smuggling", "provision": "S. 9", "maximum_penalty_months": 60}
        self.play.add("lucia", "offences", [crime])
        page = stage.browser(self.cast, "lucia").get(stage.page("draft", self.play, "who"))
        self.assertContains(page, "it does not name every offence of this request.")
        self.assertNotContains(page, "A convention that names every offence")
        self.assertContains(page, "UN Convention against Cybercrime” is proposed first")
        (told,) = self.chosen()
        self.assertEqual(told["proposed"][0], "BUDAPEST")

    def test_what_saves_by_itself_records_the_choice_too(self) -> None:
        path = stage.page("draft", self.play, "who")
        client = stage.browser(self.cast, "lucia")
        typed = {"title": "A false shop", "stage": "trial"}
        headers = {"X-Autosave": "yes"}
        first = client.post(path, {**typed, "seen_version": 0}, headers=headers).json()
        given = {**typed, "seen_version": first["version"], "basis": "UNTOC"}
        self.assertEqual(client.post(path, given, headers=headers).json()["state"], "saved")
        self.assertEqual([told["basis"] for told in self.chosen()], ["UNTOC"])
