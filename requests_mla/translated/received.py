"""The translation inside the letter of another installation, put beside the texts here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ..letters.parts import Payload
from ..models import WrittenTranslation
from .sources import plain, sources_of

if TYPE_CHECKING:
    from ..completeness import Content

LONGEST_NAME = WrittenTranslation._meta.get_field("by").max_length or 0


@dataclass
class Received:
    """A translation as a letter carries it, while it is read: texts by the path of the original.

    `names` are words of the catalogue there, in the language of the original. Where the catalogue
    here does not know something, these words and their translation stand in for it.
    """

    language: str = ""
    certified: bool = False
    by: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Payload) -> Received:
        """What the data of a letter say; empty where they carry no translation."""
        found = said.get("translation")
        if found is None:
            return cls()
        texts = {path: plain(text) for path, text in found["texts"].items() if text.strip()}
        return cls(
            found["language"], found["certified"], found["by"].strip(), texts, found["names"]
        )

    @property
    def is_certified(self) -> bool:
        """Whether somebody certifies it, by name."""
        return self.certified and bool(self.by)

    def move(self, path: str, to: str) -> None:
        """What stands in one place there stands in another here."""
        if path in self.texts:
            self.texts[to] = self.texts.pop(path)

    def stand_in(self, path: str, name: str, place: str, text: str = "") -> str:
        """The text of a place that begins with a name of the catalogue there, in the original.

        `name` is that name as the letter has it, with which the translation begins likewise.
        """
        if place in self.texts or (path in self.names and not text):
            self.texts[place] = _joined(name, self.texts.get(place, ""))
        return _joined(self.names.get(path, name), text)


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def fitted(there: Received, content: Content) -> tuple[Received | None, list[str]]:
    """What of a translation stands beside a text of this request; in words what does not."""
    paths = {source.path for source in sources_of(content)}
    if there.language == content.request.language:
        paths = set()
    texts = {path: text for path, text in there.texts.items() if path in paths}
    left = [f"{path}: {text}" for path, text in there.texts.items() if path not in paths]
    words = ["\n".join(left)] if left else []
    if there.certified and not there.by:
        words.append(_("It is said to be certified, and not by whom."))
    if len(there.by) > LONGEST_NAME:
        words.append(there.by)
    if not texts:
        return None, words
    return replace(there, texts=texts, by=there.by[:LONGEST_NAME]), words
