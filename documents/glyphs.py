"""Which letters the glyphs of a PDF stand for: text that is copied or searched must be right.

Where a letter and its marks (vowel signs, accents) are drawn by several glyphs, WeasyPrint gives
all of the text to the first of them and none to the others, whichever way the text runs; a mark
then reads as letter and mark, and the letter as nothing, throughout the document. Here each glyph
gets its own part.
"""

import io
import unicodedata
from functools import lru_cache
from typing import Any

from fontTools.ttLib import TTFont

MARK = 3  # class of a glyph in the table GDEF of OpenType


class Fonts(dict[Any, Any]):
    """The fonts of a document; each learns its letters in our way."""

    def __setitem__(self, key: Any, font: Any) -> None:
        """Called by WeasyPrint for each font that it meets."""
        font.to_unicode = Letters(font)
        super().__setitem__(key, font)


class Letters(dict[int, str]):
    """The text of each glyph of a font, as WeasyPrint tells it glyph by glyph."""

    def __init__(self, font: Any) -> None:
        super().__init__()
        self.font = font
        # The letter of the cluster whose mark came first, and the letter glyph that came before it.
        self.letter = ""
        self.nameless: int | None = None

    def __contains__(self, glyph: object) -> bool:
        """Marks, and letters that have no text yet, are told again each time they are met."""
        text = self.get(glyph)  # type: ignore[call-overload]  # a glyph is a number
        return bool(text) and not unicodedata.combining(text[0])

    def __setitem__(self, glyph: int, text: str) -> None:
        """`text` is that of the whole cluster for one of its glyphs, empty for the others."""
        if text and not any(map(unicodedata.combining, text)):
            super().__setitem__(glyph, text)
            self.letter, self.nameless = "", None
        elif glyph in _marks(self.font):
            self._mark(glyph, text)
        elif text:
            super().__setitem__(glyph, text)  # one glyph for letter and mark
        else:
            super().__setitem__(glyph, self.letter)
            self.nameless = None if self.letter else glyph

    def _mark(self, glyph: int, text: str) -> None:
        marks = text.lstrip("".join(c for c in text if not unicodedata.combining(c)))
        own = _named(self.font).get(glyph) or marks or self.get(glyph, "")
        super().__setitem__(glyph, own)
        letter = text.removesuffix(marks) if marks else ""
        if not letter:
            return
        if self.nameless is not None:
            super().__setitem__(self.nameless, letter)
            self.nameless = None
        else:
            self.letter = letter


def _marks(font: Any) -> frozenset[int]:
    return _read(_Key(font))[0]


def _named(font: Any) -> dict[int, str]:
    return _read(_Key(font))[1]


class _Key:
    """A font file by its beginning and its length; the same font is used at many sizes."""

    def __init__(self, font: Any) -> None:
        self.font = font
        self.key = (font.index, len(font.file_content), font.file_content[:512])

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.key == other.key


@lru_cache(maxsize=32)
def _read(key: _Key) -> tuple[frozenset[int], dict[int, str]]:
    """The glyphs that are marks, and the glyphs that have a character of their own."""
    font = TTFont(io.BytesIO(key.font.file_content), fontNumber=key.font.index, lazy=True)
    number = font.getGlyphID
    found = font["GDEF"].table.GlyphClassDef if "GDEF" in font else None
    classes = found.classDefs if found else {}
    marks = frozenset(number(name) for name, kind in classes.items() if kind == MARK)
    named = {number(name): chr(code) for code, name in (font.getBestCmap() or {}).items()}
    return marks, named
