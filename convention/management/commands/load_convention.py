"""`manage.py load_convention`: load the treaty and the States."""

from typing import Any

from django.core.management.base import BaseCommand

from convention.services import load_catalogue


class Command(BaseCommand):
    """Loads the data files; says whether anything had changed."""

    help = "Load the Convention and the States from the data files."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what happened."""
        changed = load_catalogue()
        self.stdout.write("The catalogue was loaded." if changed else "Nothing has changed.")
