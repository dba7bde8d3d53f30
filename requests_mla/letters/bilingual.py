"""A translation and its original, side by side, in a letter of any kind.

A payload may carry `translation`: the language that was translated into, whether the translation is
certified, by whom, and the texts by where they stand in the payload ("facts",
"measures.3.description": the description of measure 3).
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from convention.languages import one_of_six
from documents.letter import Paragraph, Section, Table

from .parts import Payload

Writer = Callable[[Payload], list[Section]]


def sections_of(write: Writer, payload: Payload) -> list[Section]:
    """The sections of a letter; where a text was translated, with what it was translated from."""
    if not payload.get("translation"):
        return write(payload)
    pairs = zip(write(translated(payload)), write(payload), strict=True)
    columns = tuple(_columns(payload))
    return [_beside(one, other, columns) for one, other in pairs]


def translated(payload: Payload) -> Payload:
    """The same payload with its translated texts in their places."""
    found = deepcopy(payload)
    for path, text in payload.get("translation", {}).get("texts", {}).items():
        _put(found, path.split("."), text)
    return found


def signed_for(payload: Payload) -> str:
    """Who answers for the translation, and that it is certified; nothing where none was made."""
    found = payload.get("translation")
    if not found or not found["by"]:
        return ""
    said = (
        _("Certified translation by %(who)s") if found["certified"] else _("Translated by %(who)s")
    )
    return said % {"who": found["by"]}


def _put(inside: Payload, path: list[str], text: str) -> None:
    """Replace the text there, if there is one."""
    if len(path) == 1:
        if isinstance(inside.get(path[0]), str):
            inside[path[0]] = text
        return
    name, *rest = path
    found = inside.get(name)
    if isinstance(found, dict):
        _put(found, rest, text)
    elif isinstance(found, list):
        for row in found:
            if isinstance(row, dict) and str(row.get("number")) == rest[0]:
                _put(row, rest[1:], text)


def _columns(payload: Payload) -> Iterator[str]:
    found = payload["translation"]
    yield _("Certified translation") if found["certified"] else _("Translation")
    code = payload.get("written_in", "")
    known = one_of_six(code)
    name = get_language_info(known)["name_translated"] if known else code
    yield _("Original (%(language)s)") % {"language": name}


def _beside(one: Section, other: Section, columns: tuple[str, ...]) -> Section:
    said = tuple(map(_paragraph, one.paragraphs, other.paragraphs))
    table = _table(one.table, other.table) if one.table and other.table else one.table
    apart = any(paragraph.original for paragraph in said)
    return replace(one, paragraphs=said, table=table, columns=columns if apart else ())


def _paragraph(one: Paragraph, other: Paragraph) -> Paragraph:
    return one if one.text == other.text else replace(one, original=other.text)


def _table(one: Table, other: Table) -> Table:
    """In a cell, the original under its translation."""
    rows = tuple(
        tuple(a if a == b else f"{a}\n\n{b}" for a, b in zip(row, original, strict=True))
        for row, original in zip(one.rows, other.rows, strict=True)
    )
    return replace(one, rows=rows)
