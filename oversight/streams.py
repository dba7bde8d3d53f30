"""The record as files, made while they are sent: memory stays flat whatever their size."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from accounts.actors import Actor
from audit.canonical import moment
from audit.models import Event
from documents.cells import safe

from .choices import Format
from .queries import Filters, links_matching, matching, names_of

AT_A_TIME = 500
COLUMNS = (
    "at",
    "verb",
    "person",
    "role",
    "authority",
    "state",
    "shared",
    "reference",
    "case",
    "chain",
    "number",
    "details",
    "hash",
)


def chunks(form: Format, filters: Filters, actor: Actor, upto: Event) -> Iterator[bytes]:
    """The export as bytes, holding what was recorded before the event `upto`."""
    if form is Format.CSV:
        return _csv(filters, actor, upto)
    return _batched(_json_lines(filters, actor, upto))


def _csv(filters: Filters, actor: Actor, upto: Event) -> Iterator[bytes]:
    """Oldest first. The mark at the start tells spreadsheets that the text is UTF-8."""
    yield b"\xef\xbb\xbf" + _rows([COLUMNS])
    rows = matching(filters, actor).filter(id__lt=upto.pk).order_by("at", "id").iterator(AT_A_TIME)
    while events := list(islice(rows, AT_A_TIME)):
        names = names_of([event.case_id for event in events], actor)
        yield _rows(_cells(event, names) for event in events)


def _cells(event: Event, names: dict[UUID, tuple[str, str]]) -> list[str]:
    reference, _title = names.get(event.case_id, ("", "")) if event.case_id else ("", "")
    return [
        safe(text)
        for text in (
            moment(event.at),
            event.verb,
            event.person_name,
            event.role,
            event.authority,
            event.state,
            "yes" if event.shared else "no",
            reference,
            str(event.case_id or ""),
            event.chain,
            str(event.seq),
            _details(event.payload),
            event.hash,
        )
    ]


def _details(payload: str) -> str:
    """The details alone; a text that is no record any more comes whole."""
    try:
        return json.dumps(json.loads(payload)["details"], ensure_ascii=False)
    except (ValueError, KeyError, TypeError):
        return payload


def _rows(rows: Iterable[Iterable[str]]) -> bytes:
    page = io.StringIO()
    csv.writer(page).writerows(rows)
    return page.getvalue().encode()


def _json_lines(filters: Filters, actor: Actor, upto: Event) -> Iterator[bytes]:
    """The lines that `audit.verify` reads: chain after chain, each with where it ended."""
    number = 1
    rows = links_matching(filters, actor)
    for chain, links in groupby(rows.iterator(chunk_size=AT_A_TIME), key=lambda row: row[0]):
        last = end = (0, "")
        for _chain, seq, prev, digest, shown, key, head_seq, head_hash in links:
            if key >= upto.pk:
                # Recorded since the export was ordered: for this file the chain ends before it.
                end = last
                break
            text = {"withheld": True} if shown is None else {"payload": shown}
            yield _line({"chain": chain, "seq": seq, "prev": prev, "hash": digest, **text})
            number += 1
            last = (seq, digest)
            end = (head_seq or 0, head_hash or "")
        if last[0]:
            yield _line({"chain": chain, "seq": end[0], "hash": end[1], "end": "chain"})
            number += 1
    yield _line({"end": "file", "lines": number})


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _batched(lines: Iterator[bytes]) -> Iterator[bytes]:
    while batch := list(islice(lines, AT_A_TIME)):
        yield b"".join(batch)
