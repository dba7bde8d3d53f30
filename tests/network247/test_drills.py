"""Test calls: how they are made and measured, when they are due, and how partners answer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Role
from audit import moment
from audit.models import Event
from audit.words import words_of
from network247.choices import CallOutcome, Freshness
from network247.models import ContactPoint, TestCall
from network247.queries.directory import KEEPERS, directory
from network247.queries.drills import answering, calls_to, due_calls, may_call, percentile
from network247.services.directory import confirm_version, propose_contact
from network247.services.drills import (
    Findings,
    discard_call,
    end_call,
    note_answer,
    record_call,
    start_call,
)
from network247.services.seeding import seed_contacts
from workflow.refusals import Missing, NotFromHere, NotYours

START = datetime(2026, 6, 30, 9, 20, tzinfo=UTC)
ANSWERED, NO_ANSWER = Findings(CallOutcome.ANSWERED, "en", "Quick"), Findings(CallOutcome.NO_ANSWER)
DUTY = Role.DUTY_OFFICER


@pytest.fixture
def belmara(states) -> ContactPoint:
    """Belmara's desk, in the directory for thirty days; and those of the others."""
    with moment.pretended(START - timedelta(days=30)):
        seed_contacts()
    return ContactPoint.objects.get(state="XB")


@pytest.fixture
def caller(act_as):
    """A duty officer of Arvenia."""
    return act_as(DUTY)


@pytest.fixture
def called(caller, belmara):
    """Enter a call to Belmara that was answered, or not."""

    def make(at: datetime, seconds: int | None = 20, point: ContactPoint = belmara) -> TestCall:
        findings = NO_ANSWER if seconds is None else ANSWERED
        return record_call(
            actor=caller, point=point, started_at=at, seconds=seconds, findings=findings
        )

    return make


def test_the_server_measures_the_seconds_from_the_start(caller, belmara):
    with moment.pretended(START):
        call = start_call(actor=caller, point=belmara)
    with moment.pretended(START + timedelta(seconds=41, milliseconds=700)):
        call = note_answer(actor=caller, call=call)
    with moment.pretended(START + timedelta(seconds=90)):
        note_answer(actor=caller, call=call)
        call = end_call(actor=caller, call=call, findings=ANSWERED)
    call.refresh_from_db()
    assert (call.seconds, call.outcome, call.language) == (41, "answered", "en")
    assert call.version == belmara.current
    said = [words_of(event) for event in Event.objects.filter(chain="state:XA").order_by("seq")]
    assert said[-3:] == [
        "Test call to Belmara 24/7 Cyber Desk begun",
        "Test call to Belmara 24/7 Cyber Desk: answered after 41 seconds",
        "Test call to Belmara 24/7 Cyber Desk ended: answered",
    ]


def test_a_clock_that_was_set_back_makes_no_answer_before_the_call(caller, belmara):
    with moment.pretended(START):
        call = start_call(actor=caller, point=belmara)
    with moment.pretended(START - timedelta(seconds=5)):
        assert note_answer(actor=caller, call=call).seconds == 0


def test_pressing_twice_begins_one_call(caller, belmara):
    first = start_call(actor=caller, point=belmara)
    assert start_call(actor=caller, point=belmara) == first
    assert TestCall.objects.count() == 1


def test_nobody_answered_and_nothing_else_is_asked(caller, belmara):
    call = start_call(actor=caller, point=belmara)
    with pytest.raises(Missing):
        end_call(actor=caller, call=call, findings=ANSWERED)
    call = end_call(actor=caller, call=call, findings=NO_ANSWER)
    assert (call.seconds, call.outcome) == (None, "no_answer")
    with pytest.raises(NotFromHere):
        end_call(actor=caller, call=call, findings=NO_ANSWER)
    with pytest.raises(NotFromHere):
        discard_call(actor=caller, call=call)


