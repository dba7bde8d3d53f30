"""A finished rights record beneath the services: what both databases refuse."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from requests_mla.checks import finished_records_stay
from requests_mla.models import RightsAnswer, RightsRecord
from requests_mla.rights import triggers
from requests_mla.services import rights
from tests.requests_mla import stage
from tests.requests_mla.kept import GRAVE, Kept
from workflow.refusals import NotFromHere


class WhatTheDatabaseRefuses(Kept):
    """Beneath the services: on both databases, by triggers and constraints."""

    def setUp(self) -> None:
        self.record = self.finish(HR_07=GRAVE)
        self.rows = RightsRecord.objects.filter(pk=self.record.pk)

    def refused(self, write: Any) -> None:
        with self.assertRaises(DatabaseError), transaction.atomic():
            write()

    def test_every_trigger_stands(self) -> None:
        self.assertEqual(triggers.faults(connection), [])
        self.assertEqual(finished_records_stay(None, ["default"]), [])

    def test_a_change_of_a_finished_record(self) -> None:
        changes: tuple[dict[str, Any], ...] = (
            {"overall_risk": "medium"},
            {"state": "draft"},
            {"author_id": 1},
            {"writers": []},
            {"digest": "0" * 64},
            {"judged": {}},
            {"judged": {**self.record.judged, "persons": "0" * 64}},
            {"needs_second": False},
        )
        for change in changes:
            with self.subTest(change):
                self.refused(lambda change=change: self.rows.update(**change))

    def test_a_change_of_its_answers(self) -> None:
        answers = RightsAnswer.objects.filter(record=self.record)
        self.refused(lambda: answers.filter(question="HR-07").update(finding="clear"))
        self.refused(lambda: RightsAnswer.objects.create(record=self.record, question_id="HR-02"))

    def test_a_second_word_of_the_second_officer(self) -> None:
        self.second(self.record, self.cast.actors["aoife"], remark="Agreed.")
        self.refused(lambda: self.rows.update(agreed=False))
        self.refused(lambda: self.rows.update(second_remark="Something else."))

    def test_the_author_as_second_officer(self) -> None:
        self.refused(lambda: self.rows.update(second_id=self.record.author_id))

    def test_a_second_draft_or_a_second_record_in_force(self) -> None:
        rights.begin_anew(actor=self.cast.actors["ciara"], case=self.play.case)
        draft = RightsRecord.objects.get(side="requested", state="draft")
        self.refused(lambda: RightsRecord.objects.create(**again(draft, number=9)))
        whole = {"state": "finished", "finished_at": self.record.finished_at}
        whole |= {"digest": "1" * 64, "overall_risk": "low"}
        self.refused(lambda: RightsRecord.objects.filter(pk=draft.pk).update(**whole))
        del whole["digest"]
        self.refused(lambda: RightsRecord.objects.filter(pk=draft.pk).update(**whole))

    def test_a_superseded_record_that_comes_back(self) -> None:
        self.rows.update(state="superseded", superseded_at=self.record.finished_at)
        self.refused(lambda: self.rows.update(state="finished"))

    def test_removal_on_postgresql_and_elsewhere_it_shows(self) -> None:
        answers = RightsAnswer.objects.filter(record=self.record, question="HR-07")
        if connection.vendor == "postgresql":
            self.refused(answers.delete)
        else:
            answers.delete()
            self.assertFalse(self.now().is_intact)
            path = stage.page("rights_record", self.play, self.record.number)
            page = stage.browser(self.cast, "ciara").get(path)
            self.assertContains(page, "This record is not what was finished")

    def test_an_answer_changed_behind_the_triggers_shows(self) -> None:
        take_triggers_away()
        RightsAnswer.objects.filter(record=self.record, question="HR-07").update(finding="clear")
        self.assertEqual(
            triggers.faults(connection), [f"{name} is missing" for name in installed()]
        )
        self.assertEqual(len(finished_records_stay(None, ["default"])), len(installed()))
        self.assertFalse(self.now().is_intact)
        with self.assertRaises(NotFromHere):
            self.second(self.record, self.cast.actors["aoife"])


def take_triggers_away() -> None:
    """What somebody with full rights on the database might do; undone with the test."""
    with connection.cursor() as cursor:
        for statement in triggers.GUARDS.removal(connection.vendor):
            cursor.execute(statement)


def again(record: RightsRecord, **values: Any) -> dict[str, Any]:
    """The values of another record like this one."""
    return {
        "case": record.case,
        "side": record.side,
        "author_id": record.author_id,
        "author_name": record.author_name,
        **values,
    }


def installed() -> list[str]:
    """What this database should have."""
    return list(triggers.GUARDS.sqlite if connection.vendor == "sqlite" else triggers.POSTGRESQL)


@pytest.mark.django_db
def test_a_state_that_nobody_knows_is_refused() -> None:
    cast, at = stage.gathered()
    play = stage.drafted(cast, at)
    row = {"side": "requesting", "number": 1, "author_id": 1, "author_name": "A"}
    with pytest.raises(DatabaseError), transaction.atomic():
        RightsRecord.objects.create(case=play.case, state="lost", **row)
