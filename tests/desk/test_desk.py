"""My desk: what runs out first, at the same cost however much lies on it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from accounts.models import Appointment, Person
from accounts.places import place
from accounts.queries import live_appointments
from audit.moment import pretended
from config.demonstration.cast import Cast
from desk.queries import MOST, desk
from desk.services import deliver_notices
from requests_mla.choices import Status
from workflow.models import Case

from .cases import START, act, browser, clock, draft, give, on_paper


def titles(cast: Cast, who: str, at=START) -> dict[str, list[str]]:
    """What lies on that person's desk, by group."""
    with pretended(at):
        return {
            group.heading: [row["title"] for row in group.rows] for group in desk(cast.actors[who])
        }


def rows(cast: Cast, who: str, at=START) -> list[dict]:
    """Every row of that person's desk."""
    with pretended(at):
        return [row for group in desk(cast.actors[who]) for row in group.rows]


def test_cases_lie_in_the_order_in_which_they_run_out(cast: Cast):
    late, soon = on_paper(cast, title="Late"), on_paper(cast, title="Soon")
    late.clocks.update(due_at=START + timedelta(days=20))
    soon.clocks.update(due_at=START + timedelta(days=3))
    on_paper(cast, title="Over").clocks.update(due_at=START - timedelta(days=2))
    on_paper(cast, title="Today").clocks.update(due_at=START + timedelta(hours=2))
    on_paper(cast, title="Sooner").clocks.update(due_at=START + timedelta(days=2))
    assert titles(cast, "ciara") == {
        "Today and overdue": ["Over", "Today"],
        "This week": ["Sooner", "Soon"],
        "Later": ["Late"],
    }


def test_a_draft_waits_for_its_own_side_only(cast: Cast):
    draft(cast, "youssef", "XB", "Arvenia's secret draft")
    assert titles(cast, "youssef") == {"Waits for you": ["Arvenia's secret draft"]}
    for outsider in ("ciara", "aoife", "lucia", "hedi", "salma"):
        assert titles(cast, outsider) == {}


@pytest.mark.parametrize("who", ["youssef", "lucia", "declan", "sean", "karim"])
def test_nobody_outside_sees_a_case_on_the_desk_or_in_the_inbox(cast: Cast, who: str):
    on_paper(cast, "ciara", "Belmara's paper case")
    with pretended(START):
        for path in ("/", "/inbox/"):
            page = browser(cast, who).get(path, follow=True)
            assert page.status_code == 200
            assert "Belmara's paper case" not in page.content.decode()
            assert "Belmara&#x27;s paper case" not in page.content.decode()


def test_an_executing_officer_sees_the_cases_given_to_the_own_authority(cast: Cast):
    mine, other = on_paper(cast, title="Given"), on_paper(cast, title="Not given")
    act(cast, mine, "ciara", "acknowledge")
    bureau = cast.executing["XB"]
    give(mine, bureau)
    shown = rows(cast, "declan")
    assert [row["title"] for row in shown] == ["Given"]
    assert shown[0]["reference"].startswith("BEL-")
    assert other.pk != mine.pk


def test_an_auditor_finds_a_case_of_two_authorities_once(cast: Cast):
    case = on_paper(cast)
    bureau = cast.executing["XB"]
    give(case, bureau)
    assert [row["title"] for row in rows(cast, "orla")] == ["On paper"]


def test_a_case_with_two_clocks_lies_on_the_desk_once_under_the_nearer(cast: Cast):
    case = on_paper(cast)
    near = clock(case)
    near.pk, near.name, near.due_at = None, "decide", START + timedelta(hours=1)
    near.save()
    place(case, changed_for=())
    found = rows(cast, "ciara")
    assert [row["deadline"].at for row in found] == [START + timedelta(hours=1)]


def test_a_paused_clock_is_no_date(cast: Cast):
    case = on_paper(cast)
    case.clocks.update(paused_at=START)
    place(case, changed_for=())
    assert titles(cast, "ciara") == {"Waits for you": ["On paper"]}


def test_the_step_offered_is_the_usual_one_and_leads_there(cast: Cast):
    case = on_paper(cast)
    step = rows(cast, "ciara")[0]["step"]
    assert step == {"label": "Acknowledge", "url": f"/requests/{case.pk}/act/acknowledge/"}
    with pretended(START):
        assert browser(cast, "ciara").get(step["url"]).status_code == 200


def test_after_receipt_was_confirmed_the_step_is_to_close(cast: Cast):
    case = draft(cast)
    Case.objects.filter(pk=case.pk).update(status=Status.ANSWERED)
    assert rows(cast, "youssef")[0]["step"]["label"] == "Confirm receipt"
    type(case.request).objects.update(receipt_confirmed_at=START)
    assert rows(cast, "youssef")[0]["step"]["label"] == "Close the case"


