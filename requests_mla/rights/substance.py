"""What a rights record judges: the substance of the request, as digests that a later change shows.

One digest for each part, so that an officer reads what was changed and need not look for it. All
columns count but those left out here with their reason; values that are empty are not in the text,
so a column that is added to a table later changes nothing that was judged before it.
"""

import hashlib
from collections.abc import Iterable, Mapping

from django.db import models

from audit.canonical import canonical
from workflow.models import Event

from ..choices import Action, Judged
from ..completeness import Content
from ..models import CasePerson, Identifier, Measure, Offence, Request

_ROW = {
    "id": "which row it is",
    "request": "whose row it is",
    "once": "one press of a button",
}
_SECRECY = "secrecy towards others, not what is done to a person"
_REFERENCE = "a number of a file"
_LETTER = "with which letter it was asked"
_LATER = "written after what is judged here"
# By table and column, why a change of it leaves the findings as they are.
LEFT_OUT: Mapping[type[models.Model], Mapping[str, str]] = {
    Request: {
        "case": "which request it is",
        "once": _ROW["once"],
        "received_on_paper": "the way it came",
        "came_orally": "the way it came",
        "case_number": _REFERENCE,
        "earlier_reference": _REFERENCE,
        "basis_reason": "why the basis was chosen; the basis itself counts",
        "confidential": _SECRECY,
        "confidential_until": _SECRECY,
        "confidential_reason": _SECRECY,
        "language": "the language it is written in",
        "no_talks_reason": _LATER,
        "receipt_confirmed_at": _LATER,
    },
    Offence: _ROW,
    CasePerson: _ROW,
    Identifier: {**_ROW, "added_by": _LETTER},
    Measure: {
        **_ROW,
        "added_by": _LETTER,
        "number": "its place in the list",
        "needed_by": "by when, not what",
        "needed_reason": "by when, not what",
        "result": _LATER,
        "result_text": _LATER,
    },
}


def judged_of(content: Content, added: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each part's text, by the part; `added` is what was said after it was sent."""
    parts: Mapping[Judged, Iterable[str]] = {
        Judged.REQUEST: [text_of(content.request)],
        Judged.OFFENCES: map(text_of, content.offences),
        Judged.PERSONS: map(text_of, content.persons),
        Judged.IDENTIFIERS: map(text_of, content.identifiers),
        Judged.MEASURES: map(text_of, content.measures),
        Judged.ADDED: added,
    }
    return {
        part.value: hashlib.sha256(canonical(sorted(texts)).encode()).hexdigest()
        for part, texts in parts.items()
    }


def text_of(row: models.Model) -> str:
    """The canonical text of one row: its columns that count, as far as they say something."""
    left_out = LEFT_OUT[type(row)]
    names = [one.attname for one in row._meta.concrete_fields if one.name not in left_out]
    said = ((name, getattr(row, name)) for name in names)
    return canonical({name: str(value) for name, value in said if not _is_empty(value)})


def _is_empty(value: object) -> bool:
    # Nought is said: a maximum penalty of no months at all.
    return value is None or value is False or value == ""


def changed(judged: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The parts that are not what was judged, in words; a part not kept then counts as before."""
    return tuple(str(part.label) for part in Judged if part in judged and judged[part] != now[part])


def added_to(request: Request) -> tuple[str, ...]:
    """What was said to the request after it was sent: supplements, answers to questions.

    Two queries.
    """
    supplements = Event.objects.filter(case_id=request.pk, action=Action.SUPPLEMENT)
    answered = request.questions.filter(answered_at__isnull=False)
    return (
        *supplements.values_list("text", flat=True),
        *(f"{row.text}\n{row.answer}" for row in answered),
    )
