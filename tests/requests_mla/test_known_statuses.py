"""The database refuses a request in a state that the table does not have."""

from collections.abc import Iterator

import pytest
from django.core.checks import Tags, run_checks
from django.db import IntegrityError, connection, transaction

from requests_mla.choices import KIND, Status
from workflow import statuses
from workflow.models import Case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", Status.values)
def test_every_state_of_the_table_can_be_kept(status: str) -> None:
    assert Case.objects.create(kind=KIND, status=status, title="A case").pk


def test_no_other_state_can_be_kept() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(kind=KIND, status="forgotten", title="A case")


def test_no_case_can_be_moved_to_another_state() -> None:
    case = Case.objects.create(kind=KIND, status=Status.SENT, title="A case")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status="forgotten")


def test_other_kinds_of_casework_have_states_of_their_own() -> None:
    assert Case.objects.create(kind="other", status="ringing", title="A case").pk


@pytest.fixture
def rule_put_back() -> Iterator[None]:
    """Whatever the test does to the rule, it stands again afterwards."""
    yield
    with connection.schema_editor() as editor:
        statuses.install(editor, kind=KIND, statuses=Status.values)


@pytest.mark.django_db(transaction=True)
def test_the_check_says_when_the_rule_was_taken_away(rule_put_back: None) -> None:
    assert not _found()
    with connection.schema_editor() as editor:
        statuses.remove(editor, kind=KIND)
    assert _found() == ["requests_mla.E002"]


@pytest.mark.django_db(transaction=True)
def test_the_check_says_when_the_database_knows_one_state_more(rule_put_back: None) -> None:
    with connection.schema_editor() as editor:
        statuses.install(editor, kind=KIND, statuses=[*Status.values, "forgotten"])
    assert _found() == ["requests_mla.E002"]


def _found() -> list[str]:
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [str(one.id) for one in found if str(one.id).startswith("requests_mla")]
