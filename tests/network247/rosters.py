"""A desk with people on its roster, and short ways to plan them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, Authority, Person
from audit.moment import pretended
from config.demonstration.cast import Cast
from network247.models import Absence, Shift, Swap
from network247.services import absences, roster, swaps
from network247.services.roster import Pattern

# A Monday in November; Carrick's clock shows UTC in winter.
NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(day: int, hour: int = 0, minute: int = 0, *, month: int = 12) -> datetime:
    """A moment of December 2026, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


class Desk:
    """Belmara's desk: Niamh is duty officer, Ciara and Tom are officers, Sean administers."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.authority = cast, cast.central["XB"]

    def actor(self, who: str) -> Actor:
        return self.cast.actors[who]

    def person(self, who: str) -> Person:
        return Person.objects.get(pk=self.actor(who).person_id)

    def hire(self, who: str, authority: Authority | None = None, **more: Any) -> Person:
        """One more duty officer."""
        person = Person.objects.create_user(f"{who}@belmara.example", name=who.title())
        given = {"role": Role.DUTY_OFFICER, "since": date(2026, 3, 1), **more}
        appointment = Appointment.objects.create(
            person=person, authority=authority or self.authority, **given
        )
        self.cast.actors[who] = Actor.of(appointment)
        return person

    def plan(
        self, who: str, begin: datetime, end: datetime, place: int = 1, by: str = "niamh"
    ) -> Shift:
        return roster.plan_shift(
            actor=self.actor(by),
            authority=self.authority,
            person=self.person(who),
            span=(begin, end),
            place=place,
        )

    def pattern(self, *who: str, by: str = "niamh", **more: Any) -> list[Shift]:
        given = {
            "first_day": date(2026, 12, 7),
            "weeks": 1,
            "begins": time(6),
            "per_day": 3,
            **more,
        }
        pattern = Pattern(people=[self.person(one) for one in who], **given)
        return roster.plan_pattern(actor=self.actor(by), authority=self.authority, pattern=pattern)

    def absent(self, who: str, begin: datetime, end: datetime, by: str = "niamh") -> Absence:
        return absences.record_absence(
            actor=self.actor(by),
            authority=self.authority,
            person=self.person(who),
            span=(begin, end),
            reason="Influenza",
        )

    def give(
        self,
        shift: Shift,
        to: str,
        since: datetime | None = None,
        until: datetime | None = None,
        by: str = "niamh",
    ) -> Shift:
        return roster.give_shift(
            actor=self.actor(by), pk=shift.pk, person=self.person(to), since=since, until=until
        )

    def ask(self, who: str, shift: Shift, to: str) -> Swap:
        return swaps.ask_swap(actor=self.actor(who), pk=shift.pk, to=self.person(to))


def at_time(when: datetime) -> Any:
    """Inside the block it is that moment."""
    return pretended(when)
