"""What the Convention does not open stops a draft that rests on it, and says by which article."""

from convention.choices import Level
from convention.models import Membership, TimeLimit
from requests_mla import completeness
from requests_mla.models import Offence, Request
from tests.requests_mla import stage
from workflow.refusals import Missing


class Scope(stage.Staged):
    """A draft of Arvenia's to Belmara for a crime that the Convention does not name."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.drafted(cls.cast, at)

    def rests(self, *, basis: str | None = "UNCC", months: int | None, measure: str) -> None:
        """Rewrite the draft: one serious crime, one measure, one basis."""
        request = self.play.case.request
        request.offences.all().delete()
        Offence.objects.create(
            request=request, offence_class="serious", title="Smuggling",
            provision="Section 1.", maximum_penalty_months=months,
        )  # fmt: skip
        request.measures.update(type=measure)
        self.play.write("youssef", "who", basis_id=basis, basis_reason="Because.")

    def found(self) -> dict[str, completeness.Gap]:
        rows = Request.objects.select_related("requesting__state", "requested__state")
        content = completeness.content_of(rows.get(pk=self.play.case.pk))
        gaps = completeness.gaps(content)
        return {gap.code: gap for gap in gaps if gap.code.startswith("SCOPE.")}

    def test_a_crime_below_the_threshold_is_not_serious_and_opens_no_tracing(self) -> None:
        self.rests(months=6, measure="trace_proceeds")
        measure, offence = sorted(self.found().values(), key=lambda gap: gap.step != "measures")
        self.assertIn("at least 4 years, and 6 months is written", offence.text)
        self.assertEqual((offence.reference, offence.verified), ("2(h)", True))
        self.assertIn("open for offences of the Convention only", measure.text)
        self.assertIn("40(1)", measure.reference)
        self.assertEqual((measure.measure, measure.verified), (1, False))
        for gap in (offence, measure):
            self.assertEqual((gap.blocks, gap.origin), (True, "treaty"))
        with self.assertRaises(Missing) as refused:
            self.play.act("youssef", "submit")
        self.assertIn(offence.text, " ".join(refused.exception.reasons))

    def test_a_serious_crime_opens_electronic_evidence(self) -> None:
        for months in (48, 60, None):
            with self.subTest(months=months):
                self.rests(months=months, measure="stored_data")
                self.assertEqual(self.found(), {})

    def test_an_offence_of_the_convention_opens_everything(self) -> None:
        self.rests(months=60, measure="trace_proceeds")
        self.play.add("youssef", "offences", [{"article": 17, "provision": "Section 2."}])
        self.assertEqual(self.found(), {})

    def test_without_a_basis_the_convention_is_assumed_and_with_another_it_says_nothing(
        self,
    ) -> None:
        for basis, is_asked in ((None, True), ("UNTOC", False), ("RECIPROCITY", False)):
            with self.subTest(basis=basis):
                self.rests(basis=basis, months=6, measure="trace_proceeds")
                self.assertEqual(bool(self.found()), is_asked)

    def test_the_threshold_is_read_from_the_catalogue(self) -> None:
        self.rests(months=60, measure="stored_data")
        TimeLimit.objects.filter(pk="serious_crime_threshold").update(amount=6)
        (gap,) = self.found().values()
        self.assertIn("at least 6 years", gap.text)
        page = stage.browser(self.cast, "youssef").get(stage.page("draft", self.play, "offences"))
        self.assertContains(page, "Serious crime: at least 72, 2(h).")

    def test_a_convention_that_does_not_bind_both_is_no_basis(self) -> None:
        rows = Membership.objects.filter(state="XB", instrument="UNCC")
        rows.update(in_force_on=None, level=Level.INVENTED)
        (gap,) = self.found().values()
        self.assertIn("not known to be in force between Arvenia and Belmara", gap.text)
        self.assertEqual((gap.step, gap.reference, gap.blocks), ("who", "65", True))
        self.rests(basis="RECIPROCITY", months=60, measure="stored_data")
        self.assertEqual(self.found(), {})

    def test_the_page_of_the_draft_shows_them_with_their_source(self) -> None:
        self.rests(months=6, measure="trace_proceeds")
        page = stage.browser(self.cast, "youssef").get(stage.page("draft", self.play, "who"))
        self.assertContains(page, "6 months is written")
        self.assertContains(page, "2(h)")
