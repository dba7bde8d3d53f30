"""The rules of the rights record: which questions apply, what is open, how grave it is."""

import json
from datetime import date
from typing import Any

import pytest

from convention.choices import Matter, QuestionGroup
from convention.models import SafeguardQuestion
from convention.services import DATA
from requests_mla.choices import Finding, Risk
from requests_mla.models import RightsAnswer
from requests_mla.rights import rules
from requests_mla.rights.rules import Asked
from workflow.choices import Side

QUESTIONS = [
    SafeguardQuestion(**row)
    for row in json.loads((DATA / "questions.json").read_text(encoding="utf-8"))
]
ASKING, ASKED = Side.REQUESTING, Side.REQUESTED


def codes(*numbers: int) -> set[str]:
    return {f"HR-{number:02}" for number in numbers}


SUBSCRIBER = Asked("stored_data", "STORED", "subscriber", is_data=True)
TRAFFIC = Asked("stored_data", "STORED", "traffic", is_data=True)
CONTENT = Asked("stored_data", "STORED", "content", is_data=True)
UNNAMED = Asked("stored_data", "STORED", "none", is_data=True)
LIVE = Asked("live_traffic", "RT_TRAFFIC", "none", is_data=True)
INTERCEPTION = Asked("interception", "INTERCEPT", "none", is_data=True)
SEARCH = Asked("search", "MLA", "none", is_data=False)
STATEMENT = Asked("statement", "MLA", "none", is_data=False)
SERVICE = Asked("service", "MLA", "none", is_data=False)
EMERGENCY = Asked("emergency_data", "EMERGENCY", "subscriber", is_data=True)

# What each side answers whatever is asked for, and what a measure adds to it.
ALWAYS = {
    ASKING: codes(1, 2, 3, 7, 8, 11, 14, 23, 27, 28),
    ASKED: codes(1, 6, 7, 8, 9, 10, 11, 12, 13, 14, 22, 23, 26, 27, 28),
}
HANDED_OVER = {ASKING: codes(17, 18, 19), ASKED: codes(16)}
PRIVATE = {ASKING: codes(4, 15, 21), ASKED: codes(4, 21)}
APPLYING: list[tuple[list[Asked], bool, dict[Side, set[str]]]] = [
    ([], False, {side: set() for side in Side}),
    ([SERVICE], False, {side: set() for side in Side}),
    ([SERVICE], True, {side: codes(24) for side in Side}),
    ([STATEMENT], False, {side: HANDED_OVER[side] | codes(20) for side in Side}),
    ([SUBSCRIBER], False, {side: HANDED_OVER[side] | PRIVATE[side] for side in Side}),
    ([EMERGENCY], False, {side: HANDED_OVER[side] | PRIVATE[side] | codes(24) for side in Side}),
    *(
        (asked, False, {side: HANDED_OVER[side] | PRIVATE[side] | codes(5, 20) for side in Side})
        for asked in ([TRAFFIC], [LIVE], [SUBSCRIBER, TRAFFIC])
    ),
    *(
        (
            asked,
            False,
            {side: HANDED_OVER[side] | PRIVATE[side] | codes(5, 20, 25) for side in Side},
        )
        for asked in ([CONTENT], [UNNAMED], [INTERCEPTION], [SEARCH], [SERVICE, CONTENT, TRAFFIC])
    ),
]


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(("asked", "is_emergency", "added"), APPLYING)
def test_the_questions_follow_from_side_measures_and_data(
    side: Side, asked: list[Asked], is_emergency: bool, added: dict[Side, set[str]]
) -> None:
    found = rules.questions_for(QUESTIONS, side=side, asked=asked, is_emergency=is_emergency)
    assert {question.code for question in found} == ALWAYS[side] | added[side]
    assert [question.order for question in found] == sorted(question.order for question in found)


def test_every_question_of_the_catalogue_is_asked_of_somebody_and_stands_in_one_group() -> None:
    asked = {
        question.code
        for side in Side
        for question in rules.questions_for(
            QUESTIONS, side=side, asked=[CONTENT], is_emergency=True
        )
    }
    grouped = [question.code for _group, some in rules.grouped(QUESTIONS) for question in some]
    assert asked == {question.code for question in QUESTIONS}
    assert sorted(grouped) == sorted(asked)
    assert {question.only_for for question in QUESTIONS} <= {"", *Matter.values}
    assert [group for group, _some in rules.grouped(QUESTIONS)] == list(QuestionGroup)


