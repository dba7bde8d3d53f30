"""The rows of a draft: offences, persons, identifiers, measures; written under a save's lock."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from workflow.refusals import Missing

from ..choices import Status, Step
from ..models import CasePerson, Identifier, Measure, Offence, Request

Row = Offence | CasePerson | Identifier | Measure
RELATED = {
    Step.OFFENCES: "offences",
    Step.PERSONS: "persons",
    Step.IDENTIFIERS: "identifiers",
    Step.MEASURES: "measures",
    Step.ATTACHMENTS: "attachments",
}


def rows_of(request: Request, step: str) -> Any:
    """The rows of that step."""
    return getattr(request, RELATED[Step(step)])


def keep_row(request: Request, step: str, row: Row, *, name: UUID | None) -> None:
    """Keep a row that is still being written. `name` is what the page calls a row of its own.

    The page that keeps it again writes on the same row, even if it never heard of the first time.
    """
    _take_place(request, step, row, name)
    row.once = name
    _put(request, step, row)


def finish_row(
    request: Request, step: str, row: Row, *, name: UUID | None, finished: UUID | None
) -> None:
    """Keep a row as its writer wants it. `finished` names the same page with the same words.

    Pressed twice it makes one row; other words on that page, brought back by Back, make another.
    """
    if finished and rows_of(request, step).filter(once=finished).exists():
        return
    _take_place(request, step, row, name)
    row.once = finished
    _put(request, step, row)


def add_identifiers(request: Request, kind: str, lines: Iterable[Mapping[str, Any]]) -> None:
    """Many identifiers of one kind at once."""
    Identifier.objects.bulk_create(
        Identifier(request=request, kind=kind, **values) for values in lines
    )


def may_take_out(request: Request, step: str) -> bool:
    """Whether rows can go: letters, talks and the sheet name measures by number once acknowledged.

    Only a request from paper is written on so late.
    """
    is_new = request.case.status == Status.SENT or not request.received_on_paper
    return step != Step.MEASURES or is_new


def take_out(request: Request, step: str, pk: int) -> None:
    """Take a row out; measures are numbered anew. Raises Missing where those are known already."""
    if not may_take_out(request, step):
        raise Missing(
            _("The measures are known by their numbers. Correct this one instead of removing it.")
        )
    rows_of(request, step).filter(pk=pk).delete()
    if step == Step.MEASURES:
        for number, measure in enumerate(request.measures.order_by("number"), start=1):
            request.measures.filter(pk=measure.pk).update(number=number)


def _take_place(request: Request, step: str, row: Row, name: UUID | None) -> None:
    """Let a row that has no place yet stand for the one that its page has kept already."""
    kept = rows_of(request, step).filter(once=name).first() if name else None
    if kept is None or not row._state.adding:
        return
    row.pk = kept.pk
    row._state.adding = False
    if isinstance(row, Measure):
        row.number = kept.number


def _put(request: Request, step: str, row: Row) -> None:
    row.request = request
    if isinstance(row, Measure) and not row.number:
        row.number = (request.measures.aggregate(last=Max("number"))["last"] or 0) + 1
    row.save()
