"""The yearly list: it leaves as it stood, is looked at when it comes in, proposed, confirmed."""

import contextlib
import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import hypothesis.extra.django
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.actors import Actor
from accounts.choices import Role
from audit import moment
from audit.models import Event
from convention.services import load_invented
from network247.choices import LANGUAGE_CODES, LineKind, ListFormat, VersionState
from network247.contact_details import ContactDetails, is_plain
from network247.models import ContactList, ContactPoint, ContactVersion
from network247.queries.directory_export import READ, exported
from network247.queries.directory_lists import plan_of
from network247.queries.directory_reading import MOST_BYTES, MOST_LINES, rows_of, text_of
from network247.services.directory import (
    Wish,
    confirm_version,
    propose_contact,
    propose_contacts,
)
from network247.services.directory_lists import confirm_list, keep_list, propose_list
from workflow.refusals import Missing, NotFromHere, NotYours

HEAD = ",".join(READ)
TODAY = datetime.now(UTC).date()


@pytest.fixture
def pair(act_as):
    """Two people of Arvenia who keep the directory; Belmara is connected too."""
    act_as(Role.DUTY_OFFICER, "XB")
    return act_as(Role.DUTY_OFFICER), act_as(Role.STATE_ADMINISTRATOR)


def line(state: str = "XD", name: str = "Desk", phone: str = "+999 1000", **more: str) -> str:
    cells = {
        "state": state,
        "authority_name": name,
        "phone": phone,
        "languages": "ru en",
        "timezone": "Asia/Almaty",
        "verified_on": "2026-01-31",
        "source": "List of 2026",
        **more,
    }
    page = io.StringIO()
    csv.writer(page).writerow([cells.get(name, "") for name in READ])
    return page.getvalue()


def listed(*lines: str) -> str:
    return HEAD + "\r\n" + "".join(lines)


def kinds(actor: Actor, text: str) -> list[str]:
    return [line.kind.value for line in plan_of(actor, text).lines]


# Out.


def test_the_csv_is_read_by_spreadsheets_and_runs_nothing_there(directory):
    content = exported(ListFormat.CSV, TODAY, "UTC")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["state"] for row in rows] == ["XA", "XB", "XC", "XD"]
    assert {row["phone"][:2] for row in rows} == {"'+"}
    assert {row["stands_on"] for row in rows} == {TODAY.isoformat()}


def test_the_json_says_for_which_day_it_stands(directory):
    told = json.loads(exported(ListFormat.JSON, TODAY, "Africa/Tunis"))
    assert (told["stands_on"], told["zone"]) == (TODAY.isoformat(), "Africa/Tunis")
    assert told["desks"][1]["languages"] == ["en"]
    assert told["desks"][1]["phone"].startswith("+999")


def test_the_list_of_an_earlier_day_is_as_it_stood_at_its_end(pair, details):
    first = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with moment.pretended(first):
        old = confirm_version(
            actor=pair[1], version=propose_contact(actor=pair[0], details=details)
        )
    change = replace(details, phone="+999 2000")
    with moment.pretended(first + timedelta(days=5)):
        new = propose_contact(actor=pair[0], details=change, contact=old.point)
        confirm_version(actor=pair[1], version=new)

    def phones(day: int) -> list[str]:
        told = json.loads(exported(ListFormat.JSON, date(2026, 3, day), "UTC"))
        return [desk["phone"] for desk in told["desks"]]

    assert not json.loads(exported(ListFormat.JSON, date(2026, 2, 28), "UTC"))["desks"]
    assert (phones(1), phones(5), phones(6)) == (
        *(["+999 555 0100"], ["+999 555 0100"], ["+999 2000"]),
    )


