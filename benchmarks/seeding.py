"""Fills a database with cases between invented authorities, by SQL: a million in minutes.

The authorities are 1,000, and a few of them have most of the cases: a case picks its sides by the
square of a random number, so that the first stands in about 6 % of all and the median in 0.14 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.actors import Actor
from accounts.choices import AuthorityKind, Role
from accounts.models import Appointment, Authority, CaseGrant, Participation, Person
from accounts.queries import live_appointments
from convention.models import State
from requests_mla.choices import Status
from requests_mla.models import Request
from requests_mla.table import TABLE
from workflow.choices import Side, Source, Unit
from workflow.models import Case, Clock

AUTHORITIES = 1000
GRANTS = 20
# Nothing that the other side sees, and no clock runs.
WRITTEN = (Status.DRAFTING, Status.IN_REVIEW)
FACTS = "The account was used to deceive buyers; payments went to several wallets. " * 6

POSTGRES_SEED = """
CREATE TEMPORARY TABLE seed AS
SELECT n, gen_random_uuid() AS id,
    floor({authorities} * power(random(), 2))::int AS one,
    floor({authorities} * power(random(), 2))::int AS other,
    date_trunc('second', now()) - n * interval '1 minute' AS opened_at
FROM generate_series({cases}, 1, -1) AS n
"""
SQLITE_SEED = """
CREATE TEMPORARY TABLE seed AS
WITH RECURSIVE series(n, one, other) AS (
    SELECT {cases}, 0.5, 0.5
    UNION ALL
    SELECT n - 1, abs(random() % 1000000) / 1e6, abs(random() % 1000000) / 1e6
    FROM series WHERE n > 1
)
SELECT n, lower(hex(randomblob(16))) AS id,
    CAST({authorities} * one * one AS integer) AS one,
    CAST({authorities} * other * other AS integer) AS other,
    strftime('%Y-%m-%d %H:%M:%S', 'now', '-' || n || ' minutes') AS opened_at
FROM series
"""

# No reminder is due for years.
POSTGRES_AHEAD = "opened_at + interval '10 years'"
SQLITE_AHEAD = "datetime(opened_at, '+10 years')"

# As `accounts.places.place` does it, for all of them.
POSTGRES_PLACES = """
UPDATE accounts_participation p SET clock_id = k.id,
    runs_out_at = COALESCE(k.due_at, timestamptz '9990-01-01 00:00+00'
        - (p.opened_at - timestamptz '1970-01-01 00:00+00'))
FROM workflow_case c LEFT JOIN workflow_clock k ON k.case_id = c.id AND k.stopped_at IS NULL
WHERE c.id = p.case_id
"""
SQLITE_PLACES = """
UPDATE accounts_participation SET clock_id = k.id,
    runs_out_at = COALESCE(k.due_at, datetime('9990-01-01',
        '-' || (unixepoch(accounts_participation.opened_at)) || ' seconds'))
