"""The rules of the rights record: which questions apply, what is open, how grave it is.

All of them are house rules: the Convention asks for safeguards (Articles 6 and 24) and sets no
form, no scale and no second person. Which question presupposes what, belongs where and is grave is
a row of the catalogue. Pure functions; nothing here reads the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from convention.choices import Matter, QuestionGroup, QuestionSide, RequestType
from convention.models import SafeguardQuestion
from workflow.choices import Side

from ..choices import DataCategory, Finding, Risk
from ..models import RightsAnswer


@dataclass(frozen=True)
class Asked:
    """One measure as these rules look at it; `kind` is its kind of request in the catalogue."""

    code: str
    kind: str
    category: str
    is_data: bool


TROUBLING = frozenset({Finding.CONCERN, Finding.UNCLEAR})

SEARCH = "search"
NOTHING_HANDED_OVER = frozenset({"service", "appearance"})
RANK = {risk: place for place, risk in enumerate(Risk)}

# What an answer has to say, by its finding.
NEEDED: Mapping[str, tuple[str, ...]] = {
    Finding.CLEAR: ("source", "source_date", "remaining_risk"),
    Finding.CONCERN: ("words", "source", "source_date", "step_taken", "remaining_risk"),
    Finding.UNCLEAR: ("words", "step_taken", "remaining_risk"),
    Finding.NOT_ARISING: ("words",),
}


def questions_for(
    questions: Iterable[SafeguardQuestion],
    *,
    side: Side,
    asked: Sequence[Asked],
    is_emergency: bool,
) -> list[SafeguardQuestion]:
    """The questions that this side answers for a request that asks for these measures."""
    touched = matters(asked, is_emergency=is_emergency)
    return [
        question
        for question in questions
        if question.side in {QuestionSide.BOTH, side.value} and question.only_for in {"", *touched}
    ]


def matters(asked: Iterable[Asked], *, is_emergency: bool) -> frozenset[Matter]:
    """What the measures touch, taken together."""
    found = {matter for one in asked for matter in _matters_of(one)}
    return frozenset(found | {Matter.EMERGENCY} if is_emergency else found)


def _matters_of(one: Asked) -> set[Matter]:
    is_search = one.code == SEARCH
    depth = _depth(one)
    found = set()
    if one.code not in NOTHING_HANDED_OVER:
        found.add(Matter.HANDED_OVER)
        if depth != DataCategory.SUBSCRIBER:
            found.add(Matter.NOT_ONLY_NAMES)
    if is_search or depth != DataCategory.NONE:
        found.add(Matter.PRIVATE_LIFE)
    if is_search or depth in {DataCategory.TRAFFIC, DataCategory.CONTENT}:
        found.add(Matter.BEYOND_SUBSCRIBER)
    if is_search or depth == DataCategory.CONTENT:
        found.add(Matter.CONTENT)
    if one.kind == RequestType.EMERGENCY:
        found.add(Matter.EMERGENCY)
    return found


def _depth(one: Asked) -> str:
    """How deep the data reach; data whose category nobody named count as the deepest."""
    if one.kind == RequestType.INTERCEPT:
        return DataCategory.CONTENT
    if one.kind == RequestType.RT_TRAFFIC:
        return max(one.category, DataCategory.TRAFFIC.value, key=_DEPTHS.index)
    if one.is_data and one.category == DataCategory.NONE:
        return DataCategory.CONTENT
    return one.category


_DEPTHS = [
    DataCategory.NONE.value,
    DataCategory.SUBSCRIBER.value,
    DataCategory.TRAFFIC.value,
    DataCategory.CONTENT.value,
]


def open_parts(answer: RightsAnswer | None) -> tuple[str, ...]:
    """The names of the fields that an answer still lacks; empty when it is whole."""
    if answer is None or not answer.finding:
        return ("finding",)
    return tuple(name for name in NEEDED[answer.finding] if not getattr(answer, name))


def overall_risk(answers: Iterable[RightsAnswer]) -> Risk:
    """The highest remaining risk of any question; what cannot be established is at least medium.

    The highest and not an average, because one grave danger is not outweighed by many harmless
    answers. It decides nothing by itself: it only says whether a second officer has to read.
    """
    return max((_risk_of(answer) for answer in answers), key=RANK.__getitem__, default=Risk.NONE)


def _risk_of(answer: RightsAnswer) -> Risk:
    risk = Risk(answer.remaining_risk or Risk.NONE)
    if answer.finding == Finding.UNCLEAR:
        return max(risk, Risk.MEDIUM, key=RANK.__getitem__)
    return risk


def reasons_for_second(answers: Sequence[RightsAnswer]) -> list[str]:
    """Why a second liaison officer has to agree, in words; empty if nobody has to.

    A high overall risk, or a concern or doubt on one of the grave questions, however small the
    remaining risk was found to be.
    """
    reasons = []
    if overall_risk(answers) == Risk.HIGH:
        reasons.append(_("The overall risk is high."))
    grave = [one.question_id for one in answers if is_grave(one)]
    if grave:
        reasons.append(
            _("A concern or a doubt on a question that is grave by itself: see %(codes)s.")
            % {"codes": ", ".join(grave)}
        )
    return reasons


def is_grave(answer: RightsAnswer) -> bool:
    """Whether this answer alone asks for a second officer; load its question with it."""
    return answer.question.grave and answer.finding in TROUBLING


def grouped(
    questions: Iterable[SafeguardQuestion],
) -> list[tuple[QuestionGroup, list[SafeguardQuestion]]]:
    """The questions by what they are about; groups without any are left out."""
    listed = list(questions)
    found = [
        (group, [question for question in listed if question.group == group])
        for group in QuestionGroup
    ]
    return [(group, some) for group, some in found if some]
