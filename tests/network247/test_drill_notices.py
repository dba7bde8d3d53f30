"""Duty officers are told which desks fell due for a test call: once, and again each quarter."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Appointment, Authority, Person
from audit import moment
from config.demonstration.cast import assemble
from desk.models import InboxEntry
from desk.services import deliver_notices
from network247.choices import CallOutcome
from network247.models import ContactPoint, DueNotice
from network247.queries.drills import due_calls
from network247.services.directory import confirm_version, propose_contact
from network247.services.drills import Findings, record_call
from network247.services.seeding import seed_contacts
from network247.tasks import tell_of_drills
from tests.together import together
from workflow.models import Notice

START = datetime(2026, 6, 30, 9, 20, tzinfo=UTC)
DUTY = Role.DUTY_OFFICER


@pytest.fixture
def desks(states) -> None:
    """Four States with a desk each, in the directory from START on."""
    with moment.pretended(START):
        seed_contacts()


@pytest.fixture
def caller(act_as, desks):
    """A duty officer of Arvenia, the only one anywhere."""
    return act_as(DUTY)


def look(at: datetime) -> int:
    """What the task says when it runs at that moment: how many States it told."""
    with moment.pretended(at):
        told: int = tell_of_drills.run()
    return told


def called(caller, state: str, at: datetime) -> None:
    """A call of Arvenia's that was answered."""
    with moment.pretended(at + timedelta(hours=1)):
        record_call(
            actor=caller,
            point=ContactPoint.objects.get(state=state),
            started_at=at,
            seconds=20,
            findings=Findings(CallOutcome.ANSWERED, "en"),
        )


def desks_of(notice: Notice) -> set[tuple[str, date]]:
    """The States whose desks a notice is about, and the day on which each fell due."""
    return set(notice.desks_due.values_list("point__state", "due_on"))


def last() -> Notice:
    """The notice that was written last."""
    return Notice.objects.latest("pk")


def test_all_that_fell_due_is_told_in_one_notice(caller):
    assert look(START) == 1
    assert desks_of(Notice.objects.get()) == {(state, START.date()) for state in ("XB", "XC", "XD")}


def test_it_is_told_once_however_often_the_task_runs(caller):
    for at, told in (
        (START, 1),
        (START, 0),
        (START + timedelta(hours=1), 0),
        (datetime(2026, 9, 29, tzinfo=UTC), 0),
    ):
        assert look(at) == told
    assert Notice.objects.count() == 1


def test_while_nobody_calls_it_is_told_again_each_quarter(caller):
    look(START)
    assert look(datetime(2026, 9, 30, tzinfo=UTC)) == 1
    assert desks_of(last()) == {(state, date(2026, 9, 30)) for state in ("XB", "XC", "XD")}
    assert look(datetime(2026, 10, 1, tzinfo=UTC)) == 0


def test_a_standstill_of_years_makes_one_notice(caller):
    look(START)
    assert look(datetime(2029, 7, 5, tzinfo=UTC)) == 1
    assert Notice.objects.count() == 2
    assert desks_of(last()) == {(state, date(2029, 6, 30)) for state in ("XB", "XC", "XD")}


def test_what_was_called_is_told_when_its_next_quarter_is_over(caller):
    look(START)
    called(caller, "XB", START + timedelta(days=10))
    assert look(datetime(2026, 9, 30, tzinfo=UTC)) == 1
    assert {state for state, _day in desks_of(last())} == {"XC", "XD"}
    assert look(datetime(2026, 10, 9, tzinfo=UTC)) == 0
    assert look(datetime(2026, 10, 10, tzinfo=UTC)) == 1
    assert desks_of(last()) == {("XB", date(2026, 10, 10))}


def test_where_everything_was_called_nobody_is_told(caller):
    for state in ("XB", "XC", "XD"):
        called(caller, state, START + timedelta(days=1))
    assert look(START + timedelta(days=2)) == 0


def test_a_desk_that_left_the_directory_is_not_told(caller):
    ContactPoint.objects.filter(state="XB").update(current=None)
    look(START + timedelta(days=2))
    assert {state for state, _day in desks_of(last())} == {"XC", "XD"}


