"""The roster: who is first at any moment, what is refused, and what others may do with a shift."""

import itertools
import json
from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import Appointment, Person
from audit.models import Event
from audit.words import words_of
from config.demonstration.cast import assemble
from network247.models import Shift, Swap
from network247.queries import duty
from network247.services import absences, roster, swaps
from workflow.refusals import Missing, NotFromHere, NotYours

from .rosters import HOUR, NOW, Desk, at, at_time


@pytest.fixture
def desk(db):
    with at_time(NOW):
        yield Desk(assemble(NOW))


def names(desk: Desk, when: datetime) -> list[str]:
    return [person.name for person in duty.on_duty(desk.authority.pk, when)]


def covered(desk: Desk, since: datetime, until: datetime) -> list[tuple[str, datetime]]:
    """Who is first, and until when; a gap is nobody."""
    rows = duty.coverage(desk.authority.pk, since, until)
    assert rows[0].starts_at == since
    assert all(one.ends_at == other.starts_at for one, other in itertools.pairwise(rows))
    return [(row.person.name if row.person else "", row.ends_at) for row in rows]


def refused(*said: str):
    """A refusal that gives each of these reasons."""
    return pytest.raises(Missing, match=".*".join(said))


# --- planning -------------------------------------------------------------------------------------


def test_the_first_person_stands_from_the_first_minute_until_before_the_last(desk):
    desk.plan("niamh", at(1, 6), at(1, 14))
    assert names(desk, at(1, 6) - timedelta(microseconds=1)) == []
    assert names(desk, at(1, 6)) == ["Niamh Byrne"]
    assert names(desk, at(1, 14) - timedelta(microseconds=1)) == ["Niamh Byrne"]
    assert duty.first_on_duty(desk.authority.pk, at(1, 14)) is None


def test_two_first_persons_never_overlap_and_the_refusal_names_the_shift_in_the_way(desk):
    desk.plan("niamh", at(1, 6), at(1, 14))
    with refused("Niamh Byrne is the first person Tue 1 Dec 06:00 – 14:00"):
        desk.plan("ciara", at(1, 13, 59), at(1, 22))
    desk.plan("ciara", at(1, 14), at(1, 22))
    assert covered(desk, at(1), at(2)) == [
        ("", at(1, 6)),
        ("Niamh Byrne", at(1, 14)),
        ("Ciara Doyle", at(1, 22)),
        ("", at(2)),
    ]


def test_somebody_stands_behind_the_first_person_and_is_paged_after_them(desk):
    desk.plan("ciara", at(1, 6), at(1, 14), place=2)
    assert duty.first_on_duty(desk.authority.pk, at(1, 7)) is None
    desk.plan("niamh", at(1, 6), at(1, 14))
    assert names(desk, at(1, 7)) == ["Niamh Byrne", "Ciara Doyle"]
    with refused("Ciara Doyle stands at place 2"):
        desk.plan("tom", at(1, 10), at(1, 12), place=2)


def test_nobody_stands_at_two_places_at_once_nor_at_two_authorities(desk):
    desk.plan("niamh", at(1, 6), at(1, 14))
    with refused("Niamh Byrne is on duty already Tue 1 Dec 06:00 – 14:00"):
        desk.plan("niamh", at(1, 13), at(1, 15), place=2)
    bureau = desk.cast.executing["XB"]
    Appointment.objects.create(
        person=desk.person("niamh"), authority=bureau, role="duty_officer", since=date(2026, 1, 1)
    )
    with refused("on duty already.*Central Authority"):
        roster.plan_shift(
            actor=desk.actor("niamh"),
            authority=bureau,
            person=desk.person("niamh"),
            span=(at(1, 13), at(1, 15)),
        )


def test_all_reasons_are_told_at_once(desk):
    desk.plan("niamh", at(1, 6), at(1, 14))
    desk.absent("ciara", at(1), at(2))
    with pytest.raises(Missing) as caught:
        desk.plan("ciara", at(1, 8), at(1, 10))
    assert len(caught.value.reasons) == 2