def test_the_file_is_downloaded_with_its_day_in_the_name(signed_in, directory):
    client = signed_in(Role.AUDITOR)
    answer = client.get(reverse("network:export_list"), {})
    assert answer["Content-Disposition"].endswith(f'contact-points-{TODAY.isoformat()}.csv"')
    assert answer["Content-Type"].startswith("text/csv")
    for wrong in ({"format": "exe"}, {"on": "9999-12-31"}):
        assert client.get(reverse("network:export_list"), wrong).status_code == 422


# Back again.

SIGNS = st.characters(exclude_categories=["Cs", "Cc"])
ODD = st.sampled_from(["'", '"', "=", "+", "-", "@", ",", ";", "\t", " ", "\u2212", "\uff1d", "é"])
WORDS = st.lists(st.one_of(SIGNS, ODD), min_size=1, max_size=12).map("".join)
NAMES = st.one_of(
    WORDS,
    st.sampled_from(
        [
            "نقطة اتصال",
            "Круглосуточный",
            "二十四小时",
            "می‌خواهم",
            "=cmd|' /C calc'!A0",
            "'=1",
            "''+1",
        ]
    ),
)
DETAILS = st.builds(
    ContactDetails,
    authority_name=NAMES,
    phone=st.sampled_from(["+999 1000", "+999 (20) 30-40", "+1/2345678"]),
    email=st.sampled_from(["", "desk@belmara.example"]),
    languages=st.lists(st.sampled_from(LANGUAGE_CODES), min_size=1, max_size=4).map(tuple),
    timezone=st.sampled_from(["UTC", "Asia/Almaty"]),
    hours=st.one_of(st.just(""), WORDS),
    verified_on=st.dates(date(2000, 1, 1), date(2026, 1, 1)),
    source=NAMES,
    channels=st.lists(WORDS, max_size=3).map("\n".join),
).map(ContactDetails.tidied)


def is_fit(details: ContactDetails) -> bool:
    return not details.problems(date(2026, 1, 1)) and all(
        is_plain(text) for text in (details.hours, details.channels)
    )


class ThereAndBack(hypothesis.extra.django.TestCase):
    """What leaves and comes in again changes nothing, whatever is written there."""

    @settings(max_examples=60, deadline=None)
    @given(
        desks=st.lists(
            DETAILS.filter(is_fit), min_size=1, max_size=3, unique_by=lambda one: one.authority_name
        ),
        form=st.sampled_from(list(ListFormat)),
    )
    def test_an_export_that_comes_in_changes_nothing(
        self, desks: list[ContactDetails], form: ListFormat
    ) -> None:
        load_invented()
        for details in desks:
            point = ContactPoint.objects.create(state_id="XD")
            point.current = ContactVersion.objects.create(
                point=point,
                number=1,
                state=VersionState.IN_FORCE,
                decided_at=datetime(2026, 1, 1, tzinfo=UTC),
                **{**vars(details), "languages": list(details.languages)},
            )
            point.save()
        text = text_of(exported(form, TODAY, "UTC"))
        plan = plan_of(keeper(), text)
        self.assertEqual(
            [(one.kind, one.problems) for one in plan.lines],
            [(LineKind.UNCHANGED, []) for _one in desks],
        )
        self.assertEqual(plan.absent, [])


def keeper() -> Actor:
    """Somebody of Arvenia who keeps the directory; not in the database."""
    return Actor(1, "Nour", 1, 1, "Directorate", "XA", "Arvenia", Role.DUTY_OFFICER, "UTC")


# In: what a line would do.


