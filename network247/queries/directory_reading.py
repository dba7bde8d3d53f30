"""Read an uploaded list of desks: rows with the line they stand in, or why the file is no list."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from documents.cells import safe
from workflow.refusals import Missing

from .directory_export import READ

MOST_BYTES = 1024 * 1024
MOST_LINES = 2000
NEEDED = ("state", "authority_name")
BETWEEN_CODES = re.compile(r"[\s,;]+")
SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Row:
    """What a file says of one desk; fields that it does not have are not in `given`.

    `number`: the line of a CSV file, the place in the list of a JSON file.
    """

    number: int
    given: dict[str, str]
    problem: str = ""


def text_of(content: bytes) -> str:
    """The text of a file; raises Missing if it is too large or not UTF-8."""
    if len(content) > MOST_BYTES:
        raise Missing(_("The file is larger than 1 MiB. Split the list into several files."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Missing(
            _("The file is not UTF-8 text. In a spreadsheet, save it as “CSV UTF-8”.")
        ) from None
    if "\x00" in text or not text.strip():
        raise Missing(_("The file is empty, or it is no text."))
    return text


def rows_of(text: str) -> list[Row]:
    """Every desk of a list; raises Missing if the text is no list, or too long a one."""
    rows = []
    for row in _json_rows(text) if text.lstrip()[:1] in "{[" else _csv_rows(text):
        rows.append(row)
        if len(rows) > MOST_LINES:
            raise Missing(
                _("The list has more than %(number)s lines. Split it into several files.")
                % {"number": MOST_LINES}
            )
    if not rows:
        raise Missing(_("The list has no line besides the head."))
    return rows


def _csv_rows(text: str) -> Iterator[Row]:
    head, _end, _rest = text.partition("\n")
    # Spreadsheets of many countries write a semicolon.
    delimiter = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        names = [cell.strip().lower() for cell in next(lines, [])]
        _refuse_wrong_head(names)
        while True:
            number = lines.line_num + 1
            cells = next(lines, None)
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield _row(number, names, [_restored(cell) for cell in cells])
    except csv.Error:
        raise Missing(
            _("Line %(number)s cannot be read. Is a quotation mark missing?") % {"number": number}
        ) from None


def _refuse_wrong_head(names: list[str]) -> None:
    absent = [name for name in NEEDED if name not in names]
    if absent:
        raise Missing(
            _("The first line names no column: %(names)s. An export shows the columns to use.")
            % {"names": ", ".join(absent)}
        )
    doubled = {name for name in names if name in READ and names.count(name) > 1}
    if doubled:
        raise Missing(
            _("The first line names a column twice: %(names)s.")
            % {"names": ", ".join(sorted(doubled))}
        )


def _row(number: int, names: list[str], cells: list[str]) -> Row:
    problem = ""
    if any(cell.strip() for cell in cells[len(names) :]):
        problem = _("The line has more cells than the head.")
    given = dict(zip(names, cells, strict=False))
    return Row(number, {name: given[name] for name in READ if name in given}, problem)


def _restored(cell: str) -> str:
    """The cell without the apostrophe that `safe` put before it, and only that one."""
    rest = cell[1:]
    was_put = cell[:1] == "'" and rest[:1] not in ("\t", "\r", "\n") and safe(rest) == cell
    return rest if was_put else cell


def _json_rows(text: str) -> Iterator[Row]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Missing(_("The file begins like JSON but cannot be read as JSON.")) from None
    desks = told.get("desks") if isinstance(told, dict) else told
    if not isinstance(desks, list):
        raise Missing(_("The JSON file has no list named “desks”."))
    for number, desk in enumerate(desks, 1):
        yield _json_row(number, desk)


def _json_row(number: int, desk: Any) -> Row:
    if not isinstance(desk, dict):
        return Row(number, {}, _("This is no desk: it has no fields."))
    given, wrong = {}, []
    for name in READ:
        if name not in desk:
            continue
        text = _as_text(name, desk[name])
        if text is None:
            wrong.append(name)
        else:
            # Half a sign can neither be stored nor shown; what takes its place is refused later.
            given[name] = SURROGATES.sub("\ufffd", text)
    problem = _("Not text: %(names)s.") % {"names": ", ".join(wrong)} if wrong else ""
    return Row(number, given, problem)


def _as_text(name: str, value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if (
        name in ("channels", "languages")
        and isinstance(value, list)
        and all(isinstance(one, str) for one in value)
    ):
        return "\n".join(value)
    return None
