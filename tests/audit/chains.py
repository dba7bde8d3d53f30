"""Chains to test with. Each has a new case: the record is never emptied between tests."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.db import connection, transaction

from audit import triggers
from audit.models import Event
from audit.services import record
from audit.stamps import Stamp

OFFICER = Stamp(7, "Ane Lorrin", "liaison_officer", 3, "Central Authority of Arvenia", "AV")


def append(case: UUID, verb: str = "request.send", *, actor: Stamp = OFFICER) -> Event:
    """One more event about the case."""
    with transaction.atomic():
        return record(
            chain=f"case:{case}",
            case_id=case,
            verb=verb,
            actor=actor,
            details={"letter": 1, "to": "Köln, Åland, 東京"},
        )


def chain_of(length: int) -> tuple[UUID, list[Event]]:
    """A new case with that many events."""
    case = uuid4()
    return case, [append(case) for _ in range(length)]


def run(sql: str, values: Mapping[str, str | int] | None = None) -> None:
    """Run raw SQL in a savepoint, as somebody with a database console would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def take_guards_away() -> None:
    """What only the owner of the database can do; undone when the test's transaction ends."""
    for statement in triggers.GUARDS.removal(connection.vendor):
        run(statement)