def test_each_line_says_what_it_would_do(directory, pair):
    told = {
        desk["state"]: desk for desk in json.loads(exported(ListFormat.JSON, TODAY, "UTC"))["desks"]
    }
    told["XD"]["phone"] = "+999 9999"
    told["XB"]["phone"] = "+999 9999"
    new = {**told["XD"], "authority_name": "Second desk"}
    wrong = {**new, "authority_name": "Third desk", "phone": "112", "timezone": "Mars"}
    plan = plan_of(pair[0], json.dumps([*told.values(), new, wrong, {"state": "QQ"}, "desk"]))
    assert [one.kind.value for one in plan.lines] == [
        *("unchanged", "not_ours", "unchanged", "changed"),
        *("new", "faulty", "faulty", "faulty"),
    ]
    changed = plan.lines[3].changes
    assert [(one.label, one.before, one.after) for one in changed] == [
        ("Telephone", "+999 770 555 0199", "+999 9999")
    ]
    assert len(plan.lines[5].problems) == 2
    assert [one.number for one in plan.lines] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [one.number for one in plan.to_propose] == [4, 5]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"state": "ZZ"}, "No State has this code"),
        ({"phone": "112"}, "country code"),
        ({"languages": "ru klingon"}, "klingon"),
        ({"languages": ""}, "at least one language"),
        ({"verified_on": "31.01.2026"}, "2026-01-31"),
        ({"verified_on": "2026-02-30"}, "2026-01-31"),
        ({"verified_on": ""}, "last verified"),
        ({"verified_on": "2999-01-01"}, "future"),
        ({"timezone": ""}, "time zone"),
        ({"source": " "}, "source"),
        ({"name": ""}, "name of the desk"),
        ({"name": "a\u202eb"}, "invisible"),
        ({"email": "nobody"}, "email"),
        ({"hours": "h" * 201}, "longer than 200"),
    ],
)
def test_a_faulty_line_is_named_by_number_and_reason(pair, changed: dict[str, str], said: str):
    plan = plan_of(pair[0], listed(line(name="Good"), line(**changed)))
    assert [one.kind.value for one in plan.lines] == ["new", "faulty"]
    assert plan.lines[1].number == 3
    assert any(said in problem for problem in plan.lines[1].problems), plan.lines[1].problems


def test_line_numbers_are_those_of_the_file_also_after_cells_of_several_lines(pair):
    text = listed(line(channels="one\ntwo\nthree"), "\r\n", line(phone="112", name="Second"))
    assert [one.number for one in plan_of(pair[0], text).lines] == [2, 6]


def test_a_desk_that_stands_twice_in_the_file_is_named_with_its_first_line(pair):
    plan = plan_of(pair[0], listed(line(), line(name=" Desk ", phone="+999 2000")))
    assert [one.kind.value for one in plan.lines] == ["new", "faulty"]
    assert "line 2" in plan.lines[1].problems[0]


def test_a_line_with_more_cells_than_the_head_is_faulty(pair):
    assert kinds(pair[0], listed(line().rstrip() + ",more\r\n")) == ["faulty"]


def test_columns_that_are_not_there_leave_what_stands(directory, pair):
    name = "Круглосуточный контактный пункт, Генеральная прокуратура"
    text = f"State;Authority_Name;Phone\nxd;{name};+999 770 555 0199\n"
    assert kinds(pair[0], text) == ["unchanged"]
    assert kinds(pair[0], text.replace("0199", "0200")) == ["changed"]


def test_desks_that_the_list_does_not_name_are_told_and_stay(directory, pair):
    plan = plan_of(pair[0], listed(line()))
    assert [version.point.state_id for version in plan.absent] == ["XD"]
    assert [one.kind.value for one in plan.lines] == ["new"]


def test_what_waits_already_is_not_proposed_again(directory, pair):
    text = listed(line())
    kept = keep_list(actor=pair[0], name="a.csv", content=text.encode())
    propose_list(actor=pair[0], kept=kept, mark=plan_of(pair[0], text).mark)
    assert kinds(pair[0], text) == ["waiting"]
    other = plan_of(pair[1], text.replace("+999 1000", "+999 2000")).lines[0]
    assert (other.kind, other.problems[0][:7]) == (LineKind.WAITING, "Another")


