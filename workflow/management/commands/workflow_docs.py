"""`manage.py workflow_docs`: write docs/workflow.md and docs/permissions.md, or check them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from ...services import CASEWORK
from .. import writing


class Command(BaseCommand):
    """Writes what the tables of moves say; with --check compares and fails if it differs."""

    help = "Write docs/workflow.md and docs/permissions.md from the tables of moves."

    def add_arguments(self, parser: CommandParser) -> None:
        """See `help` of each."""
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if stale.")
        parser.add_argument("--into", type=Path, default=Path(settings.BASE_DIR) / "docs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        folder: Path = options["into"]
        pages = written()
        stale = [name for name, text in pages.items() if _differs(folder / name, text)]
        if options["check"]:
            if stale:
                names = ", ".join(stale)
                raise CommandError(f"Out of date: {names}. Run manage.py workflow_docs.")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (folder / name).write_text(pages[name], encoding="utf-8")
            self.stdout.write(f"Wrote {name}.")


def written() -> dict[str, str]:
    """Each page's text under its file name, in English whatever the language of the process."""
    tables = [CASEWORK[kind].table for kind in sorted(CASEWORK)]
    with translation.override("en"):
        return {
            "workflow.md": writing.workflow_page(tables),
            "permissions.md": writing.permissions_page(tables),
        }


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text
