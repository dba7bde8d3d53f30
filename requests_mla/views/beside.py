"""The translation that was written with a request, under each text that a page shows."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from convention.languages import direction_of
from convention.templatetags.convention import language_in_words

from ..completeness import written_translation
from ..models import Request
from ..translated.received import Received
from ..translated.standing import Standing


@dataclass(frozen=True)
class Beside:
    """What stands under the texts: by their place, by row and column, and with their originals.

    Empty where no translation was written.
    """

    language: str = ""
    direction: str = ""
    label: str = ""
    by: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    # Name of the text, translation, original.
    pairs: tuple[tuple[str, str, str], ...] = ()
    # Names of texts that were changed after they were translated: no translation stands there.
    outdated: tuple[str, ...] = ()

    def of(self, kind: str, key: int | None) -> dict[str, str]:
        """The translated columns of a row."""
        return self.rows.get(f"{kind}.{key}", {})


def beside(request: Request) -> Beside:
    """The translation as the letter prints it."""
    found = written_translation(request)
    if found is None:
        return Beside()
    outdated = tuple(source.label for source in found.outdated)
    if found.said is None:
        return Beside(outdated=outdated)
    rows: dict[str, dict[str, str]] = {}
    for place, text in found.shown.items():
        row, _dot, column = place.rpartition(".")
        rows.setdefault(row, {})[column] = text
    return Beside(
        language=found.language,
        direction=direction_of(found.language),
        label=label_of(found),
        by=found.by,
        texts=found.shown,
        rows=rows,
        pairs=tuple(
            (pair.source.label, pair.text, pair.source.text) for pair in found.pairs if pair.holds
        ),
        outdated=outdated,
    )


def before(found: Received | None) -> Beside:
    """The same of a letter that is not on the register yet, its texts by their path in its data."""
    if found is None:
        return Beside()
    return Beside(
        language=found.language,
        direction=direction_of(found.language),
        label=label_of(found),
        by=found.by,
        texts=found.texts,
    )


def label_of(found: Standing | Received) -> str:
    """What translation it is, in words."""
    label = _("certified translation") if found.is_certified else _("translation")
    return _("%(what)s, %(language)s") % {
        "what": label,
        "language": language_in_words(found.language),
    }
