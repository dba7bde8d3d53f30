"""Every text for users can be taken out for translators, and what they have is what we show."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
TRIAL = "eo"  # a language we do not have: its fresh catalogue holds every text of today


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str | None, str]]:
    """Context and text of every message, extracted from a copy of the source."""
    copy = tmp_path_factory.mktemp("texts") / "rogatory"
    parts = [folder.parent for folder in CHECKOUT.glob("*/apps.py")]
    for folder in [*parts, CHECKOUT / "templates", CHECKOUT / "static"]:
        shutil.copytree(
            folder, copy / folder.name, ignore=shutil.ignore_patterns("__pycache__", "*.pdf")
        )
    shutil.copy(CHECKOUT / "manage.py", copy)
    (copy / "locale").mkdir()
    done = subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", TRIAL, "--no-location"],
        cwd=copy,
        env={**os.environ, "ROGATORY_DATA": str(copy / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    catalogue = polib.pofile(str(copy / "locale" / TRIAL / "LC_MESSAGES" / "django.po"))
    return {(entry.msgctxt, entry.msgid) for entry in catalogue}


def test_texts_are_marked_for_translation(texts: set[tuple[str | None, str]]) -> None:
    assert len(texts) > 300


def test_the_functions_that_mark_texts_have_the_names_that_extraction_knows() -> None:
    """Under another name (`gettext as _now`) a text would never reach a translator."""
    modules = [path for part in CHECKOUT.glob("*/apps.py") for path in part.parent.rglob("*.py")]
    assert modules
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                aliases = {one.asname for one in node.names if one.asname}
                assert aliases <= {"_"}, f"{path.relative_to(CHECKOUT)}: {aliases}"


def test_every_catalogue_holds_the_texts_of_today(texts: set[tuple[str | None, str]]) -> None:
    for path in sorted((CHECKOUT / "locale").glob("*/LC_MESSAGES/django.po")):
        held = {
            (entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path)) if not entry.obsolete
        }
        assert held == texts, f"{path.parent.parent.name}: run ./run manage makemessages --all"
