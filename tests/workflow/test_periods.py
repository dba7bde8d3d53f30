"""Ends of periods: sums done by hand around feasts and year's end, and what always holds."""

import os
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow import periods
from workflow.choices import Unit

TUNIS, DUBLIN, COSTA_RICA = "Africa/Tunis", "Europe/Dublin", "America/Costa_Rica"
DAYS, WORKING, HOURS = Unit.DAYS, Unit.WORKING_DAYS, Unit.HOURS

# start (UTC), amount, unit, zone, calendar, end (UTC): worked out on paper
BY_HAND = [
    # Tunisia: Saturday and Sunday are free; 14 January is a feast (Wednesday in 2026).
    ("2026-01-12T10:00", 3, WORKING, TUNIS, "TN", "2026-01-16T22:59:59"),
    ("2026-01-08T10:00", 2, WORKING, TUNIS, "TN", "2026-01-12T22:59:59"),  # Thu: Fri, Mon
    # 31 December 2026 is a Thursday, 1 January a Friday: Thu 31, then Mon 4.
    ("2026-12-30T10:00", 2, WORKING, TUNIS, "TN", "2027-01-04T22:59:59"),
    # Ireland: Good Friday is worked, Easter Monday (6 April 2026) is not; summer time is UTC+1.
    ("2026-04-02T10:00", 2, WORKING, DUBLIN, "IE", "2026-04-07T22:59:59"),
    # Christmas 2026: Fri 25 and Sat 26 free; Thu 24, Mon 28, Tue 29, Wed 30, Thu 31.
    ("2026-12-23T10:00", 5, WORKING, DUBLIN, "IE", "2026-12-31T23:59:59"),
    ("2026-12-31T10:00", 1, WORKING, DUBLIN, "IE", "2027-01-04T23:59:59"),
    # Costa Rica: Maundy Thursday and Good Friday (2 and 3 April 2026) are free, Monday is not.
    ("2026-04-01T15:00", 1, WORKING, COSTA_RICA, "CR", "2026-04-07T05:59:59"),
    # 03:00 UTC on the 2nd is still the evening of the 1st there.
    ("2026-04-02T03:00", 1, WORKING, COSTA_RICA, "CR", "2026-04-07T05:59:59"),
    ("2026-12-30T15:00", 2, WORKING, COSTA_RICA, "CR", "2027-01-05T05:59:59"),
    # Plain days run through feasts and end with the day, also when summer time begins (29 March).
    ("2026-03-28T10:00", 2, DAYS, DUBLIN, "IE", "2026-03-30T22:59:59"),
    ("2026-12-24T10:00", 60, DAYS, DUBLIN, "IE", "2027-02-22T23:59:59"),
    # Summer time in Cairo ends at midnight: the last hour of 29 October 2026 comes twice.
    ("2026-10-27T10:00", 2, DAYS, "Africa/Cairo", "", "2026-10-29T21:59:59"),
    # Hours are hours, even in the night when an hour is missing.
    ("2026-03-28T23:30", 24, HOURS, DUBLIN, "IE", "2026-03-29T23:30:00"),
    # Without a calendar, Monday to Friday; Christmas Day 2026 is a Friday.
    ("2026-12-24T10:00", 1, WORKING, "UTC", "", "2026-12-25T23:59:59"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("start", "amount", "unit", "zone", "calendar", "end"), BY_HAND)
def test_ends_are_those_worked_out_by_hand(start, amount, unit, zone, calendar, end):
    assert periods.due(utc(start), amount, unit, zone=zone, calendar=calendar) == utc(end)


@pytest.mark.parametrize("calendar", ["TN", "IE", "CR", "RU"])
def test_the_invented_states_rest_on_saturday_and_sunday(calendar):
    week = [date(2026, 11, 9) + timedelta(days=step) for step in range(7)]  # a week without feasts
    assert [periods.is_working_day(day, calendar) for day in week] == [True] * 5 + [False] * 2


def test_a_calendar_whose_week_rests_on_friday_is_followed():
    friday, saturday, sunday = (date(2026, 11, day) for day in (13, 14, 15))
    assert not periods.is_working_day(friday, "SA")
    assert not periods.is_working_day(saturday, "SA")
    assert periods.is_working_day(sunday, "SA")


# Hypothesis wants its bounds without a zone and adds the zone itself.
EARLIEST, LATEST = datetime(2024, 1, 1), datetime(2030, 12, 31)  # noqa: DTZ001 see above
starts = st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))
amounts = st.integers(1, 90)
# From eleven hours behind UTC to fourteen ahead; with summer time on both halves of the globe, one
# of half an hour (Lord Howe), and one that begins at midnight (Havana).
zones = st.sampled_from(
    [
        *(TUNIS, DUBLIN, COSTA_RICA, "UTC", "Pacific/Auckland", "Asia/Kathmandu"),
        *("Pacific/Pago_Pago", "Pacific/Kiritimati", "Australia/Lord_Howe", "America/Havana"),
        *("America/St_Johns", "Pacific/Chatham", "Africa/Cairo", "Asia/Beirut"),
    ]
)
calendars = st.sampled_from(["", "TN", "IE", "CR", "RU", "SA"])
pauses = st.timedeltas(timedelta(0), timedelta(days=120))
units = st.sampled_from(Unit)
unhurried = settings(deadline=None, max_examples=60)