def test_a_question_that_only_the_data_file_knows_is_asked_and_shown() -> None:
    new = SafeguardQuestion(
        code="HR-99", side="both", group=QuestionGroup.TRIAL, only_for=Matter.CONTENT, grave=True
    )
    every = [*QUESTIONS, new]
    for asked, is_asked in (([CONTENT], True), ([SUBSCRIBER], False)):
        found = rules.questions_for(every, side=ASKED, asked=asked, is_emergency=False)
        shown = [question for _group, some in rules.grouped(found) for question in some]
        assert (new in found, new in shown) == (is_asked, is_asked)
    concern = RightsAnswer(question=new, finding=Finding.CONCERN, remaining_risk=Risk.LOW)
    assert rules.reasons_for_second([concern])


def an_answer(code: str = "HR-01", **values: Any) -> RightsAnswer:
    whole = {
        "finding": Finding.CLEAR,
        "words": "Nothing.",
        "source": "File",
        "source_date": date(2026, 3, 1),
        "step_taken": "None.",
        "remaining_risk": Risk.LOW,
    }
    question = next(one for one in QUESTIONS if one.code == code)
    return RightsAnswer(question=question, **{**whole, **values})


@pytest.mark.parametrize(
    ("finding", "needed"),
    [
        (Finding.CLEAR, {"source", "source_date", "remaining_risk"}),
        (Finding.CONCERN, {"words", "source", "source_date", "step_taken", "remaining_risk"}),
        (Finding.UNCLEAR, {"words", "step_taken", "remaining_risk"}),
        (Finding.NOT_ARISING, {"words"}),
    ],
)
def test_an_answer_says_what_its_finding_asks_for(finding: str, needed: set[str]) -> None:
    assert rules.open_parts(an_answer(finding=finding)) == ()
    nothing: dict[str, Any] = {"words": "", "source": "", "source_date": None, "step_taken": ""}
    empty = an_answer(finding=finding, remaining_risk="", **nothing)
    assert set(rules.open_parts(empty)) == needed


def test_a_question_without_a_finding_is_open() -> None:
    assert rules.open_parts(None) == ("finding",)
    assert rules.open_parts(an_answer(finding="")) == ("finding",)


@pytest.mark.parametrize(
    ("answers", "overall"),
    [
        ([], Risk.NONE),
        ([an_answer(remaining_risk="")], Risk.NONE),
        ([an_answer(remaining_risk=risk) for risk in ("none", "low", "none")], Risk.LOW),
        ([an_answer(remaining_risk=risk) for risk in ("low", "medium", "low")], Risk.MEDIUM),
        ([an_answer(remaining_risk="low")] * 20 + [an_answer(remaining_risk="high")], Risk.HIGH),
        ([an_answer(finding="unclear", remaining_risk="low")], Risk.MEDIUM),
        ([an_answer(finding="unclear", remaining_risk="high")], Risk.HIGH),
    ],
)
def test_the_overall_risk_is_the_highest_and_doubt_counts_as_medium(
    answers: list[RightsAnswer], overall: Risk
) -> None:
    assert rules.overall_risk(answers) == overall


@pytest.mark.parametrize(
    ("answer", "needed"),
    [
        (an_answer("HR-14", remaining_risk="high"), True),
        (an_answer("HR-14", finding="concern", remaining_risk="medium"), False),
        *(
            (an_answer(code, finding=finding, remaining_risk="low"), True)
            for code in ("HR-06", "HR-07", "HR-10", "HR-11", "HR-26")
            for finding in ("concern", "unclear")
        ),
        *((an_answer(code), False) for code in ("HR-06", "HR-07", "HR-10", "HR-11", "HR-26")),
        (an_answer("HR-10", finding="not_arising"), False),
    ],
)
def test_high_risk_or_a_grave_finding_needs_a_second_officer(
    answer: RightsAnswer, needed: bool
) -> None:
    assert bool(rules.reasons_for_second([an_answer(), answer])) is needed
