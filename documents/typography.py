"""How the parts of a sentence are put together, in each of the six languages.

Commas, colons and the gaps between sentences are other ones in Arabic and in Chinese.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.utils.translation import get_language

COMMA = {"ar": "، ", "zh": "，"}
SEMICOLON = {"ar": "؛ ", "zh": "；"}
COLON = {"fr": "\u00a0: ", "zh": "："}
SMALL_LETTERS = frozenset({"fr", "es", "ru"})
BETWEEN_SENTENCES = {"zh": ""}
LINE_BREAK = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028]")
BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*|\u2029")
WORD_JOINER = "\u2060"
INNER_MARK = re.compile(r"[/-](?=\S)")
# Letters and digits with slashes or hyphens between them; in Latin or Cyrillic letters, since
# Chinese has no spaces beside them.
PARTED_WORD = re.compile("(?<![{0}])[{0}]+(?:[/-][{0}]+)+".format("0-9A-Za-zÀ-ɏЀ-ӿ"))
# As long as a reference of ours can be: ten signs of an authority, then "-MLA-2026-0001".
LONGEST_REFERENCE = 24


def listed(parts: Iterable[object]) -> str:
    """Parts with commas between them; empty ones are left out."""
    return _joined(COMMA.get(_language(), ", "), parts)


def parted(parts: Iterable[object]) -> str:
    """Parts with semicolons between them; empty ones are left out."""
    return _joined(SEMICOLON.get(_language(), "; "), parts)


def labelled(label: object, text: object) -> str:
    """A label, a colon, and what it is about."""
    return f"{label}{COLON.get(_language(), ': ')}{text}"


def in_a_row(*sentences: object) -> str:
    """One sentence after the other; empty ones are left out.

    Where one reads in the other direction each has a line of its own: on a common one their marks
    would stand in the wrong places.
    """
    said = [text for sentence in sentences if (text := str(sentence))]
    if len({reading_direction(text) for text in said}) > 1:
        return "\n".join(said)
    return BETWEEN_SENTENCES.get(_language(), " ").join(said)


def ending_in(sentence: str, text: object, **given: object) -> str:
    """A sentence that ends in what somebody typed, in its placeholder `text`.

    On a line of its own where it reads in the other direction than the sentence.
    """
    if reading_direction(text) == reading_direction(sentence) or not str(text):
        return sentence % {**given, "text": text}
    return f"{(sentence % {**given, 'text': ''}).rstrip()}\n{text}"


def in_one_piece(text: object) -> str:
    """Not to be parted after a slash or a hyphen, unless it is wider than its column.

    By word joiners, of which nothing is left in the PDF.
    """
    return INNER_MARK.sub(rf"\g<0>{WORD_JOINER}", str(text))


def with_references_whole(text: object) -> str:
    """The same with each word that looks like a reference kept on one line.

    That is a short one with a digit and a slash or a hyphen in it. A date or the name of a cipher
    is better not parted either; a longer one is an address, which has to be.
    """
    return PARTED_WORD.sub(lambda found: _whole(found.group()), str(text))


def parts_of(text: object) -> list[str]:
    """What stands between blank lines, each line ended with a line feed; never an empty part."""
    plain = LINE_BREAK.sub("\n", str(text))
    return [part.strip() for part in BLANK_LINES.split(plain) if part.strip()]


def in_the_middle(name: str) -> str:
    """The name of a language inside a sentence: capitals are a matter of the language."""
    return name.lower() if _language() in SMALL_LETTERS else name


def reading_direction(text: object) -> str:
    """The direction of the first letter, as HTML's dir="auto" does; "ltr" if there is none.

    WeasyPrint knows no dir="auto". References, addresses and telephone numbers read from left to
    right also inside an Arabic letter.
    """
    lines: Sequence[object] = text if isinstance(text, list | tuple) else [text]
    for character in "\n".join(str(line) for line in lines):
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def direction_within(text: object, usual: str) -> str:
    """The direction of a line in a text of a known language: that language's if it is in it.

    A sentence in Arabic may begin with a Latin name; a line that is nothing but a Latin name or an
    address runs as these do.
    """
    wanted = {"R", "AL"} if usual == "rtl" else {"L"}
    if any(unicodedata.bidirectional(character) in wanted for character in str(text)):
        return usual
    return reading_direction(text)


def _whole(word: str) -> str:
    is_reference = len(word) <= LONGEST_REFERENCE and any(map(str.isdigit, word))
    return in_one_piece(word) if is_reference else word


def _joined(mark: str, parts: Iterable[object]) -> str:
    return mark.join(text for part in parts if (text := str(part)))


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
