"""The alarm: whom each round pages, that nobody is paged twice, and the page on which it rings."""

import json
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Conflict, Person
from audit import moment
from audit.models import Event
from audit.moment import pretended
from config.demonstration.cast import Cast, assemble
from desk import health
from desk.health import Standstill
from network247.choices import AlarmEnd, AttemptState, Channel
from network247.models import Absence, Alarm, Attempt
from network247.queries import alarms as queries
from network247.services import alarms, paging
from network247.tasks import page_people
from tests.together import together
from workflow.choices import Side

from .ringing import HOUR, appoint, let_due, make_alarm, make_matter, on_duty, paged

pytestmark = pytest.mark.django_db
OFFICERS = {"Ciara Doyle", "Tom Keane"}


@pytest.fixture
def cast(db: None) -> Cast:
    """Belmara's duty officer is Niamh; Ciara and Tom are central-authority officers."""
    return assemble(moment.now() - timedelta(days=10))


def browser(cast: Cast, name: str) -> Client:
    """Somebody signed in."""
    client = Client()
    person = Person.objects.get(pk=cast.actors[name].person_id)
    client.force_login(person, backend="accounts.backends.PersonBackend")
    return client


def rounds(alarm: Alarm, number: int) -> list[list[str]]:
    """So many rounds, one after the other, by whom they page."""
    found = []
    for level in range(1, number + 1):
        let_due(alarm)
        assert alarms.sweep() == 1
        found.append(paged(alarm, level))
    return found


# --- ring and stop --------------------------------------------------------------------------------


def test_what_rings_already_rings_on_and_is_not_rung_twice(cast: Cast) -> None:
    case = make_matter(cast)
    first = alarms.ring(case, authority=cast.central["XB"])
    assert alarms.ring(case, authority=cast.central["XB"]) == first
    assert first.next_page_at is not None
    assert first.next_page_at <= moment.now()


def test_whoever_accepts_ends_it_and_what_was_not_sent_yet_is_dropped(cast: Cast) -> None:
    alarm = make_alarm(cast)
    alarms.sweep()
    stamp = cast.actors["niamh"].stamp
    ended = alarms.stop(alarm.case, authority=alarm.authority, by=stamp, end=AlarmEnd.ACCEPTED)
    assert ended is not None
    assert (ended.ended_by_name, ended.end, ended.next_page_at) == ("Niamh Byrne", "accepted", None)
    assert set(alarm.attempts.filter(channel=Channel.MAIL).values_list("state", flat=True)) == {
        AttemptState.DROPPED
    }
    let_due(alarm)
    assert (alarms.sweep(), paging.deliver()) == (0, 0)
    assert (
        alarms.stop(alarm.case, authority=alarm.authority, by=stamp, end=AlarmEnd.ACCEPTED) is None
    )
    again = alarms.ring(alarm.case, authority=alarm.authority)
    assert again != alarm


# --- whom each round pages ------------------------------------------------------------------------


def test_rounds_go_along_the_roster_then_to_all_duty_officers_then_wider_and_never_stop(
    cast: Cast,
) -> None:
    first, second = appoint(cast, "Fiona"), appoint(cast, "Sinead")
    on_duty(cast, second, place=2)
    on_duty(cast, first)
    alarm = make_alarm(cast)
    found = rounds(alarm, 6)
    assert found[0] == ["Fiona"]
    assert found[1] == ["Fiona", "Sinead"]
    assert set(found[2]) == {"Fiona", "Sinead", "Niamh Byrne"}
    assert set(found[3]) == {*found[2], *OFFICERS}
    assert found[4] == found[5] == found[3]
    assert not alarm.attempts.filter(channel=Channel.NOBODY).exists()


