"""The calendar: what runs out, on the day on which it does where the reader is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clocks as of_people
from accounts import places
from accounts.models import Appointment, CaseGrant, Conflict, Participation
from audit.moment import pretended
from config.demonstration.cast import Cast
from convention.models import DayCorrection, State
from desk import months
from desk.dates import Wanted, dates
from desk.ends import own_ends
from desk.months import Month, begins, day_in, first_weekday, month_in
from desk.views import calendar as calendar_page
from workflow.calendars import StateCalendar
from workflow.choices import Side, Unit
from workflow.models import Case, Clock
from workflow.periods import end_of_day

from .cases import START, act, browser, clock, draft, give, on_paper

PAGE = reverse("desk:calendar")
TUNIS, COSTA_RICA = "Africa/Tunis", "America/Costa_Rica"


def due(case: Case, at: datetime, **more: Any) -> Case:
    """Let the one clock of a case run out at that moment, with everything that follows from it."""
    running = clock(case)
    for name, value in {"due_at": at, **more}.items():
        setattr(running, name, value)
    running.save()
    places.place(case, changed_for=())
    return case


def paper(cast: Cast, title: str, at: datetime, **more: Any) -> Case:
    """A request by post whose acknowledgement, owed by Belmara, runs out at that moment."""
    return due(on_paper(cast, title=title), at, **more)


def theirs(cast: Cast, title: str, at: datetime) -> Case:
    """A request by post in which Dravonia owes an answer to a question."""
    case = on_paper(cast, title=title)
    act(cast, case, "ciara", "acknowledge")
    return due(case, at, name="answer", owed_by=Side.REQUESTING, zone="Europe/Moscow")


def until(cast: Cast, who: str, day: date) -> Appointment:
    """Let somebody's appointment end with that day."""
    found = Appointment.objects.get(pk=cast.actors[who].appointment_id)
    found.until = day
    found.save()
    with pretended(START):
        of_people.follow(found)
    return found


def opened(cast: Cast, who: str, at: datetime = START, **query: Any) -> Any:
    """The page for somebody."""
    with pretended(at):
        return browser(cast, who).get(PAGE, query)


def grid(cast: Cast, who: str, at: datetime = START, **query: Any) -> dict[date, list[str]]:
    """The titles of each day that has any."""
    page = opened(cast, who, at, **query)
    assert page.status_code == 200
    cells = (cell for week in page.context["weeks"] for cell in week)
    return {
        cell["day"]: [item["title"] for item in cell["items"]] for cell in cells if cell["items"]
    }


def shown(cast: Cast, who: str, **query: Any) -> list[str]:
    """The titles of the whole grid."""
    return [title for titles in grid(cast, who, **query).values() for title in titles]


def listed(cast: Cast, who: str, at: datetime = START, **query: Any) -> list[str]:
    """The titles of the list."""
    page = opened(cast, who, at, view="list", **query)
    assert page.status_code == 200
    return [row["title"] for group in page.context["groups"] for row in group["rows"]]


def items(cast: Cast, who: str, at: datetime = START, **query: Any) -> dict[str, dict[str, Any]]:
    """Every item of the month by its title."""
    cells = (cell for week in opened(cast, who, at, **query).context["weeks"] for cell in week)
    return {item["title"]: item for cell in cells for item in cell["items"]}


# --- who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["youssef", "lucia", "declan", "niamh", "sean", "karim", "elena"])
def test_nobody_outside_sees_a_date(cast: Cast, who: str):
    paper(cast, "Belmara's paper case", START + timedelta(days=3))
    for view in ("month", "list"):
        page = opened(cast, who, view=view)
        assert page.status_code == 200
        if who != "niamh":  # the duty officer of the same authority
            assert "paper case" not in page.content.decode()