def test_a_call_that_was_not_made_counts_for_nothing_and_stays_in_the_record(caller, belmara):
    call = start_call(actor=caller, point=belmara)
    discard_call(actor=caller, call=call)
    assert not TestCall.objects.exists()
    assert list(
        Event.objects.filter(verb__startswith="drill.")
        .order_by("id")
        .values_list("verb", flat=True)
    ) == ["drill.start", "drill.discard"]


def test_a_call_belongs_to_who_makes_it(caller, belmara, act_as):
    call = start_call(actor=caller, point=belmara)
    other = act_as(Role.STATE_ADMINISTRATOR)
    for act in (
        lambda: note_answer(actor=other, call=call),
        lambda: end_call(actor=other, call=call, findings=NO_ANSWER),
        lambda: discard_call(actor=other, call=call),
    ):
        with pytest.raises(NotYours):
            act()


@pytest.mark.parametrize("role", list(Role))
def test_those_who_keep_the_directory_call_and_nobody_calls_the_own_desk(act_as, belmara, role):
    stranger, own = act_as(role), act_as(role, "XB")
    assert may_call(stranger, "XB") == (role in KEEPERS)
    assert not may_call(own, "XB")
    with pytest.raises(NotYours):
        start_call(actor=own, point=belmara)
    if role not in KEEPERS:
        with pytest.raises(NotYours):
            start_call(actor=stranger, point=belmara)
    assert not TestCall.objects.exists()