def test_with_nobody_on_the_roster_it_says_so_and_goes_to_the_duty_officers_at_once(
    cast: Cast,
) -> None:
    alarm = make_alarm(cast)
    assert rounds(alarm, 2) == [["Niamh Byrne"], ["Niamh Byrne", *sorted(OFFICERS)]]
    rows = alarm.attempts.filter(channel=Channel.NOBODY)
    assert [(row.level, row.person, row.state) for row in rows] == [
        (1, None, AttemptState.FAILED),
        (2, None, AttemptState.FAILED),
    ]
    assert rows[0].problem == "Nobody is on duty by the roster."


def test_who_is_absent_is_passed_over(cast: Cast) -> None:
    shift = on_duty(cast, appoint(cast, "Fiona"))
    on_duty(cast, appoint(cast, "Sinead"), place=2)
    Absence.objects.create(
        authority=shift.authority,
        person=shift.person,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        recorded_by_name="Sean",
    )
    assert rounds(make_alarm(cast), 1) == [["Sinead"]]


def test_a_desk_without_anybody_says_that_and_goes_on(cast: Cast) -> None:
    alarm = make_alarm(cast)
    Person.objects.update(is_active=False)
    assert rounds(alarm, 2) == [[], []]
    assert "can be paged" in alarm.attempts.get(level=2).problem
    alarm.refresh_from_db()
    assert alarm.next_page_at is not None


def test_nobody_is_told_of_a_case_on_which_they_declared_a_conflict(cast: Cast) -> None:
    first = appoint(cast, "Fiona")
    on_duty(cast, first)
    alarm = make_alarm(cast)
    Conflict.objects.create(
        case=alarm.case, person_id=first.person_id, side=Side.REQUESTED, reason="Kin."
    )
    assert rounds(alarm, 2) == [["Niamh Byrne"], ["Niamh Byrne", *sorted(OFFICERS)]]


def test_every_round_is_on_the_record_of_the_case_for_the_state_that_is_paged(cast: Cast) -> None:
    alarm = make_alarm(cast)
    rounds(alarm, 3)
    events = list(Event.objects.filter(verb="urgent.page").order_by("id"))
    assert {(event.chain, event.state, event.shared) for event in events} == {
        (f"case:{alarm.case_id}", "XB", False)
    }
    told = [json.loads(event.payload)["details"] for event in events]
    assert [(one["level"], one["people"]) for one in told] == [
        (1, ["Niamh Byrne"]),
        (2, ["Niamh Byrne", "Ciara Doyle", "Tom Keane"]),
        (3, ["Niamh Byrne", "Ciara Doyle", "Tom Keane"]),
    ]
    assert told[0]["channels"] == ["mail", "nobody"]


# --- when -----------------------------------------------------------------------------------------


def test_rounds_are_a_house_target_apart_and_what_was_slept_through_is_one_round(
    cast: Cast, settings
) -> None:
    assert settings.ALARM_SECONDS == 180
    start = moment.now()
    with pretended(start):
        alarm = make_alarm(cast)
        assert (alarms.sweep(), alarms.sweep()) == (1, 0)
    with pretended(start + timedelta(seconds=179)):
        assert alarms.sweep() == 0
    with pretended(start + timedelta(seconds=180)):
        assert (alarms.sweep(), alarms.sweep()) == (1, 0)
    with pretended(start + 9 * HOUR):
        assert (alarms.sweep(), alarms.sweep()) == (1, 0)
    alarm.refresh_from_db()
    assert (alarm.level, alarm.next_page_at) == (3, start + 9 * HOUR + timedelta(minutes=3))


def test_a_clock_that_went_back_does_not_silence_an_alarm(cast: Cast) -> None:
    alarm = make_alarm(cast)
    with pretended(moment.now() + timedelta(days=7)):
        alarms.sweep()
        Attempt.objects.update(leased_until=moment.now())
    assert alarms.sweep() == 1
    alarm.refresh_from_db()
    assert alarm.next_page_at is not None
    assert alarm.next_page_at < moment.now() + HOUR
    assert paging.deliver() == alarm.attempts.filter(channel=Channel.MAIL).count()