def test_ended_cases_leave_the_desk(cast: Cast):
    act(cast, draft(cast), "youssef", "discard", reasons="Not needed")
    assert titles(cast, "youssef") == {}


def cost(cast: Cast, path: str) -> int:
    """How many queries the page takes for Ciara."""
    client = browser(cast, "ciara")
    with pretended(START), CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_desk_costs_the_same_for_five_and_for_fifty_cases(cast: Cast):
    for number in range(5):
        on_paper(cast, title=f"Paper {number}")
        draft(cast, "ciara", "XA", f"Draft {number}")
    few = cost(cast, "/")
    for number in range(45):
        on_paper(cast, title=f"More paper {number}")
        draft(cast, "ciara", "XA", f"More drafts {number}")
    assert len(rows(cast, "ciara")) == 100
    assert cost(cast, "/") == few
    with pretended(START), CaptureQueriesContext(connection) as caught:
        desk(Actor.of(live_appointments(cast.actors["ciara"].person_id)[0]))
    assert len(caught) == 4  # with the one that says who acts


def test_a_full_desk_points_to_the_register(cast: Cast):
    for number in range(MOST + 1):
        draft(cast, "youssef", "XB", f"Draft {number}")
    with pretended(START):
        page = browser(cast, "youssef").get("/")
    assert len(rows(cast, "youssef")) == MOST
    assert page.context["more_url"] == "/requests/"


def test_a_state_administrator_is_sent_to_people_and_sees_no_requests(cast: Cast):
    with pretended(START):
        answer = browser(cast, "sean").get("/")
        assert (answer.status_code, answer["Location"]) == (302, "/people/")
        assert browser(cast, "sean").get("/inbox/").status_code == 200
        links = navigation(cast, "sean", "/states/")
    # What they are told of is there: keys and appointments.
    assert links >= {"/people/", "/inbox/"}
    assert not links & {"/requests/", "/oversight/"}


def test_oversight_is_for_auditors_and_people_for_administrators(cast: Cast):
    with pretended(START):
        assert "/oversight/" in navigation(cast, "orla", "/states/")
        for who in ("ciara", "aoife", "declan", "orla"):
            assert "/people/" not in navigation(cast, who, "/states/")
        for who in ("ciara", "aoife", "declan", "sean"):
            assert "/oversight/" not in navigation(cast, who, "/states/")


def navigation(cast: Cast, who: str, path: str) -> set[str]:
    """Every address of the rail."""
    page = browser(cast, who).get(path)
    return {item["url"] for section in page.context["nav"] for item in section["items"]}


def test_whoever_changed_their_appointment_no_longer_reads_about_old_cases(cast: Cast):
    on_paper(cast, "ciara", "Old case")
    with pretended(START):
        deliver_notices()
        tom = browser(cast, "tom")
        assert "Old case" in tom.get("/inbox/").content.decode()
        moved = Appointment.objects.filter(person=Person.objects.get(email__startswith="tom@"))
        moved.update(authority=cast.executing["XB"], role="executing_officer")
        assert "Old case" not in tom.get("/inbox/").content.decode()


def test_an_unread_notice_counts_until_the_inbox_was_opened(cast: Cast):
    on_paper(cast)
    with pretended(START):
        deliver_notices()
        tom = browser(cast, "tom")
        assert unread(tom.get("/")) == 1
        assert [row["unread"] for row in tom.get("/inbox/").context["notices"]] == [True]
        assert unread(tom.get("/")) == 0
        assert [row["unread"] for row in tom.get("/inbox/").context["notices"]] == [False]


def unread(page) -> int:
    """The number beside Inbox."""
    items = [item for section in page.context["nav"] for item in section["items"]]
    return next(item["count"] for item in items if item["url"] == "/inbox/")


@pytest.mark.parametrize("before", ["", "x", "-1", "²", "9" * 30, "9" * 5000, "1' OR 1=1"])
def test_the_inbox_takes_any_key_a_link_may_carry(cast: Cast, before: str):
    with pretended(START):
        assert browser(cast, "tom").get("/inbox/", {"before": before}).status_code == 200


def test_the_inbox_goes_on_where_the_page_ended(cast: Cast):
    for number in range(51):
        on_paper(cast, title=f"Case {number}")
    with pretended(START):
        deliver_notices()
        first = browser(cast, "tom").get("/inbox/").context
        second = browser(cast, "tom").get(first["older_url"]).context
    seen = [row["pk"] for row in [*first["notices"], *second["notices"]]]
    assert (len(first["notices"]), len(second["notices"]), second["older_url"]) == (50, 1, "")
    assert seen == sorted(seen, reverse=True)
