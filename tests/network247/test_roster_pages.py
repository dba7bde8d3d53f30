"""The pages of the roster: what they show to whom, what forms do, and what comes back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from audit.moment import pretended
from config.demonstration.cast import assemble
from network247.models import Absence, ContactPoint, Shift
from network247.queries.roster import gaps_ahead, who_is_on_duty_everywhere
from network247.services.roster import Pattern, plan_pattern
from network247.services.seeding import seed_contacts

from .rosters import NOW, Desk, at, at_time


@pytest.fixture
def desk(db):
    with at_time(NOW):
        yield Desk(assemble(NOW))


def browser(desk: Desk, who: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=desk.actor(who).person_id))
    return client


def page(desk: Desk, who: str = "niamh", query: str = "") -> Any:
    return browser(desk, who).get(reverse("network:roster") + query)


def post(desk: Desk, who: str, name: str, *args: Any, **given: Any) -> Any:
    return browser(desk, who).post(reverse(f"network:{name}", args=args), given)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# --- what is shown --------------------------------------------------------------------------------


def test_two_weeks_from_monday_with_first_persons_gaps_and_the_next_sixty_days_at_the_top(desk):
    desk.pattern("niamh", "ciara", "tom", first_day=date(2026, 12, 1))
    answer = page(desk)
    assert [day.day for day in answer.context["days"]][:1] == [date(2026, 11, 30)]
    assert len(answer.context["days"]) == 14
    monday, tuesday = answer.context["days"][:2]
    assert [(turn.person, turn.to_midnight) for turn in monday.first] == [(None, True)]
    assert [turn.person.name if turn.person else "" for turn in tuesday.first] == [
        "",
        "Niamh Byrne",
        "Ciara Doyle",
        "Tom Keane",
    ]
    assert [(gap.starts_at, gap.ends_at) for gap in answer.context["gaps"]] == [
        (NOW, at(1, 6)),
        (at(8, 6), NOW + timedelta(days=60)),
    ]
    assert "Gaps in the next 60 days" in text(answer)


def test_a_day_alone_for_a_phone(desk):
    answer = page(desk, query="?day=2026-12-02")
    assert [day.day for day in answer.context["days"]] == [date(2026, 12, 2)]


@pytest.mark.parametrize(
    "query", ["?from=soon", "?day=2026-99-99", "?from=1066-01-01", "?day=9999-12-31", "?from="]
)
def test_nonsense_in_the_address_shows_the_present_weeks(desk, query):
    assert page(desk, query=query).context["first"] == date(2026, 11, 30)


def test_feasts_weekly_rest_absences_and_the_change_of_clocks_are_shown(desk):
    desk.absent("ciara", at(21), at(23))
    answer = page(desk, query="?from=2026-12-21")
    said = text(answer)
    for words in ("Christmas Day", "weekly day of rest", "Ciara Doyle"):
        assert words in said
    assert "the clocks change: 23 hours" in text(page(desk, query="?from=2027-03-22"))
    assert "the clocks change: 25 hours" in text(page(desk, query="?from=2027-10-25"))


def test_why_somebody_is_absent_is_read_by_whoever_plans_alone(desk):
    desk.absent("ciara", at(1), at(3))
    assert "Influenza" in text(page(desk, "sean"))
    for who in ("aoife", "orla", "declan"):
        said = text(page(desk, who))
        assert "Ciara Doyle" in said
        assert "Influenza" not in said


def test_a_shift_that_nobody_stands_is_a_gap_that_can_be_given_from_the_top(desk):
    shift = desk.plan("ciara", at(1), at(2))
    desk.absent("ciara", at(1, 6), at(1, 8))
    [before, away, after] = gaps_ahead(desk.authority.pk, timedelta(days=3))
    assert (before.shift, away.shift, after.shift) == (None, shift, None)
    assert (away.starts_at, away.ends_at) == (at(1, 6), at(1, 8))
    said = text(page(desk))
    begins = "begins=2026-12-01T06:00:00Z&amp;ends=2026-12-01T08:00:00Z"
    assert f"{reverse('network:roster_shift', args=[shift.pk])}?{begins}#give" in said
    form = browser(desk, "niamh").get(
        reverse("network:roster_shift", args=[shift.pk]) + f"?{begins.replace('&amp;', '&')}"
    )
    assert 'value="2026-12-01T06:00"' in text(form)


def test_everybody_of_the_state_looks_and_only_planners_find_buttons(desk):
    desk.plan("niamh", at(1), at(2))
    for who in ("niamh", "ciara", "sean"):
        assert "Plan several weeks" in text(page(desk, who))
    for who in ("aoife", "orla", "declan"):
        said = text(page(desk, who))
        assert "Niamh Byrne" in said
        assert "Plan several weeks" not in said


def test_another_states_roster_is_not_there(desk):
    shift = desk.plan("niamh", at(1), at(2))
    absence = desk.absent("ciara", at(1), at(2))
    assert page(desk, "nour", f"?desk={desk.authority.pk}").status_code == 404
    assert "Niamh" not in text(page(desk, "nour"))
    client = browser(desk, "nour")
    assert client.get(reverse("network:roster_shift", args=[shift.pk])).status_code == 404
    for name, pk in (
        ("cancel_shift", shift.pk),
        ("give_shift", shift.pk),
        ("ask_swap", shift.pk),
        ("cancel_absence", absence.pk),
    ):
        assert client.post(reverse(f"network:{name}", args=[pk])).status_code == 404


def test_the_page_asks_as_often_for_many_shifts_as_for_few(desk):
    def cost() -> int:
        page(desk)
        with CaptureQueriesContext(connection) as caught:
            page(desk)
        return len(caught)

    desk.plan("niamh", at(1), at(2))
    desk.absent("niamh", at(3), at(4))
    few = cost()
    desk.pattern("niamh", "ciara", "tom", per_day=4, first_day=date(2026, 12, 4))
    for day in (20, 21, 22):
        desk.absent("ciara", at(day), at(day, 5))
    assert cost() == few


# --- every State's desk ---------------------------------------------------------------------------


def test_names_are_told_to_the_own_state_and_to_others_until_when(desk):
    seed_contacts()
    desk.plan("niamh", NOW, NOW + timedelta(hours=4))
    desk.plan("ciara", NOW + timedelta(hours=4), NOW + timedelta(hours=6))
    own = {line.state.pk: line for line in who_is_on_duty_everywhere(desk.actor("niamh"))}
    theirs = {line.state.pk: line for line in who_is_on_duty_everywhere(desk.actor("youssef"))}
    assert (own["XB"].name, theirs["XB"].name) == ("Niamh Byrne", "")
    assert theirs["XB"].until == NOW + timedelta(hours=4)
    assert not theirs["XB"].is_gap
    assert set(own) == {"XA", "XB", "XC", "XD"}
    assert not own["XD"].has_roster
    assert next(iter(own)) == "XB"
    said = text(page(desk, "youssef"))
    assert "on duty until Mon 14:00 their time" in said
    assert "Niamh" not in said
    assert "+999 " in said


def test_a_gap_elsewhere_is_told_as_a_gap(desk):
    seed_contacts()
    desk.plan("niamh", at(1), at(2))
    line = next(
        one for one in who_is_on_duty_everywhere(desk.actor("youssef")) if one.state.pk == "XB"
    )
    assert line.is_gap
    assert "gap: nobody is on duty" in text(page(desk, "youssef"))


def test_a_desk_that_left_the_directory_has_no_number(desk):
    seed_contacts()
    ContactPoint.objects.filter(state="XD").update(current=None)
    codes = [line.state.pk for line in who_is_on_duty_everywhere(desk.actor("niamh"))]
    assert "XD" not in codes


def test_looking_everywhere_costs_the_same_for_one_roster_and_for_three(desk):
    seed_contacts()

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            who_is_on_duty_everywhere(desk.actor("orla"))
        return len(caught)

    desk.plan("niamh", at(1), at(2))
    few = cost()
    for state, who in (("XA", "nour"), ("XC", "lucia")):
        plan_pattern(
            actor=desk.actor(who),
            authority=desk.cast.central[state],
            pattern=Pattern(
                people=[desk.person(who)],
                first_day=date(2026, 12, 1),
                weeks=1,
                begins=NOW.time(),
                per_day=3,
            ),
        )
    assert cost() == few


# --- forms ----------------------------------------------------------------------------------------


def shift_form(desk: Desk, who: str = "niamh", **more: str) -> dict[str, str]:
    given = {"begins": "2027-07-01T22:00", "ends": "2027-07-02T06:00", "place": "1"}
    return {"person": str(desk.person(who).pk), **given, **more}


def test_a_shift_is_planned_in_the_time_of_the_desk_whatever_the_readers_zone(desk):
    answer = post(desk, "sean", "plan_shift", **shift_form(desk))
    assert answer.status_code == 302
    shift = Shift.objects.get()
    # Summer time in Carrick.
    assert (shift.starts_at.hour, shift.ends_at.hour) == (21, 5)
    assert "from=2027-07-01" in answer["Location"]


def test_the_same_form_sent_twice_plans_one_shift(desk):
    key = "5b0f8a9e-35c8-4d8e-9a51-6d7a6f2f2b10"
    for _ in range(2):
        assert post(desk, "sean", "plan_shift", **shift_form(desk, once=key)).status_code == 302
    assert Shift.objects.count() == 1
    assert post(desk, "sean", "plan_shift", **shift_form(desk)).status_code == 422


def test_what_cannot_be_planned_comes_back_with_every_reason_and_what_was_typed(desk):
    desk.plan("tom", at(1, 6), at(1, 14))
    given = shift_form(desk, "ciara", begins="2026-12-01T13:00", ends="2026-12-01T15:00")
    answer = post(desk, "niamh", "plan_shift", **given)
    assert answer.status_code == 422
    assert "Tom Keane is the first person Tue 1 Dec 06:00 – 14:00" in text(answer)
    assert 'value="2026-12-01T13:00"' in text(answer)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("begins", "soon"),
        ("ends", ""),
        ("place", "9"),
        ("person", "0"),
        ("begins", "0001-01-01T00:00"),
    ],
)
def test_nonsense_in_a_form_comes_back(desk, field, value):
    answer = post(desk, "sean", "plan_shift", **shift_form(desk, **{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_pattern_is_planned_by_form_in_the_order_that_is_written(desk):
    people = {who: str(desk.person(who).pk) for who in ("ciara", "niamh", "tom")}
    given = {
        "people": list(people.values()),
        "order": "2, 3, 1",
        "first_day": "2026-12-07",
        "weeks": "2",
        "begins": "06:00",
        "per_day": "3",
        "turns": "turn",
        "place": "1",
    }
    wrong = post(desk, "sean", "plan_pattern", **{**given, "order": "2, 2, 1"})
    assert wrong.status_code == 422
    assert "order" in wrong.context["form"].errors
    assert post(desk, "sean", "plan_pattern", **given).status_code == 302
    first = Shift.objects.select_related("person").order_by("starts_at")[:3]
    assert [one.person.name for one in first] == ["Niamh Byrne", "Tom Keane", "Ciara Doyle"]
    assert Shift.objects.count() == 42
    assert post(desk, "sean", "plan_pattern", **given).status_code == 422


def test_an_absence_is_noted_and_cancelled_on_the_page(desk):
    given = {
        "person": str(desk.person("ciara").pk),
        "begins": "2026-12-01T00:00",
        "ends": "2026-12-05T00:00",
        "reason": "Leave",
    }
    assert post(desk, "ciara", "record_absence", **given).status_code == 302
    absence = Absence.objects.get()
    assert (absence.starts_at, absence.ends_at) == (at(1), at(5))
    assert post(desk, "ciara", "record_absence", **given).status_code == 422
    assert post(desk, "ciara", "cancel_absence", absence.pk).status_code == 302
    assert post(desk, "ciara", "cancel_absence", absence.pk).status_code == 409


def test_a_swap_goes_through_its_buttons(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    path = reverse("network:roster_shift", args=[shift.pk])
    ciara = str(desk.person("ciara").pk)
    assert "Offer it" in text(browser(desk, "niamh").get(path))
    assert post(desk, "niamh", "ask_swap", shift.pk, person=ciara).status_code == 302
    swap = shift.swaps.get()
    assert "Niamh Byrne asks Ciara Doyle to take" in text(page(desk, "ciara"))
    assert "Accept" in text(page(desk, "ciara"))
    assert "Take back" in text(page(desk, "niamh"))
    assert post(desk, "tom", "accept_swap", swap.pk).status_code == 403
    assert post(desk, "ciara", "accept_swap", swap.pk).status_code == 302
    assert post(desk, "ciara", "decline_swap", swap.pk).status_code == 409
    shift.refresh_from_db()
    assert shift.person.name == "Ciara Doyle"


def test_a_swap_that_cannot_be_comes_back_on_the_page_of_the_shift(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    desk.absent("ciara", at(1), at(2))
    answer = post(desk, "niamh", "ask_swap", shift.pk, person=str(desk.person("ciara").pk))
    assert answer.status_code == 422
    assert "Ciara Doyle is absent" in text(answer)


def test_a_shift_is_given_and_cancelled_by_form(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    given = {
        "person": str(desk.person("tom").pk),
        "begins": "2026-12-01T06:00",
        "ends": "2026-12-01T14:00",
    }
    assert post(desk, "aoife", "give_shift", shift.pk, **given).status_code == 403
    assert post(desk, "ciara", "give_shift", shift.pk, **given).status_code == 302
    assert post(desk, "ciara", "give_shift", shift.pk, **given).status_code == 422
    assert post(desk, "ciara", "cancel_shift", shift.pk).status_code == 302
    assert post(desk, "ciara", "cancel_shift", shift.pk).status_code == 409


@pytest.mark.parametrize("name", ["plan_shift", "plan_pattern", "record_absence"])
def test_the_forms_open_for_planners_alone(desk, name):
    path = reverse(f"network:{name}")
    for who in ("niamh", "ciara", "sean"):
        assert browser(desk, who).get(path).status_code == 200
    for who in ("aoife", "orla", "declan"):
        assert browser(desk, who).get(path).status_code == 403


def test_the_pages_hold_in_the_time_zone_of_whoever_looks_from_elsewhere(desk):
    with pretended(at(1, 7)):
        shift = desk.plan("niamh", at(1, 6, 30), at(1, 14))
        assert "under way" in text(
            browser(desk, "sean").get(reverse("network:roster_shift", args=[shift.pk]))
        )
