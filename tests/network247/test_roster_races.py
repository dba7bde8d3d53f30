"""Two planners at the same moment: one place, one person; one person, one place."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from accounts.models import Appointment
from audit import moment
from config.demonstration.cast import assemble
from convention.services import load_catalogue
from network247.models import Shift
from network247.services import roster
from tests.together import together
from workflow.refusals import Missing

from .rosters import HOUR, Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What became of each, done by as many people at the same moment."""

    def tried(act: Callable[[], object]) -> str:
        try:
            act()
        except Missing:
            return "refused"
        return "done"

    return sorted(together(*(partial(tried, act) for act in acts)))


@pytest.fixture
def desk() -> Desk:
    load_catalogue()
    return Desk(assemble(moment.now()))


def test_of_six_first_persons_planned_at_once_one_is_on_the_roster(desk):
    begin = moment.now() + HOUR
    acts = [
        lambda who=who, step=step: desk.plan(who, begin + step * HOUR / 6, begin + 8 * HOUR)
        for who in ("niamh", "ciara", "tom")
        for step in (0, 1)
    ]
    assert at_once(*acts) == ["done", *["refused"] * 5]
    assert Shift.objects.count() == 1


def test_somebody_planned_at_two_authorities_at_once_stands_at_one(desk):
    begin, bureau = moment.now() + HOUR, desk.cast.executing["XB"]
    niamh = desk.person("niamh")
    Appointment.objects.create(
        person=niamh, authority=bureau, role="duty_officer", since=date(2026, 1, 1)
    )

    def plan(authority):
        return lambda: roster.plan_shift(
            actor=desk.actor("sean"),
            authority=authority,
            person=niamh,
            span=(begin, begin + HOUR),
        )

    assert at_once(plan(bureau), plan(desk.authority)) == ["done", "refused"]


def test_a_shift_given_to_two_people_at_once_goes_to_one_after_the_other(desk):
    begin = moment.now() + HOUR
    shift = desk.plan("niamh", begin, begin + HOUR)
    at_once(lambda: desk.give(shift, "ciara"), lambda: desk.give(shift, "tom"))
    assert Shift.objects.filter(cancelled_at=None).count() == 1
