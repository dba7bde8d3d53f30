"""Filters for the letters: paragraphs and reading direction of text that users typed."""

import re
import unicodedata
from collections.abc import Sequence

from django import template

from documents.letter import isolated
from documents.qr import picture_of
from documents.typography import (
    direction_within,
    parts_of,
    reading_direction,
    with_references_whole,
)

register = template.Library()
register.filter("isolated", isolated)
register.filter("with_references_whole", with_references_whole)
register.filter("reading_direction", reading_direction)
register.filter("direction_within", direction_within)

LONGEST_WORD = 60
MOST_MARKS = 10
SHORT = 200  # characters; longer lines may have to be parted
# Up to the first mark after 200 characters, or 400 where there is none.
EAST_ASIAN_CLAUSES = re.compile(
    r".{200,400}?[、。！，：；？]+|.{399}[\u3400-\u9fff](?=[\u3400-\u9fff])|.+", re.DOTALL
)
EAST_ASIAN = re.compile("[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
ADDRESS_MARKS = "@/.:=&?_"
ZERO_WIDTH_SPACE = "\u200b"
# Twenty characters and more without a space. East Asian text breaks by itself.
LONG_WORD = re.compile(
    r"[^ \t\n\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]{20,}"
)


@register.filter
def blocks(text: object) -> list[list[str]]:
    """Split text at blank lines into blocks, each a list of its lines; never an empty block."""
    return [[breakable(line.strip()) for line in part.split("\n")] for part in parts_of(text)]


def breakable(line: str) -> str:
    """Let long addresses break after their marks, and endless words anywhere; references nowhere.

    The break is a zero-width space, of which nothing is left in the PDF. Without it WeasyPrint
    needs minutes for a hundred thousand characters without a space.
    """
    return with_references_whole(LONG_WORD.sub(lambda found: _with_breaks(found.group()), line))


@register.filter
def is_plain(text: object, direction: str) -> bool:
    """Whether a text can be printed `with_references_whole`: one short line, read as the letter is.

    Most cells of a table are. What is not goes through `blocks`, `reading_direction` and `pieces`.
    """
    line = str(text)
    return (
        len(line) < SHORT
        and len(line.splitlines()) < 2
        and not LONG_WORD.search(line)
        and reading_direction(line) == direction
    )


@register.filter
def is_western(text: object) -> bool:
    """Whether no East Asian letter is in it: its quotation marks and apostrophes are narrow."""
    return not EAST_ASIAN.search("".join(text) if isinstance(text, list) else str(text))


@register.filter
def at(row: Sequence[object], place: int) -> object:
    """The item at that place of a row."""
    return row[place]


@register.filter
def pieces(line: str) -> list[str]:
    """Part a long line of Chinese or Japanese after its punctuation.

    The template sets each piece apart: WeasyPrint lays out all that is left up to a space for each
    line anew, and such text has no spaces.
    """
    return EAST_ASIAN_CLAUSES.findall(line) or [line]


@register.filter(is_safe=True)
def trimmed(html: str) -> str:
    """Without blanks at its ends.

    WeasyPrint parts a line after its first word where all of it would fit but for a blank that
    follows.
    """
    return html.strip()


def _with_breaks(word: str) -> str:
    parts, since, marks = [], 0, 0
    for character, following in zip(word, [*word[1:], " "], strict=True):
        # Marks piled up without end are nobody's name, and cost minutes.
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks > MOST_MARKS:
            continue
        parts.append(character)
        since += 1
        # Never between a letter and its accent, unless there is nothing but accents.
        apart = not unicodedata.category(following).startswith("M")
        at_mark = character in ADDRESS_MARKS and following.isalnum()
        if at_mark or (since >= LONGEST_WORD and apart) or since >= 2 * LONGEST_WORD:
            parts.append(ZERO_WIDTH_SPACE)
            since = 0
    return "".join(parts).removesuffix(ZERO_WIDTH_SPACE)


@register.filter
def qr_code(text: object) -> str:
    """The text as a QR code: the address of a picture that is inside the document."""
    return picture_of(str(text))


@register.filter
def in_fours(digest: object) -> str:
    """Group a hex digest by four so that it can be read out over a telephone."""
    plain = str(digest)
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