# In: files that are no list.


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"a\x00b", "no text"),
        (HEAD.encode("utf-16"), "UTF-8"),
        (HEAD.encode() + b"\r\nXD,\xe9", "UTF-8"),
        (b"name,number\r\nx,y", "state, authority_name"),
        ((HEAD + ",phone\r\n").encode() + b"x", "twice: phone"),
        (HEAD.encode(), "no line besides the head"),
        ((HEAD + '\r\nXD,"Desk,1\r\n').encode(), "Line 2 cannot be read"),
        ((HEAD + "\r\nXD," + "d" * 140_000).encode(), "Line 2 cannot be read"),
        (b"{", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"list": []}', "desks"),
        (b"[" + b"9" * 5000 + b"]", "JSON"),
        (b"x" * (MOST_BYTES + 1), "1 MiB"),
        ((HEAD + "\r\n" + "XD,a\r\n" * (MOST_LINES + 1)).encode(), "2000 lines"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(content: bytes, said: str):
    with pytest.raises(Missing) as refused:
        rows_of(text_of(content))
    assert said in str(refused.value)


@pytest.mark.parametrize("desk", [{"phone": 5}, {"languages": [1]}, {"channels": {}}, [], None, 7])
def test_json_of_another_shape_is_a_faulty_line(pair, desk: object):
    whole = {"state": "XD", "authority_name": "Desk"}
    text = json.dumps([{**whole, **desk} if isinstance(desk, dict) else desk])
    assert kinds(pair[0], text) == ["faulty"]


def test_half_a_sign_in_json_is_faulty_and_can_be_shown(pair):
    given = {"state": "XD", "authority_name": "Desk \\ud800", "verified_on": "2026-01-31"}
    (found,) = plan_of(pair[0], json.dumps([given]).replace("\\\\", "\\")).lines
    assert found.kind == LineKind.FAULTY
    found.name.encode()


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_break_the_reading(content: bytes):
    for start in (b"", HEAD.encode() + b"\r\n", b"[", b'{"desks":['):
        with contextlib.suppress(Missing):
            rows_of(text_of(start + content))


# Proposed and confirmed.


def test_a_list_is_proposed_by_one_and_confirmed_as_one_by_another(directory, pair):
    one, other = pair
    text = listed(line(name="First"), line(name="Second"), line(name="Bad", phone="112"))
    kept = keep_list(actor=one, name="list.csv", content=text.encode())
    assert ContactVersion.objects.count() == 4

    assert propose_list(actor=one, kept=kept, mark=plan_of(one, text).mark) == 2
    assert kept.versions.filter(state=VersionState.PROPOSED).count() == 2
    with pytest.raises(NotYours):
        confirm_list(actor=one, kept=kept, number=2)
    with pytest.raises(NotFromHere):
        confirm_list(actor=other, kept=kept, number=1)
    assert confirm_list(actor=other, kept=kept, number=2) == 2
    assert ContactPoint.objects.filter(state="XD", current__isnull=False).count() == 3
    recorded = Event.objects.filter(chain="state:XA").order_by("seq")
    assert list(recorded.values_list("verb", flat=True))[-6:] == [
        *("contact.upload", "contact.propose", "contact.propose", "contact.propose_list"),
        *("contact.confirm", "contact.confirm"),
    ]


def test_a_long_list_asks_the_database_once_a_line_for_the_record_and_little_else(directory, pair):
    few, many = 5, 155
    grown = [
        after - before
        for before, after in zip(asked_for(pair, few), asked_for(pair, many), strict=True)
    ]
    batches = 15  # of rows that are written at once: SQLite takes some thirty in one
    assert max(grown) <= (many - few) + batches, grown


def asked_for(pair: tuple[Actor, Actor], number: int) -> list[int]:
    """How often the database is asked: proposing so many new desks, confirming; changing them."""
    counts = []
    for phone in ("+999 1000", "+999 2000"):
        lines = (line(name=f"{number}, {n}", phone=phone) for n in range(number))
        kept = keep_list(actor=pair[0], name="list.csv", content=listed(*lines).encode())
        mark = plan_of(pair[0], kept.text).mark
        with CaptureQueriesContext(connection) as proposing:
            propose_list(actor=pair[0], kept=kept, mark=mark)
        with CaptureQueriesContext(connection) as confirming:
            confirm_list(actor=pair[1], kept=kept, number=number)
        counts += [len(proposing), len(confirming)]
    return counts


def test_what_a_list_replaces_stays_in_the_history_of_each_desk(directory, pair):
    confirmed(pair, listed(line(name="First"), line(name="Second")))
    changed = confirmed(
        pair, listed(*(line(name=n, phone="+999 2000") for n in ("First", "Second")))
    )
    for version in changed.versions.select_related("point"):
        assert (version.state, version.number, version.phone) == ("in_force", 2, "+999 2000")
        assert version.decided_by_id == pair[1].person_id
        assert version.point.current_id == version.pk
        before = version.point.versions.get(number=1)
        assert (before.state, before.phone) == (VersionState.REPLACED, "+999 1000")
        assert before.replaced_at == version.decided_at
    assert changed.versions.count() == 2


def confirmed(pair: tuple[Actor, Actor], text: str) -> ContactList:
    """A list that was proposed by one and confirmed by the other."""
    kept = keep_list(actor=pair[0], name="list.csv", content=text.encode())
    number = propose_list(actor=pair[0], kept=kept, mark=plan_of(pair[0], text).mark)
    confirm_list(actor=pair[1], kept=kept, number=number)
    return kept


def test_a_list_is_confirmed_whole_or_not_at_all(directory, pair, details):
    """Meanwhile another desk took a name on the list; the reason says which."""
    text = listed(line(name="First"), line(name="Second"))
    kept = keep_list(actor=pair[0], name="list.csv", content=text.encode())
    propose_list(actor=pair[0], kept=kept, mark=plan_of(pair[0], text).mark)
    desk = ContactPoint.objects.get(state="XD", current__isnull=False)
    taken = replace(details, authority_name="Second")
    confirm_version(
        actor=pair[1], version=propose_contact(actor=pair[0], details=taken, contact=desk)
    )
    with pytest.raises(Missing) as refused:
        confirm_list(actor=pair[1], kept=kept, number=2)
    assert [reason[:8] for reason in refused.value.reasons] == ["Second: "]
    assert kept.versions.filter(state=VersionState.PROPOSED).count() == 2


def test_several_are_proposed_together_or_none_is(directory, pair, details):
    wishes = [Wish("XD", replace(details, authority_name=name)) for name in ("One", "Two", "One")]
    before = ContactPoint.objects.count()
    with pytest.raises(NotFromHere, match="One"):
        propose_contacts(actor=pair[0], wishes=wishes)
    assert ContactPoint.objects.count() == before


def test_a_list_is_proposed_once_and_only_as_it_was_read(directory, pair):
    text = listed(line())
    kept = keep_list(actor=pair[0], name="list.csv", content=text.encode())
    mark = plan_of(pair[0], text).mark
    with pytest.raises(NotFromHere):
        propose_list(actor=pair[0], kept=kept, mark="another")
    propose_list(actor=pair[0], kept=kept, mark=mark)
    with pytest.raises(NotFromHere):
        propose_list(actor=pair[1], kept=kept, mark=mark)
    assert ContactVersion.objects.filter(listed_in=kept).count() == 1


def test_a_list_that_changes_nothing_proposes_nothing(directory, pair):
    content = exported(ListFormat.CSV, TODAY, "UTC")
    kept = keep_list(actor=pair[0], name="list.csv", content=content)
    with pytest.raises(Missing):
        propose_list(actor=pair[0], kept=kept, mark=plan_of(pair[0], kept.text).mark)
    kept.refresh_from_db()
    assert kept.proposed_at is None


def send(client, content: bytes, name: str = "list.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("network:upload_list"), {"file": file})


def test_a_list_goes_through_the_pages(signed_in, directory):
    one, other = signed_in(Role.DUTY_OFFICER), signed_in(Role.CENTRAL_AUTHORITY_OFFICER)
    assert one.get(reverse("network:lists")).status_code == 200
    sent = send(one, listed(line(name="First"), line(name="Bad", phone="112")).encode())
    kept = ContactList.objects.get()
    assert sent["Location"] == reverse("network:list", args=[kept.pk])
    page = one.get(sent["Location"])
    text = page.content.decode()
    assert "Line 2" in text
    assert "country code" in text
    faulty = one.get(sent["Location"], {"kind": "faulty"}).content.decode()
    assert "Line 2<" not in faulty

    propose = reverse("network:propose_list", args=[kept.pk])
    assert one.post(propose, {"seen": "x"}).status_code == 409
    assert one.post(propose, {"seen": page.context["plan"].mark}).status_code == 302
    confirm = reverse("network:confirm_list", args=[kept.pk])
    assert confirm not in one.get(sent["Location"]).content.decode()
    assert one.post(confirm, {"waiting": "1"}).status_code == 403
    assert confirm in other.get(sent["Location"]).content.decode()
    assert other.post(confirm, {"waiting": "many"}).status_code == 409
    assert other.post(confirm, {"waiting": "1"}).status_code == 302
    assert "None waits any more" in other.get(sent["Location"]).content.decode()


@pytest.mark.parametrize("content", [b"", b"name\r\nx", b"\xff\xfe", b"x" * (MOST_BYTES + 5)])
def test_a_bad_file_is_named_on_the_page_and_nothing_is_kept(signed_in, states, content: bytes):
    page = send(signed_in(Role.DUTY_OFFICER), content)
    assert page.status_code == 422
    assert page.context["upload_form"].errors["file"]
    assert not ContactList.objects.exists()


def test_a_long_list_is_shown_page_by_page(signed_in, directory):
    client = signed_in(Role.DUTY_OFFICER)
    sent = send(client, listed(*(line(name=f"Desk {n}") for n in range(150))).encode())
    first = client.get(sent["Location"])
    assert len(first.content) < 150_000
    assert "Propose 150 changes" in first.content.decode()
    assert "Line 151" in client.get(sent["Location"], {"page": 2}).content.decode()


def test_a_page_of_proposals_asks_as_often_for_many_lines_as_for_few(signed_in, directory):
    one, other = signed_in(Role.DUTY_OFFICER), signed_in(Role.CENTRAL_AUTHORITY_OFFICER)
    counts = set()
    for number in (5, 150):
        lines = (line(name=f"{number}, {n}") for n in range(number))
        address = send(one, listed(*lines).encode())["Location"]
        mark = one.get(address).context["plan"].mark
        newest = ContactList.objects.latest("pk")
        one.post(reverse("network:propose_list", args=[newest.pk]), {"seen": mark})
        other.get(address)  # what is remembered for the process is remembered now
        with CaptureQueriesContext(connection) as queries:
            assert "they are in force" in other.get(address).content.decode()
        counts.add(len(queries))
    assert len(counts) == 1


def test_lists_are_closed_to_other_states_and_other_roles(signed_in, directory):
    send(signed_in(Role.DUTY_OFFICER), listed(line()).encode())
    kept = ContactList.objects.get()
    theirs = signed_in(Role.DUTY_OFFICER, "XB")
    reader = signed_in(Role.LIAISON_OFFICER)
    for name, method in (("list", "get"), ("propose_list", "post"), ("confirm_list", "post")):
        path = reverse(f"network:{name}", args=[kept.pk])
        assert getattr(theirs, method)(path).status_code == 404
        assert getattr(reader, method)(path).status_code == 403
    assert send(reader, b"x").status_code == 403
    assert "list.csv" not in theirs.get(reverse("network:lists")).content.decode()