FROM workflow_case c LEFT JOIN workflow_clock k ON k.case_id = c.id AND k.stopped_at IS NULL
WHERE c.id = accounts_participation.case_id
"""

STATE_OF = "(SELECT state_id FROM accounts_authority a WHERE a.id = {})"


@dataclass(frozen=True)
class Users:
    """Who looks: at many cases, at an ordinary number, and only at some opened to them by name."""

    heavy: Actor
    median: Actor
    granted: Actor


def seed(alias: str, cases: int) -> Users:
    """Fill the database of this alias; call inside `databases.using(alias)`."""
    first = _authorities()
    connection = connections[alias]
    template = POSTGRES_SEED if connection.vendor == "postgresql" else SQLITE_SEED
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # No trigger for foreign keys, no wait for the disk: what is seeded is thrown away.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET work_mem = '256MB'")  # whole tables are joined
        cursor.execute(template.format(cases=cases, authorities=AUTHORITIES))
        _cases(connection, first)
        cursor.execute("DROP TABLE seed")
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("RESET session_replication_role")
            cursor.execute("RESET synchronous_commit")
            cursor.execute("RESET work_mem")
    return _users(first)


def _authorities() -> int:
    codes = list(State.objects.filter(invented=False).values_list("code", flat=True))
    made = Authority.objects.bulk_create(
        Authority(
            state_id=codes[number % len(codes)],
            kind=AuthorityKind.CENTRAL,
            name=f"Authority {number}",
        )
        for number in range(AUTHORITIES + 1)
    )
    return made[0].pk


def _status() -> str:
    """Every state of the table in turn, as SQL."""
    names = [state.name for state in TABLE.states]
    whens = (f"WHEN n % {len(names)} = {number} THEN '{name}'" for number, name in enumerate(names))
    return f"CASE {' '.join(whens)} END"


def _cases(connection: BaseDatabaseWrapper, first: int) -> None:
    one, other = f"{first} + one", f"{first} + CASE WHEN one = other THEN 999 - one ELSE other END"
    case = {
        "id": "id",
        "kind": f"'{TABLE.kind}'",
        "status": _status(),
        "title": "'Case ' || n",
        "changed_at": "opened_at",
        "opened_at": "opened_at",
    }
    insert(connection, Case, case)
    request = {
        "case_id": "id",
        "requesting_id": one,
        "requested_id": other,
        "facts": f"'{FACTS}'",
    }
    insert(connection, Request, request)
    insert(connection, Clock, _clock(ahead(connection)))
    insert(connection, Participation, _participation(Side.REQUESTING, one, other, "true"))
    hidden = f"{_status()} NOT IN ('{WRITTEN[0]}', '{WRITTEN[1]}')"
    insert(connection, Participation, _participation(Side.REQUESTED, other, one, hidden))
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES_PLACES if connection.vendor == "postgresql" else SQLITE_PLACES)


def _participation(side: Side, authority: str, partner: str, visible: str) -> dict[str, str]:
    return {
        "case_id": "id",
        "authority_id": authority,
        "partner_id": partner,
        "state_id": STATE_OF.format(authority),
        "side": f"'{side.value}'",
        "reference": f"'{side.value[:8]}-' || n",
        "visible": visible,
        "opened_at": "opened_at",
        "changed_at": "opened_at",
    }


def ahead(connection: BaseDatabaseWrapper) -> str:
    """When the next reminder is due of a clock that runs: of what was opened first, first."""
    return POSTGRES_AHEAD if connection.vendor == "postgresql" else SQLITE_AHEAD


def _clock(fires_at: str) -> dict[str, str]:
    """One for each case; it has stopped where the case has ended, and on what is being written."""
    still = [state.name for state in TABLE.states if state.is_end or state.name in WRITTEN]
    ended = f"{_status()} IN ({', '.join(repr(str(name)) for name in still)})"
    return {
        "case_id": "id",
        "kind": f"'{TABLE.kind}'",
        "name": f"'{TABLE.clocks[0].name}'",
        "owed_by": f"'{Side.REQUESTED.value}'",
        "source": f"'{Source.values[0]}'",
        "unit": f"'{Unit.values[0]}'",
        "started_at": "opened_at",
        "due_at": "opened_at",
        "stopped_at": f"CASE WHEN {ended} THEN opened_at END",
        "next_fires_at": f"CASE WHEN NOT {ended} THEN {fires_at} END",
    }


def insert(
    connection: BaseDatabaseWrapper, model: type[models.Model], values: Mapping[str, str]
) -> None:
    """One row of `model` for each row of the table `seed`; other columns get their defaults."""
    columns, expressions, parameters = [], [], []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField):
            continue
        columns.append(connection.ops.quote_name(field.column or field.attname))
        if field.attname in values:
            expressions.append(values[field.attname].replace("%", "%%"))
        else:
            expressions.append("%s")
            parameters.append(field.get_db_prep_save(field.get_default(), connection))
    text = (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "  # noqa: S608  # our own names
        f"SELECT {', '.join(expressions)} FROM seed"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)


def _users(first: int) -> Users:
    heavy = _person("heavy", first)
    ordinary = _person("median", first + AUTHORITIES // 2)
    granted = _person("granted", first + AUTHORITIES)
    _grant(granted)
    return Users(heavy=_actor(heavy), median=_actor(ordinary), granted=_actor(granted))


def _person(name: str, authority_id: int) -> Person:
    person = Person.objects.create_user(f"{name}@benchmark.example", name=name)
    Appointment.objects.create(
        person=person,
        authority_id=authority_id,
        role=Role.CENTRAL_AUTHORITY_OFFICER,
        since=date(2026, 1, 1),
    )
    return person


def _actor(person: Person) -> Actor:
    """As a page finds the actor."""
    return Actor.of(live_appointments(person.pk)[0])


def _grant(person: Person) -> None:
    """Cases from all over the table, opened to one person by name."""
    permission: Any = Permission.objects.get(
        codename="view_case", content_type__app_label="workflow"
    )
    total = Case.objects.count()
    now = datetime.now(UTC)
    for number in range(GRANTS):
        at = now - timedelta(minutes=(number + 0.5) * total / GRANTS)
        case_id: UUID = (
            Case.objects.filter(opened_at__lte=at)
            .order_by("-opened_at")
            .values_list("pk", flat=True)
        )[0]
        CaseGrant.objects.create(user=person, permission=permission, content_object_id=case_id)
