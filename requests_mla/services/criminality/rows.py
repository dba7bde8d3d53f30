"""The rows of a comparison, written under the lock of its case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import audit.services
from accounts.actors import Actor
from audit import moment
from audit.canonical import Json
from workflow.models import Case

from ...choices import RecordState
from ...criminality.subjects import CONDUCT
from ...models import ComparedElement, ComparedOffence, Comparison

BESIDE = ("provision", "maximum_penalty", "discretion", "discretion_reason")
LINE = ("described", "here", "finding", "words")


@dataclass(frozen=True)
class Written:
    """What was written of one offence: beside it, and on each of its lines by the line's code."""

    beside: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


# The key of an offence of the request, and what was written of it.
Given = Mapping[int, Written]


def current(case: Case, state: RecordState) -> Comparison | None:
    """The draft, or the comparison in force."""
    return Comparison.objects.filter(case=case, state=state).first()


def begun(case: Case, actor: Actor, *, writers: Iterable[int] = ()) -> Comparison:
    """A new, empty draft; `writers` are those whose words it will begin with."""
    newest = Comparison.objects.filter(case=case).order_by("-number").first()
    return Comparison.objects.create(
        case=case,
        number=newest.number + 1 if newest else 1,
        author_id=actor.person_id,
        author_name=actor.name,
        writers=sorted(writers),
        started_at=moment.now(),
    )


def written_in(comparison: Comparison) -> dict[int, Written]:
    """What stands in a comparison, in the form in which it is given."""
    lines: dict[int, dict[str, dict[str, str]]] = {}
    for one in comparison.elements.all():
        lines.setdefault(one.offence_id, {})[one.element_id or CONDUCT] = fields_of(one, LINE)
    beside = {one.offence_id: fields_of(one, BESIDE) for one in comparison.offences.all()}
    return {pk: Written(beside.get(pk, {}), lines.get(pk, {})) for pk in {*lines, *beside}}


def fields_of(row: ComparedElement | ComparedOffence, names: Iterable[str]) -> dict[str, str]:
    """What is written in these fields."""
    return {name: getattr(row, name) for name in names}


def write(draft: Comparison, given: Given) -> None:
    """Put this in the place of what was written of the same offences; an empty line goes."""
    stored = {pk: normal(written) for pk, written in given.items()}
    draft.offences.filter(offence_id__in=list(given)).delete()
    draft.elements.filter(offence_id__in=list(given)).delete()
    ComparedOffence.objects.bulk_create(
        ComparedOffence(comparison=draft, offence_id=pk, **written.beside)
        for pk, written in stored.items()
    )
    ComparedElement.objects.bulk_create(
        ComparedElement(comparison=draft, offence_id=pk, element_id=code or None, **line)
        for pk, written in stored.items()
        for code, line in written.lines.items()
    )


def normal(written: Written) -> Written:
    """With every field, and without the lines on which nothing stands: as it is stored."""
    filled = {code: line for code, line in written.lines.items() if any(line.values())}
    return Written(
        {**dict.fromkeys(BESIDE, ""), **written.beside},
        {code: {**dict.fromkeys(LINE, ""), **line} for code, line in filled.items()},
    )


def supersede(comparison: Comparison) -> None:
    """Take a finished comparison out of force."""
    comparison.state, comparison.superseded_at = RecordState.SUPERSEDED, moment.now()
    comparison.save()


def tell(comparison: Comparison, actor: Actor, act: str, **details: Json) -> None:
    """Record an act on a comparison; never shared."""
    audit.services.record(
        chain=f"case:{comparison.case_id}",
        verb=f"criminality.{act}",
        actor=actor.stamp,
        case_id=comparison.case_id,
        shared=False,
        details={"comparison": comparison.number, **details},
    )
