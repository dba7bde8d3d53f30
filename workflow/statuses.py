"""The database itself knows the states of each kind of casework and refuses any other.

The engine knows no state's name, so whoever owns a table installs its names by a migration of its
own: a CHECK on PostgreSQL, a pair of triggers on SQLite, where a CHECK cannot be added later.
Rebuilding `workflow_case` on SQLite drops the triggers: install them again in the same migration.
"""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CHECK = (
    "ALTER TABLE workflow_case ADD CONSTRAINT {name}"
    " CHECK (kind <> '{kind}' OR status IN ({known}))"
)
TRIGGER = """CREATE TRIGGER {name}_{when} BEFORE {event} ON workflow_case
WHEN NEW.kind = '{kind}' AND NEW.status NOT IN ({known}) BEGIN
  SELECT RAISE(ABORT, 'workflow: this state is not in the table of {kind}');
END"""
EVENTS = {"insert": "INSERT", "update": "UPDATE OF kind, status"}


def install(editor: BaseDatabaseSchemaEditor, *, kind: str, statuses: Iterable[str]) -> None:
    """Let a case of this kind stand only in these states; replaces what was installed before."""
    remove(editor, kind=kind)
    if editor.connection.vendor == "sqlite":
        statements = list(_triggers(kind, statuses).values())
    else:
        statements = [CHECK.format(name=_name(kind), kind=kind, known=_list(statuses))]
    for statement in statements:
        editor.execute(statement, params=None)


def remove(editor: BaseDatabaseSchemaEditor, *, kind: str) -> None:
    """Take the rule away; only to replace it or to undo the migration."""
    name = _name(kind)
    if editor.connection.vendor == "sqlite":
        for when in EVENTS:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}_{when}", params=None)
    else:
        editor.execute(f"ALTER TABLE workflow_case DROP CONSTRAINT IF EXISTS {name}", params=None)


def stands(connection: BaseDatabaseWrapper, *, kind: str, statuses: Iterable[str]) -> bool:
    """Whether the database knows exactly these states for this kind."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            wanted = _triggers(kind, statuses)
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            return all(found.get(name) == text for name, text in wanted.items())
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conname = %s AND convalidated",
            [_name(kind)],
        )
        row = cursor.fetchone()
    # PostgreSQL writes the list in its own way, as an array of casts: compare the names in it.
    return row is not None and set(row[0].split("'")[1::2]) == {kind, *statuses}


def _triggers(kind: str, statuses: Iterable[str]) -> dict[str, str]:
    name, known = _name(kind), _list(statuses)
    return {
        f"{name}_{when}": TRIGGER.format(name=name, when=when, event=event, kind=kind, known=known)
        for when, event in EVENTS.items()
    }


def _name(kind: str) -> str:
    return f"case_status_known_{kind}"


def _list(statuses: Iterable[str]) -> str:
    return ", ".join(f"'{status}'" for status in statuses)
