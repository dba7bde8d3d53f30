"""System checks: what the table of urgent matters names exists; the database knows its states."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from convention import references
from requests_mla.checks import known_references
from requests_mla.letters.pages import KINDS
from workflow import statuses

from .choices import KIND, Action, Status
from .forms.acts import FIELDS
from .table import TABLE

# The migration that told the database which states there are.
INSTALLED_BY = ("network247", "0008_known_statuses")


def table_is_backed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a table that names what is not there."""
    return [Error(f"Table of urgent matters: {one}.", id="network247.E001") for one in faults()]


def states_are_known(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Refuse a database that would take a state which is not in the table, or not take one."""
    return [
        Error(
            f"The database '{alias}' does not know the states of urgent matters as they are now.",
            hint="Call workflow.statuses.install in a new migration.",
            id="network247.E002",
        )
        for alias in databases or ()
        if INSTALLED_BY in MigrationRecorder(connections[alias]).applied_migrations()
        and not statuses.stands(connections[alias], kind=KIND, statuses=Status.values)
    ]


def faults() -> Iterator[str]:
    """Everything the table names that does not exist, each as a sentence."""
    known = known_references()
    named = [(move.action, basis) for move in TABLE.moves for basis in move.basis]
    named += [(clock.name, clock.basis) for clock in TABLE.clocks if clock.basis]
    for what, basis in named:
        if not known.issuperset(references.split(basis) or {""}):
            yield f"{what} rests on {basis}, which is not in the catalogue"
    for move in TABLE.moves:
        if move.letter and move.letter not in KINDS:
            yield f"{move.action} sends letter {move.letter}, which has no page"
        for need in move.needs:
            if need not in FIELDS:
                yield f"{move.action} needs {need}, which has no field"
    for what, here, listed in (
        ("state", {state.name for state in TABLE.states}, set(Status.values)),
        ("action", {move.action for move in TABLE.moves}, set(Action.values)),
    ):
        for name in sorted(here ^ listed):
            yield f"{what} {name} stands only in the table or only in the choices"