def test_those_of_the_authority_and_the_auditor_of_the_state_see_each_case_once(cast: Cast):
    case = paper(cast, "Ours", START + timedelta(days=3))
    give(case, cast.executing["XB"])
    places.place(case, changed_for=())
    for who in ("ciara", "tom", "aoife", "declan", "orla"):
        assert listed(cast, who) == ["Ours"]
        assert shown(cast, who) == ["Ours"]


def test_an_executing_officer_reads_the_number_of_whoever_leads(cast: Cast):
    case = on_paper(cast, title="Given")
    act(cast, case, "ciara", "acknowledge")
    give(case, cast.executing["XB"])
    due(case, START + timedelta(days=3))
    with pretended(START):
        [one] = dates(cast.actors["declan"], Wanted(), most=9)
    assert one.reference.startswith("BEL-MLA-")


def test_a_sealed_case_is_there_for_the_named_alone(cast: Cast):
    case = paper(cast, "Behind a seal", START + timedelta(days=3))
    Participation.objects.filter(case=case, side=Side.REQUESTED).update(sealed=True)
    CaseGrant.objects.create(
        user_id=cast.actors["tom"].person_id,
        content_object=case,
        permission=access_permission(),
        authority=cast.central["XB"],
        since=START.date(),
    )
    assert listed(cast, "tom") == ["Behind a seal"]
    for who in ("ciara", "aoife", "orla", "sean"):
        assert listed(cast, who) == []


def access_permission() -> Any:
    """What a grant on a case carries."""
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename="view_case", content_type__app_label="workflow")


def test_a_conflict_of_interest_closes_a_date(cast: Cast):
    case = paper(cast, "My cousin", START + timedelta(days=3))
    person = cast.actors["tom"].person_id
    Conflict.objects.create(case=case, person_id=person, side=Side.REQUESTED, reason="Family")
    assert listed(cast, "tom") == []
    assert listed(cast, "ciara") == ["My cousin"]


def test_a_clock_that_stopped_is_gone_and_a_paused_one_has_no_date(cast: Cast):
    paper(cast, "Stopped", START + timedelta(days=3), stopped_at=None)
    Clock.objects.update(stopped_at=START)
    still = paper(cast, "Stands still", START + timedelta(days=3), paused_at=START)
    assert grid(cast, "ciara") == {}
    for view in ("month", "list"):
        page = opened(cast, "ciara", view=view)
        assert [row["title"] for row in page.context["paused"]] == ["Stands still"]
        assert "Paused: no date runs" in page.content.decode()
    assert still.pk
    assert "paused" not in opened(cast, "ciara", overdue="on").context


def test_both_clocks_of_a_case_are_dates(cast: Cast):
    case = paper(cast, "Two", START + timedelta(days=20))
    near = clock(case)
    near.pk, near.name, near.due_at = None, "decide", START + timedelta(days=2)
    near.owed_by = Side.REQUESTING
    near.save()
    places.place(case, changed_for=())
    assert listed(cast, "ciara") == ["Two", "Two"]
    assert listed(cast, "ciara", month="2026-09", act="acknowledge") == ["Two"]
    # What is said of a date holds of one and the same clock.
    assert listed(cast, "ciara", act="acknowledge", owed="theirs") == []
    assert grid(cast, "ciara", owed="theirs") == {date(2026, 9, 3): ["Two"]}


# --- the ends of appointments ---------------------------------------------------------------------


def test_the_own_end_is_a_date_and_that_of_others_for_who_looks_after_people(cast: Cast):
    until(cast, "tom", date(2026, 9, 18))
    until(cast, "youssef", date(2026, 9, 19))
    assert listed(cast, "tom") == [f"You: central-authority officer at {cast.central['XB'].name}"]
    [of_tom] = listed(cast, "sean")
    assert of_tom.startswith("Tom Keane: central-authority officer at ")
    for who in ("ciara", "orla", "lucia"):
        assert listed(cast, who) == []
    filters: list[dict[str, Any]]
    filters = [{"owed": "ours"}, {"owed": "theirs"}, {"partner": "XD"}, {"act": "decide"}]
    for narrowed in filters:
        assert listed(cast, "tom", **narrowed) == []
    assert len(listed(cast, "tom", act="appointment")) == 1


