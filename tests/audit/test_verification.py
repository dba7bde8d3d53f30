"""The record checked where it lives, after the owner of the database changed it."""

from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from audit.models import Event, Head
from audit.services import linked
from audit.verification import verified
from tests.audit.chains import chain_of, take_guards_away

pytestmark = pytest.mark.django_db


def told(*arguments: str) -> tuple[int, str]:
    """Exit status and output of the command."""
    out = StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def case() -> UUID:
    """A case with four events in a database whose guards were taken away."""
    made, _events = chain_of(4)
    take_guards_away()
    return made


def test_the_command_says_what_it_checked() -> None:
    made, _events = chain_of(4)
    status, text = told("--case", str(made))
    assert status == 0
    assert "Events checked: 4 in 1 chains" in text
    assert "Intact" in text
    assert told()[0] == 0


def test_a_case_without_events_is_not_called_intact() -> None:
    assert told("--case", str(uuid4()))[0] == 1


def test_the_command_names_the_first_event_that_was_changed(case: UUID) -> None:
    event = Event.objects.get(case_id=case, seq=2)
    event.payload = event.payload.replace("request.send", "request.shred")
    event.save()
    status, text = told("--case", str(case))
    assert status == 1
    assert f"First: case:{case}, event 2: its text does not fit its hash." in text
    assert "UNGUARDED: audit_event_stays is missing." in text


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "request.withdraw"},
        {"person_name": "Somebody Else"},
        {"state": "ZZ"},
        {"shared": True},
        {"authority_id": None},
        {"case_id": None},
    ],
)
def test_a_changed_filter_column_is_found(case: UUID, change: dict[str, object]) -> None:
    Event.objects.filter(case_id=case, seq=3).update(**change)
    verdict = verified(f"case:{case}")
    assert verdict.exit_status == 1
    assert verdict.first is not None
    assert "event 3" in verdict.first.where


def test_a_deleted_event_is_found(case: UUID) -> None:
    Event.objects.filter(case_id=case, seq=2).delete()
    assert verified(f"case:{case}").exit_status == 2


def test_a_deleted_last_event_is_found_by_the_head(case: UUID) -> None:
    Event.objects.filter(case_id=case, seq=4).delete()
    assert verified(f"case:{case}").exit_status == 2


def test_a_chain_emptied_but_for_its_head_is_found(case: UUID) -> None:
    Event.objects.filter(case_id=case).delete()
    assert verified(f"case:{case}").exit_status == 2
    assert verified().exit_status == 2


def test_a_rewritten_event_with_a_new_hash_breaks_the_next_link(case: UUID) -> None:
    event = Event.objects.get(case_id=case, seq=2)
    event.payload = event.payload.replace("letter", "lettre")
    event.hash = linked(event.prev, event.payload)
    event.save()
    verdict = verified(f"case:{case}")
    assert verdict.exit_status == 1
    assert verdict.first is not None
    assert "event 3" in verdict.first.where


def test_a_head_without_chain_is_found(case: UUID) -> None:
    Head.objects.filter(chain=f"case:{case}").delete()
    assert verified(f"case:{case}").exit_status == 1


def test_the_whole_record_is_followed_with_one_broken_chain_counted_once() -> None:
    case, _events = chain_of(4)
    chain_of(2)
    take_guards_away()
    Event.objects.filter(case_id=case, seq=2).update(payload="{}")
    verdict = verified()
    assert verdict.broken == 1
    assert verdict.events >= 6
