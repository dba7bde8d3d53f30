"""Who is on duty at the desks of the demonstration, and how they test each other."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, Person
from audit.moment import pretended
from network247.choices import CallOutcome
from network247.models import ContactPoint, Shift
from network247.services import handover
from network247.services.absences import record_absence
from network247.services.drills import Findings, record_call
from network247.services.roster import Pattern, plan_pattern
from network247.services.swaps import ask_swap

from .cast import Cast
from .desk import DeskPlay

# Who stands in turn at each desk; the first takes the night.
DESKS = {
    "XA": (("nour", "sami"), time(20), 2),
    "XB": (("niamh", "tom", "ciara"), time(22), 3),
    "XC": (("ana", "pablo", "mateo"), time(23), 3),
}
PLANNED_WEEKS = 15


def rosters(cast: Cast, today: datetime) -> None:
    """Two months back and some weeks ahead, all around the clock."""
    begin = today - timedelta(days=60)
    for state, (names, begins, per_day) in DESKS.items():
        with pretended(begin):
            plan_pattern(
                actor=at_the_desk(cast, names[0]),
                authority=cast.central[state],
                pattern=Pattern(
                    people=people(cast, names),
                    first_day=begin.date() + timedelta(days=1),
                    weeks=PLANNED_WEEKS,
                    begins=begins,
                    per_day=per_day,
                ),
            )


def changes(cast: Cast, today: datetime) -> None:
    """A leave that leaves a gap, and a shift that is offered to a colleague."""
    ana, pablo = (at_the_desk(cast, name) for name in ("ana", "pablo"))
    with pretended(today - timedelta(days=2)):
        record_absence(
            actor=pablo,
            authority=cast.central["XC"],
            person=Person.objects.get(pk=pablo.person_id),
            span=(today + timedelta(days=9), today + timedelta(days=11)),
            reason="Leave",
        )
        shift = Shift.objects.filter(
            person=ana.person_id, starts_at__gt=today + timedelta(days=4)
        ).first()
        assert shift is not None
        ask_swap(actor=ana, pk=shift.pk, to=Person.objects.get(pk=pablo.person_id))


def drills(cast: Cast, today: datetime) -> None:
    """Test calls: some answered at once, one not at all, one desk not called for a quarter."""
    made = (
        ("niamh", "XC", 112, 9),
        ("niamh", "XC", 20, 11),
        ("niamh", "XA", 111, None),
        ("niamh", "XA", 110, 66),
        ("ana", "XB", 25, 6),
    )
    for who, state, days, seconds in made:
        point = ContactPoint.objects.get(state=state)
        at = today - timedelta(days=days)
        outcome = CallOutcome.NO_ANSWER if seconds is None else CallOutcome.ANSWERED
        with pretended(at + timedelta(minutes=5)):
            record_call(
                actor=at_the_desk(cast, who),
                point=point,
                started_at=at,
                seconds=seconds,
                findings=Findings(outcome=outcome, language="en", note=""),
            )


def hand_over(play: DeskPlay, who: str, to: str, *, next_step: str, note: str) -> None:
    """At the end of the night: offered by name, taken by name, and only then the shift closes."""
    leaving, coming = play.actor(who), play.actor(to)
    night, morning = (
        Shift.objects.get(person=actor.person_id, starts_at__lte=at, ends_at__gt=at)
        for actor, at in ((leaving, play.at), (coming, play.at + timedelta(minutes=30)))
    )
    with pretended(night.starts_at):
        handover.begin_shift(actor=leaving, pk=night.pk)
    person = Person.objects.get(pk=coming.person_id)
    with pretended(play.at):
        handover.begin_shift(actor=coming, pk=morning.pk)
        offered = handover.offer(
            actor=leaving, case_id=play.case.pk, to=person, next_step=next_step
        )
    play.wait(minutes=6)
    with pretended(play.at):
        handover.take(actor=coming, pk=offered.pk)
        handover.end_shift(actor=leaving, pk=night.pk, note=note)


def at_the_desk(cast: Cast, name: str) -> Actor:
    """Somebody as duty officer, where they are one."""
    actor = cast.actors[name]
    found = Appointment.objects.filter(person=actor.person_id, role=Role.DUTY_OFFICER)
    duty = found.select_related("person", "authority__state").first()
    return Actor.of(duty) if duty else actor


def people(cast: Cast, names: Sequence[str]) -> list[Person]:
    """The people of these names, in that order."""
    return [Person.objects.get(pk=cast.actors[name].person_id) for name in names]
