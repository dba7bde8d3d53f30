"""The translation that was written with a request, under each text that a page shows."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from convention.languages import direction_of
from convention.templatetags.convention import language_in_words

from ..completeness import translation_of
from ..models import Request


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

    def of(self, kind: str, key: int | None) -> dict[str, str]:
        """The translated columns of a row."""
        return self.rows.get(f"{kind}.{key}", {})


def beside(request: Request) -> Beside:
    """The translation as the letter prints it."""
    found = translation_of(request)
    if found is None:
        return Beside()
    rows: dict[str, dict[str, str]] = {}
    for place, text in found.shown.items():
        row, _dot, column = place.rpartition(".")
        rows.setdefault(row, {})[column] = text
    label = _("certified translation") if found.is_certified else _("translation")
    return Beside(
        language=found.language,
        direction=direction_of(found.language),
        label=_("%(what)s, %(language)s")
        % {"what": label, "language": language_in_words(found.language)},
        by=found.by,
        texts=found.shown,
        rows=rows,
        pairs=tuple(
            (pair.source.label, pair.text, pair.source.text) for pair in found.pairs if pair.holds
        ),
    )