def test_only_an_appointment_that_lasts_to_the_end_lets_somebody_stand(desk):
    Appointment.objects.filter(person=desk.person("niamh")).update(until=date(2026, 12, 1))
    desk.plan("niamh", at(1, 16), at(2))
    with refused("Niamh Byrne holds no appointment here .* Wed 2 Dec 00:00 – 06:00"):
        desk.plan("niamh", at(2), at(2, 6))
    for who in ("aoife", "orla", "sean", "youssef", "declan"):
        with refused("holds no appointment here"):
            desk.plan(who, at(3), at(3, 6))


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        (at(1, 6), at(1, 6), "ends after it begins"),
        (at(1), at(16), "at most 14 days"),
        (NOW - 2 * HOUR, NOW + HOUR, "at the earliest an hour ago"),
        (NOW + timedelta(days=400), NOW + timedelta(days=401), "at most 400 days ahead"),
    ],
)
def test_times_that_make_no_sense_are_refused(desk, begin, end, said):
    with refused(said):
        desk.plan("niamh", begin, end)
    assert not Shift.objects.exists()


@pytest.mark.parametrize("who", ["niamh", "ciara", "sean"])
def test_duty_officers_officers_and_administrators_plan(desk, who):
    desk.plan("niamh", at(1), at(1, 6), by=who)
    event = Event.objects.get(verb="roster.plan")
    assert (event.chain, event.person_name) == ("state:XB", desk.actor(who).name)
    assert json.loads(event.payload)["details"]["name"] == "Niamh Byrne"


@pytest.mark.parametrize("who", ["aoife", "orla", "declan", "youssef", "salma", "nour"])
def test_nobody_else_plans(desk, who):
    shift = desk.plan("niamh", at(1), at(1, 6))
    absence = desk.absent("ciara", at(1), at(2))
    for act in (
        lambda: desk.plan("niamh", at(2), at(2, 6), by=who),
        lambda: desk.pattern("niamh", by=who),
        lambda: desk.absent("tom", at(1), at(2), by=who),
        lambda: desk.give(shift, "ciara", by=who),
        lambda: roster.cancel_shift(actor=desk.actor(who), pk=shift.pk),
        lambda: absences.cancel_absence(actor=desk.actor(who), pk=absence.pk),
    ):
        with pytest.raises(NotYours):
            act()
    assert Shift.objects.count() == 1


# --- patterns -------------------------------------------------------------------------------------


def test_three_shifts_a_day_with_people_in_turn_leave_no_gap(desk):
    planned = desk.pattern("niamh", "ciara", "tom", weeks=2)
    assert len(planned) == 42
    assert not duty.gaps(desk.authority.pk, at(7, 6), at(21, 6))
    assert [shift.person.name for shift in planned[:4]] == [
        "Niamh Byrne",
        "Ciara Doyle",
        "Tom Keane",
        "Niamh Byrne",
    ]
    event = Event.objects.get(verb="roster.plan_pattern")
    assert json.loads(event.payload)["details"]["shifts"] == 42


def test_by_week_each_keeps_the_hours_and_then_all_move_on(desk):
    desk.pattern("niamh", "ciara", "tom", weeks=2, by_week=True)
    early = [duty.first_on_duty(desk.authority.pk, at(day, 7)) for day in (7, 13, 14, 20)]
    assert [person.name for person in early if person] == [
        "Niamh Byrne",
        "Niamh Byrne",
        "Ciara Doyle",
        "Ciara Doyle",
    ]


def test_a_pattern_that_meets_a_shift_plans_nothing_unless_it_may_leave_that_out(desk):
    desk.plan("tom", at(8, 10), at(8, 12))
    with refused("Tom Keane is the first person Tue 8 Dec 10:00 – 12:00"):
        desk.pattern("niamh", "ciara")
    assert Shift.objects.count() == 1
    planned = desk.pattern("niamh", "ciara", leaves_out=True)
    assert len(planned) == 20
    assert [(one.starts_at, one.ends_at) for one in duty.gaps(desk.authority.pk, at(8), at(9))] == [
        (at(8, 6), at(8, 10)),
        (at(8, 12), at(8, 14)),
    ]


def test_a_pattern_of_one_person_day_and_night_is_theirs_alone(desk):
    desk.pattern("niamh", per_day=1)
    assert covered(desk, at(7, 6), at(14, 6)) == [("Niamh Byrne", at(14, 6))]


@pytest.mark.parametrize("wrong", [{"weeks": 0}, {"weeks": 27}, {"per_day": 0}, {"per_day": 5}])
def test_a_pattern_that_makes_no_sense_is_refused(desk, wrong):
    with pytest.raises(Missing):
        desk.pattern("niamh", **wrong)


