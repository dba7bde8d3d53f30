"""System check: the database still refuses what it was told to refuse."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from audit import triggers


def guards_stand(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Compare the triggers in each database with `audit.triggers`.

    Silent until the migration that installs them has run, so that `migrate` itself can start.
    """
    return [
        Error(
            f"The audit record is not guarded in the database '{alias}': {fault}.",
            hint="Find out who changed it, verify the record, then install the triggers again.",
            id="audit.E001",
        )
        for alias in databases or ()
        if triggers.INSTALLED_BY in MigrationRecorder(connections[alias]).applied_migrations()
        for fault in triggers.faults(connections[alias])
    ]
