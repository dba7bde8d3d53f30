"""System checks: what the table of requests names exists, and the database knows its states.

The first reads the data files of the catalogue, never the database; the second only where Django
is asked to check databases (`migrate`, `check --database default`).
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from convention import backing
from convention.backing import Backing
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
    there = Backing(KINDS, {*FIELDS, *MANY}, Status.values, Action.values)
    return backing.faults(table, there)
