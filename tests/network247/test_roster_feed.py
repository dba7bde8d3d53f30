"""Shifts in a calendar program: own ones and the roster, by an address that can be revoked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import Appointment, Person
from audit.models import Event
from config.demonstration.cast import assemble
from network247.models import RosterFeed, Shift
from network247.services import roster, swaps

from .rosters import NOW, Desk, at, at_time


@pytest.fixture
def desk(db):
    cache.clear()
    with at_time(NOW):
        yield Desk(assemble(NOW))


def made(desk: Desk, who: str) -> dict[str, str]:
    """The two addresses of somebody, as the page shows them once."""
    client = Client()
    client.force_login(Person.objects.get(pk=desk.actor(who).person_id))
    answer = client.post(reverse("network:make_roster_address"))
    assert answer.status_code == 200
    paths = [address.partition("/network/")[2] for _, address in answer.context["made"]]
    return dict(zip(("own", "all"), (f"/network/{path}" for path in paths), strict=True))


def events(path: str) -> list[Any]:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def shifts(path: str) -> list[tuple[str, str, int]]:
    """Summary, status and sequence of each shift; gaps left out."""
    return [
        (str(event["summary"]), str(event["status"]), event["sequence"])
        for event in events(path)
        if event["uid"].startswith("shift-")
    ]


def test_own_shifts_and_the_whole_roster_with_its_gaps(desk):
    desk.plan("niamh", at(1, 6), at(1, 14))
    desk.plan("ciara", at(1, 6), at(1, 14), place=2)
    paths = made(desk, "niamh")
    [own] = events(paths["own"])
    assert (own["dtstart"].dt, own["dtend"].dt) == (at(1, 6), at(1, 14))
    assert own["summary"] == "On duty, first person"
    assert shifts(paths["all"]) == [
        ("Niamh Byrne", "CONFIRMED", 0),
        ("Ciara Doyle (place 2)", "CONFIRMED", 0),
    ]
    gaps = [event for event in events(paths["all"]) if event["uid"].startswith("gap-")]
    assert [(gap["dtstart"].dt, gap["dtend"].dt) for gap in gaps] == [
        (NOW, at(1, 6)),
        (at(1, 14), NOW + timedelta(days=60)),
    ]


def test_a_swap_moves_the_shift_from_one_calendar_to_the_other_under_its_uid(desk):
    shift = desk.plan("niamh", at(1, 6), at(1, 14))
    niamh, ciara = made(desk, "niamh"), made(desk, "ciara")
    [before] = events(niamh["own"])
    swap = desk.ask("niamh", shift, "ciara")
    swaps.accept_swap(actor=desk.actor("ciara"), pk=swap.pk)
    assert events(niamh["own"]) == []
    [after] = events(ciara["own"])
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert shifts(ciara["all"]) == [("Ciara Doyle", "CONFIRMED", 1)]


def test_a_cancelled_shift_is_cancelled_there_too_and_a_cut_one_ends_earlier(desk):
    one, other = desk.plan("niamh", at(1), at(1, 6)), desk.plan("niamh", at(2), at(2, 6))
    paths = made(desk, "niamh")
    roster.cancel_shift(actor=desk.actor("niamh"), pk=one.pk)
    with at_time(at(2, 3)):
        roster.cancel_shift(actor=desk.actor("niamh"), pk=other.pk)
    assert [(status, sequence) for _, status, sequence in shifts(paths["own"])] == [
        ("CANCELLED", 1),
        ("CONFIRMED", 1),
    ]
    assert events(paths["own"])[1]["dtend"].dt == at(2, 3)


def test_a_shift_in_an_absence_is_tentative(desk):
    desk.plan("niamh", at(1), at(1, 6))
    desk.absent("niamh", at(1, 5), at(3))
    assert shifts(made(desk, "niamh")["own"]) == [("On duty, first person", "TENTATIVE", 0)]


def test_an_administrator_reads_the_roster_and_has_no_shifts(desk):
    desk.plan("niamh", at(1), at(1, 6))
    paths = made(desk, "sean")
    assert events(paths["own"]) == []
    assert shifts(paths["all"]) == [("Niamh Byrne", "CONFIRMED", 0)]


def test_nobody_of_another_state_or_of_another_role_reads_it(desk):
    desk.plan("niamh", at(1), at(1, 6))
    assert not shifts(made(desk, "nour")["all"])
    for who in ("aoife", "orla", "declan"):
        client = Client()
        client.force_login(Person.objects.get(pk=desk.actor(who).person_id))
        assert client.post(reverse("network:make_roster_address")).status_code == 403


def test_an_appointment_that_ended_shows_nothing_any_more(desk):
    desk.plan("niamh", at(1), at(1, 6))
    paths = made(desk, "niamh")
    Appointment.objects.filter(person=desk.person("niamh")).update(stopped_at=NOW)
    assert [events(path) for path in paths.values()] == [[], []]


def test_the_address_is_revoked_replaced_and_on_the_record(desk):
    first = made(desk, "niamh")
    second = made(desk, "niamh")
    assert [Client().get(one["own"]).status_code for one in (first, second)] == [404, 200]
    client = Client()
    client.force_login(Person.objects.get(pk=desk.actor("niamh").person_id))
    assert client.post(reverse("network:revoke_roster_address")).status_code == 302
    assert [Client().get(path).status_code for path in second.values()] == [404, 404]
    assert client.post(reverse("network:revoke_roster_address")).status_code == 409
    verbs = Event.objects.filter(verb__contains="roster_address").values_list("verb", flat=True)
    assert sorted(verbs) == [
        "people.make_roster_address",
        "people.make_roster_address",
        "people.revoke_roster_address",
    ]
    token = second["own"].split("/")[3]
    assert not RosterFeed.objects.filter(digest=token).exists()


def test_odd_names_stay_in_their_line(desk):
    desk.hire("rory", since=date(2026, 3, 1))
    Person.objects.filter(name="Rory").update(name="Rory\r\nATTENDEE:mailto:x@y")
    desk.plan("rory", at(1), at(1, 6))
    lines = Client().get(made(desk, "niamh")["all"]).content.decode().split("\r\n")
    assert not [line for line in lines if line.startswith("ATTENDEE")]
    assert Shift.objects.count() == 1
