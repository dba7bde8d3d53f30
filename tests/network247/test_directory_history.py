"""What stood in the directory when: for looking back, and for the number to call back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.choices import Role
from audit import moment
from network247.models import ContactPoint, ContactVersion
from network247.queries.directory import entries_before
from network247.queries.directory_history import history, stood_on
from network247.services.directory import (
    confirm_version,
    decline_version,
    propose_closing,
    propose_contact,
)
from network247.services.seeding import seed_contacts

# In Tunis, an hour ahead, one minute before midnight of 1 March.
FIRST = datetime(2026, 3, 1, 22, 59, tzinfo=UTC)
SECOND = FIRST + timedelta(days=10)
THIRD = FIRST + timedelta(days=20)
TICK = timedelta(microseconds=1)


@pytest.fixture
def pair(act_as):
    """Two people of Arvenia who keep the directory."""
    return act_as(Role.DUTY_OFFICER), act_as(Role.STATE_ADMINISTRATOR)


@pytest.fixture
def change(pair, details):
    """Put a number in force at a moment; by the same two people."""

    def make(at: datetime, phone: str, contact: ContactPoint | None = None) -> ContactVersion:
        with moment.pretended(at):
            version = propose_contact(
                actor=pair[0], details=replace(details, phone=phone), contact=contact
            )
            return confirm_version(actor=pair[1], version=version)

    return make


def numbers(at: datetime, state: str = "XA") -> list[str]:
    return [version.phone for version in entries_before(state, at)]


def test_a_number_counts_only_for_what_came_after_it(change):
    change(FIRST, "+999 1000")
    assert numbers(FIRST - TICK) == []
    # Who asks at the very moment could have put it there for this.
    assert numbers(FIRST) == []
    assert numbers(FIRST + TICK) == ["+999 1000"]


def test_what_is_replaced_at_the_moment_of_asking_is_still_the_number_to_call(change):
    old = change(FIRST, "+999 1000")
    change(SECOND, "+999 2000", old.point)
    assert numbers(SECOND - TICK) == ["+999 1000"]
    assert numbers(SECOND) == ["+999 1000"]
    assert numbers(SECOND + TICK) == ["+999 2000"]


def test_a_proposal_is_no_number_to_call_however_long_it_waits(change, pair, details):
    old = change(FIRST, "+999 1000")
    with moment.pretended(SECOND):
        waiting = propose_contact(
            actor=pair[0], contact=old.point, details=replace(details, phone="+999 2000")
        )
        propose_contact(actor=pair[0], details=replace(details, authority_name="New desk"))
    assert numbers(THIRD) == ["+999 1000"]
    with moment.pretended(THIRD):
        decline_version(actor=pair[1], version=waiting, reason="A forgery")
    assert numbers(THIRD + timedelta(days=1)) == ["+999 1000"]


def test_a_closed_desk_is_called_for_what_came_before_it_closed_and_not_after(change, pair):
    old = change(FIRST, "+999 1000")
    with moment.pretended(SECOND):
        closing = propose_closing(actor=pair[0], contact=old.point, reason="Moved")
    assert numbers(SECOND + TICK) == ["+999 1000"]
    with moment.pretended(THIRD):
        confirm_version(actor=pair[1], version=closing)
    assert numbers(THIRD) == ["+999 1000"]
    assert numbers(THIRD + TICK) == []


def test_a_desk_that_came_back_is_called_again(change, pair):
    old = change(FIRST, "+999 1000")
    with moment.pretended(SECOND):
        closing = propose_closing(actor=pair[0], contact=old.point, reason="Moved")
        confirm_version(actor=pair[1], version=closing)
    change(THIRD, "+999 3000", ContactPoint.objects.get(pk=old.point_id))
    assert numbers(THIRD) == []
    assert numbers(THIRD + TICK) == ["+999 3000"]


def test_only_the_desks_of_that_state_are_called(change):
    with moment.pretended(FIRST):
        seed_contacts()
    change(SECOND, "+999 1000")
    assert len(numbers(THIRD)) == 2
    assert numbers(THIRD, "XB") == ["+999 353 555 0124"]
    assert numbers(THIRD, "FR") == []


def test_a_day_shows_every_version_that_stood_at_any_moment_of_it_in_the_zone(change):
    old = change(FIRST, "+999 1000")
    change(SECOND, "+999 2000", old.point)
    day, zone = SECOND.date(), "UTC"
    found = {
        shift: [one.phone for one in stood_on(old.point, day + timedelta(days=shift), zone)]
        for shift in (-11, -10, -1, 0, 1)
    }
    assert found == {
        -11: [],
        -10: ["+999 1000"],
        -1: ["+999 1000"],
        0: ["+999 2000", "+999 1000"],
        1: ["+999 2000"],
    }
    assert len(stood_on(old.point, date(2026, 3, 1), "Africa/Tunis")) == 1
    # In Almaty it was the second of March already.
    assert len(stood_on(old.point, date(2026, 3, 1), "Asia/Almaty")) == 0


def test_the_page_shows_the_number_that_stood_on_a_day(change, signed_in):
    old = change(FIRST, "+999 1000")
    change(SECOND, "+999 2000", old.point)
    client = signed_in(Role.LIAISON_OFFICER)
    path = reverse("network:contact", args=[old.point_id])
    page = client.get(path, {"on": "2026-03-05"})
    assert [one.phone for one in page.context["stood"]] == ["+999 1000"]
    assert "On 5 March 2026 version 1 was in force" in page.content.decode()
    none = client.get(path, {"on": "2026-02-05"}).content.decode()
    assert "On 5 February 2026 this desk was not in the directory" in none


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "yesterday", "2026-03-05'--"])
def test_a_day_that_is_none_or_still_to_come_is_named(change, signed_in, day: str):
    path = reverse("network:contact", args=[change(FIRST, "+999 1000").point_id])
    page = signed_in(Role.LIAISON_OFFICER).get(path, {"on": day})
    assert page.status_code == 422
    assert page.context["form"].errors
    assert "+999 1000" in page.content.decode()


def test_the_history_names_people_to_their_own_state_and_to_others_the_state(change, act_as, pair):
    old = change(FIRST, "+999 1000")
    change(SECOND, "+999 2000", old.point)
    ours = history(pair[0], old.point)
    assert [one.version.number for one in ours] == [2, 1]
    assert (ours[0].proposed_by, ours[0].decided_by) == (pair[0].name, pair[1].name)
    assert [(one.label, one.before, one.after) for one in ours[0].changes] == [
        ("Telephone", "+999 1000", "+999 2000")
    ]
    theirs = history(act_as(Role.DUTY_OFFICER, "XB"), old.point)
    assert {(one.proposed_by, one.decided_by) for one in theirs} == {("Arvenia", "Arvenia")}


def test_what_was_declined_is_in_the_history_of_the_own_side_alone(change, act_as, pair, details):
    old = change(FIRST, "+999 1000")
    bad = propose_contact(actor=pair[0], contact=old.point, details=replace(details, hours="Day"))
    decline_version(actor=pair[1], version=bad, reason="Not so")
    assert [one.version.state for one in history(pair[0], old.point)] == ["declined", "in_force"]
    theirs = history(act_as(Role.AUDITOR, "XB"), old.point)
    assert [one.version.state for one in theirs] == ["in_force"]
