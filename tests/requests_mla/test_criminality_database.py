"""A finished comparison beneath the services: what both databases refuse."""

from typing import Any

from django.db import DatabaseError, connection, transaction

from requests_mla.checks import finished_comparisons_stay
from requests_mla.criminality import triggers
from requests_mla.models import ComparedElement, ComparedOffence, Comparison
from tests.requests_mla import stage
from tests.requests_mla.compared import NO_HELP, NOT_MET, Compared


class WhatTheDatabaseRefuses(Compared):
    def setUp(self) -> None:
        self.comparison = self.finish(security=NOT_MET, beside=NO_HELP)
        self.rows = Comparison.objects.filter(pk=self.comparison.pk)
        self.lines = ComparedElement.objects.filter(comparison=self.comparison)
        self.offences = ComparedOffence.objects.filter(comparison=self.comparison)

    def refused(self, write: Any) -> None:
        with self.assertRaises(DatabaseError), transaction.atomic():
            write()

    def test_every_trigger_stands(self) -> None:
        self.assertEqual(triggers.faults(connection), [])
        self.assertEqual(finished_comparisons_stay(None, ["default"]), [])

    def test_a_change_of_a_finished_comparison(self) -> None:
        for change in ({"state": "draft"}, {"author_id": 1}, {"digest": "0" * 64}):
            with self.subTest(change):
                self.refused(lambda change=change: self.rows.update(**change))

    def test_a_change_of_what_hangs_on_it(self) -> None:
        self.refused(lambda: self.lines.filter(element="7-security").update(finding="met"))
        self.refused(lambda: self.offences.update(finding="punishable"))
        self.refused(lambda: self.offences.update(discretion="help"))
        crime = self.play.case.request.offences.create(offence_class="serious", title="x")
        both = {"comparison": self.comparison, "offence_id": crime.pk}
        self.refused(lambda: ComparedElement.objects.create(**both))
        self.refused(lambda: ComparedOffence.objects.create(**both))

    def test_a_superseded_one_that_comes_back_and_a_second_in_force(self) -> None:
        self.anew()
        self.refused(lambda: self.rows.update(state="finished"))

    def test_removal_on_postgresql_and_elsewhere_it_shows(self) -> None:
        one = self.lines.filter(element="7-security")
        if connection.vendor == "postgresql":
            self.refused(one.delete)
            return
        one.delete()
        self.assertFalse(self.now().is_intact)
        self.assertFalse(self.now().lacking)
        path = stage.page("comparison", self.play, 1)
        page = stage.browser(self.cast, "ciara").get(path)
        self.assertContains(page, "This comparison is not what was finished")
