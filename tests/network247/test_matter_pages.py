"""The pages of urgent matters: who gets them, what they weigh, what never crosses the border."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.middleware import SESSION_KEY
from accounts.models import Person
from config.demonstration.desk import DeskPlay
from network247.choices import Action, MatterKind, Status, Verdict
from network247.models import ContactPoint, UrgentMatter
from tests import cast as house
from workflow.models import Letter

from . import stage

pytestmark = pytest.mark.django_db

# What a telephone on a slow line gets for one page, everything it is made of included.
HEAVIEST = 100 * 1024
PARTS = re.compile(rb'(?:href|src)="/static/([^"]+)"')


@pytest.fixture
def cast():
    """Everybody and their desks."""
    return stage.gathered()


def browser(cast, who):
    """Somebody's browser, signed in at their desk."""
    client = Client()
    actor = DeskPlay(cast, stage.START).actor(who)
    client.force_login(Person.objects.get(pk=actor.person_id))
    session = client.session
    session[SESSION_KEY] = actor.appointment_id
    session.save()
    return client


def page_of(play):
    """The address of the matter."""
    return reverse("network:matter", args=[play.case.pk])


def act_of(play, action):
    """The address of a step."""
    return reverse("network:act", args=[play.case.pk, action])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *[("niamh", 200), ("ciara", 200), ("aoife", 200), ("orla", 200)],
        *[("ana", 200), ("lucia", 200), ("elena", 200)],
        *[("nour", 404), ("youssef", 404), ("karim", 404), ("declan", 404), ("sean", 404)],
    ],
)
def test_only_the_two_desks_and_their_auditors_get_a_matter(cast, who, status):
    play = stage.frozen(cast)
    client = browser(cast, who)
    assert client.get(page_of(play)).status_code == status
    for name, more in (("letter", [1]), ("exhibit", [1]), ("write", []), ("act", ["reply"])):
        found = client.get(reverse(f"network:{name}", args=[play.case.pk, *more])).status_code
        assert found == 404 if status == 404 else found in {200, 302, 403, 404}


def test_a_draft_is_seen_by_the_desk_that_writes_it_alone(cast):
    play = DeskPlay(cast, stage.START)
    play.write("niamh", cast.central["XC"], MatterKind.ADVICE, "A question", data_wanted="How?")
    assert browser(cast, "niamh").get(page_of(play)).status_code == 200
    assert browser(cast, "ana").get(page_of(play)).status_code == 404


@pytest.mark.parametrize(
    ("who", "action", "status"),
    [
        ("niamh", Action.ACCEPT, 403),
        ("ana", Action.WITHDRAW, 403),
        ("elena", Action.ACCEPT, 403),
        ("ana", Action.CONFIRM_WRITTEN, 403),
        ("ana", Action.LIFT, 409),
        ("ana", "nonsense", 409),
        ("nour", Action.ACCEPT, 404),
    ],
)
def test_steps_that_are_not_open_answer_with_their_meaning(cast, who, action, status):
    play = stage.asked(cast)
    client = browser(cast, who)
    assert client.get(act_of(play, action)).status_code == status
    assert client.post(act_of(play, action), {"version": play.case.version}).status_code == status
    assert play.case.status == Status.ASKED


def test_an_old_picture_of_the_matter_moves_nothing(cast):
    play = stage.accepted(cast)
    entry = ContactPoint.objects.get(state="XB").current_id
    sent = {"version": 1, "method": "call_back", "entry": entry, "spoke_to": "Niamh", "words": ""}
    answer = browser(cast, "ana").post(act_of(play, Action.VERIFY), sent)
    assert answer.status_code == 409
    assert "Niamh" in answer.content.decode()
    assert play.now.verified_at is None


def test_what_is_missing_is_said_and_what_was_typed_stays(cast):
    play = stage.accepted(cast)
    sent = {"version": play.case.version, "method": "call_back", "entry": "", "spoke_to": "Maeve"}
    answer = browser(cast, "ana").post(act_of(play, Action.VERIFY), sent)
    assert answer.status_code == 422
    assert "stood in the directory before" in answer.content.decode()
    assert 'value="Maeve"' in answer.content.decode()


def test_a_matter_is_written_kept_and_sent_without_any_script(cast):
    client = browser(cast, "niamh")
    begun = client.post(
        reverse("network:ask"),
        {
            "kind": "preservation",
            "desk": cast.central["XC"].pk,
            "title": "Account lagoon_77",
            "route": "here",
        },
    )
    matter = UrgentMatter.objects.get()
    write = reverse("network:write", args=[matter.pk])
    assert begun.url == write
    said = stage.preservation(follow_up_promised="on", follow_up_by="2027-01-15")
    sent = {**said, "title": "Account lagoon_77", "offence_class": "treaty", "version": 1}
    kept = client.post(write, {**sent, "necessity": ""})
    assert kept.status_code == 302
    half = client.post(write, {**sent, "necessity": "", "version": 2, "go": "yes"})
    assert half.status_code == 422
    assert "Why the data have to be frozen now" in half.content.decode()
    assert matter.identifiers.count() == 0
    rows = {"kind_0": "ip", "value_0": "203.0.113.9", "port_0": "4433"}
    wrong = client.post(write, {**sent, **rows, "value_0": "somewhere", "version": 3})
    assert wrong.status_code == 422
    whole = client.post(write, {**sent, **rows, "version": 3, "go": "yes"}, follow=True)
    assert whole.status_code == 200
    matter.refresh_from_db()
    assert matter.case.status == Status.ASKED
    assert str(matter.identifiers.get()) == "203.0.113.9:4433"
    assert browser(cast, "niamh").get(write).status_code == 302


