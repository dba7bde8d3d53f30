"""Triggers that belong together: installed by a migration, compared with what a database holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps.registry import Apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


@dataclass(frozen=True)
class TriggerSet:
    """What a database refuses, as SQL by name, for both databases.

    `sqlite` has whole statements; `functions` the bodies of PostgreSQL functions; `postgresql` what
    follows the name of a trigger there, "BEFORE ... ON table ...", as PostgreSQL itself writes it.
    """

    sqlite: Mapping[str, str]
    functions: Mapping[str, str]
    postgresql: Mapping[str, str]

    def install(self, apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Put every trigger in place, replacing older ones; a step of a migration."""
        self.remove(apps, schema_editor)
        if schema_editor.connection.vendor == "sqlite":
            statements = list(self.sqlite.values())
        else:
            statements = [
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
                f" AS $${body}$$"
                for name, body in self.functions.items()
            ] + [f"CREATE TRIGGER {name} {text}" for name, text in self.postgresql.items()]
        for statement in statements:
            # params=None: otherwise the % of PL/pgSQL is taken for a placeholder.
            schema_editor.execute(statement, params=None)

    def remove(self, apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Take every trigger away; only to replace them or to undo the migration."""
        for statement in self.removal(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def removal(self, vendor: str) -> list[str]:
        """The statements that take the triggers away."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {name}" for name in self.sqlite]
        return [
            f"DROP TRIGGER IF EXISTS {name} ON {_table(text)}"
            for name, text in self.postgresql.items()
        ]

    def faults(self, connection: BaseDatabaseWrapper) -> list[str]:
        """What is missing, changed or switched off there, in words; empty when all stand."""
        found = self._installed(connection)
        return [
            f"{name} is {'missing' if name not in found else 'not as installed'}"
            for name, text in self._expected(connection.vendor).items()
            if found.get(name) != text
        ]

    def _expected(self, vendor: str) -> dict[str, str]:
        if vendor == "sqlite":
            return {name: text.strip() for name, text in self.sqlite.items()}
        return {
            **{f"function {name}": body for name, body in self.functions.items()},
            **{
                name: f"CREATE TRIGGER {name} {text} (on)" for name, text in self.postgresql.items()
            },
        }

    def _installed(self, connection: BaseDatabaseWrapper) -> dict[str, str]:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                return dict(cursor.fetchall())
            cursor.execute(
                "SELECT 'function ' || proname, prosrc FROM pg_proc WHERE proname = ANY(%s)"
                " AND pg_function_is_visible(oid)",
                [list(self.functions)],
            )
            functions = dict(cursor.fetchall())
            # O and A fire in ordinary sessions; D and R are switched off.
            cursor.execute(
                "SELECT tgname, pg_get_triggerdef(oid, true)"
                " || CASE WHEN tgenabled IN ('O', 'A') THEN ' (on)' ELSE ' (off)' END"
                " FROM pg_trigger WHERE tgname = ANY(%s)"
                " AND tgrelid IN (SELECT to_regclass(name) FROM unnest(%s) AS name)",
                [
                    list(self.postgresql),
                    sorted({_table(text) for text in self.postgresql.values()}),
                ],
            )
            return functions | dict(cursor.fetchall())


def _table(text: str) -> str:
    return text.split(" ON ")[1].split(maxsplit=1)[0]
