"""The content of a letter, apart from how it looks.

Modules that write letters build one `LetterContent` and render `letters/letter.html` with
`{"letter": content}`. Every text may be lazy (gettext) and may come from a user: the templates
escape it, blank lines in it begin a new numbered paragraph, single line breaks are kept.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from documents.typography import in_one_piece

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HEX_DIGITS = 64  # of SHA-256
FIRST_STRONG_ISOLATE, POP_ISOLATE, NO_BREAK_SPACE = "\u2068", "\u2069", "\u00a0"


def isolated(text: str) -> str:
    """Keep a reference, number or name in one piece inside a sentence of the other direction.

    On one line, too: WeasyPrint lays out each line anew and would forget the isolation. Nothing is
    left as nothing.
    """
    unbroken = in_one_piece(text.replace(" ", NO_BREAK_SPACE))
    return f"{FIRST_STRONG_ISOLATE}{unbroken}{POP_ISOLATE}" if text else ""


def token_of(digest: str) -> str:
    """The hex digest of a payload in the short form in which addresses carry it (base64url)."""
    return urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")


def digest_of(token: str) -> str:
    """The hex digest that such a form stands for; empty if it stands for none."""
    try:
        found = urlsafe_b64decode(f"{token}=").hex()
    except ValueError:
        return ""
    return found if len(found) == HEX_DIGITS and token_of(found) == token else ""


@dataclass(frozen=True)
class Letterhead:
    """Who writes: State, ministry, authority, and the article that makes it competent."""

    state: StrOrPromise
    ministry: StrOrPromise = ""
    authority: StrOrPromise = ""
    basis: StrOrPromise = ""


@dataclass(frozen=True)
class Paragraph:
    """One numbered paragraph; `refs` are the articles printed in the margin beside it.

    With an `original` it is a translation, and the two stand side by side.
    """

    text: StrOrPromise
    refs: StrOrPromise = ""
    original: StrOrPromise = ""


@dataclass(frozen=True)
class Column:
    """One of two texts that stand side by side: its name, its language, how that language runs."""

    label: StrOrPromise
    language: str
    direction: str = "ltr"


@dataclass(frozen=True)
class Table:
    """A table of text.

    `widths` are twentieths of the line, one per column, 20 in sum; without them all columns are
    equal. `caption` is printed above.
    """

    head: tuple[StrOrPromise, ...]
    rows: tuple[tuple[StrOrPromise, ...], ...]
    widths: tuple[int, ...] = ()
    caption: StrOrPromise = ""

    def __post_init__(self) -> None:
        if self.widths and (len(self.widths) != len(self.head) or sum(self.widths) != 20):
            raise ValueError("One width per column, in twentieths of the line.")
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("Every row has as many cells as the head.")


@dataclass(frozen=True)
class Section:
    """A lettered part of the letter; without a heading it carries on the part before it.

    `columns` are what stands side by side: the translation, and the original. An annex stands after
    the signature, on a page of its own.
    """

    heading: StrOrPromise = ""
    paragraphs: tuple[Paragraph, ...] = ()
    table: Table | None = None
    columns: tuple[Column, ...] = ()
    annex: bool = False

    @property
    def is_cited(self) -> bool:
        """Whether any paragraph names an article."""
        return any(paragraph.refs for paragraph in self.paragraphs)


@dataclass(frozen=True)
class Signature:
    """Who answers for the letter. `note` says how and when it was signed and released."""

    for_: StrOrPromise
    name: StrOrPromise
    role: StrOrPromise = ""
    note: StrOrPromise = ""


@dataclass(frozen=True)
class Foot:
    """What lets a reader check the letter: references of both sides, place in its case, hash.

    `hash` is the digest of the attached payload, in hex; it is printed in groups of four. `check`
    is the address at which anybody checks the letter: printed, and with the digest as a QR code.
    """

    reference: str
    other_reference: str = ""
    number: int | None = None
    hash: str = ""
    check: str = ""

    @property
    def check_this(self) -> str:
        """The address that says how this letter stands; what the QR code holds."""
        return f"{self.check}{token_of(self.hash)}/" if self.check and self.hash else ""


@dataclass(frozen=True)
class LetterContent:
    """A whole letter. `facts` are the labelled lines under the title (to, reference, date)."""

    letterhead: Letterhead
    title: StrOrPromise
    foot: Foot
    subtitle: StrOrPromise = ""
    facts: tuple[tuple[StrOrPromise, StrOrPromise], ...] = ()
    sections: tuple[Section, ...] = ()
    classification: StrOrPromise = ""
    signature: Signature | None = None