def test_an_appointment_that_was_stopped_is_no_date(cast: Cast):
    found = until(cast, "tom", date(2026, 9, 18))
    found.stopped_at = START
    found.save()
    with pretended(START):
        of_people.follow(found)
    assert listed(cast, "sean") == []


def test_the_own_end_is_a_row_of_the_desk(cast: Cast):
    paper(cast, "Ours", START + timedelta(days=3))
    until(cast, "tom", date(2026, 9, 18))
    with pretended(START):
        [row] = own_ends(cast.actors["tom"])
        [of_case] = browser(cast, "tom").get("/").context["groups"][0].rows[:1]
        assert own_ends(cast.actors["sean"]) == []
    assert set(row) == set(of_case)
    assert row["title"] == "Your appointment as central-authority officer"
    assert row["deadline"].words == "18 Sep 2026"


# --- days and zones -------------------------------------------------------------------------------


def test_a_day_that_ends_in_costa_rica_is_the_next_one_in_tunis_and_says_so(cast: Cast):
    case = draft(cast, "youssef", "XC", "Edge")
    end = end_of_day(date(2026, 9, 10), COSTA_RICA)
    Clock.objects.create(
        case=case,
        kind=case.kind,
        name="acknowledge",
        owed_by=Side.REQUESTED,
        source="house",
        unit=Unit.WORKING_DAYS,
        amount=5,
        zone=COSTA_RICA,
        started_at=START,
        due_at=end,
    )
    places.place(case, changed_for=())
    assert grid(cast, "youssef") == {date(2026, 9, 11): ["Edge"]}
    item = items(cast, "youssef")["Edge"]
    assert item["there"] == "10 Sep, 23:59 in America/Costa_Rica"
    assert item["owed"] == "theirs"
    assert "10 Sep, 23:59 in America/Costa_Rica" in opened(cast, "youssef").content.decode()
    row = opened(cast, "youssef", view="list").content.decode()
    assert "23:59 in America/Costa_Rica, 11 Sep here" in row


def test_a_day_that_is_the_same_here_and_there_says_nothing_more(cast: Cast):
    paper(cast, "Plain", end_of_day(date(2026, 9, 10), "Europe/Dublin"), zone="Europe/Dublin")
    assert items(cast, "ciara")["Plain"]["there"] == ""


def test_a_clock_in_hours_says_its_time(cast: Cast):
    at = datetime(2026, 9, 10, 13, 30, tzinfo=UTC)
    paper(cast, "Hours", at, unit=Unit.HOURS)
    assert items(cast, "ciara")["Hours"]["time"] == "14:30"  # summer time in Dublin


def test_the_last_second_of_a_month_belongs_to_it_and_the_next_to_the_next(cast: Cast):
    last = end_of_day(date(2026, 9, 30), "Europe/Dublin")
    paper(cast, "Last", last)
    paper(cast, "Next", last + timedelta(seconds=1))
    assert listed(cast, "ciara", month="2026-09") == ["Last"]
    assert listed(cast, "ciara", month="2026-10") == ["Next"]
    # The grid shows whole weeks: Thursday 1 October stands beside 30 September.
    assert grid(cast, "ciara", month="2026-09") == {
        date(2026, 9, 30): ["Last"],
        date(2026, 10, 1): ["Next"],
    }
    assert date(2026, 9, 30) in grid(cast, "ciara", month="2026-10")


