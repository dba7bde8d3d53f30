"""Attempts to change what was recorded, by every road that leads to the tables."""

from collections.abc import Callable

import pytest
from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connection, transaction

from audit import triggers
from audit.models import Event, Head
from audit.verification import verified
from tests.audit.chains import append, chain_of, run, take_guards_away

pytestmark = pytest.mark.django_db

COLUMNS = (
    "chain, seq, case_id, at, verb, person_id, person_name, role, authority_id, authority,"
    " state, shared, payload, prev, hash"
)


def _save(event: Event) -> None:
    event.verb = "request.withdraw"
    event.save()


BY_ORM: dict[str, Callable[[Event], object]] = {
    "save": _save,
    "update": lambda event: Event.objects.filter(pk=event.pk).update(payload="{}"),
    "delete": lambda event: event.delete(),
    "delete many": lambda event: Event.objects.filter(chain=event.chain).delete(),
    "delete raw": lambda event: Event.objects.filter(pk=event.pk)._raw_delete("default"),
    "upsert": lambda event: Event.objects.bulk_create(
        [event],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["verb"],
    ),
    "move the head": lambda event: Head.objects.filter(chain=event.chain).update(seq=9),
    "reset the head": lambda event: Head(chain=event.chain).save(),
    "remove the head": lambda event: Head.objects.filter(chain=event.chain).delete(),
    "a head out of nowhere": lambda event: Head.objects.create(chain="case:x", seq=4, hash="a"),
}


@pytest.mark.parametrize("name", BY_ORM)
def test_the_orm_cannot_change_the_record(name: str) -> None:
    case, events = chain_of(3)
    with pytest.raises(DatabaseError), transaction.atomic():
        BY_ORM[name](Event.objects.get(pk=events[1].pk))
    assert verified(f"case:{case}").intact


BY_SQL = {
    "update": "UPDATE audit_event SET payload = '{}' WHERE id = %(id)s",
    "update the filter column": "UPDATE audit_event SET verb = 'x.y' WHERE id = %(id)s",
    "delete": "DELETE FROM audit_event WHERE id = %(id)s",
    "delete the last": "DELETE FROM audit_event WHERE id = %(last)s",
    "head back": "UPDATE audit_head SET seq = seq - 1 WHERE chain = %(chain)s",
    "head on": "UPDATE audit_head SET seq = seq + 1 WHERE chain = %(chain)s",
    "head renamed": "UPDATE audit_head SET chain = 'system' WHERE chain = %(chain)s",
    "head removed": "DELETE FROM audit_head WHERE chain = %(chain)s",
    "a second event after the same one": "INSERT INTO audit_event (COLUMNS) SELECT chain, 2,"
    " case_id, at, verb, person_id, person_name, role, authority_id, authority, state, shared,"
    " payload, prev, 'abc' FROM audit_event WHERE id = %(id)s",
    "a gap": "INSERT INTO audit_event (COLUMNS) SELECT chain, 9, case_id, at, verb, person_id,"
    " person_name, role, authority_id, authority, state, shared, payload, hash, 'abc'"
    " FROM audit_event WHERE id = %(last)s",
    "a copy in a chain without a head": "INSERT INTO audit_event (COLUMNS) SELECT 'case:new', 1,"
    " case_id, at, verb, person_id, person_name, role, authority_id, authority, state, shared,"
    " payload, '', 'abc' FROM audit_event WHERE id = %(id)s",
}
ONLY_SQLITE = {
    "replace by id": "INSERT OR REPLACE INTO audit_event (id, COLUMNS) SELECT %(id)s, chain, 4,"
    " case_id, at, verb, person_id, person_name, role, authority_id, authority, state, shared,"
    " payload, hash, 'abc' FROM audit_event WHERE id = %(last)s",
    "replace by hash": "REPLACE INTO audit_event (COLUMNS) SELECT chain, 4, case_id, at, verb,"
    " person_id, person_name, role, authority_id, authority, state, shared, payload, hash, hash"
    " FROM audit_event WHERE id = %(last)s",
    "replace by place": "INSERT OR REPLACE INTO audit_event (COLUMNS) SELECT chain, 2, case_id,"
    " at, verb, person_id, person_name, role, authority_id, authority, state, shared, '{}', prev,"
    " 'abc' FROM audit_event WHERE id = %(id)s",
    "ignore": "INSERT OR IGNORE INTO audit_event (COLUMNS) SELECT chain, 2, case_id, at, verb,"
    " person_id, person_name, role, authority_id, authority, state, shared, '{}', prev, hash"
    " FROM audit_event WHERE id = %(id)s",
    "update or ignore": "UPDATE OR IGNORE audit_event SET payload = '{}' WHERE id = %(id)s",
    "replace the head": "REPLACE INTO audit_head (chain, seq, hash) VALUES (%(chain)s, 0, '')",
}
ONLY_POSTGRESQL = {
    "truncate": "TRUNCATE audit_event",
    "truncate and cascade": "TRUNCATE audit_event, audit_head CASCADE",
    "truncate the heads": "TRUNCATE audit_head",
    "a wrong hash": "INSERT INTO audit_event (COLUMNS) SELECT chain, 4, case_id, at, verb,"
    " person_id, person_name, role, authority_id, authority, state, shared, payload, hash,"
    " repeat('a', 64) FROM audit_event WHERE id = %(last)s",
    "upsert": "INSERT INTO audit_event (id, COLUMNS) SELECT id, COLUMNS FROM audit_event"
    " WHERE id = %(id)s ON CONFLICT (id) DO UPDATE SET verb = 'x.y'",
}


def _statements() -> dict[str, str]:
    return BY_SQL | (ONLY_SQLITE if connection.vendor == "sqlite" else ONLY_POSTGRESQL)


def test_raw_sql_cannot_change_the_record() -> None:
    case, events = chain_of(3)
    names: dict[str, str | int] = {
        "id": events[1].pk,
        "last": events[2].pk,
        "chain": f"case:{case}",
    }
    before = list(Event.objects.filter(case_id=case).order_by("seq").values())
    for sql in _statements().values():
        with pytest.raises(DatabaseError, match="audit: "):
            run(sql.replace("COLUMNS", COLUMNS), names)
    assert list(Event.objects.filter(case_id=case).order_by("seq").values()) == before
    assert verified(f"case:{case}").intact


def test_the_guards_are_as_the_code_has_them() -> None:
    assert triggers.faults(connection) == []
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


def test_the_check_names_every_guard_that_is_gone() -> None:
    take_guards_away()
    errors = run_checks(tags=[Tags.database], databases=["default"])
    assert len(errors) == 7
    assert {error.id for error in errors} == {"audit.E001"}


def test_the_check_finds_a_guard_that_was_weakened() -> None:
    if connection.vendor == "sqlite":
        run("DROP TRIGGER audit_event_stays")
        run("CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event BEGIN SELECT 1; END")
    else:
        run("ALTER TABLE audit_event DISABLE TRIGGER audit_event_stays")
    assert triggers.faults(connection) == ["audit_event_stays is not as installed"]


def test_a_case_can_go_on_after_every_refused_attempt() -> None:
    case, events = chain_of(1)
    with pytest.raises(DatabaseError), transaction.atomic():
        events[0].delete()
    assert append(case).seq == 2
