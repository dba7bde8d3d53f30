"""What one recorded event holds, and which calls are refused."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Event, Head, SealedText
from audit.moment import pretended
from audit.services import record, record_each, salted, sealed
from audit.stamps import SYSTEM
from tests.audit.chains import OFFICER, append, chain_of

pytestmark = pytest.mark.django_db


def test_an_event_holds_the_exact_text_that_was_hashed() -> None:
    case, (first, second) = chain_of(2)
    stored = Event.objects.get(pk=second.pk)
    assert stored.prev == first.hash
    assert stored.hash == sha256(f"{first.hash}\n{stored.payload}".encode()).hexdigest()
    told = json.loads(stored.payload)
    assert told["chain"] == f"case:{case}"
    assert (told["v"], told["seq"], told["prev"]) == (1, 2, first.hash)
    assert told["details"]["to"] == "Köln, Åland, 東京"
    assert told["actor"] == {
        "person_id": 7,
        "name": "Ane Lorrin",
        "role": "liaison_officer",
        "authority_id": 3,
        "authority": "Central Authority of Arvenia",
        "state": "AV",
    }


def test_the_first_event_of_a_chain_has_nothing_before_it() -> None:
    case, (only,) = chain_of(1)
    assert (only.seq, only.prev) == (1, "")
    head = Head.objects.get(chain=f"case:{case}")
    assert (head.seq, head.hash) == (1, only.hash)


@transaction.atomic
def test_many_acts_are_recorded_one_after_the_other_and_the_head_looked_up_once() -> None:
    first = record(chain="state:AV", verb="desk.change", actor=OFFICER)
    with CaptureQueriesContext(connection) as queries:
        events = record_each(
            chain="state:AV",
            verb="desk.change",
            actor=OFFICER,
            details=({"desk": number} for number in range(10)),
        )
    assert len(queries) == 11
    assert [one.seq for one in events] == list(range(2, 12))
    assert [one.prev for one in events] == [first.hash, *(one.hash for one in events[:-1])]
    assert [json.loads(one.payload)["details"] for one in events] == [
        {"desk": number} for number in range(10)
    ]
    head = Head.objects.get(chain="state:AV")
    assert (head.seq, head.hash) == (11, events[-1].hash)
    assert record(chain="state:AV", verb="desk.change", actor=OFFICER).prev == events[-1].hash


def test_the_moment_is_utc_with_microseconds() -> None:
    with pretended(datetime(2026, 3, 1, 9, 0, tzinfo=UTC)):
        event = append(uuid4())
    assert json.loads(event.payload)["at"] == "2026-03-01T09:00:00.000000Z"
    assert Event.objects.get(pk=event.pk).at == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def test_an_act_that_fails_leaves_no_event() -> None:
    case = uuid4()

    @transaction.atomic
    def act() -> None:
        append(case)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Event.objects.filter(case_id=case).exists()
    append(case)
    assert Event.objects.get(case_id=case).seq == 1


def test_an_act_that_cannot_be_recorded_does_not_happen() -> None:
    case, _events = chain_of(1)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_event_moves_head")
        else:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_moves_head")
    append(case)
    # The head stood still, so the next event would take a place that is taken.
    with pytest.raises(IntegrityError):
        append(case)


@pytest.mark.parametrize(
    ("chain", "verb"),
    [
        ("case", "request.send"),
        ("state:Arvenia", "request.send"),
        ("state:AV ", "request.send"),
        ("system", "send"),
        ("system", "Request.send"),
        ("system", "request."),
        ("system", "request.send; drop"),
        ("case:00000000-0000-0000-0000-000000000000", "request.send"),
    ],
)
def test_a_malformed_call_is_a_fault(chain: str, verb: str) -> None:
    with pytest.raises(ValueError, match=r"is not|belong"), transaction.atomic():
        record(chain=chain, verb=verb, actor=SYSTEM)


def test_a_case_is_recorded_in_its_own_chain_only() -> None:
    with pytest.raises(ValueError, match="does not belong"), transaction.atomic():
        record(chain="system", verb="request.send", actor=SYSTEM, case_id=uuid4())


def test_a_sealed_text_is_named_by_a_salted_digest_and_proves_itself() -> None:
    with transaction.atomic():
        one, two = sealed("the witness is 張偉"), sealed("the witness is 張偉")
    assert one != two
    kept = SealedText.objects.get(pk=one)
    assert salted(bytes.fromhex(kept.salt), kept.text) == one
    assert kept.text == "the witness is 張偉"


def test_events_by_the_system_belong_to_no_state() -> None:
    with transaction.atomic():
        event = record(chain="system", verb="audit.restore", actor=SYSTEM)
    assert (event.state, event.person_id) == ("", None)
    assert OFFICER.state == "AV"
