"""What needs real commits: no transaction, emptied test databases, many writers at once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from audit.models import Event, Head
from audit.services import record, sealed
from audit.stamps import SYSTEM
from audit.verification import verified
from tests.audit.chains import append, chain_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_recording_outside_a_transaction_is_a_fault() -> None:
    with pytest.raises(RuntimeError):
        record(chain="system", verb="request.send", actor=SYSTEM)
    with pytest.raises(RuntimeError):
        sealed("text")


def test_emptying_the_database_between_tests_leaves_the_record_whole() -> None:
    case, _events = chain_of(2)
    call_command("flush", interactive=False, verbosity=0)
    assert append(case).seq == 3
    assert verified(f"case:{case}").intact


@pytest.mark.race
def test_eight_writers_at_once_give_one_unbroken_chain() -> None:
    case = uuid4()

    def write(_number: int) -> None:
        try:
            for _ in range(12):
                append(case)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(write, range(8)))
    verdict = verified(f"case:{case}")
    assert (verdict.intact, verdict.events) == (True, 96)
    assert Head.objects.get(chain=f"case:{case}").seq == 96


@pytest.mark.race
def test_a_writer_that_gives_up_leaves_no_gap() -> None:
    case = uuid4()

    def write(number: int) -> None:
        try:
            with transaction.atomic():
                append(case)
                if number % 3 == 0:
                    transaction.set_rollback(True)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(write, range(30)))
    assert verified(f"case:{case}").intact
    assert Event.objects.filter(case_id=case).count() == 20
