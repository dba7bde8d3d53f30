"""A supplementary request: more measures and addresses, asked for after the request was sent.

As with the request itself a second person reads the letter before it goes. Until then nothing of it
is on the case but the letter; what the letter says is what is added when it is released.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.models import Letter
from workflow.refusals import Missing, NotFromHere

from .. import completeness, identifiers
from ..choices import Released
from ..facts import waiting_supplementary
from ..letters import payloads
from ..letters.bodies import request as asked
from ..models import Identifier, Measure, Request
from . import posting
from .writing import Writing

# How many measures one supplementary request asks for.
MOST = 3
PARTS = (
    *("type", "category", "description", "target", "custodian"),
    *("period_from", "period_until", "zone", "necessity"),
)
KIND, VALUES = "added_kind", "added_values"


def prefix(number: int) -> str:
    """What the fields of one measure are called after."""
    return f"measure_{number}"


def field(number: int, name: str) -> str:
    """The name of a field of one measure: `measure_2-type`."""
    return f"{prefix(number)}-{name}"


def said(request: Request, given: Mapping[str, Any]) -> str:
    """The words, and in short what is asked in addition."""
    return _words(given, measures_given(request, given), identifiers_given(request, given))


def prepare(writing: Writing) -> None:
    """Something is asked in addition, and nothing blocks; an older letter of this is out of use."""
    request, given = writing.request, writing.act.given
    measures = measures_given(request, given)
    if not measures and not identifiers_given(request, given):
        raise Missing(_("Add a measure or an address; for words alone, supplement the request."))
    blocking = [gap.text for gap in completeness.gaps_of_measures(request, measures) if gap.blocks]
    if blocking:
        raise Missing(*blocking)
    drop(writing)


def drop(writing: Writing) -> None:
    """What was prepared is out of use."""
    posting.supersede_supplementary(writing.case)


def order(writing: Writing) -> Letter:
    """The letter for the second person, with what it asks in addition."""
    request, given = writing.request, writing.act.given
    measures, addresses = measures_given(request, given), identifiers_given(request, given)
    return payloads.order(
        writing.case,
        request,
        kind=Released.SUPPLEMENTARY,
        event=writing.event,
        shared=False,
        more=lambda: asked.added(measures, addresses),
    )


def send(writing: Writing) -> None:
    """What the letter asks for is part of the request from now on; by post, what was typed."""
    request = writing.request
    if writing.event.recorded:
        measures = measures_given(request, writing.act.given)
        addresses = identifiers_given(request, writing.act.given)
    else:
        letter = waiting_supplementary(writing.case)
        assert letter is not None  # a guard has looked, under the same lock
        payload = json.loads(letter.payload)
        measures = [_measure_read(request, row) for row in payload["measures"]]
        addresses = [_identifier_read(request, row) for row in payload["identifiers"]]
    if any(one.number < _next_number(request) for one in measures):
        raise NotFromHere(
            _("Measures were added meanwhile. Prepare the supplementary request again."),
            case=writing.case,
        )
    for measure in measures:
        measure.added_by = writing.event
    for address in addresses:
        address.added_by = writing.event
    Measure.objects.bulk_create(measures)
    Identifier.objects.bulk_create(addresses)


def text_of(letter: Letter) -> str:
    """The words of a letter that waits, as they were prepared."""
    return str(json.loads(letter.payload)["text"])


def measures_given(request: Request, given: Mapping[str, Any]) -> list[Measure]:
    """The measures that were filled in, under the numbers that follow."""
    rows = [
        {name: given.get(field(number, name)) for name in PARTS} for number in range(1, MOST + 1)
    ]
    filled = [row for row in rows if row["type"]]
    return [
        Measure(request=request, number=number, **{k: v for k, v in row.items() if v})
        for number, row in enumerate(filled, start=_next_number(request))
    ]


def identifiers_given(request: Request, given: Mapping[str, Any]) -> list[Identifier]:
    """The accounts, devices and addresses that were pasted; Missing names every bad line."""
    kind, values = str(given.get(KIND) or ""), str(given.get(VALUES) or "")
    rows = identifiers.parsed_lines(kind, values) if values.strip() else ()
    return [Identifier(request=request, kind=kind, **row) for row in rows]


def _next_number(request: Request) -> int:
    return (request.measures.aggregate(last=Max("number"))["last"] or 0) + 1


def _words(
    given: Mapping[str, Any], measures: Iterable[Measure], addresses: list[Identifier]
) -> str:
    lines = [str(given.get("supplement") or "")]
    lines += [
        _("Measure %(number)s is added: %(name)s.") % {"number": one.number, "name": one.type.name}
        for one in measures
    ]
    if addresses:
        count = len(addresses)
        lines.append(
            ngettext(
                "%(n)s account, device or address is added.",
                "%(n)s accounts, devices and addresses are added.",
                count,
            )
            % {"n": count}
        )
    return "\n".join(line for line in lines if line.strip())


def _measure_read(request: Request, row: Mapping[str, Any]) -> Measure:
    """A measure as its letter names it; the reverse of `bodies.request`."""
    texts = ("category", "description", "target", "custodian", "zone", "necessity")
    return Measure(
        request=request,
        number=row["number"],
        type_id=row["type"],
        period_from=_day(row["from"]),
        period_until=_day(row["until"]),
        **{name: row[name] for name in texts},
    )


def _identifier_read(request: Request, row: Mapping[str, Any]) -> Identifier:
    seen = datetime.fromisoformat(row["seen_at"]) if row["seen_at"] else None
    names = ("kind", "value", "port", "zone", "service", "note")
    return Identifier(request=request, seen_at=seen, **{name: row[name] for name in names})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