def test_two_presses_open_one_matter(cast):
    client = browser(cast, "niamh")
    page = client.get(reverse("network:ask")).content.decode()
    key = re.search(r'name="once" value="([^"]+)"', page)
    assert key
    sent = {"kind": "advice", "desk": cast.central["XC"].pk, "title": "A question", "route": "here"}
    for _press in range(2):
        client.post(reverse("network:ask"), {**sent, "once": key[1]})
    assert UrgentMatter.objects.count() == 1


def test_pages_of_the_night_weigh_less_than_they_may(cast):
    play = stage.trusted(cast, kind=MatterKind.EMERGENCY_DATA)
    ana, niamh = browser(cast, "ana"), browser(cast, "niamh")
    draft = DeskPlay(cast, stage.START)
    draft.write("niamh", cast.central["XC"], MatterKind.PRESERVATION, "One")
    pages = [
        (ana, reverse("network:desk")),
        (ana, reverse("network:alarm")),
        (ana, reverse("network:take_call")),
        (ana, page_of(play)),
        (ana, act_of(play, Action.ORDER)),
        (ana, act_of(play, Action.ANSWER)),
        (niamh, reverse("network:write", args=[draft.case.pk])),
    ]
    for client, path in pages:
        content = client.get(path).content
        static = sum(
            (Path(settings.BASE_DIR) / "static" / name.decode()).stat().st_size
            for name in set(PARTS.findall(content))
        )
        assert len(content) + static < HEAVIEST, path


def test_the_desk_asks_as_often_for_many_matters_as_for_one(cast):
    stage.accepted(cast)
    client = browser(cast, "ana")
    client.get(reverse("network:desk"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse("network:desk"))
    for _more in range(4):
        stage.asked(cast)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("network:desk"))
    assert len(many) == len(one)


def test_what_the_asked_desk_keeps_to_itself_is_in_no_page_or_letter_of_the_other(cast):
    play = stage.accepted(cast, kind=MatterKind.EMERGENCY_DATA)
    entry = ContactPoint.objects.get(state="XB").current_id
    secret = "QQQ-only-ours"
    play.act("ana", Action.NOTE_ATTEMPT, entry=str(entry), verdict=Verdict.NO_ANSWER, words=secret)
    play.act("lucia", Action.OVERRIDE, reasons=secret)
    play.act("ana", Action.ANSWER, answer="198.51.100.7", permission="Law 9048.")
    play.act("mateo", Action.REVIEW, review=secret)
    client = browser(cast, "niamh")
    page = client.get(page_of(play)).content.decode()
    assert secret not in page
    assert "Ana Quesada" not in page
    assert "Lucía Vargas" not in page
    for letter in Letter.objects.filter(case=play.case):
        assert secret not in letter.payload
    ours = browser(cast, "ana").get(page_of(play)).content.decode()
    assert secret in ours


def test_a_matter_by_post_names_nobody_to_verify(cast):
    play = stage.asked(cast, to="XD")
    page = browser(cast, "niamh").get(page_of(play)).content.decode()
    assert "Not verified" not in page
    assert "Record: Accept" in page


def test_a_file_goes_with_the_answer_and_opens_to_the_other_desk_then(cast):
    play = stage.trusted(cast, kind=MatterKind.EMERGENCY_DATA)
    ana, niamh = browser(cast, "ana"), browser(cast, "niamh")
    file = reverse("network:exhibit", args=[play.case.pk, 1])
    sent = {"version": play.case.version, "answer": "See the file.", "permission": "Law 9048."}
    log = SimpleUploadedFile("log.csv", b"at,address\n02:51,198.51.100.23\n", "text/csv")
    wrong = ana.post(act_of(play, Action.ANSWER), {**sent, "permission": "", "answer_file": log})
    assert wrong.status_code == 422
    assert niamh.get(file).status_code == 404
    log.seek(0)
    done = ana.post(act_of(play, Action.ANSWER), {**sent, "answer_file": log})
    assert done.status_code == 302
    got = niamh.get(file)
    assert b"198.51.100.23" in b"".join(got.streaming_content)
    letter = Letter.objects.get(case=play.case, kind="urgent_answer")
    assert '"name":"log.csv"' in letter.payload


def test_what_a_state_by_post_wrote_is_kept_with_the_step_it_made(cast):
    play = stage.asked(cast, to="XD")
    niamh = browser(cast, "niamh")
    scan = SimpleUploadedFile("letter.pdf", house.SCAN, "application/pdf")
    sent = {"version": play.case.version, "came_at": "2026-09-01T11:30", "letter_scan": scan}
    done = niamh.post(act_of(play, Action.ACCEPT), sent)
    assert done.status_code == 302
    letter = Letter.objects.get(case=play.case, state="recorded")
    event = play.case.events.get(action=Action.ACCEPT)
    assert letter.event == event
    assert event.recorded
    # 11:30 by the clock of whoever recorded it: Dublin in summer.
    assert event.happened_at == datetime(2026, 9, 1, 10, 30, tzinfo=UTC)
    opened = niamh.get(reverse("network:letter", args=[play.case.pk, letter.number]))
    assert opened.content == house.SCAN
    ahead = {"version": play.case.version, "came_at": "2999-01-01T00:00", "message": "x"}
    assert niamh.post(act_of(play, Action.REPLY), ahead).status_code == 422
