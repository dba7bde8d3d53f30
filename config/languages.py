"""The languages pages are offered in: those whose texts have been translated and compiled."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from django.utils.translation import to_locale

Name = TypeVar("Name")  # a text, or one that is translated when it is shown
# The texts stand in the code in this language, so it needs no catalogue.
OF_THE_TEXTS = "en"


def offered(names: Iterable[tuple[str, Name]], folders: Iterable[Path]) -> list[tuple[str, Name]]:
    """Those of `names` (code, name) that have a compiled catalogue in one of the folders.

    A language without one would show texts in another under its own name and direction.
    """
    places = list(folders)
    return [(code, name) for code, name in names if code == OF_THE_TEXTS or _is_there(code, places)]


def _is_there(code: str, folders: list[Path]) -> bool:
    inside = Path(to_locale(code)) / "LC_MESSAGES" / "django.mo"
    return any((folder / inside).is_file() for folder in folders)
