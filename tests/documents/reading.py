"""Letters as other programs read them, and what has to stand there."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.letter import LetterContent
from tests.documents.letters import closed_up, text_of, words_of

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")


@dataclass(frozen=True)
class Read:
    """A letter as pdftotext reads it, in the two orders it knows."""

    pages: tuple[str, ...]
    words: Counter[str]
    right_to_left: bool = False

    @classmethod
    def of(cls, pdf: bytes, *, right_to_left: bool = False) -> "Read":
        with TemporaryDirectory() as folder:
            raw, layout = (text_of(pdf, Path(folder), order=order) for order in ("-raw", "-layout"))
        pages = tuple(closed_up(page) for page in raw.split("\f"))
        return cls(pages, Counter(words_of(layout)), right_to_left=right_to_left)

    def says(self, text: str) -> bool:
        """Whether the text is there whole: each paragraph in one piece, or parted by pages.

        Tools bring text that runs from right to left back in an order of their own; of it each
        word is looked for, as often as it stands there.
        """
        for paragraph in re.split(r"\n\s*\n|\n", text):
            if RIGHT_TO_LEFT.search(paragraph):
                if Counter(words_of(paragraph)) - self.words:
                    return False
            elif not self._holds(closed_up(paragraph)) and not self._has_words(paragraph):
                return False
        return True

    def _has_words(self, text: str) -> bool:
        """In a letter that reads from right to left, other words may stand between them."""
        return self.right_to_left and not Counter(words_of(text)) - self.words

    def _holds(self, text: str) -> bool:
        return any(text in page for page in self.pages) or any(
            self._continues(text, first) for first in range(len(self.pages))
        )

    def _continues(self, text: str, page: int) -> bool:
        """Whether the text begins on that page and goes on over the next ones."""
        while text and page < len(self.pages):
            length = _longest_beginning(text, self.pages[page])
            if length < min(len(text), 20):
                return False
            text, page = text[length:], page + 1
        return not text


def _longest_beginning(text: str, page: str) -> int:
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        if text[:middle] in page:
            least = middle
        else:
            most = middle - 1
    return least


def fixed_texts(letter: LetterContent) -> Iterator[str]:
    """What a letter says by itself: title, labels, headings, heads of tables, notes."""
    yield str(letter.title)
    yield str(letter.subtitle)
    for label, _value in letter.facts:
        yield str(label)
    for section in letter.sections:
        # Printed in capitals where the script has them.
        yield str(section.heading).upper()
        if section.table:
            yield from map(str, section.table.head)
    if letter.signature:
        yield str(letter.signature.for_)
        yield str(letter.signature.note)
