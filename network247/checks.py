"""System checks: what the table of urgent matters names exists; the database knows its states."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from convention import backing
from convention.backing import Backing
from requests_mla.letters.pages import KINDS
from workflow import statuses
from workflow.table import Table

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


def faults(table: Table = TABLE) -> list[str]:
    """Everything the table names that does not exist, each as a sentence."""
    return backing.faults(table, Backing(KINDS, FIELDS, Status.values, Action.values))