def test_a_month_in_which_summer_time_ends_has_every_hour_once(cast: Cast):
    for hours in range(26):  # 25 October 2026 has 25 hours in Dublin
        at = datetime(2026, 10, 24, 23, 0, tzinfo=UTC) + timedelta(hours=hours, minutes=30)
        paper(cast, f"{hours:02}", at, unit=Unit.HOURS)
    assert listed(cast, "ciara", day="2026-10-25") == [f"{hours:02}" for hours in range(25)]
    assert listed(cast, "ciara", day="2026-10-26") == ["25"]


@pytest.mark.parametrize(
    ("day", "zone", "at"),
    [
        (date(2026, 3, 29), "Europe/Dublin", "2026-03-29T00:00:00+00:00"),
        (date(2026, 3, 30), "Europe/Dublin", "2026-03-29T23:00:00+00:00"),
        # In Cairo the midnight of that day does not come: it begins at one.
        (date(2026, 4, 24), "Africa/Cairo", "2026-04-23T22:00:00+00:00"),
        (date(2026, 9, 10), "Pacific/Kiritimati", "2026-09-09T10:00:00+00:00"),
    ],
)
def test_when_a_day_begins(day: date, zone: str, at: str):
    assert begins(day, zone).isoformat() == at


def test_today_is_the_readers_and_is_marked_for_who_does_not_see_it(cast: Cast):
    evening = datetime(2026, 9, 10, 23, 30, tzinfo=UTC)  # the 11th in Tunis and in Dublin
    for who, today in (("youssef", date(2026, 9, 11)), ("lucia", date(2026, 9, 10))):
        page = opened(cast, who, evening)
        marked = [c["day"] for week in page.context["weeks"] for c in week if c["today"]]
        assert marked == [today]
        assert page.content.decode().count('aria-current="date"') == 1


# --- weeks and days of rest -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rests", "first"),
    [({5, 6}, 0), ({4, 5}, 6), ({3, 4}, 5), ({6}, 0), ({4}, 5), (set(), 0), (set(range(7)), 0)],
)
def test_weeks_begin_after_the_weekly_days_of_rest(rests: set[int], first: int):
    assert first_weekday(StateCalendar(weekly=frozenset(rests)), Month(2026, 9)) == first


def test_one_freed_or_worked_day_does_not_turn_the_week(cast: Cast):
    days = StateCalendar(
        weekly=frozenset({5, 6}),
        rested={date(2026, 9, 7): "A day of mourning"},
        worked=frozenset({date(2026, 9, 12)}),
    )
    assert first_weekday(days, Month(2026, 9)) == 0


def test_the_page_begins_weeks_as_the_state_does(cast: Cast):
    State.objects.filter(pk="XB").update(weekly_rest=[4, 5])
    page = opened(cast, "ciara")
    assert page.context["weekdays"][0]["long"] == "Sunday"
    assert all(week[0]["day"].weekday() == 6 for week in page.context["weeks"])


def rests(cast: Cast, **query: Any) -> dict[date, list[str]]:
    """What the cells say about days of rest."""
    weeks = opened(cast, "ciara", **query).context["weeks"]
    return {
        cell["day"]: [rest["words"] for rest in cell["rests"]] for week in weeks for cell in week
    }


def test_days_of_rest_are_named_and_with_a_partner_those_of_both(cast: Cast):
    DayCorrection.objects.create(
        state_id="XB", day=date(2026, 9, 9), name="Founders' Day", made_by_id=1, made_by_name="S"
    )
    DayCorrection.objects.create(
        state_id="XD", day=date(2026, 9, 9), name="Fleet Day", made_by_id=1, made_by_name="S"
    )
    assert rests(cast)[date(2026, 9, 9)] == ["closed here: Founders' Day"]
    assert rests(cast)[date(2026, 9, 8)] == []
    assert rests(cast)[date(2026, 9, 12)] == ["closed here"]
    both = rests(cast, partner="XD")[date(2026, 9, 9)]
    assert both == ["closed here: Founders' Day", "closed in Dravonia: Fleet Day"]
    assert "closed in Dravonia: Fleet Day" in opened(cast, "ciara", partner="XD").content.decode()


