"""A year of random plans, swaps, absences and ends of appointments against a model of minutes."""

import itertools
import random
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.models import Appointment
from config.demonstration.cast import assemble
from network247.models import Absence, Shift, Swap
from network247.queries import duty
from network247.services import absences, roster, swaps
from workflow.refusals import Missing, NotFromHere

from .rosters import Desk, at_time

BEGIN = datetime(2027, 1, 4, 0, 0, tzinfo=UTC)
DAYS, ACTS = 365, 400
END = BEGIN + timedelta(days=DAYS)
MINUTE = timedelta(minutes=1)
PEOPLE = ("niamh", "ciara", "tom", "rory", "maeve", "fionn")


class Year:
    """Somebody does something at a random moment, in the order of time."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.random = random.Random(seed)  # noqa: S311 a play, no secret
        self.done: dict[str, int] = {}
        self.past: list[tuple[datetime, list[int]]] = []

    def run(self) -> None:
        moments = sorted(
            BEGIN + MINUTE * self.random.randrange(DAYS * 24 * 60) for _ in range(ACTS)
        )
        acts = (
            [self.plan] * 5
            + [self.pattern] * 2
            + [self.absence] * 3
            + [self.give] * 2
            + [self.ask] * 3
            + [self.answer] * 4
            + [self.cancel, self.come_back, self.appointment]
        )
        for when in moments:
            with at_time(when):
                act = self.random.choice(acts)
                try:
                    act(when)
                except (Missing, NotFromHere):
                    continue
                self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
                self.past.append((when, ids(self.desk, when)))

    def who(self) -> str:
        return self.random.choice(PEOPLE)

    def ahead(self, when: datetime) -> tuple[datetime, datetime]:
        begin = when + MINUTE * self.random.randrange(-50, 20 * 24 * 60)
        return begin, begin + MINUTE * self.random.randrange(1, 3 * 24 * 60)

    def plan(self, when: datetime) -> None:
        place = self.random.choice((1, 1, 1, 2, 3))
        self.desk.plan(self.who(), *self.ahead(when), place=place, by="sean")

    def pattern(self, when: datetime) -> None:
        self.desk.pattern(
            *self.random.sample(PEOPLE, self.random.randrange(1, 5)),
            by="sean",
            first_day=when.date() + timedelta(days=self.random.randrange(1, 20)),
            weeks=self.random.randrange(1, 4),
            per_day=self.random.randrange(1, 5),
            begins=time(self.random.randrange(24), self.random.choice((0, 30))),
            place=self.random.choice((1, 1, 1, 2)),
            by_week=self.random.random() < 0.5,
            leaves_out=True,
        )

    def absence(self, when: datetime) -> None:
        self.desk.absent(self.who(), *self.ahead(when), by="sean")

    def some(self, when: datetime) -> Shift:
        ahead = Shift.objects.filter(
            cancelled_at=None, ends_at__gt=when, starts_at__lt=when + timedelta(days=14)
        )
        found = list(ahead.order_by("pk"))
        if not found:
            raise NotFromHere
        return self.random.choice(found)

    def give(self, when: datetime) -> None:
        shift, (since, until) = self.some(when), self.ahead(when)
        if self.random.random() < 0.4:
            self.desk.give(shift, self.who(), by="sean")
        else:
            self.desk.give(shift, self.who(), since, until, by="sean")

    def name_of(self, person_id: int) -> str:
        return next(one for one in PEOPLE if self.desk.actor(one).person_id == person_id)

    def ask(self, when: datetime) -> None:
        shift = self.some(when)
        self.desk.ask(self.name_of(shift.person_id), shift, self.who())

    def answer(self, when: datetime) -> None:
        waiting = list(Swap.objects.filter(answered_at=None).order_by("pk"))
        if not waiting:
            raise NotFromHere
        swap = self.random.choice(waiting)
        act = self.random.choice(
            (swaps.accept_swap, swaps.accept_swap, swaps.decline_swap, swaps.take_back_swap)
        )
        act(actor=self.desk.actor(self.name_of(swap.offered_to_id)), pk=swap.pk)

    def cancel(self, when: datetime) -> None:
        roster.cancel_shift(actor=self.desk.actor("sean"), pk=self.some(when).pk)

    def come_back(self, when: datetime) -> None:
        rows = list(Absence.objects.filter(cancelled_at=None, ends_at__gt=when).order_by("pk"))
        if rows:
            pk = self.random.choice(rows).pk
            absences.cancel_absence(actor=self.desk.actor("sean"), pk=pk)

    def appointment(self, when: datetime) -> None:
        """One ends, at once or soon; after a while the person is appointed again."""
        person = self.desk.person(self.who())
        live = Appointment.objects.filter(person=person, until=None, stopped_at=None).first()
        if live is None:
            Appointment.objects.create(
                person=person,
                authority=self.desk.authority,
                role="duty_officer",
                since=when.date() + timedelta(days=self.random.randrange(1, 9)),
            )
        elif self.random.random() < 0.5:
            Appointment.objects.filter(pk=live.pk).update(stopped_at=when)
        else:
            last = max(live.since, when.date() + timedelta(days=self.random.randrange(9)))
            Appointment.objects.filter(pk=live.pk).update(until=last)


def ids(desk: Desk, when: datetime) -> list[int]:
    return [person.pk for person in duty.on_duty(desk.authority.pk, when)]


def spans(shifts: Iterable[Shift], absences: Iterable[Absence]) -> list[tuple[datetime, datetime]]:
    found = [(shift.starts_at, shift.ends_at) for shift in shifts]
    return found + [(absence.starts_at, absence.ends_at) for absence in absences]


class Minutes:
    """The roster read row by row for one minute, as somebody would with a pencil."""

    def __init__(self, desk: Desk) -> None:
        self.shifts = list(Shift.objects.filter(authority=desk.authority, cancelled_at=None))
        self.absences = list(Absence.objects.filter(cancelled_at=None))
        roles = ("duty_officer", "central_authority_officer")
        self.appointments = list(
            Appointment.objects.filter(authority=desk.authority, role__in=roles)
        )

    def standing(self, when: datetime) -> list[tuple[int, int]]:
        """Place and person of each who stands."""
        return sorted(
            (shift.place, shift.person_id)
            for shift in self.shifts
            if shift.starts_at <= when < shift.ends_at
            and not self._is_away(shift.person_id, when)
            and self._is_appointed(shift.person_id, when)
        )

    def _is_away(self, person: int, when: datetime) -> bool:
        return any(
            one.person_id == person and one.starts_at <= when < one.ends_at for one in self.absences
        )

    def _is_appointed(self, person: int, when: datetime) -> bool:
        return any(
            one.person_id == person
            and one.since <= when.date()
            and (one.until is None or when.date() <= one.until)
            and (one.stopped_at is None or when < one.stopped_at)
            for one in self.appointments
        )

    def boundaries(self) -> list[datetime]:
        """Every moment at which something can change."""
        found = {BEGIN}
        for span in spans(self.shifts, self.absences):
            found |= set(span)
        for one in self.appointments:
            days = [one.since] + ([one.until + timedelta(days=1)] if one.until else [])
            found |= {datetime.combine(day, time.min, UTC) for day in days}
            found |= {one.stopped_at} if one.stopped_at else set()
        return sorted(when for when in found if BEGIN <= when < END)


@pytest.mark.parametrize("seed", [1, 41])
def test_through_a_random_year_each_minute_has_one_first_person_or_a_visible_gap(db, seed):
    desk = Desk(assemble(BEGIN))
    for who in ("rory", "maeve", "fionn"):
        desk.hire(who)
    year = Year(desk, seed)
    year.run()
    assert set(year.done) == {
        *("plan", "pattern", "absence", "give", "ask"),
        *("answer", "cancel", "come_back", "appointment"),
    }, "The year has everything in it."

    rows = duty.coverage(desk.authority.pk, BEGIN, END)
    assert (rows[0].starts_at, rows[-1].ends_at) == (BEGIN, END)
    for one, other in itertools.pairwise(rows):
        assert one.ends_at == other.starts_at, "No minute is left out, none is there twice."
        assert one.person != other.person
    assert duty.gaps(desk.authority.pk, BEGIN, END) == [row for row in rows if row.is_gap]

    model, begins = Minutes(desk), [row.starts_at for row in rows]
    moments = [
        when
        for boundary in model.boundaries()
        for when in (boundary - MINUTE, boundary)
        if when >= BEGIN
    ]
    moments += [BEGIN + MINUTE * year.random.randrange(DAYS * 24 * 60) for _ in range(3000)]
    for when in moments:
        standing = model.standing(when)
        places, people = [place for place, _ in standing], [person for _, person in standing]
        assert len(set(places)) == len(places), "One person at each place."
        assert len(set(people)) == len(people), "Nobody stands twice."
        first = [person for place, person in standing if place == 1]
        row = rows[bisect_right(begins, when) - 1]
        assert ([row.person.pk] if row.person else []) == first

    for when in year.random.sample(moments, 300):
        assert ids(desk, when) == [person for _, person in model.standing(when)]
        row = rows[bisect_right(begins, when) - 1]
        assert duty.first_on_duty(desk.authority.pk, when) == row.person


def test_what_was_stays_as_it_was_whatever_is_planned_later(db):
    desk = Desk(assemble(BEGIN))
    for who in ("rory", "maeve", "fionn"):
        desk.hire(who)
    year = Year(desk, 7)
    year.run()
    assert len(year.past) > 100
    late, rows = timedelta(hours=1), spans(Shift.objects.all(), Absence.objects.all())
    for when, standing in year.past:
        # Until an hour later a shift may still be written down, or an absence.
        if any(begin <= when < begin + late for begin, _ in rows):
            continue
        assert ids(desk, when) == standing, when
