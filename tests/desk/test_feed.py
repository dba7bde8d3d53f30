"""The private address: a calendar program reads a person's dates, and nothing of what cases say."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.models import Appointment, CaseGrant, Participation, Person
from accounts.services import people
from audit.models import Event
from audit.moment import pretended
from config.demonstration.cast import Cast
from desk import private_address
from desk.models import CalendarFeed
from desk.private_address import make_address, revoke_address
from desk.views.feed import PerAddress
from workflow import clocks
from workflow.choices import Side, Unit
from workflow.models import Case, Clock
from workflow.periods import end_of_day
from workflow.refusals import NotFromHere

from .cases import START, act, clock, on_paper
from .test_calendar import access_permission, paper, theirs, until

COSTA_RICA = "America/Costa_Rica"


@pytest.fixture(autouse=True)
def nobody_has_read_before() -> None:
    """What is counted per address of the network belongs to the test before."""
    cache.clear()


def made(cast: Cast, who: str = "ciara") -> str:
    """A new private address of somebody, as a path."""
    with pretended(START):
        return reverse("desk:feed", args=[make_address(actor=cast.actors[who])])


def read(path: str, at: datetime = START) -> Any:
    """What a calendar program gets."""
    with pretended(at):
        return Client().get(path)


def events(path: str, at: datetime = START) -> list[Any]:
    """The events in the file."""
    answer = read(path, at)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def summaries(path: str, at: datetime = START) -> list[str]:
    """What the events are called."""
    return [str(event["summary"]) for event in events(path, at)]


def numbered(cast: Cast, title: str, at: datetime, **more: Any) -> Case:
    """A case with a number of ours, in which the decision is owed by Belmara."""
    case = on_paper(cast, title=title)
    act(cast, case, "ciara", "acknowledge")
    Clock.objects.filter(case=case, stopped_at=None).update(due_at=at, **more)
    Participation.objects.filter(case=case).update(runs_out_at=at)
    return case


def reference(case: Case) -> str:
    """Belmara's number."""
    return case.participations.get(side=Side.REQUESTED).reference


# --- the file -------------------------------------------------------------------------------------


def test_the_file_says_what_it_is_and_how_often_to_come_back(cast: Cast):
    answer = read(made(cast))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in answer
    file: Any = Calendar.from_ical(answer.content)
    assert file["prodid"] == "-//Rogatory//Dates//EN"
    assert file["version"] == "2.0"
    assert file["x-wr-calname"] == "Rogatory: what runs out"
    assert file["refresh-interval"].dt == timedelta(hours=1)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in answer.content