# --- filters --------------------------------------------------------------------------------------


def test_what_is_owed_by_us_and_to_us(cast: Cast):
    paper(cast, "Ours", START + timedelta(days=3))
    theirs(cast, "Theirs", START + timedelta(days=4))
    assert listed(cast, "ciara") == ["Ours", "Theirs"]
    assert listed(cast, "ciara", owed="ours") == ["Ours"]
    assert listed(cast, "ciara", owed="theirs") == ["Theirs"]
    assert listed(cast, "ciara", act="answer") == ["Theirs"]
    assert listed(cast, "ciara", partner="XD") == ["Ours", "Theirs"]
    assert listed(cast, "ciara", partner="XA") == []
    assert shown(cast, "ciara", owed="theirs") == ["Theirs"]


def test_only_what_is_overdue(cast: Cast):
    paper(cast, "Long over", START - timedelta(days=90))
    paper(cast, "Over", START - timedelta(hours=2))
    paper(cast, "Ahead", START + timedelta(hours=2))
    assert listed(cast, "ciara", overdue="on") == ["Long over", "Over"]
    assert listed(cast, "ciara", overdue="on", month="2026-09") == ["Long over", "Over"]
    assert shown(cast, "ciara", overdue="on") == ["Over"]


def test_filters_and_view_stay_when_the_month_is_turned(cast: Cast):
    page = opened(cast, "ciara", month="2026-12", owed="ours", partner="XD")
    assert page.context["next_url"] == f"{PAGE}?owed=ours&partner=XD&view=month&month=2027-01"
    assert page.context["previous_url"] == f"{PAGE}?owed=ours&partner=XD&view=month&month=2026-11"
    assert page.context["views"][1]["url"] == f"{PAGE}?owed=ours&partner=XD&view=list&month=2026-12"


def test_a_full_day_leads_to_its_list(cast: Cast):
    for number in range(7):
        paper(cast, f"Case {number}", START + timedelta(days=3, minutes=number))
    page = opened(cast, "ciara")
    [cell] = [cell for week in page.context["weeks"] for cell in week if cell["items"]]
    assert [item["title"] for item in cell["items"]] == [f"Case {n}" for n in range(4)]
    assert cell["more"] == "and 3 more"
    with pretended(START):
        day = browser(cast, "ciara").get(cell["more_url"])
    assert day.context["label"] == "Friday 4 September 2026"
    assert len(day.context["groups"][0]["rows"]) == 7


def test_the_list_goes_on_where_the_page_ended(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calendar_page, "PAGE", 3)
    for number in range(7):  # all at the same moment
        paper(cast, f"Case {number}", START + timedelta(days=3, microseconds=1))
    read, address, beginnings = [], f"{PAGE}?view=list", []
    while address:
        with pretended(START):
            page = browser(cast, "ciara").get(address).context
        read += [row["title"] for group in page["groups"] for row in group["rows"]]
        beginnings.append(page["newer_url"])
        address = page["older_url"]
    assert read == [f"Case {number}" for number in range(7)]
    assert beginnings == ["", f"{PAGE}?view=list", f"{PAGE}?view=list"]


def test_a_month_with_too_much_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calendar_page, "MOST_IN_MONTH", 2)
    for number in range(3):
        paper(cast, f"Case {number}", START + timedelta(days=number + 1))
    page = opened(cast, "ciara").content.decode()
    assert "More than 2 dates fall into this month; those after 3 September are not shown." in page


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "1999-12", "2101-01", "x", "2026", "-1", "²026-01", "9" * 99]
)
def test_a_month_that_is_none_is_said_and_the_present_one_is_shown(cast: Cast, month: str):
    page = opened(cast, "ciara", month=month)
    assert page.status_code == 200
    assert "There is no such month here. You see the present one." in page.content.decode()
    assert page.context["label"] == "September 2026"