@unhurried
@given(starts, amounts, amounts, units, zones, calendars)
def test_a_longer_period_never_ends_earlier(start, amount, more, unit, zone, calendar):
    shorter = periods.due(start, amount, unit, zone=zone, calendar=calendar)
    longer = periods.due(start, amount + more, unit, zone=zone, calendar=calendar)
    assert start < shorter < longer


@unhurried
@given(starts, st.timedeltas(timedelta(0), timedelta(days=40)), amounts, units, zones, calendars)
def test_a_later_start_never_ends_earlier(start, later, amount, unit, zone, calendar):
    first = periods.due(start, amount, unit, zone=zone, calendar=calendar)
    assert first <= periods.due(start + later, amount, unit, zone=zone, calendar=calendar)


@unhurried
@given(starts, amounts, zones, st.sampled_from(["TN", "IE", "CR"]))
def test_feasts_never_make_a_period_shorter(start, amount, zone, calendar):
    plain_days = periods.due(start, amount, DAYS, zone=zone, calendar=calendar)
    weekdays = periods.due(start, amount, WORKING, zone=zone, calendar="")
    with_feasts = periods.due(start, amount, WORKING, zone=zone, calendar=calendar)
    assert plain_days <= weekdays <= with_feasts


def working_days_between(start: date, end: date, calendar: str) -> int:
    """Working days after `start` up to and including `end`, counted one by one."""
    steps = range(1, (end - start).days + 1)
    return sum(periods.is_working_day(start + timedelta(days=step), calendar) for step in steps)


@unhurried
@given(starts, amounts, zones, calendars)
def test_a_period_in_working_days_ends_with_a_working_day_and_counts_to_its_amount(
    start, amount, zone, calendar
):
    end = periods.due(start, amount, WORKING, zone=zone, calendar=calendar)
    here = end.astimezone(ZoneInfo(zone))
    assert (here.hour, here.minute, here.second) == (23, 59, 59)
    assert periods.is_working_day(here.date(), calendar)
    first = start.astimezone(ZoneInfo(zone)).date()
    assert working_days_between(first, here.date(), calendar) == amount


@unhurried
@given(starts, amounts, pauses, units, zones, calendars)
def test_a_pause_never_shortens_and_ends_as_a_period_ends(
    start, amount, pause, unit, zone, calendar
):
    end = periods.due(start, amount, unit, zone=zone, calendar=calendar)
    moved = periods.extended(end, pause, unit, zone=zone, calendar=calendar)
    assert moved >= end + pause
    here = moved.astimezone(ZoneInfo(zone))
    if unit != HOURS:
        assert here.time() == periods.END_OF_DAY
        second_later = (moved + timedelta(seconds=1)).astimezone(ZoneInfo(zone))
        assert second_later.date() > here.date()
    if unit == WORKING:
        assert periods.is_working_day(here.date(), calendar)


@unhurried
@given(starts, amounts, pauses, zones)
def test_a_pause_moves_plain_days_by_no_more_than_the_day_it_ends_in(start, amount, pause, zone):
    end = periods.due(start, amount, DAYS, zone=zone, calendar="")
    moved = periods.extended(end, pause, DAYS, zone=zone, calendar="")
    assert moved < end + pause + timedelta(days=1, hours=2)  # a day can have 25 hours


@unhurried
@given(starts, amounts, units, zones, calendars)
def test_no_pause_moves_nothing(start, amount, unit, zone, calendar):
    end = periods.due(start, amount, unit, zone=zone, calendar=calendar)
    assert periods.extended(end, timedelta(0), unit, zone=zone, calendar=calendar) == end


@unhurried
@given(starts, amounts, units, zones, calendars, st.sampled_from(["Asia/Tokyo", "America/Lima"]))
def test_the_zone_of_the_server_and_of_the_start_do_not_matter(
    start, amount, unit, zone, calendar, elsewhere
):
    here = periods.due(start, amount, unit, zone=zone, calendar=calendar)
    before = os.environ.get("TZ")
    try:
        os.environ["TZ"] = elsewhere
        time.tzset()
        moved = start.astimezone(ZoneInfo(elsewhere))
        assert periods.due(moved, amount, unit, zone=zone, calendar=calendar) == here
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


def test_days_of_rest_are_named_with_their_reason():
    first, last = date(2026, 12, 23), date(2026, 12, 29)
    # In 2026 Christmas Day is a Friday, and Saint Stephen's falls on a day that is free anyhow.
    christmas, stephen, sunday = periods.rests(first, last, "IE")
    assert (christmas.day.day, christmas.name) == (25, "Christmas Day")
    assert (stephen.day.day, stephen.name) == (26, "")
    assert (sunday.day.day, sunday.name) == (27, "")
    # Without a calendar nobody knows of Christmas; Saudi Arabia rests on Friday and Saturday.
    assert [rest.day.day for rest in periods.rests(first, last, "")] == [26, 27]
    assert [rest.day.day for rest in periods.rests(first, last, "SA")] == [25, 26]


@settings(max_examples=100, deadline=None)
@given(starts, amounts, zones, calendars)
def test_what_is_left_out_and_what_counts_make_up_the_whole_period(start, amount, zone, calendar):
    end = periods.due(start, amount, WORKING, zone=zone, calendar=calendar)
    first, last = (at.astimezone(ZoneInfo(zone)).date() for at in (start, end))
    assert len(periods.rests(first, last, calendar)) + amount == (last - first).days