def test_a_new_number_of_a_desk_is_to_be_called_at_once(caller, act_as):
    called(caller, "XB", START + timedelta(minutes=1))
    look(START + timedelta(hours=2))
    keepers = act_as(Role.CENTRAL_AUTHORITY_OFFICER, "XB"), act_as(Role.STATE_ADMINISTRATOR, "XB")
    point = ContactPoint.objects.select_related("current").get(state="XB")
    assert point.current
    with moment.pretended(START + timedelta(days=3)):
        version = propose_contact(
            actor=keepers[0],
            contact=point,
            details=replace(point.current.details, phone="+999 353 555 9999"),
        )
        confirm_version(actor=keepers[1], version=version)
    assert look(START + timedelta(days=3, hours=1)) == 1
    assert desks_of(last()) == {("XB", date(2026, 7, 3))}


def test_what_is_told_is_what_the_page_calls_due(caller):
    far_east = replace(caller, zone="Pacific/Auckland")
    Authority.objects.update(zone=far_east.zone)
    called(caller, "XB", START + timedelta(hours=4))  # where 1 July has begun by then
    for hours in (9, 12, 15):
        at = datetime(2026, 9, 30, hours, tzinfo=UTC)
        look(at)
        told = {state for notice in Notice.objects.all() for state, _day in desks_of(notice)}
        with moment.pretended(at):
            due = {one.point.state_id for one in due_calls(far_east) if one.is_due}
        assert told == due


# Who is told.


def test_each_state_with_duty_officers_is_told_of_the_others_desks(caller, act_as):
    act_as(DUTY, "XB")
    act_as(Role.LIAISON_OFFICER, "XC")
    assert look(START) == 2
    told = {frozenset(state for state, _day in desks_of(one)) for one in Notice.objects.all()}
    assert told == {frozenset({"XB", "XC", "XD"}), frozenset({"XA", "XC", "XD"})}


def test_a_state_without_duty_officers_is_told_when_it_has_one(act_as, desks):
    act_as(Role.STATE_ADMINISTRATOR)
    assert look(START) == 0
    assert not DueNotice.objects.exists()
    act_as(DUTY)
    assert look(START + timedelta(days=1)) == 1


def test_duty_officers_of_the_state_find_it_in_their_inbox(caller, act_as):
    theirs, stopped = act_as(DUTY, "XB"), act_as(DUTY, "XC")
    act_as(Role.STATE_ADMINISTRATOR)
    Appointment.objects.filter(pk=stopped.appointment_id).update(stopped_at=START)
    look(START)
    deliver_notices()
    entries = InboxEntry.objects.values_list("person", "notice__desks_due__state").distinct()
    assert set(entries) == {(caller.person_id, "XA"), (theirs.person_id, "XB")}
    assert not InboxEntry.objects.filter(in_digest=False).exists()


def test_the_inbox_says_how_many_and_leads_to_the_page(caller, client):
    for state in ("XB", "XC"):
        called(caller, state, START + timedelta(days=1))
    look(START + timedelta(days=2))
    look(datetime(2026, 10, 1, tzinfo=UTC))
    deliver_notices()
    client.force_login(
        Person.objects.get(pk=caller.person_id), backend="accounts.backends.PersonBackend"
    )
    page = client.get(reverse("desk:inbox")).content.decode()
    assert "1 desk of another State fell due for a test call (house target: every 3" in page
    assert "3 desks of other States fell due for a test call" in page
    assert f'<a class="table-title" href="{reverse("network:drills")}"><bdi>Test calls<' in page


# Once, whatever runs at the same time.


def test_the_database_keeps_it_to_once(caller):
    look(START)
    again = DueNotice.objects.first()
    assert again
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_sweeps_at_a_time_tell_once():
    assemble(START)
    seed_contacts()
    told = together(tell_of_drills.run, tell_of_drills.run)
    states = DueNotice.objects.values("state").distinct().count()
    assert states > 1
    assert sum(told) == Notice.objects.count() == states
