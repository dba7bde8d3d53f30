"""What a decision says, as the text whose digest a second person signs; and how two such differ.

It holds everything the deciding officer goes by: the sheet with its internal reasons, the talks,
the rights record and the comparison of the offences in force (by their digests) and the request
itself (by its own). It never leaves its
side.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.canonical import Json, canonical
from workflow.choices import UNSENT, Side
from workflow.models import Case, Letter

from . import completeness
from .choices import GRANTING, REFUSING, Outcome, RecordState, Released
from .models import Comparison, Decision, Measure, Request, RightsRecord, Talk

DECISIONS = (Released.DECISION, Released.REFUSAL)
BY_DIGEST = {
    "rights": gettext_lazy("The rights record in force"),
    "criminality": gettext_lazy("The comparison of the offences in force"),
    "request": gettext_lazy("The request itself"),
}
LABELS = {field.name: field.verbose_name for field in Decision._meta.fields}


@dataclass(frozen=True)
class Change:
    """One thing that reads otherwise than it did when somebody signed; texts may be empty."""

    what: str
    before: str
    after: str


def text_of(request: Request) -> str:
    """The canonical text of the decision that is being prepared, as it stands.

    Of what was decided and sent before it holds nothing.
    """
    rows = Decision.objects.in_force(request).unsent().select_related("measure", "ground")
    content = completeness.content_of(request)
    told: dict[str, Json] = {
        "lines": {str(row.measure.number): _line(row) for row in rows},
        "no_talks_reason": request.no_talks_reason,
        "talks": [_talk(talk) for talk in request.talks.prefetch_related("items")],
        "rights": _rights(request),
        "criminality": _criminality(request),
        "request": completeness.digest_of(content),
    }
    return canonical(told)


def digest_of(text: str) -> str:
    """Hex SHA-256 of such a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def letter_kind(outcomes: Mapping[int, str]) -> Released | None:
    """Which letter these outcomes make: a decision, a refusal, or none of the two.

    `outcomes` by the measure's number. Where nothing is granted and something only waits, the
    request is postponed, which is a step of its own.
    """
    if any(outcome in GRANTING for outcome in outcomes.values()):
        return Released.DECISION
    if outcomes and all(outcome in REFUSING for outcome in outcomes.values()):
        return Released.REFUSAL
    return None


def open_measures(request: Request) -> list[Measure]:
    """The measures that wait for a decision, in their order.

    All of them while the request is assessed; later those that were taken up again or added.
    """
    decided = Decision.objects.in_force(request).sent().filter(measure=OuterRef("pk"))
    return list(request.measures.exclude(Exists(decided)).select_related("type"))


def current_letter(case: Case) -> Letter | None:
    """The decision letter that waits for the second person; None if there is none."""
    return case.letters.filter(kind__in=DECISIONS, state__in=UNSENT).order_by("-number").first()


def remark(case: Case) -> str:
    """What was written beside the decision when it was put forward; goes into the letter."""
    letter = current_letter(case)
    return str(json.loads(letter.payload)["text"]) if letter and letter.payload else ""


def differences(before: str, after: str) -> list[Change]:
    """What reads otherwise in `after`, each in words; both are texts of `text_of`."""
    old, new = dict(_flat(json.loads(before))), dict(_flat(json.loads(after)))
    keys = [*old, *(key for key in new if key not in old)]
    pairs = ((key, old.get(key, ""), new.get(key, "")) for key in keys)
    return [_change(*pair) for pair in pairs if pair[1] != pair[2]]


def _line(row: Decision) -> Json:
    return {
        "outcome": row.outcome,
        "ground": row.ground.name if row.ground else "",
        "reasons": row.reasons,
        "internal_reasons": row.internal_reasons,
        "conditions": row.conditions,
        "cut": row.cut,
        "review_on": row.review_on.isoformat() if row.review_on else "",
    }


def _talk(talk: Talk) -> Json:
    items = [f"{row.text}: {row.answer} {row.counter}".strip() for row in talk.items.all()]
    proposal = "\n".join(part for part in (talk.proposal, *items) if part)
    return {"proposal": proposal, "accepted": talk.accepted, "answer": talk.answer}


def _rights(request: Request) -> str:
    record = RightsRecord.objects.filter(
        case_id=request.pk, side=Side.REQUESTED, state=RecordState.FINISHED
    ).first()
    return record.digest if record else ""


def _criminality(request: Request) -> str:
    comparison = Comparison.objects.filter(case_id=request.pk, state=RecordState.FINISHED).first()
    return comparison.digest if comparison else ""


def _flat(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each thing said under a key of its own: `lines.2.reasons`, `talks.0.answer`, `request`."""
    for number, line in told["lines"].items():
        for name, value in line.items():
            yield f"lines.{number}.{name}", str(value)
    for number, talk in enumerate(told["talks"], start=1):
        said = (talk["proposal"], _accepted(talk["accepted"]), talk["answer"])
        yield f"talks.{number}", "\n".join(part for part in said if part)
    yield "no_talks_reason", told["no_talks_reason"]
    yield "rights", told["rights"]
    # Who signed before there were comparisons signed without one.
    yield "criminality", told.get("criminality", "")
    yield "request", told["request"]


def _change(key: str, before: str, after: str) -> Change:
    head, _dot, rest = key.partition(".")
    if head == "lines":
        number, _dot, name = rest.partition(".")
        what = _("Measure %(number)s: %(what)s") % {"number": number, "what": LABELS[name]}
        if name == "outcome":
            return Change(what, _outcome(before), _outcome(after))
        return Change(what, before, after)
    if head == "talks":
        return Change(_("Talks, %(number)s") % {"number": rest}, before, after)
    if head == "no_talks_reason":
        return Change(_("Why there were no talks"), before, after)
    # A digest says only that something changed; what, stands in the record and on the case.
    return Change(str(BY_DIGEST[head]), "", _("changed"))


def _accepted(accepted: bool | None) -> str:
    if accepted is None:
        return ""
    return _("accepted") if accepted else _("declined")


def _outcome(value: str) -> str:
    return str(Outcome(value).label) if value else _("not decided")
