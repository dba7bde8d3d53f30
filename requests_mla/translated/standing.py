"""How far the translation of a request is, and what of it the letter says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .sources import Source, sources_of

if TYPE_CHECKING:
    from ..completeness import Content

# So many texts are named in a sentence; of the others it says how many they are.
MOST_NAMED = 6


@dataclass(frozen=True)
class Pair:
    """A text and its translation; `made_from` is the SHA-256 of what was translated."""

    source: Source
    text: str = ""
    made_from: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether somebody still has to translate it."""
        return not self.text and not self.source.may_stay

    @property
    def is_outdated(self) -> bool:
        """Whether the original was changed after it was translated."""
        return bool(self.text) and self.made_from != self.source.sha256

    @property
    def alike(self) -> tuple[str, ...]:
        """The same for texts of one column that say the same and are translated as far."""
        return (self.source.column, self.source.sha256, self.text, self.made_from)

    @property
    def holds(self) -> bool:
        """Whether there is a translation, of what stands there now."""
        return bool(self.text) and not self.is_outdated


@dataclass(frozen=True)
class Standing:
    """The translation of a request, text by text."""

    language: str
    certified: bool
    by: str
    written_in: str
    pairs: tuple[Pair, ...]

    @property
    def missing(self) -> tuple[Source, ...]:
        """What is not translated yet."""
        return tuple(pair.source for pair in self.pairs if pair.is_missing)

    @property
    def outdated(self) -> tuple[Source, ...]:
        """What was changed after it was translated."""
        return tuple(pair.source for pair in self.pairs if pair.is_outdated)

    @property
    def is_begun(self) -> bool:
        """Whether anything is translated."""
        return any(pair.text for pair in self.pairs)

    @property
    def is_complete(self) -> bool:
        """Whether all is translated as it stands now."""
        return self.is_begun and not self.missing and not self.outdated

    @property
    def is_certified(self) -> bool:
        """Whether somebody certifies it, by name."""
        return self.certified and bool(self.by)

    @property
    def said(self) -> dict[str, Any] | None:
        """The translation as the letter carries it: what holds, by the path in the letter's data.

        A translation of words that were changed since would say something else than the original.
        """
        texts = {pair.source.path: pair.text for pair in self.pairs if pair.holds}
        if not texts or self.language == self.written_in:
            return None
        return {
            "language": self.language,
            "certified": self.is_certified,
            "by": self.by,
            "texts": texts,
        }

    @property
    def shown(self) -> dict[str, str]:
        """The same texts by their place, for pages that show the rows themselves."""
        if self.said is None:
            return {}
        return {pair.source.place: pair.text for pair in self.pairs if pair.holds}

    def suffices(self, accepted: Iterable[str], *, certified: bool = False) -> bool:
        """Whether it is a whole translation into one of these languages; into any if none is known.

        `certified`: whether one is wanted that somebody certifies.
        """
        known = list(accepted)
        is_accepted = not known or self.language in known
        return self.is_complete and is_accepted and (self.is_certified or not certified)

    def lacks(self) -> str:
        """What is to be done to it, in words; empty where it is whole or was not begun."""
        if not self.is_begun:
            return ""
        said = [
            _("not translated yet: %(texts)s") % {"texts": _named(self.missing)}
            if self.missing
            else "",
            _("changed after it was translated: %(texts)s") % {"texts": _named(self.outdated)}
            if self.outdated
            else "",
        ]
        found = "; ".join(part for part in said if part)
        if found:
            return _("Translation: %(what)s") % {"what": found}
        if self.certified and not self.by:
            return _("Name of whoever certifies the translation")
        return ""


def groups(pairs: Iterable[Pair]) -> list[tuple[Pair, int]]:
    """The pairs with each text that several rows share once, and how many rows share it."""
    found: dict[tuple[str, ...], list[Pair]] = {}
    for pair in pairs:
        found.setdefault(pair.alike, []).append(pair)
    return [(same[0], len(same)) for same in found.values()]


def standing_of(content: Content) -> Standing:
    """The translation as it stands beside the texts as they stand."""
    rows = {row.place: row for row in content.translated}
    made = next((row.translation for row in content.translated), None)
    pairs = (
        Pair(source, row.text, row.original_sha256)
        if (row := rows.get(source.place))
        else Pair(source)
        for source in sources_of(content)
    )
    return Standing(
        language=made.language if made else "",
        certified=made.certified if made else False,
        by=made.by.strip() if made else "",
        written_in=content.request.language,
        pairs=tuple(pairs),
    )


def _named(sources: tuple[Source, ...]) -> str:
    labels = [source.label for source in sources[:MOST_NAMED]]
    more = len(sources) - len(labels)
    if more:
        text = ngettext("%(count)s more", "%(count)s more", more)
        labels.append(text % {"count": more})
    return ", ".join(labels)
