"""`manage.py verify_audit`: is the record whole, and do its guards stand?"""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import connection

from audit.triggers import faults
from audit.verification import verified
from audit.verify import told


class Command(BaseCommand):
    """Checks every chain (or one case's) in the database; exit status 1 when something is wrong."""

    help = "Check the audit record: every hash, every link, every chain's end, and the triggers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One case, or all chains."""
        parser.add_argument("--case", type=UUID, help="check only the chain of this case")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was checked and the first thing found wrong."""
        case: UUID | None = options["case"]
        verdict = verified(f"case:{case}" if case else None)
        missing = faults(connection)
        self.stdout.write("\n".join(told(verdict)))
        for fault in missing:
            self.stdout.write(f"UNGUARDED: {fault}.")
        if case and not verdict.events:
            self.stdout.write(f"Nothing is recorded about the case {case}.")
        if missing or not verdict.intact or (case and not verdict.events):
            sys.exit(1)