def test_the_database_refuses_outcomes_that_do_not_fit_their_times(called):
    call = TestCall.objects.filter(pk=called(START).pk)
    for wrong in (
        {"answered_at": None},
        {"outcome": CallOutcome.NO_ANSWER},
        {"outcome": ""},
        {"ended_at": None},
        {"answered_at": START - timedelta(seconds=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            call.update(**wrong)


def test_a_call_entered_afterwards_belongs_to_the_version_of_its_moment(
    caller, belmara, called, act_as, details
):
    second = act_as(DUTY, "XB"), act_as(Role.STATE_ADMINISTRATOR, "XB")
    assert belmara.current
    changed = replace(belmara.current.details, phone="+999 353 555 9999")
    with moment.pretended(START):
        version = propose_contact(actor=second[0], contact=belmara, details=changed)
        confirm_version(actor=second[1], version=version)
    assert called(START - timedelta(hours=1)).version.number == 1
    assert called(START + timedelta(hours=1)).version.number == 2


@pytest.mark.parametrize(
    ("at", "seconds", "findings"),
    [
        (START - timedelta(days=31), 5, ANSWERED),
        (datetime(2999, 1, 1, tzinfo=UTC), 5, ANSWERED),
        (START, None, ANSWERED),
        (START, 5, NO_ANSWER),
        (START, 3601, ANSWERED),
        (START, -1, ANSWERED),
    ],
)
def test_a_call_that_cannot_have_been_is_refused(caller, belmara, at, seconds, findings):
    with pytest.raises(Missing):
        record_call(actor=caller, point=belmara, started_at=at, seconds=seconds, findings=findings)
    assert not TestCall.objects.exists()


# Due.


def due_of(actor, state: str = "XB"):
    return next(one for one in due_calls(actor) if one.point.state_id == state)


def test_a_desk_that_was_never_called_is_due_now(caller, belmara):
    with moment.pretended(START):
        found = due_calls(caller)
    assert {one.point.state_id for one in found} == {"XB", "XC", "XD"}
    assert all(one.is_due and one.is_never_answered for one in found)
    assert {one.days_over for one in found} == {30}


def test_a_desk_is_due_three_months_after_the_last_answered_call(caller, belmara, called):
    # A month of 30 days ends on its last day: 30 November becomes 28 February.
    called(datetime(2026, 6, 30, 12, tzinfo=UTC))
    for at, days in (
        (datetime(2026, 9, 15, tzinfo=UTC), 15),
        (datetime(2026, 9, 16, tzinfo=UTC), 14),
        (datetime(2026, 9, 30, tzinfo=UTC), 0),
        (datetime(2026, 10, 2, tzinfo=UTC), -2),
    ):
        with moment.pretended(at):
            due = due_of(caller)
        assert (due.due_on, due.days) == (date(2026, 9, 30), days)
        assert (due.is_due, due.is_soon) == (days <= 0, 0 < days <= 14)


def test_unanswered_calls_and_calls_of_other_states_do_not_count(caller, belmara, called, act_as):
    called(START, None)
    record_call(
        actor=act_as(DUTY, "XC"), point=belmara, started_at=START, seconds=3, findings=ANSWERED
    )
    with moment.pretended(START + timedelta(hours=1)):
        assert due_of(caller).is_never_answered


def test_a_call_to_the_number_before_does_not_count_for_the_present_one(
    caller, belmara, called, act_as
):
    called(START)
    keepers = act_as(DUTY, "XB"), act_as(Role.STATE_ADMINISTRATOR, "XB")
    assert belmara.current
    for field, counts in (("hours", True), ("phone", False)):
        belmara.refresh_from_db()
        changed = replace(belmara.current.details, **{field: "+999 4000"})
        with moment.pretended(START + timedelta(days=1)):
            version = propose_contact(actor=keepers[0], contact=belmara, details=changed)
            confirm_version(actor=keepers[1], version=version)
            assert due_of(caller).is_never_answered != counts
            (line,) = directory("XB")
            assert (line.called_at is not None) == counts


def test_an_answered_call_makes_a_stale_desk_fresh(called, belmara):
    dravonia = ContactPoint.objects.get(state="XD")
    with moment.pretended(START):
        (before,) = directory("XD")
    called(START, 12, dravonia)
    with moment.pretended(START + timedelta(days=1)):
        (after,) = directory("XD")
    assert (before.is_stale, after.is_stale) == (True, False)
    assert (after.days, after.version.freshness(START.date())) == (1, Freshness.STALE)


# How partners answer.


def test_partners_are_measured_by_what_they_answered(caller, called):
    for number, seconds in enumerate((10, 20, 30, 40, 100, None)):
        called(START + timedelta(hours=number), seconds)
    called(START, None, ContactPoint.objects.get(state="XD"))
    belmara, dravonia = answering(caller)
    assert (belmara.calls, belmara.answered, belmara.share) == (6, 5, 83)
    assert (belmara.median, belmara.ninetieth, belmara.is_few) == (30, 100, False)
    assert belmara.last_at == START + timedelta(hours=5)
    assert (dravonia.share, dravonia.median, dravonia.is_few) == (0, None, True)


@given(st.lists(st.integers(0, 3600), min_size=1), st.integers(1, 100))
def test_the_percentile_is_the_least_value_that_so_many_do_not_exceed(values, percent):
    found = percentile(sorted(values), percent)
    assert found is not None
    assert found in values

    def share(limit: int) -> float:
        return sum(value <= limit for value in values) * 100 / len(values)

    assert share(found) >= percent
    assert all(share(value) < percent for value in values if value < found)


def test_calls_are_seen_by_the_caller_and_by_the_desk_that_was_called(called, act_as, belmara):
    call = called(START)
    assert list(calls_to(act_as(Role.AUDITOR, "XB"), belmara)) == [call]
    assert list(calls_to(act_as(Role.AUDITOR, "XA"), belmara)) == [call]
    assert list(calls_to(act_as(Role.AUDITOR, "XC"), belmara)) == []


# The pages.


def test_a_call_is_made_on_the_pages(signed_in, belmara):
    client = signed_in(DUTY)
    begun = client.post(reverse("network:start_call", args=[belmara.pk]))
    call = TestCall.objects.get()
    assert begun["Location"] == reverse("network:call", args=[call.pk])
    page = client.get(begun["Location"]).content.decode()
    assert 'href="tel:+9993535550124"' in page
    assert "They answered" in page
    assert "has no outcome yet" in client.get(reverse("network:drills")).content.decode()
    client.post(reverse("network:call_answered", args=[call.pk]))
    page = client.get(begun["Location"]).content.decode()
    assert "They answered after" in page
    wrong = client.post(begun["Location"], {"outcome": "no_answer", "note": "Words I typed"})
    assert wrong.status_code == 422
    assert "Words I typed" in wrong.content.decode()
    done = client.post(begun["Location"], {"outcome": "answered", "language": "en", "note": "Good"})
    assert done.status_code == 302
    call.refresh_from_db()
    assert (call.outcome, call.note) == ("answered", "Good")
    assert client.get(begun["Location"]).status_code == 302
    assert "Good" in client.get(reverse("network:contact", args=[belmara.pk])).content.decode()


def test_the_note_stays_with_the_callers_state(signed_in, belmara, called):
    called(START)
    path = reverse("network:contact", args=[belmara.pk])
    theirs = signed_in(DUTY, "XB").get(path).content.decode()
    assert "after 20 seconds" in theirs
    assert "Quick" not in theirs
    assert "duty officer</bdi> · <bdi dir" not in theirs


def test_no_answer_and_discarding_end_a_call_on_the_pages(signed_in, belmara):
    client = signed_in(DUTY)
    for name, left in (("call_unanswered", 1), ("discard_call", 1)):
        client.post(reverse("network:start_call", args=[belmara.pk]))
        call = TestCall.objects.get(ended_at=None)
        assert client.post(reverse(f"network:{name}", args=[call.pk])).status_code == 302
        assert TestCall.objects.count() == left


def test_a_call_is_entered_afterwards_on_the_pages(signed_in, belmara):
    client = signed_in(DUTY)
    path = reverse("network:record_call", args=[belmara.pk])
    assert client.get(path).status_code == 200
    told = {"started_at": "2026-06-30T09:20:05", "outcome": "answered", "seconds": "17"}
    for wrong in (
        {"started_at": "2999-01-01T00:00:00"},
        {"started_at": "soon"},
        {"seconds": ""},
        {"outcome": "no_answer"},
        {"seconds": "3601"},
        {"outcome": "else"},
    ):
        assert client.post(path, {**told, **wrong}).status_code == 422, wrong
    assert client.post(path, told).status_code == 302
    assert TestCall.objects.get().seconds == 17


def test_the_page_lists_what_is_due_and_offers_the_call_to_who_may(signed_in, belmara, called):
    called(datetime.now(UTC) - timedelta(minutes=5))
    page = signed_in(Role.STATE_ADMINISTRATOR).get(reverse("network:drills"))
    assert [one.point.state_id for one in page.context["due"]] == ["XC", "XD"]
    assert [one.point.state_id for one in page.context["later"]] == ["XB"]
    text = page.content.decode()
    assert "house target" in text
    assert ">few<" in text
    assert reverse("network:start_call", args=[belmara.pk]) in text
    reader = signed_in(Role.AUDITOR).get(reverse("network:drills")).content.decode()
    assert reverse("network:start_call", args=[belmara.pk]) not in reader


def test_calls_of_other_states_are_not_there(signed_in, belmara, caller):
    call = start_call(actor=caller, point=belmara)
    theirs = signed_in(DUTY, "XC")
    assert theirs.get(reverse("network:call", args=[call.pk])).status_code == 404
    for name in ("call_answered", "call_unanswered", "discard_call"):
        assert theirs.post(reverse(f"network:{name}", args=[call.pk])).status_code == 404
    own = signed_in(Role.STATE_ADMINISTRATOR, "XB")
    for name in ("start_call", "record_call"):
        assert own.post(reverse(f"network:{name}", args=[belmara.pk])).status_code == 403


def test_the_drills_page_asks_as_often_for_many_calls_as_for_few(
    signed_in, called, django_assert_max_num_queries
):
    for number in range(30):
        called(START + timedelta(minutes=number), 5)
    client = signed_in(Role.LIAISON_OFFICER)
    with django_assert_max_num_queries(10):
        client.get(reverse("network:drills"))