def test_a_date_is_a_whole_day_where_the_act_is_owed(cast: Cast, settings: Any):
    settings.SITE_ADDRESS = "https://rogatory.example"
    at = end_of_day(date(2026, 9, 10), COSTA_RICA)
    case = numbered(cast, "Invoice fraud at Acme", at, zone=COSTA_RICA)
    running = clock(case)
    path = made(cast)
    [event] = events(path)
    assert event["uid"] == f"clock-{running.pk}@rogatory.example"
    assert event["dtstart"].dt == date(2026, 9, 10)
    assert event["dtend"].dt == date(2026, 9, 11)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["dtstamp"].dt == START
    assert event["last-modified"].dt == running.started_at.replace(microsecond=0)
    assert event["sequence"] == 0
    assert event["summary"] == f"Decide: {reference(case)}"
    assert event["url"] == f"https://rogatory.example/requests/{case.pk}/"
    assert event["categories"].cats == ["owed by us"]
    assert event["transp"] == "TRANSPARENT"
    assert set(event) == {
        *("UID", "DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "URL"),
        *("CATEGORIES", "TRANSP"),
    }
    assert b"Acme" not in read(path).content


def test_a_clock_in_hours_is_a_moment_in_utc(cast: Cast):
    at = datetime(2026, 9, 10, 13, 30, tzinfo=UTC)
    numbered(cast, "Hours", at, unit=Unit.HOURS)
    path = made(cast)
    [event] = events(path)
    assert event["dtstart"].dt == at
    assert "DTEND" not in event
    assert b"DTSTART:20260910T133000Z" in read(path).content


def test_a_date_that_was_set_is_a_day_whatever_the_unit(cast: Cast):
    at = end_of_day(date(2026, 9, 10), "Europe/Dublin")
    numbered(cast, "Set", at, unit=Unit.HOURS, until=date(2026, 9, 10), zone="Europe/Dublin")
    [event] = events(made(cast))
    assert event["dtstart"].dt == date(2026, 9, 10)


def test_what_is_owed_to_us_says_so(cast: Cast):
    theirs(cast, "Theirs", START + timedelta(days=3))
    [event] = events(made(cast))
    assert event["categories"].cats == ["owed to us"]
    assert str(event["summary"]).startswith("Answer the question: BEL-MLA-")


def test_a_moved_date_is_the_same_event_with_a_later_sequence(cast: Cast):
    case = numbered(cast, "Moves", START + timedelta(days=3))
    path = made(cast)
    [before] = events(path)
    later = START + timedelta(hours=5)
    with pretended(later):
        clocks.extend(clock(case), until=date(2026, 9, 20), at=later, reason="Ill", by_name="Aoife")
    [after] = events(path, START + timedelta(hours=6))
    assert (after["uid"], after["sequence"]) == (before["uid"], 1)
    assert after["dtstart"].dt == date(2026, 9, 20)
    assert after["last-modified"].dt == later


def test_paused_and_stopped_clocks_are_left_out(cast: Cast):
    numbered(cast, "Still", START + timedelta(days=3), paused_at=START)
    path = made(cast)
    assert events(path) == []
    Clock.objects.update(paused_at=None)
    assert len(events(path)) == 1
    Clock.objects.update(stopped_at=START)
    assert events(path) == []


def test_odd_characters_in_a_reference_stay_in_their_line(cast: Cast):
    case = numbered(cast, "Odd", START + timedelta(days=3))
    odd = "BEL,1;2\\3\r\nX-EVIL:1\nATTENDEE:mailto:x@y \u202eabc 7/ä"
    Participation.objects.filter(case=case, side=Side.REQUESTED).update(reference=odd)
    path = made(cast)
    answer = read(path)
    [event] = events(path)
    assert event["summary"] == f"Decide: {' '.join(odd.split())}"
    lines = answer.content.decode().split("\r\n")
    assert not [line for line in lines if line.startswith(("X-EVIL", "ATTENDEE"))]
    assert all(len(line.encode()) <= 75 for line in lines)


def test_a_case_without_a_number_says_so_and_not_its_title(cast: Cast):
    paper(cast, "What nobody outside may read", START + timedelta(days=3))
    assert summaries(made(cast)) == ["Acknowledge: no number yet"]


def test_it_is_in_the_language_of_the_person(cast: Cast, settings: Any, tmp_path: Path):
    words = polib.POFile()
    words.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    for said, in_french in (("decide", "décider"), ("owed by us", "dû par nous")):
        words.append(polib.POEntry(msgid=said, msgstr=in_french))
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    words.save_as_mofile(str(folder / "django.mo"))
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), ("fr", "French")]
    Person.objects.filter(pk=cast.actors["ciara"].person_id).update(language="fr")
    case = numbered(cast, "Ours", START + timedelta(days=3))
    [event] = events(made(cast))
    assert event["summary"] == f"Décider: {reference(case)}"
    assert event["categories"].cats == ["dû par nous"]


# --- who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["youssef", "lucia", "declan", "sean", "karim", "elena"])
def test_nobody_outside_reads_a_date(cast: Cast, who: str):
    numbered(cast, "Belmara's", START + timedelta(days=3))
    assert events(made(cast, who)) == []


@pytest.mark.parametrize("who", ["tom", "aoife", "niamh", "orla"])
def test_those_who_see_the_case_read_its_date(cast: Cast, who: str):
    case = numbered(cast, "Ours", START + timedelta(days=3))
    assert summaries(made(cast, who)) == [f"Decide: {reference(case)}"]


def test_all_live_appointments_count_and_each_date_once(cast: Cast):
    case = numbered(cast, "Ours", START + timedelta(days=3))
    tom = cast.actors["tom"].person_id
    for authority, role in (
        (cast.central["XB"], "liaison_officer"),
        (cast.executing["XB"], "auditor"),
    ):
        Appointment.objects.create(
            person_id=tom, authority=authority, role=role, since=date(2026, 3, 1)
        )
    assert summaries(made(cast, "tom")) == [f"Decide: {reference(case)}"]


def test_an_appointment_that_ended_shows_nothing_any_more(cast: Cast):
    numbered(cast, "Ours", START + timedelta(days=3))
    path = made(cast, "tom")
    found = Appointment.objects.filter(pk=cast.actors["tom"].appointment_id)
    found.update(until=START.date())
    assert len(events(path)) == 1
    assert events(path, START + timedelta(days=1)) == []
    found.update(until=None, stopped_at=START)
    assert events(path) == []


def test_a_sealed_case_is_named_to_nobody_not_even_by_its_number(cast: Cast):
    case = numbered(cast, "Behind a seal", START + timedelta(days=3))
    Participation.objects.filter(case=case, side=Side.REQUESTED).update(sealed=True)
    CaseGrant.objects.create(
        user_id=cast.actors["tom"].person_id,
        content_object=case,
        permission=access_permission(),
        authority=cast.central["XB"],
        since=START.date(),
    )
    assert summaries(made(cast, "tom")) == ["Decide: Sealed case"]
    assert reference(case).encode() not in read(made(cast, "tom")).content
    assert events(made(cast, "ciara")) == []