def test_an_alarm_that_cannot_be_paged_stops_no_other(cast: Cast) -> None:
    broken, sound = make_alarm(cast), make_alarm(cast)
    # A row of a round that is yet to come: the constraint refuses to page twice.
    Attempt.objects.create(alarm=broken, level=1, channel=Channel.NOBODY, state="failed")
    let_due(broken)
    with pytest.raises(ExceptionGroup):
        page_people()
    sound.refresh_from_db()
    broken.refresh_from_db()
    assert (broken.level, sound.level) == (0, 1)
    assert len(mail.outbox) == 1


# --- never twice ----------------------------------------------------------------------------------


def test_the_database_refuses_a_second_attempt_of_the_same_round_person_and_channel(
    cast: Cast,
) -> None:
    alarm = make_alarm(cast)
    for person in (cast.actors["niamh"].person_id, None):
        for channel in (Channel.WEBHOOK, Channel.NOBODY):
            once = {"alarm": alarm, "level": 1, "person_id": person, "channel": channel}
            Attempt.objects.create(**once)
            with pytest.raises(IntegrityError), transaction.atomic():
                Attempt.objects.create(**once)


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_sweeps_at_the_same_moment_page_everybody_once(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = assemble(moment.now() - timedelta(days=10))
    rung = [make_alarm(cast) for _number in range(6)]

    def sweep() -> None:
        alarms.sweep()
        paging.deliver()

    together(*[sweep] * 4)
    page_people()
    assert set(Alarm.objects.values_list("level", flat=True)) == {1}
    sent = [one.extra_headers["Message-ID"] for one in mail.outbox]
    assert len(sent) == len(set(sent)) == len(rung)


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_sweep_passes_over_an_alarm_that_is_being_accepted(transactional_db: None) -> None:
    cast = assemble(moment.now() - timedelta(days=10))
    alarm = make_alarm(cast)

    def sweep() -> None:
        try:
            alarms.sweep()
        finally:
            connection.close()

    with transaction.atomic():
        alarms.stop(
            alarm.case,
            authority=alarm.authority,
            by=cast.actors["niamh"].stamp,
            end=AlarmEnd.ACCEPTED,
        )
        thread = threading.Thread(target=sweep)
        thread.start()
        if connection.vendor == "postgresql":
            thread.join(timeout=20)
            assert not thread.is_alive()
    thread.join(timeout=60)
    assert not Attempt.objects.exists()


# --- the page on which it rings -------------------------------------------------------------------


def test_the_page_shows_what_rings_and_who_was_paged_and_nothing_of_the_content(
    cast: Cast,
) -> None:
    on_duty(cast, appoint(cast, "Fiona"))
    alarm = make_alarm(cast)
    with pretended(moment.now() - timedelta(minutes=17)):
        Alarm.objects.update(raised_at=moment.now())
    page_people()
    page = browser(cast, "niamh").get(reverse("network:alarm")).content.decode()
    assert "<strong data-minutes>17</strong>" in page
    for words in ("Preservation of data", "Arvenia", "Fiona", "e-mail sent", "Accept"):
        assert words in page
    assert reverse("network:accept", args=[alarm.case_id]) in page
    assert f"/network/matters/{alarm.case_id}/" in page
    assert "SECRET" not in page


def test_without_script_it_loads_itself_again(cast: Cast) -> None:
    page = browser(cast, "niamh").get(reverse("network:alarm")).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in page
    assert "Nothing rings." in page


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *(("niamh", 200), ("ciara", 200), ("aoife", 403), ("declan", 403)),
        *(("orla", 403), ("sean", 403)),
    ],
)
def test_it_rings_for_duty_officers_and_central_authority_officers(
    cast: Cast, name: str, status: int
) -> None:
    for address in ("network:alarm", "network:alarm_state"):
        assert browser(cast, name).get(reverse(address)).status_code == status