def test_many_reasons_are_counted_and_the_first_ten_told(desk):
    desk.pattern("niamh", "ciara", "tom")
    with pytest.raises(Missing) as caught:
        desk.pattern("niamh", "ciara", "tom")
    assert len(caught.value.reasons) == 11
    assert caught.value.reasons[-1] == "And 11 more reasons like these."


@pytest.mark.parametrize(("per_day", "begins"), [(3, time(22)), (3, time(1, 30)), (4, time(0))])
@pytest.mark.parametrize(
    ("night", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 2, 7), 24)]
)
def test_the_night_on_which_clocks_change_has_neither_gap_nor_overlap(
    desk, night, hours, per_day, begins
):
    with at_time(datetime.combine(night, time(0), UTC) - timedelta(days=30)):
        planned = desk.pattern(
            "niamh",
            "ciara",
            "tom",
            first_day=night - timedelta(days=3),
            begins=begins,
            per_day=per_day,
        )
        begin, end = planned[0].starts_at, planned[-1].ends_at
        rows = sorted(Shift.objects.values_list("starts_at", "ends_at"))
        assert all(one[1] == other[0] for one, other in itertools.pairwise(rows))
        assert not duty.gaps(desk.authority.pk, begin, end)
        assert end - begin == timedelta(days=7, hours=hours - 24)


def test_a_shift_by_the_wall_clock_of_the_changing_night_meets_the_next(desk):
    from network247.moments import moment_in

    march, october = date(2027, 3, 28), date(2027, 10, 31)
    # 01:30 does not exist in Dublin in that night of March, and comes twice in October.
    assert moment_in("Europe/Dublin", march, time(1, 30)) == datetime(
        2027, 3, 28, 1, 30, tzinfo=UTC
    )
    assert moment_in("Europe/Dublin", march, time(2)) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert moment_in("Europe/Dublin", october, time(1, 30)) == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


# --- cancelling and absences ----------------------------------------------------------------------


