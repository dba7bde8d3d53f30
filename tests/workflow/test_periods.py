"""Ends of periods: sums done by hand around feasts and year's end, and what always holds."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow import periods
from workflow.calendars import StateCalendar
from workflow.choices import Unit

TUNIS, DUBLIN, COSTA_RICA = "Africa/Tunis", "Europe/Dublin", "America/Costa_Rica"
NEW_YORK, CASABLANCA = "America/New_York", "Africa/Casablanca"
LORD_HOWE = "Australia/Lord_Howe"
DAYS, WORKING, HOURS, MONTHS = Unit.DAYS, Unit.WORKING_DAYS, Unit.HOURS, Unit.MONTHS

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
    # Months end with the same day, or with the last of a shorter month.
    ("2027-01-31T10:00", 1, MONTHS, DUBLIN, "IE", "2027-02-28T23:59:59"),
    ("2028-01-31T10:00", 1, MONTHS, DUBLIN, "IE", "2028-02-29T23:59:59"),  # a leap year
    ("2028-02-29T10:00", 12, MONTHS, DUBLIN, "IE", "2029-02-28T23:59:59"),
    ("2027-02-28T10:00", 1, MONTHS, DUBLIN, "IE", "2027-03-28T22:59:59"),  # summer time begins
    ("2026-10-31T10:00", 4, MONTHS, "UTC", "", "2027-02-28T23:59:59"),
    ("2026-12-31T10:00", 1, MONTHS, "UTC", "", "2027-01-31T23:59:59"),
    ("2026-11-30T10:00", 1, MONTHS, "UTC", "", "2026-12-30T23:59:59"),
    ("2026-12-15T10:00", 24, MONTHS, "UTC", "", "2028-12-15T23:59:59"),
    # 23:30 UTC on 31 January is 1 February in Tunis: the month begins with the day there.
    ("2027-01-31T23:30", 1, MONTHS, TUNIS, "TN", "2027-03-01T22:59:59"),
    # Easter Monday does not matter to months: 29 March 2027.
    ("2027-02-28T23:30", 1, MONTHS, TUNIS, "TN", "2027-04-01T22:59:59"),
    # Summer time in Dublin: from 29 March 2026 at 01:00 UTC to 25 October 2026 at 01:00 UTC.
    ("2026-03-27T10:00", 1, DAYS, DUBLIN, "IE", "2026-03-28T23:59:59"),
    ("2026-03-27T10:00", 2, DAYS, DUBLIN, "IE", "2026-03-29T22:59:59"),
    ("2026-10-23T10:00", 1, DAYS, DUBLIN, "IE", "2026-10-24T22:59:59"),
    ("2026-10-23T10:00", 2, DAYS, DUBLIN, "IE", "2026-10-25T23:59:59"),
    ("2026-10-24T12:00", 24, HOURS, DUBLIN, "IE", "2026-10-25T12:00:00"),
    # In New York: from 8 March 2026 to 1 November 2026.
    ("2026-03-06T15:00", 1, DAYS, NEW_YORK, "US", "2026-03-08T04:59:59"),
    ("2026-03-06T15:00", 2, DAYS, NEW_YORK, "US", "2026-03-09T03:59:59"),
    ("2026-10-30T15:00", 1, DAYS, NEW_YORK, "US", "2026-11-01T03:59:59"),
    ("2026-10-30T15:00", 2, DAYS, NEW_YORK, "US", "2026-11-02T04:59:59"),
    ("2026-03-06T15:00", 1, WORKING, NEW_YORK, "US", "2026-03-10T03:59:59"),  # Fri: Mon 9
    # Thanksgiving 2026 is Thursday 26 November.
    ("2026-11-25T15:00", 1, WORKING, NEW_YORK, "US", "2026-11-28T04:59:59"),
    # Apia is 13 hours ahead: noon UTC of the 1st is the 2nd there.
    ("2026-06-01T12:00", 1, DAYS, "Pacific/Apia", "", "2026-06-03T10:59:59"),
    # Kiritimati, 14 hours ahead, and Pago Pago, 11 behind: one moment, two days.
    ("2026-06-01T10:30", 1, DAYS, "Pacific/Kiritimati", "", "2026-06-03T09:59:59"),
    ("2026-06-01T10:30", 1, DAYS, "Pacific/Pago_Pago", "", "2026-06-02T10:59:59"),
    ("2026-12-31T10:30", 1, MONTHS, "Pacific/Kiritimati", "", "2027-02-01T09:59:59"),
    ("2026-12-31T10:30", 1, MONTHS, "Pacific/Pago_Pago", "", "2027-01-31T10:59:59"),
    # Lord Howe turns its clocks by half an hour: +11:00 until 5 April 2026, then +10:30.
    ("2026-04-03T00:00", 1, DAYS, LORD_HOWE, "", "2026-04-04T12:59:59"),
    ("2026-04-03T00:00", 2, DAYS, LORD_HOWE, "", "2026-04-05T13:29:59"),
    ("2026-10-02T00:00", 1, DAYS, LORD_HOWE, "", "2026-10-03T13:29:59"),
    ("2026-10-02T00:00", 2, DAYS, LORD_HOWE, "", "2026-10-04T12:59:59"),
    # Casablanca is at UTC in Ramadan (15 February to 22 March 2026) and an hour ahead else.
    ("2026-02-12T12:00", 2, DAYS, CASABLANCA, "", "2026-02-14T22:59:59"),
    ("2026-02-12T12:00", 3, DAYS, CASABLANCA, "", "2026-02-15T23:59:59"),
    ("2026-03-20T12:00", 1, DAYS, CASABLANCA, "", "2026-03-21T23:59:59"),
    ("2026-03-20T12:00", 2, DAYS, CASABLANCA, "", "2026-03-22T22:59:59"),
    # Easter 2027 is 28 March: Dublin rests on Monday 29, and summer time begins on the 28th.
    ("2027-03-25T10:00", 1, WORKING, DUBLIN, "IE", "2027-03-26T23:59:59"),
    ("2027-03-25T10:00", 2, WORKING, DUBLIN, "IE", "2027-03-30T22:59:59"),
    # San José rests on Thursday 25 and Friday 26 March 2027.
    ("2027-03-24T15:00", 1, WORKING, COSTA_RICA, "CR", "2027-03-30T05:59:59"),
    # Orthodox Easter 2027 is 2 May: Athens rests on Friday 30 April and Monday 3 May, on the 4th
    # for Labour Day, which falls on Holy Saturday.
    ("2027-04-29T10:00", 1, WORKING, "Europe/Athens", "GR", "2027-05-05T20:59:59"),
    ("2027-04-28T10:00", 2, WORKING, "Europe/Athens", "GR", "2027-05-05T20:59:59"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@contextmanager
def server_in(zone: str) -> Iterator[None]:
    """A server that stands in another zone."""
    before = os.environ.get("TZ")
    try:
        os.environ["TZ"] = zone
        time.tzset()
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


@pytest.mark.parametrize(("start", "amount", "unit", "zone", "code", "end"), BY_HAND)
def test_ends_are_those_worked_out_by_hand(start, amount, unit, zone, code, end):
    days = StateCalendar(code=code)
    assert periods.due(utc(start), amount, unit, zone=zone, calendar=days) == utc(end)


CODES = ("TN", "IE", "CR", "RU", "SA")
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
calendars = st.sampled_from([StateCalendar(code=code) for code in ("", *CODES)])
NOBODYS = StateCalendar()
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
def test_feasts_never_make_a_period_shorter(start, amount, zone, code):
    calendar = StateCalendar(code=code)
    plain_days = periods.due(start, amount, DAYS, zone=zone, calendar=calendar)
    weekdays = periods.due(start, amount, WORKING, zone=zone, calendar=NOBODYS)
    with_feasts = periods.due(start, amount, WORKING, zone=zone, calendar=calendar)
    assert plain_days <= weekdays <= with_feasts


def working_days_between(start: date, end: date, calendar: StateCalendar) -> int:
    """Working days after `start` up to and including `end`, counted one by one."""
    steps = range(1, (end - start).days + 1)
    return sum(calendar.works_on(start + timedelta(days=step)) for step in steps)


@unhurried
@given(starts, amounts, zones, calendars)
def test_a_period_in_working_days_ends_with_a_working_day_and_counts_to_its_amount(
    start, amount, zone, calendar
):
    end = periods.due(start, amount, WORKING, zone=zone, calendar=calendar)
    here = end.astimezone(ZoneInfo(zone))
    assert (here.hour, here.minute, here.second) == (23, 59, 59)
    assert calendar.works_on(here.date())
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
    if unit not in periods.EXACT:
        assert here.time() == periods.END_OF_DAY
        second_later = (moved + timedelta(seconds=1)).astimezone(ZoneInfo(zone))
        assert second_later.date() > here.date()
    if unit == WORKING:
        assert calendar.works_on(here.date())


@unhurried
@given(starts, amounts, pauses, zones)
def test_a_pause_moves_plain_days_by_no_more_than_the_day_it_ends_in(start, amount, pause, zone):
    end = periods.due(start, amount, DAYS, zone=zone, calendar=NOBODYS)
    moved = periods.extended(end, pause, DAYS, zone=zone, calendar=NOBODYS)
    assert moved < end + pause + timedelta(days=1, hours=2)  # a day can have 25 hours


@unhurried
@given(starts, amounts, units, zones, calendars)
def test_no_pause_moves_nothing(start, amount, unit, zone, calendar):
    end = periods.due(start, amount, unit, zone=zone, calendar=calendar)
    assert periods.extended(end, timedelta(0), unit, zone=zone, calendar=calendar) == end


@unhurried
@given(starts, st.integers(0, 130), zones)
def test_a_period_in_months_ends_in_the_month_that_is_so_many_later(start, amount, zone):
    first = start.astimezone(ZoneInfo(zone)).date()
    last = periods.months_later(first, amount)
    assert (last.year - first.year) * 12 + last.month - first.month == amount
    assert last.day == first.day or (last + timedelta(days=1)).day == 1
    assert last.day <= first.day


@unhurried
@given(starts, st.integers(0, 60), zones, st.sampled_from(["Asia/Tokyo", "America/Lima"]))
def test_months_do_not_depend_on_the_zone_of_the_server(start, amount, zone, elsewhere):
    here = periods.due(start, amount, MONTHS, zone=zone, calendar=NOBODYS)
    with server_in(elsewhere):
        moved = start.astimezone(ZoneInfo(elsewhere))
        assert periods.due(moved, amount, MONTHS, zone=zone, calendar=NOBODYS) == here


@unhurried
@given(starts, amounts, units, zones, calendars, st.sampled_from(["Asia/Tokyo", "America/Lima"]))
def test_the_zone_of_the_server_and_of_the_start_do_not_matter(
    start, amount, unit, zone, calendar, elsewhere
):
    here = periods.due(start, amount, unit, zone=zone, calendar=calendar)
    with server_in(elsewhere):
        moved = start.astimezone(ZoneInfo(elsewhere))
        assert periods.due(moved, amount, unit, zone=zone, calendar=calendar) == here


def test_days_of_rest_are_named_with_their_reason():
    first, last = date(2026, 12, 23), date(2026, 12, 29)
    # In 2026 Christmas Day is a Friday, and Saint Stephen's falls on a day that is free anyhow.
    christmas, stephen, sunday = periods.rests(first, last, StateCalendar(code="IE"))
    assert (christmas.day.day, christmas.name) == (25, "Christmas Day")
    assert (stephen.day.day, stephen.name) == (26, "")
    assert (sunday.day.day, sunday.name) == (27, "")
    # Without a calendar nobody knows of Christmas; Saudi Arabia rests on Friday and Saturday.
    assert [rest.day.day for rest in periods.rests(first, last, NOBODYS)] == [26, 27]
    assert [rest.day.day for rest in periods.rests(first, last, StateCalendar(code="SA"))] == [
        25,
        26,
    ]


@settings(max_examples=100, deadline=None)
@given(starts, amounts, zones, calendars)
def test_what_is_left_out_and_what_counts_make_up_the_whole_period(start, amount, zone, calendar):
    end = periods.due(start, amount, WORKING, zone=zone, calendar=calendar)
    first, last = (at.astimezone(ZoneInfo(zone)).date() for at in (start, end))
    assert len(periods.rests(first, last, calendar)) + amount == (last - first).days
