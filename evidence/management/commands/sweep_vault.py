"""Remove what crashed uploads left behind in the vault."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from evidence.services import GRACE, sweep_vault


class Command(BaseCommand):
    """`manage.py sweep_vault [--hours N]`: files no row points at, older than N hours."""

    help = "Remove files of the vault that no row points at."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The grace, which must be longer than any upload takes."""
        parser.add_argument("--hours", type=int, default=GRACE // timedelta(hours=1))

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say what went."""
        removed = sweep_vault(older_than=timedelta(hours=max(1, options["hours"])))
        for name in removed:
            self.stdout.write(name)
        self.stdout.write(f"{len(removed)} removed")
