"""The overview: what is owed by us and to us, in numbers and by what runs out first."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import places
from accounts.models import Authority, Participation
from audit.moment import pretended
from config.demonstration.cast import Cast
from desk import tallies
from desk.views import overview
from workflow.choices import Side
from workflow.periods import end_of_day

from .cases import START, browser, clock, give, on_paper
from .test_calendar import paper, theirs

PAGE = reverse("desk:overview")
DUBLIN = "Europe/Dublin"


def opened(cast: Cast, who: str) -> Any:
    """The page for somebody."""
    with pretended(START):
        return browser(cast, who).get(PAGE)


def numbers(cast: Cast, who: str = "ciara") -> dict[str, list[int]]:
    """The five numbers of each side."""
    return {
        side["side"]: [one["number"] for one in side["numbers"]]
        for side in opened(cast, who).context["sides"]
    }


def end(days: int) -> Any:
    """The end of the day in so many days, in Dublin."""
    return end_of_day(START.date() + timedelta(days=days), DUBLIN)


@pytest.mark.parametrize("who", ["declan", "niamh", "sean"])
def test_others_have_no_overview(cast: Cast, who: str):
    assert opened(cast, who).status_code == 403


def test_each_date_is_counted_once_by_how_soon_it_runs_out(cast: Cast):
    paper(cast, "Over", START - timedelta(seconds=1), zone=DUBLIN)
    paper(cast, "Today", end(0), zone=DUBLIN)
    paper(cast, "Tomorrow", end(1), zone=DUBLIN)
    paper(cast, "In six days", end(6), zone=DUBLIN)
    paper(cast, "In seven days", end(7), zone=DUBLIN)
    paper(cast, "Still", START - timedelta(days=3), paused_at=START - timedelta(days=4))
    theirs(cast, "Theirs", START - timedelta(days=2))
    assert numbers(cast) == {"ours": [1, 1, 2, 1, 1], "theirs": [1, 0, 0, 0, 0]}
    assert numbers(cast, "tom") == numbers(cast, "aoife") == numbers(cast, "orla") == numbers(cast)


def test_days_are_counted_where_the_act_is_owed(cast: Cast):
    # By then it is tomorrow in Belmara; the list says “today” as well.
    paper(
        cast, "Edge", end_of_day(date(2026, 9, 1), "America/Costa_Rica"), zone="America/Costa_Rica"
    )
    assert numbers(cast)["ours"] == [0, 1, 0, 0, 0]
    [row] = opened(cast, "ciara").context["rows"]
    assert (row["left"], row["today"]) == ("today 23:59, America/Costa_Rica", True)


def test_a_zone_that_no_authority_has_any_more_loses_no_date(cast: Cast):
    paper(cast, "Moved", end(1), zone="Pacific/Kiritimati")
    assert not Authority.objects.filter(zone="Pacific/Kiritimati").exists()
    assert sum(numbers(cast)["ours"]) == 1


def test_both_clocks_of_a_case_count(cast: Cast):
    case = paper(cast, "Two", end(20), zone=DUBLIN)
    near = clock(case)
    near.pk, near.name, near.due_at = None, "status_reply", START - timedelta(days=2)
    near.owed_by = Side.REQUESTING
    near.save()
    places.place(case, changed_for=())
    assert numbers(cast) == {"ours": [0, 0, 0, 1, 0], "theirs": [1, 0, 0, 0, 0]}


@pytest.mark.parametrize("who", ["youssef", "lucia", "karim"])
def test_another_state_counts_nothing(cast: Cast, who: str):
    paper(cast, "Belmara's", START - timedelta(days=1))
    assert numbers(cast, who) == {"ours": [0] * 5, "theirs": [0] * 5}
    assert "Nothing runs out" in opened(cast, who).content.decode()


def test_a_sealed_case_is_not_counted(cast: Cast):
    case = paper(cast, "Sealed", START - timedelta(days=1))
    Participation.objects.filter(case=case, side=Side.REQUESTED).update(sealed=True)
    for who in ("ciara", "orla"):
        assert numbers(cast, who)["ours"] == [0] * 5


def test_a_case_of_two_authorities_counts_once_for_the_auditor(cast: Cast):
    case = paper(cast, "Both", START - timedelta(days=1))
    give(case, cast.executing["XB"])
    places.place(case, changed_for=())
    assert numbers(cast, "orla")["ours"] == [1, 0, 0, 0, 0]


def test_acts_and_partners_come_by_what_is_overdue(cast: Cast):
    paper(cast, "Ahead", end(3), zone=DUBLIN)
    paper(cast, "Ahead too", end(4), zone=DUBLIN)
    theirs(cast, "Over", START - timedelta(days=2))
    context = opened(cast, "ciara").context
    told = {row["name"]: [cell["number"] for cell in row["cells"]] for row in context["acts"]}
    assert list(told) == ["Answer the question", "Acknowledge"]
    assert told["Acknowledge"] == [0, 2, 2, 0, 0, 0]
    assert told["Answer the question"] == [0, 0, 0, 1, 0, 1]
    [dravonia] = context["partners"]
    assert dravonia["name"] == "Dravonia"
    assert [cell["number"] for cell in dravonia["cells"]] == [0, 2, 2, 1, 0, 1]


def test_what_runs_out_first_stands_first_and_the_rest_is_in_the_register(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(overview, "SHOWN", 3)
    for days in (5, 1, 3, 2):
        paper(cast, f"In {days}", START + timedelta(days=days))
    context = opened(cast, "ciara").context
    assert [row["title"] for row in context["rows"]] == ["In 1", "In 2", "In 3"]
    assert context["more_url"] == "/requests/?order=runs_out"


def test_a_huge_number_is_counted_in_part_and_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    for module in (tallies, overview):
        monkeypatch.setattr(module, "MOST", 2)
    for days in (1, 2, 3):
        paper(cast, f"In {days}", end(days), zone=DUBLIN)
    page = opened(cast, "ciara")
    assert "Counted are the 2 cases that run out first; there are more." in page.content.decode()
    assert numbers(cast)["ours"] == [0, 0, 2, 0, 0]


def test_the_overdue_lead_to_their_list(cast: Cast):
    paper(cast, "Over", START - timedelta(days=2))
    theirs(cast, "Theirs", START - timedelta(days=2))
    [overdue, *_others] = opened(cast, "ciara").context["sides"][1]["numbers"]
    with pretended(START):
        found = browser(cast, "ciara").get(overdue["url"]).context["groups"]
    assert [row["title"] for group in found for row in group["rows"]] == ["Theirs"]


def test_what_people_wrote_is_escaped(cast: Cast):
    paper(cast, "<b>Bold</b>", START + timedelta(days=3))
    page = opened(cast, "ciara").content.decode()
    assert "<b>" not in page
    assert "style=" not in page


def test_the_page_costs_the_same_for_five_and_for_thirty_dates(cast: Cast):
    def cost() -> int:
        client = browser(cast, "ciara")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(PAGE).status_code == 200
        return len(caught)

    with pretended(START):
        for number in range(5):
            on_paper(cast, title=f"Case {number}")
        few = cost()
        for number in range(25):
            on_paper(cast, title=f"More {number}")
        assert cost() == few