@pytest.mark.parametrize(
    "query",
    [
        {"view": "x", "owed": "x", "act": "x", "partner": "x", "overdue": "x"},
        {"partner": "\x00", "act": "' OR 1=1", "month": "\x00"},
        {"view": "list", "after": "nonsense"},
        {"view": "list", "after": f"{'9' * 18}_{'9' * 18}"},
        {"view": "list", "after": "²_1"},
        {"day": "2026-02-30"},
        {"day": "2026-9-1"},
        {"day": "0001-01-01"},
        {"day": "x" * 5000},
    ],
)
def test_nonsense_in_the_address_gives_a_page(cast: Cast, query: dict[str, Any]):
    paper(cast, "Ours", START + timedelta(days=3))
    page = opened(cast, "ciara", **query)
    assert page.status_code == 200
    assert ("no such day" in page.content.decode()) == ("day" in query)


@pytest.mark.parametrize(("month", "lost"), [("2000-01", "previous_url"), ("2100-12", "next_url")])
def test_at_both_ends_the_page_turns_no_further(cast: Cast, month: str, lost: str):
    page = opened(cast, "ciara", month=month)
    assert page.status_code == 200
    assert page.context[lost] == ""


def test_months_and_days_as_they_are_written():
    assert month_in("2026-12") == Month(2026, 12)
    assert str(Month(2026, 3)) == "2026-03"
    assert Month(2026, 12).later(1) == Month(2027, 1)
    assert Month(2026, 1).later(-1) == Month(2025, 12)
    assert day_in("2028-02-29") == date(2028, 2, 29)
    assert day_in("2026-02-29") is None
    weeks = Month(2026, 2).weeks(6)
    assert (weeks[0][0], weeks[-1][-1]) == (date(2026, 2, 1), date(2026, 2, 28))
    assert months.month_of(date(2026, 2, 28)) == Month(2026, 2)


# --- the page -------------------------------------------------------------------------------------


def test_what_people_wrote_is_escaped(cast: Cast):
    paper(cast, '<b>"Bold" & co</b>', START + timedelta(days=3))
    for view in ("month", "list"):
        page = opened(cast, "ciara", view=view).content.decode()
        assert "<b>" not in page
        assert "&lt;b&gt;&quot;Bold&quot; &amp; co&lt;/b&gt;" in page


def test_the_month_is_a_table_with_a_name_and_seven_heads(cast: Cast):
    page = opened(cast, "ciara", month="2026-12").content.decode()
    assert "What runs out in December 2026</caption>" in page
    assert page.count('<th scope="col" abbr=') == 7
    assert "Nothing runs out in December 2026." in page
    assert "style=" not in page


@pytest.mark.parametrize("query", [{}, {"view": "list"}, {"partner": "XD"}])
def test_the_page_costs_the_same_for_five_and_for_thirty_dates(cast: Cast, query: dict[str, str]):
    def cost() -> int:
        client = browser(cast, "ciara")
        client.get(PAGE, query)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(PAGE, query).status_code == 200
        return len(caught)

    def more(number: int) -> None:
        for step in range(number):
            paper(cast, f"Case {step}", START + timedelta(days=step % 9))
            paper(cast, f"Still {step}", START, paused_at=START)

    with pretended(START):
        more(5)
        few = cost()
        more(25)
        assert cost() == few


def test_a_draft_of_the_other_side_is_no_date(cast: Cast):
    case = draft(cast, "youssef", "XB", "Arvenia's secret draft")
    Clock.objects.create(
        case=case,
        kind=case.kind,
        name="written",
        owed_by=Side.REQUESTING,
        source="house",
        unit=Unit.DAYS,
        amount=3,
        started_at=START,
        due_at=START + timedelta(days=3),
    )
    places.place(case, changed_for=())
    assert listed(cast, "youssef") == ["Arvenia's secret draft"]
    assert listed(cast, "ciara") == []
