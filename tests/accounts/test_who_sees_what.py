"""Lists, the point check, the engine and those who are told agree on who sees a case."""

from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from guardian.shortcuts import assign_perm

from accounts.actors import Actor
from accounts.choices import NAMEABLE, Role
from accounts.models import Appointment, CaseGrant, Conflict, Person
from accounts.queries import (
    live_appointments,
    participations_of,
    rows_to_act_under,
    told_of,
    visible_to,
)
from audit import moment
from config.demonstration.cast import Cast
from requests_mla.lists import Filters, register
from requests_mla.services import access
from tests.requests_mla import stage
from workflow.choices import Side
from workflow.models import Case
from workflow.refusals import Refusal

LIAISONS = ("leila", "aoife")
EVERYBODY = (
    *("youssef", "amina", "leila", "karim", "salma", "nour", "hedi"),
    *("ciara", "tom", "aoife", "orla", "sean", "niamh", "declan"),
    *("lucia", "mateo", "elena", "diego"),
)


def as_now(actor: Actor) -> list[Actor]:
    """The actors that a page would make of this person's appointments now; none for inactive."""
    return [Actor.of(one) for one in live_appointments(actor.person_id)]


def something(cast: Cast, random: Random, case: Case) -> None:
    """One thing after which somebody sees more or less than before; refusals are fine."""
    who = random.choice(EVERYBODY)
    actor = cast.actors[who]
    person = Person.objects.get(pk=actor.person_id)
    appointment = Appointment.objects.get(pk=actor.appointment_id)
    liaison = cast.actors[random.choice(LIAISONS)]
    day = moment.now().date()
    conflict = Conflict.objects.filter(case=case, lifted_at=None).first()
    acts: list[Any] = [
        lambda: access.seal_case(actor=liaison, case=case, reason="x", named=[appointment]),
        lambda: access.seal_case(actor=liaison, case=case, reason="x"),
        lambda: access.unseal_case(actor=liaison, case=case, reason="x"),
        lambda: access.name_person(
            actor=liaison, case=case, appointment=appointment, reason="x", until=day
        ),
        lambda: access.declare_conflict(actor=actor, case=case, reason="x"),
        lambda: conflict and access.lift_conflict(actor=liaison, conflict=conflict, reason="x"),
        lambda: assign_perm("workflow.view_case", person, case),
        lambda: CaseGrant.objects.filter(user=person, content_object=case).update(
            until=day - timedelta(days=random.choice([0, 1]))
        ),
        lambda: Person.objects.filter(pk=person.pk).update(is_active=random.random() < 0.6),
    ]
    with suppress(Refusal):
        random.choice(acts)()


def assert_all_agree(cast: Cast, cases: list[Case]) -> None:
    for name in EVERYBODY:
        for actor in as_now(cast.actors[name]):
            listed = {row.id for row in register(actor, Filters()).rows}
            for case in cases:
                seen = visible_to(actor).filter(pk=case.pk).exists()
                assert seen == (case.pk in listed), f"{name}: list and page differ"
                rows = rows_to_act_under(case, actor.stamp)
                own = case.participations.filter(authority=actor.authority_id, visible=True)
                if actor.role in NAMEABLE and own.exists():
                    assert rows.exists() == seen, f"{name}: acting and seeing differ"
                    told = told_of(case.pk, own[0].side, [actor.authority_id], [actor.role])
                    assert (actor.person_id in [one.pk for one in told]) == seen, name
                if Conflict.objects.filter(case=case, person=actor.person_id, lifted_at=None):
                    assert not seen
                row = case.participations.filter(state=actor.state).first()
                granted = CaseGrant.objects.filter(content_object=case, user=actor.person_id)
                if row and row.sealed and not granted.exists():
                    assert not seen, f"{name} sees a sealed case without being named"


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_sealed_named_and_declared_all_ways_of_looking_agree(seed: int) -> None:
    random = Random(seed)  # noqa: S311  (a walk, not a secret)
    cast, at = stage.gathered()
    plays = [stage.drafted(cast, at), stage.received(cast, at)]
    cases = [play.case for play in plays]
    for _step in range(12):
        for _some in range(3):
            something(cast, random, random.choice(cases))
        assert_all_agree(cast, cases)


@pytest.mark.django_db
def test_a_list_of_cases_stays_one_question_with_seals_and_conflicts() -> None:
    cast, at = stage.gathered()
    sealed, closed, open_case = (stage.drafted(cast, at) for _number in range(3))
    access.seal_case(actor=cast.actors["leila"], case=sealed.case, reason="x")
    access.declare_conflict(actor=cast.actors["youssef"], case=closed.case, reason="x")
    actor = as_now(cast.actors["youssef"])[0]
    with CaptureQueriesContext(connection) as asked:
        found = list(participations_of(actor).values_list("case_id", flat=True))
    assert found == [open_case.case.pk]
    assert len(asked) == 1


@pytest.mark.django_db
def test_a_grant_on_a_sealed_case_counts_only_for_the_authority_it_names() -> None:
    cast, at = stage.gathered()
    play = stage.drafted(cast, at)
    youssef = cast.actors["youssef"]
    named = Appointment.objects.filter(pk=youssef.appointment_id)
    access.seal_case(actor=cast.actors["leila"], case=play.case, reason="x", named=list(named))
    assert visible_to(as_now(youssef)[0]).exists()
    named.update(authority=cast.executing["XA"])
    play.case.participations.create(
        authority=cast.executing["XA"],
        state_id="XA",
        partner=cast.central["XB"],
        side=Side.REQUESTING,
        leads=False,
        sealed=True,
        opened_at=at,
    )
    assert not visible_to(as_now(youssef)[0]).exists()


@pytest.mark.django_db
def test_neither_an_auditor_nor_an_administrator_is_let_in_by_name() -> None:
    cast, at = stage.gathered()
    play = stage.drafted(cast, at)
    access.seal_case(actor=cast.actors["leila"], case=play.case, reason="x")
    for role in (Role.AUDITOR, Role.STATE_ADMINISTRATOR):
        Appointment.objects.filter(person=cast.actors["leila"].person_id).update(role=role)
        assert not visible_to(as_now(cast.actors["leila"])[0]).exists()
