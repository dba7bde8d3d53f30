"""Urgent matters of Arvenia that ring in Belmara, and who is on duty there."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, Participation, Person
from audit import moment
from config.demonstration.cast import SINCE, Cast
from network247.choices import KIND, MatterKind
from network247.models import Alarm, Attempt, Shift, UrgentMatter
from network247.services.alarms import ring
from workflow.choices import Side
from workflow.models import Case

HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """Belmara's desk: the cast, and a matter that rings there."""

    cast: Cast
    alarm: Alarm


def make_matter(cast: Cast, *, kind: str = MatterKind.PRESERVATION) -> Case:
    """Arvenia asks Belmara; it waits to be accepted."""
    case = Case.objects.create(kind=KIND, status="asked", title="SECRET TITLE")
    ours, theirs = cast.central["XA"], cast.central["XB"]
    UrgentMatter.objects.create(
        case=case,
        kind=kind,
        requesting=ours,
        requested=theirs,
        opened_by=Side.REQUESTING,
        arrived_at=moment.now(),
        facts="SECRET FACTS",
    )
    for side, own, other in ((Side.REQUESTING, ours, theirs), (Side.REQUESTED, theirs, ours)):
        Participation.objects.create(
            case=case,
            authority=own,
            state_id=own.state_id,
            partner=other,
            side=side,
            opened_at=case.opened_at,
        )
    return case


def make_alarm(cast: Cast, **options: str) -> Alarm:
    """A matter that rings in Belmara."""
    return ring(make_matter(cast, **options), authority=cast.central["XB"])


def appoint(cast: Cast, name: str, role: Role = Role.DUTY_OFFICER, state: str = "XB") -> Actor:
    """Somebody more at the central authority of a State."""
    person = Person.objects.create_user(f"{name.lower()}@belmara.example", name=name)
    made = Appointment.objects.create(
        person=person, authority=cast.central[state], role=role, since=SINCE
    )
    return Actor.of(made)


def on_duty(cast: Cast, actor: Actor, place: int = 1) -> Shift:
    """That person is on duty in Belmara now."""
    now = moment.now()
    return Shift.objects.create(
        authority=cast.central["XB"],
        person_id=actor.person_id,
        place=place,
        starts_at=now - HOUR,
        ends_at=now + 8 * HOUR,
    )


def paged(alarm: Alarm, level: int, channel: str = "mail") -> list[str]:
    """Who is paged in that round by that channel, by name, in the order of the rows."""
    rows = Attempt.objects.filter(alarm=alarm, level=level, channel=channel).order_by("pk")
    return [row.person_name for row in rows]


def let_due(alarm: Alarm) -> None:
    """The minutes until the next round go by."""
    past = moment.now() - timedelta(seconds=1)
    Alarm.objects.filter(pk=alarm.pk).update(next_page_at=past)