def test_the_end_of_an_appointment_names_nobody(cast: Cast):
    until(cast, "tom", date(2026, 9, 18))
    for who in ("tom", "sean"):
        path = made(cast, who)
        [event] = events(path)
        assert event["summary"] == "An appointment ends"
        assert event["dtstart"].dt == date(2026, 9, 18)
        assert "CATEGORIES" not in event
        assert b"Keane" not in read(path).content


def test_a_role_that_asks_for_a_second_factor_needs_one_here_too(cast: Cast, settings: Any):
    numbered(cast, "Ours", START + timedelta(days=3))
    path = made(cast, "orla")
    settings.SECOND_FACTOR_ROLES = frozenset({"auditor"})
    assert events(path) == []


# --- the address ----------------------------------------------------------------------------------


def test_only_the_digest_is_kept_and_making_is_on_the_record(cast: Cast):
    path = made(cast)
    token = path.removesuffix(".ics").rpartition("/")[2]
    assert len(token) >= 43  # 256 bits
    kept = CalendarFeed.objects.get()
    assert kept.digest == private_address.digest_of(token)
    event = Event.objects.get(verb="people.make_calendar_address")
    assert (event.chain, event.person_name) == ("state:XB", "Ciara Doyle")
    assert token not in event.payload


def test_revoked_is_over_at_once_and_on_the_record(cast: Cast):
    path = made(cast)
    assert read(path).status_code == 200
    with pretended(START):
        revoke_address(actor=cast.actors["ciara"])
        with pytest.raises(NotFromHere):
            revoke_address(actor=cast.actors["ciara"])
    assert read(path).status_code == 404
    assert Event.objects.filter(verb="people.revoke_calendar_address").count() == 1


def test_a_new_address_ends_the_one_before(cast: Cast):
    first, second, others = made(cast), made(cast), made(cast, "tom")
    assert [read(path).status_code for path in (first, second, others)] == [404, 200, 200]


def test_whoever_may_not_sign_in_any_more_has_no_feed(cast: Cast):
    path = made(cast)
    with pretended(START):
        ciara = Person.objects.get(pk=cast.actors["ciara"].person_id)
        people.switch_off(actor=cast.actors["sean"], person=ciara)
    assert read(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "ä", "%00", "A" * 3000, "..", "x.ics"])
def test_an_unknown_address_answers_like_a_revoked_one(cast: Cast, token: str):
    path = made(cast)
    with pretended(START):
        revoke_address(actor=cast.actors["ciara"])
    revoked, unknown = read(path), read(f"/calendar/{token}.ics")
    assert unknown.status_code == revoked.status_code == 404
    if token not in {".."}:
        assert (unknown.content, unknown.headers) == (revoked.content, revoked.headers)


def test_unknown_and_revoked_ask_the_database_the_same(cast: Cast):
    path = made(cast)
    with pretended(START):
        revoke_address(actor=cast.actors["ciara"])
    asked = []
    for one in (path, "/calendar/unknown.ics"):
        with CaptureQueriesContext(connection) as caught:
            read(one)
        asked.append(len(caught))
    assert asked == [1, 1]


def test_it_is_only_read(cast: Cast):
    path = made(cast)
    assert Client().post(path).status_code == 405
    with pretended(START):
        head = Client().head(path)
    assert (head.status_code, head.content) == (200, b"")


def test_when_it_was_read_is_kept_to_the_hour(cast: Cast):
    path = made(cast)
    for minutes, noted in ((0, 0), (59, 0), (60, 60), (61, 60), (121, 121)):
        assert read(path, START + timedelta(minutes=minutes)).status_code == 200
        assert CalendarFeed.objects.get().last_read_at == START + timedelta(minutes=noted)


def test_somebody_who_asks_too_often_is_told_to_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(PerAddress, "rate", "2/min")
    path = made(cast)
    statuses = [read(path).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert 0 < int(read(path)["Retry-After"]) <= 61
    other = Client(REMOTE_ADDR="192.0.2.7")
    with pretended(START):
        assert other.get(path).status_code == 200


def test_the_file_costs_the_same_for_five_and_for_thirty_dates(cast: Cast):
    path = made(cast)

    def cost() -> int:
        read(path)
        with CaptureQueriesContext(connection) as caught:
            read(path)
        return len(caught)

    for number in range(5):
        numbered(cast, f"Case {number}", START + timedelta(days=number))
    few = cost()
    for number in range(25):
        numbered(cast, f"More {number}", START + timedelta(days=number))
    assert len(events(path)) == 30
    assert cost() == few
