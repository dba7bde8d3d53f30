"""`manage.py createsuperuser`: there is none; says what to use instead."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Nobody is above the roles: the operator of an installation sees no case."""

    help = "There are no superusers here. Use add_administrator."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What Django's own takes, so that the answer is ours whatever is asked."""
        parser.add_argument("--noinput", "--no-input", action="store_true")
        parser.add_argument("--email")
        parser.add_argument("--name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse."""
        raise CommandError(
            "There are no superusers here: everybody acts under an appointment. "
            "Use manage.py add_administrator (see “Start from empty” in README.md)."
        )
