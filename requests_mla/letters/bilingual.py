"""A translation and its original, side by side, in a letter of any kind.

A payload may carry `translation`: the language that was translated into, whether the translation is
certified, by whom, and the texts by where they stand in the payload: "facts",
"measures.3.description" (the description of measure 3), "offences.2.provision" (rows without a
number are counted). `names` are words of the catalogue in the language of the original, by the same
paths: what stands in the column of the original is all in that language.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from itertools import zip_longest

from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _

from convention.languages import direction_of, one_of_six
from documents.letter import Column, Paragraph, Section, Table
from documents.typography import in_the_middle, parts_of

from .parts import Payload

Writer = Callable[[Payload], list[Section]]


def sections_of(write: Writer, payload: Payload) -> list[Section]:
    """The sections of a letter; where a text was translated, with what it was translated from."""
    if not payload.get("translation"):
        return write(payload)
    columns = tuple(_columns(payload))
    # What differs was translated: the same words but for the texts of people.
    both = zip(
        write(translated(payload)), write(payload), _in_the_original(write, payload), strict=True
    )
    return [_beside(*three, columns) for three in both]


def translated(payload: Payload) -> Payload:
    """The same payload with its translated texts in their places."""
    return _with(payload, payload.get("translation", {}).get("texts", {}))


def signed_for(payload: Payload) -> str:
    """Who answers for the translation, and that it is certified; nothing where none was made."""
    found = payload.get("translation")
    if not found or not found["by"]:
        return ""
    said = (
        _("Certified translation by %(who)s") if found["certified"] else _("Translated by %(who)s")
    )
    return said % {"who": found["by"]}


def _in_the_original(write: Writer, payload: Payload) -> list[Section]:
    """The letter as it would be in the language it was written in, if letters know that one."""
    language = one_of_six(payload.get("written_in", ""))
    with override(language or get_language()):
        return write(
            _with(payload, payload["translation"].get("names", {})) if language else payload
        )


def _with(payload: Payload, texts: Mapping[str, str]) -> Payload:
    found = deepcopy(payload)
    for path, text in texts.items():
        _put(found, path.split("."), text)
    return found


def _put(inside: Payload, path: list[str], text: str) -> None:
    """Replace the text there, if there is one."""
    name, *rest = path
    found = inside.get(name)
    if not rest:
        if isinstance(found, str):
            inside[name] = text
    elif isinstance(found, dict):
        _put(found, rest, text)
    elif isinstance(found, list) and len(rest) > 1:
        for place, row in enumerate(found, start=1):
            if isinstance(row, dict) and str(row.get("number", place)) == rest[0]:
                _put(row, rest[1:], text)


def _columns(payload: Payload) -> Iterator[Column]:
    found = payload["translation"]
    label = _("Certified translation") if found["certified"] else _("Translation")
    yield Column(label, found["language"], direction_of(found["language"]))
    code = payload.get("written_in", "")
    known = one_of_six(code)
    name = get_language_info(known)["name_translated"] if known else code
    yield Column(
        _("Original (%(language)s)") % {"language": in_the_middle(name)}, code, direction_of(code)
    )


def _beside(one: Section, same: Section, original: Section, columns: tuple[Column, ...]) -> Section:
    three = zip(one.paragraphs, same.paragraphs, original.paragraphs, strict=True)
    said = tuple(row for paragraphs in three for row in _rows(*paragraphs))
    table = one.table
    if one.table and same.table and original.table:
        table = _table(one.table, same.table, original.table)
    apart = any(paragraph.original for paragraph in said)
    return replace(one, paragraphs=said, table=table, columns=columns if apart else ())


def _rows(one: Paragraph, same: Paragraph, original: Paragraph) -> Iterator[Paragraph]:
    """A paragraph with its original; part by part where both have as many, so that they meet."""
    if one.text == same.text:
        yield one
        return
    parts, others = parts_of(one.text), parts_of(original.text)
    if len(parts) != len(others):
        yield replace(one, original=original.text)
        return
    refs = (one.refs,)
    for text, other, cited in zip_longest(parts, others, refs, fillvalue=""):
        yield Paragraph(text, cited, other)


def _table(one: Table, same: Table, original: Table) -> Table:
    """In a cell, the original under its translation."""
    rows = zip(one.rows, same.rows, original.rows, strict=True)
    return replace(
        one,
        rows=tuple(
            tuple(a if a == b else f"{a}\n\n{c}" for a, b, c in zip(*three, strict=True))
            for three in rows
        ),
    )
