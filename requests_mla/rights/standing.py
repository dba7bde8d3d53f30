"""How the rights record of one side stands: for guards, for the case page."""

from collections.abc import Iterable
from dataclasses import dataclass

from convention.models import SafeguardQuestion
from workflow.choices import Side

from ..choices import GRANTED, UNDECIDED, RecordState, Status, Urgency
from ..completeness import Content
from ..decided import open_measures
from ..models import Measure, Request, RightsAnswer, RightsRecord
from . import content, rules, substance

AWAITED = {
    Side.REQUESTING: frozenset({Status.DRAFTING, Status.IN_REVIEW}),
    Side.REQUESTED: UNDECIDED | {Status.SENT},
}
LABELS = {field.name: field.verbose_name for field in RightsAnswer._meta.fields}


@dataclass(frozen=True)
class Standing:
    """One side's record in plain values.

    `missing`: what applies now and it does not answer. `changed`: the parts of the request, in
    words, that are not what the finished record judged.
    """

    has_draft: bool = False
    is_finished: bool = False
    is_intact: bool = True
    needs_second: bool = False
    is_agreed: bool = False
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    answered: int = 0
    asked: int = 0

    @property
    def fits(self) -> bool:
        """Whether the finished record judged the request as it stands now, with every question."""
        return not (self.missing or self.changed)


def standing_of(asked: Content, side: Side) -> Standing:
    """How the record of that side stands towards the request; five queries at most."""
    questions = applying(asked.request, side, measures=asked.measures)
    records = list(
        RightsRecord.objects.filter(case_id=asked.request.pk, side=side)
        .exclude(state=RecordState.SUPERSEDED)
        .prefetch_related("answers")
    )
    draft = next((one for one in records if one.is_draft), None)
    in_force = next((one for one in records if one.is_in_force), None)
    told = {one.question_id: one for one in _answers(draft or in_force)}
    missing = tuple(
        question.code for question in questions if rules.open_parts(told.get(question.code))
    )
    return Standing(
        has_draft=draft is not None,
        is_finished=in_force is not None,
        is_intact=in_force is None or content.is_intact(in_force, _answers(in_force)),
        needs_second=in_force is not None and in_force.needs_second,
        is_agreed=in_force is not None and in_force.agreed is True,
        missing=missing,
        changed=changed_since(in_force, asked) if in_force else (),
        answered=len(questions) - len(missing),
        asked=len(questions),
    )


def is_awaited(request: Request, side: Side) -> bool:
    """Whether a step lies ahead that asks for the record: to send, to decide, to decide further.

    After that it stays what it was; nobody needs to look at it again.
    """
    status = request.case.status
    if side == Side.REQUESTED and status in GRANTED:
        return bool(open_measures(request))
    return status in AWAITED[side]


def changed_since(record: RightsRecord, asked: Content) -> tuple[str, ...]:
    """The parts of the request that changed after the record was finished, in words.

    Of a record that was finished before this was kept nothing is known: it counts as before.
    """
    if not record.judged:
        return ()
    now = substance.judged_of(asked, substance.added_to(asked.request))
    return substance.changed(record.judged, now)


def applying(
    request: Request, side: Side, *, measures: Iterable[Measure]
) -> list[SafeguardQuestion]:
    """The questions that this side answers for the request as it stands; `measures` with type."""
    return rules.questions_for(
        SafeguardQuestion.objects.all(),
        side=side,
        asked=[
            rules.Asked(one.type_id, one.type.request_type_id, one.category, one.type.data)
            for one in measures
        ],
        is_emergency=request.urgency == Urgency.EMERGENCY,
    )


def words_of(names: Iterable[str]) -> list[str]:
    """The fields of an answer by the words that stand beside them."""
    return [str(LABELS[name]) for name in names]


def _answers(record: RightsRecord | None) -> list[RightsAnswer]:
    return list(record.answers.all()) if record else []
