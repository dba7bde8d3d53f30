"""`manage.py letter_texts`: the texts of letters, for those who translate them."""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.letter_texts import SOURCES, labels, names

# A language that nobody has: its fresh catalogue holds every text.
TRIAL = "eo"
# As the Unicode CLDR counts, in the form that gettext reads.
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ru": "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || "
    "n%100>14) ? 1 : n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);",
    "zh_Hans": "nplurals=1; plural=0;",
}
FOLDER = Path("locale") / "letters"


class Command(BaseCommand):
    """Bring the catalogues of `locale/letters` to the texts of today; or say what they lack."""

    help = "Write the texts of letters into locale/letters, or check that all are translated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check."""
        parser.add_argument("--check", action="store_true", help="write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep every translation whose text is still there; list those without."""
        try:
            import polib
        except ImportError:
            raise CommandError("Install requirements-dev.txt first: this needs polib.") from None
        wanted = {(one.msgctxt, one.msgid): one for one in _entries(polib)}
        problems: list[str] = []
        for language, plurals in PLURALS.items():
            path = settings.BASE_DIR / FOLDER / language / "LC_MESSAGES" / "django.po"
            old = polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile()
            kept = {(one.msgctxt, one.msgid): one for one in old if not one.obsolete}
            new = polib.POFile(wrapwidth=100)
            new.metadata = {
                "Content-Type": "text/plain; charset=UTF-8",
                "Content-Transfer-Encoding": "8bit",
                "Language": language,
                "Plural-Forms": plurals,
            }
            for key, entry in sorted(
                wanted.items(), key=lambda item: (item[0][1], item[0][0] or "")
            ):
                new.append(_translated(polib, entry, kept.get(key), plurals))
            lacking = [one.msgid for one in new if not one.translated()]
            problems += [f"{language} lacks: {text}" for text in lacking]
            if options["check"]:
                if str(new) != str(old):
                    problems.append(f"{path.relative_to(settings.BASE_DIR)} is not of today.")
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                new.save(str(path))
        if options["check"] and problems:
            raise CommandError("\n".join([*problems, "Run: ./run manage letter_texts"]))
        for problem in problems:
            self.stdout.write(problem)


def _translated(polib: Any, entry: Any, old: Any, plurals: str) -> Any:
    """The entry of today with the translation of before."""
    made = polib.POEntry(
        msgid=entry.msgid,
        msgctxt=entry.msgctxt,
        msgid_plural=entry.msgid_plural,
        comment=entry.comment,
        flags=entry.flags,
    )
    if entry.msgid_plural:
        forms = int(plurals.partition("nplurals=")[2].partition(";")[0])
        made.msgstr_plural = {
            n: (old.msgstr_plural.get(n, "") if old else "") for n in range(forms)
        }
    else:
        made.msgstr = old.msgstr if old else ""
    return made


def _entries(polib: Any) -> list[Any]:
    """Every text, with the place it is from as a comment."""
    found = []
    for entry in _extracted(polib):
        entry.comment = ", ".join(sorted({place for place, _line in entry.occurrences}))
        found.append(entry)
    known = {(one.msgctxt, one.msgid): one for one in found}
    for text in (*labels(), *names()):
        if (text.context, text.text) not in known:
            made = polib.POEntry(msgid=text.text, msgctxt=text.context, comment=text.place)
            known[text.context, text.text] = made
            found.append(made)
    return found


def _extracted(polib: Any) -> list[Any]:
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for source in SOURCES:
            if source.endswith("/"):
                shutil.copytree(settings.BASE_DIR / source, copy / source)
            else:
                (copy / source).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(settings.BASE_DIR / source, copy / source)
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "--locale", TRIAL, "--no-wrap"]
        # Without our settings, whose folders it would write into.
        plain = {
            name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")
        }
        done = subprocess.run(
            command, cwd=copy, env=plain, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CommandError(done.stderr)
        path = copy / "locale" / TRIAL / "LC_MESSAGES" / "django.po"
        return list(polib.pofile(str(path)))
