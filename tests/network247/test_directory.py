"""The directory: who may change it, what is recorded, and what it shows at which hour."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.choices import Role
from audit import moment
from audit.models import Event
from network247.choices import Freshness, language_name
from network247.models import ContactPoint
from network247.services.directory import record_contact, seed_contacts
from workflow.refusals import Missing, NotYours

# 01:12 in Tunis, 18:12 the day before in San José.
NIGHT = datetime(2026, 7, 2, 0, 12, tzinfo=UTC)
ADMINISTRATOR = Role.STATE_ADMINISTRATOR


def test_the_desks_of_the_invented_states_are_entered_once(states):
    assert seed_contacts() == 4
    assert seed_contacts() == 0
    assert {point.state_id for point in ContactPoint.objects.all()} == {"XA", "XB", "XC", "XD"}
    assert Event.objects.filter(verb="contact.add").count() == 4
    for point in ContactPoint.objects.all():
        assert point.phone.startswith("+999 ")
        assert point.email.endswith(".example")
        assert point.language_names != point.languages


def test_an_administrator_adds_and_changes_and_both_are_recorded(act_as, details):
    actor = act_as(ADMINISTRATOR)
    point = record_contact(actor=actor, details=details)
    changed = replace(details, phone="+999 555 0101", verified_on=date(2026, 2, 6))
    record_contact(actor=actor, details=changed, contact=point)
    record_contact(actor=actor, details=changed, contact=point)

    point.refresh_from_db()
    assert (point.state_id, point.phone) == ("XA", "+999 555 0101")
    added, change = Event.objects.order_by("id")
    assert (added.verb, change.verb, change.chain) == ("contact.add", "contact.change", "state:XA")
    assert json.loads(change.payload)["details"]["changes"] == {
        "phone": {"from": "+999 555 0100", "to": "+999 555 0101"},
        "verified_on": {"from": "2026-01-05", "to": "2026-02-06"},
    }


@pytest.mark.parametrize("role", [role for role in Role if role != ADMINISTRATOR])
def test_nobody_else_changes_it(act_as, details, role: Role):
    with pytest.raises(NotYours):
        record_contact(actor=act_as(role), details=details)
    assert not ContactPoint.objects.exists()


def test_an_administrator_does_not_change_the_desk_of_another_state(act_as, directory, details):
    theirs = ContactPoint.objects.get(state="XB")
    with pytest.raises(NotYours):
        record_contact(actor=act_as(ADMINISTRATOR), details=details, contact=theirs)


def test_every_reason_is_named(act_as, details):
    actor = act_as(ADMINISTRATOR)
    record_contact(actor=actor, details=details)
    wrong = replace(
        details, timezone="Mars/Base", verified_on=moment.now().date() + timedelta(days=3)
    )
    with pytest.raises(Missing) as refused:
        record_contact(actor=actor, details=wrong)
    assert len(refused.value.reasons) == 3


def test_a_contact_is_stale_after_ninety_days_and_not_before():
    point = ContactPoint(verified_on=date(2026, 1, 1))
    assert point.freshness(date(2026, 4, 1)) == Freshness.FRESH
    assert point.freshness(date(2026, 4, 2)) == Freshness.STALE
    assert point.days_since_verified(date(2025, 12, 31)) == 0


def test_an_unknown_language_stands_for_itself():
    assert (language_name("fr"), language_name("xx")) == ("French", "xx")


def test_the_page_shows_the_hour_there_and_what_is_stale(signed_in, directory):
    with moment.pretended(NIGHT):
        page = signed_in(Role.DUTY_OFFICER).get(reverse("network:contacts"))
    text = page.content.decode()

    assert page.status_code == 200
    assert "01:12" in text
    assert "18:12" in text
    assert "Wed 1 Jul" in text
    assert reverse("convention:article", args=[41]) in text
    assert "house target" in text
    assert reverse("network:add") not in text


def test_stale_is_said_of_the_old_one_only(signed_in, directory):
    text = signed_in(Role.DUTY_OFFICER).get(reverse("network:contacts")).content.decode()
    assert text.count("tag-alert") == 1
    assert "143 days ago" in text
    assert "90 days ago" in text


def test_an_empty_directory_says_what_belongs_there(signed_in, states):
    page = signed_in(Role.AUDITOR).get(reverse("network:contacts"))
    assert "No points of contact are recorded" in page.content.decode()


def test_the_page_asks_as_often_for_one_desk_as_for_many(
    signed_in, directory, django_assert_max_num_queries
):
    client = signed_in(Role.DUTY_OFFICER)
    for number in range(30):
        ContactPoint.objects.create(
            state_id="XB",
            authority_name=f"Desk {number}",
            phone="+999 1",
            verified_on=date(2026, 1, 1),
            source="s",
        )
    with django_assert_max_num_queries(8):
        client.get(reverse("network:contacts"))


def form_of(**changes: object) -> dict[str, object]:
    return {
        "authority_name": "Night desk",
        "phone": "+999 555 0100",
        "email": "",
        "languages": ["fr"],
        "timezone": "Africa/Tunis",
        "hours": "",
        "verified_on": "2026-01-05",
        "source": "Note verbale",
        **changes,
    }


def test_an_administrator_enters_and_changes_a_desk_by_form(signed_in, states):
    client = signed_in(ADMINISTRATOR)
    assert client.get(reverse("network:add")).status_code == 200
    assert client.post(reverse("network:add"), form_of()).status_code == 302
    point = ContactPoint.objects.get()

    page = client.get(reverse("network:edit", args=[point.pk]))
    assert "Night desk" in page.content.decode()
    client.post(reverse("network:edit", args=[point.pk]), form_of(hours="At night"))
    point.refresh_from_db()
    assert point.hours == "At night"


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "javascript:alert(1)"},
        {"phone": "112"},
        {"timezone": "../../etc/passwd"},
        {"languages": ["xx"]},
        {"languages": []},
        {"verified_on": "9999-12-31"},
        {"verified_on": "yesterday"},
        {"authority_name": "a\x00b"},
        {"authority_name": "   "},
        {"source": ""},
    ],
)
def test_a_wrong_form_keeps_what_was_typed(signed_in, states, wrong: dict[str, object]):
    page = signed_in(ADMINISTRATOR).post(reverse("network:add"), form_of(hours="Typed", **wrong))
    assert page.status_code == 422
    assert "Typed" in page.content.decode()
    assert not ContactPoint.objects.exists()


def test_the_forms_are_closed_to_others(signed_in, directory):
    theirs = ContactPoint.objects.get(state="XB").pk
    officer = signed_in(Role.LIAISON_OFFICER)
    administrator = signed_in(ADMINISTRATOR)
    assert officer.get(reverse("network:add")).status_code == 403
    assert administrator.post(reverse("network:edit", args=[theirs]), form_of()).status_code == 403
    assert administrator.get(reverse("network:edit", args=[10**6])).status_code == 404


def test_markup_in_a_desk_is_shown_as_text(signed_in, states):
    client = signed_in(ADMINISTRATOR)
    client.post(reverse("network:add"), form_of(authority_name="<script>alert(1)</script>"))
    text = client.get(reverse("network:contacts")).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
