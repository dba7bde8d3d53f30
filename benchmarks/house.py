"""Puts the house up for a measurement: settings, Django, tables, static files."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command

from .databases import using


@contextmanager
def put_up(
    databases: Mapping[str, str], *, default: str = "", tables: bool = True
) -> Iterator[str]:
    """Django with tables in every database; `default` empty means the embedded SQLite.

    Gives the folder of its data. Only once in a process: settings are read once.
    """
    with TemporaryDirectory(prefix="rogatory-benchmark-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "ROGATORY_DATA": folder,
            "ROGATORY_DEMONSTRATION": "1",
            "BENCHMARK_DATABASES": json.dumps(dict(databases)),
            "DATABASE_URL": default,
            "LOG_LEVEL": "ERROR",
        }
        django.setup()
        from django.db import connections

        try:
            if tables:
                _fill(("default", *databases))
            yield folder
        finally:
            connections.close_all()


def _fill(aliases: tuple[str, ...]) -> None:
    # The house itself loads its catalogue only into its one database.
    from convention.services import load_catalogue

    call_command("collectstatic", interactive=False, verbosity=0)
    for alias in aliases:
        with using(alias):
            call_command("migrate", database=alias, verbosity=0)
            load_catalogue()
