"""Days of rest: worked out by hand for several weeks of the world, and what always holds."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow import calendars, periods
from workflow.calendars import JointCalendar, Rest, StateCalendar
from workflow.choices import Unit

CODES = ("", "TN", "IE", "CR", "RU", "SA", "EG", "VE", "CN", "IR")

# start, working days, calendar, last day: counted on paper
BY_HAND = [
    # Cairo and Riyadh rest on Friday and Saturday; 12 November 2026 is a Thursday.
    (date(2026, 11, 12), 1, StateCalendar(code="EG"), date(2026, 11, 15)),
    (date(2026, 11, 12), 5, StateCalendar(code="SA"), date(2026, 11, 19)),
    (date(2026, 11, 12), 6, StateCalendar(code="SA"), date(2026, 11, 22)),
    # Caracas rests on Sunday alone, Teheran on Friday alone.
    (date(2026, 11, 12), 2, StateCalendar(code="VE"), date(2026, 11, 14)),
    (date(2026, 11, 12), 3, StateCalendar(code="VE"), date(2026, 11, 16)),
    (date(2026, 11, 12), 1, StateCalendar(code="IR"), date(2026, 11, 14)),
    # China, spring festival 2026: 16 to 23 February free, Saturdays 14 and 28 worked for it.
    (date(2026, 2, 12), 2, StateCalendar(code="CN"), date(2026, 2, 14)),
    (date(2026, 2, 12), 3, StateCalendar(code="CN"), date(2026, 2, 24)),
    (date(2026, 2, 12), 7, StateCalendar(code="CN"), date(2026, 2, 28)),
    (date(2026, 2, 12), 8, StateCalendar(code="CN"), date(2026, 3, 2)),
    # Russia works on Saturday 20 February 2027 for Monday 22; Tuesday 23 is a feast.
    (date(2027, 2, 18), 2, StateCalendar(code="RU"), date(2027, 2, 20)),
    (date(2027, 2, 18), 3, StateCalendar(code="RU"), date(2027, 2, 24)),
    # Named by the State: Friday alone, whatever the country's calendar says of Saturday.
    (date(2026, 11, 12), 2, StateCalendar(code="IE", weekly=frozenset({4})), date(2026, 11, 15)),
    (date(2026, 11, 12), 2, StateCalendar(weekly=frozenset({4, 5, 6})), date(2026, 11, 17)),
]


@pytest.mark.parametrize(("start", "amount", "calendar", "last"), BY_HAND)
def test_last_days_are_those_counted_by_hand(start, amount, calendar, last):
    assert last_day(start, amount, calendar) == last


def last_day(start: date, amount: int, calendar: calendars.Calendar) -> date:
    """The last day of a period in working days that starts on that day."""
    noon = datetime(start.year, start.month, start.day, 12, tzinfo=UTC)
    return periods.due(noon, amount, Unit.WORKING_DAYS, zone="UTC", calendar=calendar).date()


def test_a_correction_goes_before_the_public_calendar_and_the_week():
    monday, patrick, saturday = date(2027, 3, 15), date(2027, 3, 17), date(2027, 3, 20)
    plain = StateCalendar("XB", "IE")
    assert plain.rest_on(patrick) == Rest(patrick, "Saint Patrick's Day")
    corrected = StateCalendar(
        "XB", "IE", rested={monday: "Day of mourning"}, worked={patrick, saturday}
    )
    assert corrected.rest_on(monday) == Rest(monday, "Day of mourning")
    assert corrected.works_on(patrick)
    assert corrected.works_on(saturday)
    # Friday 12 and four: 16, 17, 18, 19; then Saturday 20.
    assert last_day(date(2027, 3, 12), 4, corrected) == date(2027, 3, 19)
    assert last_day(date(2027, 3, 12), 5, corrected) == saturday
    assert last_day(date(2027, 3, 12), 5, plain) == date(2027, 3, 22)


def test_a_feast_on_a_weekly_day_of_rest_that_the_state_works_is_still_a_feast():
    stephen = date(2026, 12, 26)  # a Saturday
    assert StateCalendar(code="IE").rest_on(stephen) == Rest(stephen, "")
    works_on_saturday = StateCalendar(code="IE", weekly=frozenset({6}))
    assert works_on_saturday.rest_on(stephen) == Rest(stephen, "Saint Stephen's Day")


def test_the_invented_states_rest_on_saturday_and_sunday():
    week = [date(2026, 11, 9) + timedelta(days=step) for step in range(7)]  # a week without feasts
    for code in ("TN", "IE", "CR", "RU", ""):
        assert [StateCalendar(code=code).works_on(day) for day in week] == [True] * 5 + [False] * 2


def test_both_states_rest_names_the_feast_and_its_key_names_both():
    joint = JointCalendar(StateCalendar("XA", "SA"), StateCalendar("XB", "IE"))
    assert joint.key == "XA+XB"
    # Thursday 12 November; Friday rests in one, Saturday in both, Sunday in the other.
    assert last_day(date(2026, 11, 12), 1, joint) == date(2026, 11, 16)
    christmas = date(2026, 12, 25)  # Friday: a weekly day of rest in the one
    assert joint.rest_on(christmas) == Rest(christmas, "Christmas Day")


def fresh() -> None:
    """Nothing of the package is remembered."""
    calendars._public.cache_clear()


YEARS = range(2024, 2031)


@pytest.mark.parametrize("code", CODES)
def test_the_order_in_which_years_are_asked_does_not_matter(code):
    asked = []
    for years in (YEARS, reversed(YEARS)):
        fresh()
        asked.append({day: rest for year in years for day, rest in rests_of(code, year)})
    assert asked[0] == asked[1]


def rests_of(code: str, year: int) -> Iterator[tuple[date, Rest | None]]:
    calendar, day = StateCalendar(code=code), date(year, 1, 1)
    while day.year == year:
        yield day, calendar.rest_on(day)
        day += timedelta(days=1)


def test_threads_that_ask_for_a_new_year_at_once_all_see_its_feasts():
    """A calendar that fills while it is read would show Christmas as a working day."""
    calendar, christmas = StateCalendar(code="IE"), date(2026, 12, 25)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            fresh()
            calendar.works_on(date(2020, 1, 2))
            assert not any(asked_at_once(calendar, christmas))
    finally:
        sys.setswitchinterval(before)


def asked_at_once(calendar: StateCalendar, day: date) -> list[bool]:
    """What four threads are told of the day."""
    told: list[bool] = []
    together = threading.Barrier(4)

    def ask() -> None:
        together.wait()
        told.append(calendar.works_on(day))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


# What always holds.

days = st.dates(date(2025, 1, 1), date(2029, 12, 31))
amounts = st.integers(1, 60)
some_days = st.sets(st.dates(date(2025, 1, 1), date(2030, 12, 31)), max_size=40)
near = st.sets(st.integers(0, 90), max_size=40)
# Four worked days at least, as a State may choose: so any two States share one.
weeks = st.none() | st.frozensets(st.integers(0, 6), max_size=3)
plain_calendars = st.builds(
    lambda code, weekly: StateCalendar("XA", code, weekly=weekly), st.sampled_from(CODES), weeks
)
unhurried = settings(deadline=None, max_examples=80)


def around(start: date, steps: set[int]) -> set[date]:
    """Days that lie in the way of a period that starts there."""
    return {start + timedelta(days=step) for step in steps}


@st.composite
def corrected_calendars(draw: st.DrawFn) -> StateCalendar:
    """A calendar with corrections of both kinds; no day has both."""
    rested, worked = draw(some_days), draw(some_days)
    return replace(
        draw(plain_calendars),
        rested=dict.fromkeys(rested - worked, "A feast"),
        worked=frozenset(worked),
    )


@unhurried
@given(days, amounts, corrected_calendars(), near)
def test_more_days_of_rest_never_let_a_period_end_earlier(start, amount, calendar, steps):
    more = {day: "Another feast" for day in around(start, steps) if day not in calendar.worked}
    with_more = replace(calendar, rested={**calendar.rested, **more})
    assert last_day(start, amount, with_more) >= last_day(start, amount, calendar)


@unhurried
@given(days, amounts, corrected_calendars(), near)
def test_a_worked_day_never_lets_a_period_end_later(start, amount, calendar, steps):
    with_more = replace(calendar, worked=frozenset(calendar.worked) | around(start, steps))
    assert last_day(start, amount, with_more) <= last_day(start, amount, calendar)


@unhurried
@given(days, amounts, corrected_calendars(), corrected_calendars())
def test_days_of_both_states_never_end_before_those_of_either(start, amount, one, other):
    other = replace(other, state="XB")
    joint = last_day(start, amount, JointCalendar(one, other))
    assert joint >= last_day(start, amount, one)
    assert joint >= last_day(start, amount, other)
    assert joint == last_day(start, amount, JointCalendar(other, one))


@unhurried
@given(days, st.integers(0, 80), st.integers(0, 80), corrected_calendars())
def test_what_is_counted_in_a_stretch_is_the_sum_of_its_parts(start, first, second, calendar):
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    whole = periods.rests(start, end, calendar)
    parts = periods.rests(start, middle, calendar) + periods.rests(middle, end, calendar)
    assert whole == parts
    assert working_days(start, end, calendar) == working_days(
        start, middle, calendar
    ) + working_days(middle, end, calendar)
    assert working_days(start, end, calendar) + len(whole) == (end - start).days


def working_days(start: date, end: date, calendar: StateCalendar) -> int:
    """Working days after `start`, up to and with `end`."""
    steps = range(1, (end - start).days + 1)
    return sum(calendar.works_on(start + timedelta(days=step)) for step in steps)


@unhurried
@given(days, amounts, corrected_calendars())
def test_a_period_ends_with_a_worked_day_after_exactly_its_amount(start, amount, calendar):
    last = last_day(start, amount, calendar)
    assert calendar.works_on(last)
    assert working_days(start, last, calendar) == amount


@unhurried
@given(corrected_calendars(), days)
def test_a_correction_always_holds(calendar, day):
    for corrected in calendar.rested:
        assert calendar.rest_on(corrected) == Rest(corrected, "A feast")
    assert all(calendar.works_on(corrected) for corrected in calendar.worked)
    assert calendar.works_on(day) is (calendar.rest_on(day) is None)
