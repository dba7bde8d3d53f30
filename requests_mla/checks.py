"""System checks: what the table of requests names exists, and the database knows its states.

The first reads the data files of the catalogue, never the database; the second only where Django
is asked to check databases (`migrate`, `check --database default`).
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from convention import references
from convention.services import DATA
from workflow import statuses
from workflow.table import Table

from .choices import KIND, Action, Status
from .criminality import triggers as comparison_triggers
from .forms.acts import FIELDS, MANY
from .letters.pages import KINDS
from .rights import triggers
from .table import TABLE


def table_is_backed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a table that names what is not there."""
    return [Error(f"Table of requests: {fault}.", id="requests_mla.E001") for fault in faults()]


# The migration that told the database which states there are.
INSTALLED_BY = ("requests_mla", "0002_known_statuses")
# The migration that told it to keep finished rights records as they are, column by column.
GUARDED_BY = ("requests_mla", "0013_rights_of_this_request")


# The migration that told it the same of finished comparisons.
COMPARISONS_GUARDED_BY = ("requests_mla", "0010_dual_criminality")


def states_are_known(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Refuse a database that would take a state which is not in the table, or not take one."""
    return [
        Error(
            f"The database '{alias}' does not know the states of requests as they are now.",
            hint="Call workflow.statuses.install in a new migration.",
            id="requests_mla.E002",
        )
        for alias in databases or ()
        if INSTALLED_BY in MigrationRecorder(connections[alias]).applied_migrations()
        and not statuses.stands(connections[alias], kind=KIND, statuses=Status.values)
    ]


def finished_records_stay(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Refuse a database that would let a finished rights record be changed."""
    return [
        Error(
            f"The database '{alias}' no longer keeps finished rights records: {fault}.",
            hint="Call requests_mla.rights.triggers.install in a new migration.",
            id="requests_mla.E003",
        )
        for alias in databases or ()
        if GUARDED_BY in MigrationRecorder(connections[alias]).applied_migrations()
        for fault in triggers.faults(connections[alias])
    ]


def finished_comparisons_stay(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Refuse a database that would let a finished comparison be changed."""
    return [
        Error(
            f"The database '{alias}' no longer keeps finished comparisons: {fault}.",
            hint="Call requests_mla.criminality.triggers.install in a new migration.",
            id="requests_mla.E004",
        )
        for alias in databases or ()
        if COMPARISONS_GUARDED_BY in MigrationRecorder(connections[alias]).applied_migrations()
        for fault in comparison_triggers.faults(connections[alias])
    ]


def faults(table: Table = TABLE) -> list[str]:
    """Everything the table names that does not exist, each as a sentence."""
    return [*_unknown_law(table), *_unknown_parts(table), *_unknown_states(table)]


def known_references() -> frozenset[str]:
    """Every article and paragraph of the catalogue's data, 40(15) as well as its 40(15)(a)."""
    articles = json.loads((DATA / "articles.json").read_text(encoding="utf-8"))
    paragraphs = json.loads((DATA / "paragraphs.json").read_text(encoding="utf-8"))
    definitions = json.loads((DATA / "definitions.json").read_text(encoding="utf-8"))
    known = {str(row["number"]) for row in articles}
    known |= {row["reference"] for row in definitions}
    for row in paragraphs:
        parts = row["ref"].split("(")
        known |= {"(".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return frozenset(known)


def _unknown_law(table: Table) -> Iterator[str]:
    named = [(move.action, basis) for move in table.moves for basis in move.basis]
    named += [(clock.name, clock.basis) for clock in table.clocks if clock.basis]
    known = known_references()
    for what, basis in named:
        single = references.split(basis)
        if not single or not known.issuperset(single):
            yield f"{what} rests on {basis}, which is not in the catalogue"


def _unknown_parts(table: Table) -> Iterator[str]:
    for move in table.moves:
        if move.letter and move.letter not in KINDS:
            yield f"{move.action} sends letter {move.letter}, which has no page"
        for need in move.needs:
            if need not in FIELDS and need not in MANY:
                yield f"{move.action} needs {need}, which has no field"
        if move.tells and not str(move.done):
            yield f"{move.action} tells people without words"


def _unknown_states(table: Table) -> Iterator[str]:
    for what, here, listed in (
        ("state", {state.name for state in table.states}, set(Status.values)),
        ("action", {move.action for move in table.moves}, set(Action.values)),
    ):
        for name in sorted(here ^ listed):
            yield f"{what} {name} stands only in the table or only in the choices"
