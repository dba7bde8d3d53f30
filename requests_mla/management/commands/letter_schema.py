"""`manage.py letter_schema`: write docs/schemas/letter-1.json, or check it."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...letters.payloads import SCHEMA
from ...letters.schema import schema

NAME = f"letter-{SCHEMA.rpartition('/')[2]}.json"


class Command(BaseCommand):
    """Writes the schema of letters; with --check compares and fails if it differs."""

    help = f"Write docs/schemas/{NAME} from the code that writes letters."

    def add_arguments(self, parser: CommandParser) -> None:
        """See `help` of each."""
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if stale.")
        parser.add_argument(
            "--into", type=Path, default=Path(settings.BASE_DIR) / "docs" / "schemas"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        path: Path = options["into"] / NAME
        text = written()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            return
        if options["check"]:
            raise CommandError(f"Out of date: {NAME}. Run manage.py letter_schema.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"Wrote {NAME}.")


def written() -> str:
    """The schema as it stands in the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