def test_it_rings_at_no_other_desk_and_for_nobody_with_a_conflict(cast: Cast) -> None:
    alarm = make_alarm(cast)
    assert [one.pk for one in queries.ringing_for(cast.actors["niamh"])] == [alarm.pk]
    assert queries.ringing_for(cast.actors["nour"]) == []
    Conflict.objects.create(
        case=alarm.case,
        person_id=cast.actors["niamh"].person_id,
        side=Side.REQUESTED,
        reason="Kin.",
    )
    assert queries.ringing_for(cast.actors["niamh"]) == []
    assert queries.state_of(cast.actors["niamh"]).ringing == []
    assert [one.pk for one in queries.ringing_for(cast.actors["ciara"])] == [alarm.pk]


# --- the poll -------------------------------------------------------------------------------------


def test_the_poll_is_told_numbers_and_304_as_long_as_nothing_changes(cast: Cast) -> None:
    client, path = browser(cast, "niamh"), reverse("network:alarm_state")
    quiet = client.get(path)
    assert quiet.json() == {"ringing": [], "still": 0}
    assert client.get(path, headers={"if-none-match": quiet["ETag"]}).status_code == 304

    alarm = make_alarm(cast)
    rings = client.get(path, headers={"if-none-match": quiet["ETag"]})
    assert rings.status_code == 200
    since = int(alarm.raised_at.timestamp())
    assert rings.json() == {"ringing": [[alarm.pk, since, 0]], "still": 0}
    assert client.get(path, headers={"if-none-match": rings["ETag"]}).status_code == 304
    alarms.sweep()
    assert client.get(path, headers={"if-none-match": rings["ETag"]}).json()["ringing"][0][2] == 1


def test_that_somebody_saw_it_is_noted_once_however_often_the_page_asks(cast: Cast) -> None:
    alarm = make_alarm(cast)
    for name in ("niamh", "niamh", "ciara"):
        client = browser(cast, name)
        client.get(reverse("network:alarm_state"))
        client.get(reverse("network:alarm"))
    seen = alarm.attempts.filter(channel=Channel.SCREEN)
    assert [(row.person_name, row.level) for row in seen] == [
        ("Niamh Byrne", 0),
        ("Ciara Doyle", 0),
    ]
    alarms.note_seen(cast.actors["niamh"], [alarm.pk])
    assert seen.count() == 2


def test_a_poll_costs_one_query_more_than_any_page_and_two_while_it_rings(cast: Cast) -> None:
    client, path = browser(cast, "niamh"), reverse("network:alarm_state")

    def queries_of_a_poll() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    # Session, person with appointments.
    assert queries_of_a_poll() == 2 + 1
    for _number in range(4):
        make_alarm(cast)
    assert queries_of_a_poll() == 2 + 2


def test_the_page_says_so_when_nobody_pages(cast: Cast) -> None:
    client, path = browser(cast, "niamh"), reverse("network:alarm_state")
    alarm = make_alarm(cast)
    assert client.get(path).json()["still"] == 0
    late = moment.now() - queries.LATE - timedelta(seconds=1)
    Alarm.objects.filter(pk=alarm.pk).update(next_page_at=late)
    assert client.get(path).json()["still"] == 1
    assert "hidden>Paging stands still" not in client.get(reverse("network:alarm")).content.decode()
    alarms.sweep()
    assert client.get(path).json()["still"] == 0
    assert "hidden>Paging stands still" in client.get(reverse("network:alarm")).content.decode()


def test_the_page_says_so_too_while_nothing_rings(cast: Cast) -> None:
    client, path = browser(cast, "niamh"), reverse("network:alarm_state")
    health.remember(Standstill(None))
    assert client.get(path).json() == {"ringing": [], "still": 1}


# --- accepting ------------------------------------------------------------------------------------


def test_a_matter_of_others_is_not_there_to_be_accepted(cast: Cast) -> None:
    path = reverse("network:accept", args=[make_alarm(cast).case_id])
    assert browser(cast, "niamh").get(path).status_code == 405
    for name in ("lucia", "sean"):
        assert browser(cast, name).post(path).status_code == 404
    assert Alarm.objects.filter(ended_at__isnull=True).exists()