def test_a_cancelled_shift_is_a_gap_and_can_be_planned_anew(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    roster.cancel_shift(actor=desk.actor("ciara"), pk=shift.pk)
    assert covered(desk, at(1), at(2)) == [("", at(2))]
    with pytest.raises(NotFromHere, match="Ciara Doyle cancelled"):
        roster.cancel_shift(actor=desk.actor("ciara"), pk=shift.pk)
    desk.plan("tom", at(1, 8), at(1, 10))


def test_cancelling_a_shift_that_runs_leaves_what_was(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    with at_time(at(1, 10)):
        roster.cancel_shift(actor=desk.actor("ciara"), pk=shift.pk)
    assert covered(desk, at(1), at(2)) == [("", at(1, 6)), ("Niamh Byrne", at(1, 10)), ("", at(2))]
    with at_time(at(1, 15)), pytest.raises(NotFromHere, match="over"):
        roster.cancel_shift(actor=desk.actor("ciara"), pk=shift.pk)


def test_an_absence_makes_a_gap_and_the_second_person_is_paged(desk):
    desk.plan("niamh", at(1, 6), at(1, 14))
    desk.plan("ciara", at(1, 6), at(1, 14), place=2)
    desk.absent("niamh", at(1, 8), at(1, 10))
    assert covered(desk, at(1, 6), at(1, 14)) == [
        ("Niamh Byrne", at(1, 8)),
        ("", at(1, 10)),
        ("Niamh Byrne", at(1, 14)),
    ]
    assert [person.name for person in duty.rota(desk.authority.pk, at(1, 9))] == ["Ciara Doyle"]


def test_nobody_is_planned_into_their_absence_and_its_reason_is_only_a_digest_on_record(desk):
    desk.absent("niamh", at(1, 8), at(1, 10))
    with refused("Niamh Byrne is absent Tue 1 Dec 08:00 – 10:00"):
        desk.plan("niamh", at(1, 6), at(1, 8, 1))
    assert "Influenza" not in Event.objects.get(verb="roster.absent").payload
    with refused("absent already"):
        desk.absent("niamh", at(1, 9), at(1, 11))


def test_whoever_comes_back_early_stands_again_from_then(desk):
    desk.plan("niamh", at(1, 6), at(1, 14))
    absence = desk.absent("niamh", at(1, 6), at(2))
    with at_time(at(1, 9)):
        absences.cancel_absence(actor=desk.actor("niamh"), pk=absence.pk)
    assert covered(desk, at(1, 6), at(1, 14)) == [("", at(1, 9)), ("Niamh Byrne", at(1, 14))]
    with at_time(at(1, 10)), pytest.raises(NotFromHere):
        absences.cancel_absence(actor=desk.actor("niamh"), pk=absence.pk)


def test_an_absence_that_has_not_begun_is_cancelled_whole(desk):
    desk.plan("niamh", at(1, 6), at(1, 14))
    absence = desk.absent("niamh", at(1, 6), at(2))
    absences.cancel_absence(actor=desk.actor("niamh"), pk=absence.pk)
    assert covered(desk, at(1, 6), at(1, 14)) == [("Niamh Byrne", at(1, 14))]


def test_an_appointment_that_ends_or_is_stopped_leaves_a_gap(desk):
    desk.plan("niamh", at(1, 6), at(2, 14))
    own = Appointment.objects.filter(person=desk.person("niamh"))
    own.update(until=date(2026, 12, 1))
    assert covered(desk, at(1, 6), at(2, 14)) == [("Niamh Byrne", at(2)), ("", at(2, 14))]
    own.update(stopped_at=at(1, 10))
    assert covered(desk, at(1, 6), at(2, 14)) == [("Niamh Byrne", at(1, 10)), ("", at(2, 14))]
    assert names(desk, at(1, 9)) == ["Niamh Byrne"]
    assert names(desk, at(1, 10)) == []


def test_whoever_may_not_sign_in_is_not_on_duty(desk):
    desk.plan("niamh", at(1, 6), at(1, 14))
    Person.objects.filter(name="Niamh Byrne").update(is_active=False)
    assert names(desk, at(1, 7)) == []
    assert covered(desk, at(1, 6), at(1, 14)) == [("", at(1, 14))]


# --- giving and swapping --------------------------------------------------------------------------


def test_a_part_of_a_shift_is_given_and_the_rest_stays(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    desk.give(shift, "ciara", at(1, 8), at(1, 10))
    assert covered(desk, at(1, 6), at(1, 14)) == [
        ("Niamh Byrne", at(1, 8)),
        ("Ciara Doyle", at(1, 10)),
        ("Niamh Byrne", at(1, 14)),
    ]


def test_what_is_given_of_a_shift_that_runs_is_what_is_left_of_it(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    with at_time(at(1, 9)):
        desk.give(shift, "ciara")
    assert covered(desk, at(1, 6), at(1, 14)) == [
        ("Niamh Byrne", at(1, 9)),
        ("Ciara Doyle", at(1, 14)),
    ]


def test_a_shift_is_not_given_to_whoever_is_absent_or_stands_elsewhere(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    desk.absent("ciara", at(1, 13), at(2))
    desk.plan("tom", at(1, 5), at(1, 7), place=2)
    for who, said in (("ciara", "absent"), ("tom", "on duty already"), ("niamh", "already")):
        with refused(said):
            desk.give(shift, who)
    assert covered(desk, at(1, 6), at(1, 14)) == [("Niamh Byrne", at(1, 14))]


def test_a_swap_is_asked_and_accepted(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    swap = desk.ask("niamh", shift, "ciara")
    assert names(desk, at(1, 7)) == ["Niamh Byrne"]
    swaps.accept_swap(actor=desk.actor("ciara"), pk=swap.pk)
    assert names(desk, at(1, 7)) == ["Ciara Doyle"]
    swap.refresh_from_db()
    assert swap.accepted is True
    verbs = list(Event.objects.filter(verb__contains="swap").values_list("verb", flat=True))
    assert sorted(verbs) == ["roster.accept_swap", "roster.ask_swap"]
    with pytest.raises(NotFromHere):
        swaps.accept_swap(actor=desk.actor("ciara"), pk=swap.pk)


def test_a_swap_is_declined_or_taken_back_and_may_then_be_asked_again(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    swap = desk.ask("niamh", shift, "ciara")
    with refused("offered to Ciara Doyle already"):
        desk.ask("niamh", shift, "tom")
    swaps.decline_swap(actor=desk.actor("ciara"), pk=swap.pk)
    swap = desk.ask("niamh", shift, "tom")
    swaps.take_back_swap(actor=desk.actor("niamh"), pk=swap.pk)
    assert set(Swap.objects.values_list("accepted", flat=True)) == {False, None}
    assert names(desk, at(1, 7)) == ["Niamh Byrne"]


def test_only_whoever_it_was_offered_to_answers_and_only_the_own_shift_is_offered(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    with pytest.raises(NotYours):
        desk.ask("ciara", shift, "tom")
    swap = desk.ask("niamh", shift, "ciara")
    for act in (swaps.accept_swap, swaps.decline_swap):
        with pytest.raises(NotYours):
            act(actor=desk.actor("tom"), pk=swap.pk)
    with pytest.raises(NotYours):
        swaps.take_back_swap(actor=desk.actor("aoife"), pk=swap.pk)


def test_a_swap_never_puts_somebody_at_two_places_into_an_absence_or_past_an_appointment(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    swap = desk.ask("niamh", shift, "ciara")
    other = desk.plan("ciara", at(1, 13), at(1, 15), place=2)
    with refused("Ciara Doyle is on duty already"):
        swaps.accept_swap(actor=desk.actor("ciara"), pk=swap.pk)
    roster.cancel_shift(actor=desk.actor("ciara"), pk=other.pk)
    absence = desk.absent("ciara", at(1, 13), at(1, 15))
    with refused("Ciara Doyle is absent"):
        swaps.accept_swap(actor=desk.actor("ciara"), pk=swap.pk)
    absences.cancel_absence(actor=desk.actor("ciara"), pk=absence.pk)
    ended = Appointment.objects.filter(person=desk.person("ciara"))
    ended.update(until=date(2026, 11, 30))
    with refused("holds no appointment"):
        swaps.accept_swap(actor=desk.actor("ciara"), pk=swap.pk)
    ended.update(until=None)
    swaps.accept_swap(actor=desk.actor("ciara"), pk=swap.pk)
    assert names(desk, at(1, 7)) == ["Ciara Doyle"]


def test_a_shift_that_changes_hands_or_is_cancelled_ends_what_was_asked(desk):
    one, other = desk.plan("niamh", at(1), at(1, 6)), desk.plan("niamh", at(2), at(2, 6))
    swap, another = desk.ask("niamh", one, "ciara"), desk.ask("niamh", other, "ciara")
    desk.give(one, "tom")
    roster.cancel_shift(actor=desk.actor("niamh"), pk=other.pk)
    for pk in (swap.pk, another.pk):
        with pytest.raises(NotFromHere):
            swaps.accept_swap(actor=desk.actor("ciara"), pk=pk)


def test_a_swap_of_a_shift_that_runs_gives_what_is_left(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    with at_time(at(1, 8)):
        swap = desk.ask("niamh", shift, "ciara")
    with at_time(at(1, 9)):
        swaps.accept_swap(actor=desk.actor("ciara"), pk=swap.pk)
    assert covered(desk, at(1, 6), at(1, 14)) == [
        ("Niamh Byrne", at(1, 9)),
        ("Ciara Doyle", at(1, 14)),
    ]
    with at_time(at(1, 15)), pytest.raises(NotFromHere):
        desk.ask("ciara", Shift.objects.latest("pk"), "tom")


# --- the record -----------------------------------------------------------------------------------


def test_everything_on_record_reads_in_words(desk):
    one, other = desk.plan("niamh", at(1, 6), at(1, 14)), desk.plan("niamh", at(2), at(2, 6))
    desk.pattern("niamh", per_day=1)
    absences.cancel_absence(actor=desk.actor("niamh"), pk=desk.absent("tom", at(3), at(4)).pk)
    swaps.decline_swap(actor=desk.actor("ciara"), pk=desk.ask("niamh", one, "ciara").pk)
    swaps.take_back_swap(actor=desk.actor("niamh"), pk=desk.ask("niamh", one, "ciara").pk)
    swaps.accept_swap(actor=desk.actor("ciara"), pk=desk.ask("niamh", one, "ciara").pk)
    desk.give(one, "tom")
    with at_time(at(1, 8)):
        roster.cancel_shift(actor=desk.actor("niamh"), pk=one.pk)
    roster.cancel_shift(actor=desk.actor("niamh"), pk=other.pk)
    events = Event.objects.filter(verb__startswith="roster.").order_by("seq")
    assert len(set(events.values_list("verb", flat=True))) == 11
    said = [words_of(event) for event in events]
    assert all(said)
    assert not [line for line in said if "?" in line]
    assert "Niamh Byrne put on the roster, 2026-12-01 06:00 – 2026-12-01 14:00 UTC" in said
    assert (
        "Shift of Ciara Doyle given to Tom Keane, 2026-12-01 06:00 – 2026-12-01 14:00 UTC" in said
    )
