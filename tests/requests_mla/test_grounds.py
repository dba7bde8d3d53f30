"""For every kind of request exactly the grounds that the catalogue allows are offered."""

import json
from dataclasses import replace

import pytest

from convention.choices import OffenceClass as Opened
from convention.models import Declaration, Ground, Instrument, MeasureType
from convention.services import DATA
from requests_mla.choices import OffenceClass
from requests_mla.criminality.standing import Found
from requests_mla.grounds import ABSENT, OUT_OF_SCOPE, RESERVED, Offer, Standing, offer_of
from requests_mla.models import Measure
from tests.requests_mla import stage

GROUNDS = json.loads((DATA / "grounds.json").read_text(encoding="utf-8"))
MEASURES = json.loads((DATA / "measures.json").read_text(encoding="utf-8"))
ANY = Standing(by_convention=True, opened=Opened.TREATY_OFFENCE, has_reservation=False)
SERIOUS = Standing(by_convention=True, opened=Opened.SERIOUS_CRIME, has_reservation=False)
# A finished comparison found the conduct punishable by no law of the requested State.
LACKING = Found(is_finished=True)
SHORT = {
    "ESSENTIAL_INTERESTS",
    "DOMESTIC_PROHIBITION",
    "DISCRIMINATION_PERSECUTION",
    OUT_OF_SCOPE,
}


def offered(code: str, standing: Standing) -> set[str]:
    measure = Measure(type=MeasureType.objects.get(pk=code))
    return {ground.pk for ground in Offer(standing, [measure]).grounds(measure)}


@pytest.mark.django_db
@pytest.mark.parametrize("row", MEASURES, ids=lambda row: row["code"])
def test_exactly_the_catalogues_grounds_are_offered(row: dict[str, str]) -> None:
    allowed = {
        ground["code"]
        for ground in GROUNDS
        if row["request_type"] in ground["applies"] and not ground["is_outcome"]
    }
    assert offered(row["code"], ANY) == allowed - {RESERVED, ABSENT}
    assert offered(row["code"], replace(ANY, criminality=LACKING)) == allowed - {RESERVED}


@pytest.mark.django_db
@pytest.mark.parametrize("row", MEASURES, ids=lambda row: row["code"])
def test_where_the_catalogue_has_absent_dual_criminality_the_page_says_why_it_is_closed(
    row: dict[str, str],
) -> None:
    measure = Measure(type=MeasureType.objects.get(pk=row["code"]))
    closed = replace(ANY, criminality=Found(is_finished=True, why_not="Punishable here."))
    has_it = row["request_type"] in {"MLA", "STORED", "RT_TRAFFIC", "INTERCEPT"}
    assert Offer(closed, [measure]).withheld(measure) == ("Punishable here." if has_it else "")
    assert ABSENT not in offered(row["code"], closed)
    # What a State reached by post wrote is recorded as it wrote it.
    by_post = replace(closed, decides_here=False)
    assert (ABSENT in offered(row["code"], by_post)) == has_it
    assert Offer(by_post, [measure]).withheld(measure) == ""


@pytest.mark.django_db
def test_preservation_has_the_short_list_only() -> None:
    assert offered("preservation", ANY) == SHORT


@pytest.mark.django_db
def test_the_reservation_of_42_5_counts_for_a_serious_crime_and_where_it_was_made() -> None:
    made = Standing(by_convention=True, opened=Opened.SERIOUS_CRIME, has_reservation=True)
    treaty = Standing(by_convention=True, opened=Opened.TREATY_OFFENCE, has_reservation=True)
    assert offered("preservation", made) == SHORT | {RESERVED}
    assert offered("preservation", treaty) == offered("preservation", SERIOUS) == SHORT


@pytest.mark.django_db
@pytest.mark.parametrize("row", MEASURES, ids=lambda row: row["code"])
def test_a_serious_crime_opens_electronic_evidence_only(row: dict[str, object]) -> None:
    code = str(row["code"])
    if row["available_for_serious_crime"]:
        assert offered(code, SERIOUS) == offered(code, ANY)
    else:
        assert offered(code, SERIOUS) == {OUT_OF_SCOPE}


@pytest.mark.django_db
def test_another_instrument_has_grounds_of_its_own() -> None:
    other = Standing(by_convention=False, opened=Opened.TREATY_OFFENCE, has_reservation=False)
    assert offered("stored_data", other) == set()


class HowARequestStands(stage.Staged):
    """What is read from the request itself."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    def test_one_offence_of_the_convention_opens_everything(self) -> None:
        request = self.play.case.request
        request.offences.create(offence_class=OffenceClass.SERIOUS, title="Extortion")
        self.assertEqual(Standing.of(request).opened, Opened.TREATY_OFFENCE)
        request.offences.filter(offence_class=OffenceClass.TREATY).delete()
        self.assertEqual(Standing.of(request).opened, Opened.SERIOUS_CRIME)

    def test_without_any_offence_nothing_is_out_of_scope(self) -> None:
        request = self.play.case.request
        request.offences.all().delete()
        measure = request.measures.select_related("type").get()
        self.assertTrue(offer_of(request, [measure]).is_in_scope(measure))

    def test_reservation_and_instrument_are_read(self) -> None:
        request = self.play.case.request
        Declaration.objects.filter(state="XB", reference="42(5)").delete()
        self.assertFalse(Standing.of(request).has_reservation)
        state = request.requested.state
        state.declarations.create(
            instrument_id="UNCC", reference="42(5)", text="…", source="…", level="D"
        )
        request.basis = Instrument.objects.exclude(pk="UNCC").first()
        found = Standing.of(request)
        self.assertTrue(found.has_reservation)
        self.assertFalse(found.by_convention)

    def test_the_sheet_shows_what_is_out_of_scope_and_what_is_no_ground(self) -> None:
        request = self.play.case.request
        request.offences.update(offence_class=OffenceClass.SERIOUS, article=None, title="Theft")
        request.measures.update(type=MeasureType.objects.get(pk="search"))
        page = stage.browser(self.cast, "ciara").get(stage.page("sheet", self.play))
        self.assertContains(page, "Out of scope")
        self.assertContains(page, "Bank secrecy")
        only = Ground.objects.get(pk=OUT_OF_SCOPE)
        self.assertEqual(list(page.context["lines"][0]["form"].grounds.values()), [only])

    def test_a_grant_in_part_says_what_is_left_out_on_page_and_letter(self) -> None:
        line = {"outcome": "partial", "cut": "The years before 2025 are left out: too wide."}
        self.play.decide("ciara", {1: line})
        self.play.release("ciara", "aoife", "accept")
        stage.make_letters()
        self.assertEqual(self.play.case.status, "accepted")
        page = stage.browser(self.cast, "youssef").get(
            stage.page("case", self.play) + "?tab=measures"
        )
        self.assertContains(page, "The years before 2025 are left out")
        payload = self.play.case.letters.get(kind="decision").payload
        self.assertIn("The years before 2025 are left out", payload)
