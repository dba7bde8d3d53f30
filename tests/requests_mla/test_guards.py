"""Each guard with a case it lets pass and one it stops, and the words it stops it with."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.guards import authority_has_a_key
from requests_mla import guards
from requests_mla.criminality.standing import Found
from requests_mla.facts import DecisionLine, Extendable, Judgement, RequestFacts, Supplementary
from requests_mla.rights.standing import Standing
from requests_mla.table import TABLE
from workflow.choices import Side
from workflow.table import Guard, Who

ASKING = Who(7, "liaison_officer", Side.REQUESTING)
ASKED = Who(8, "liaison_officer", Side.REQUESTED)
OFFICER = replace(ASKED, role="central_authority_officer")
READY = Judgement(letter="rendered", is_current=True)
GRANTED = DecisionLine(1, outcome="granted")
IMPOSSIBLE = DecisionLine(3, outcome="not_possible", has_reasons=True, has_internal_reasons=True)
REFUSED = replace(IMPOSSIBLE, number=2, outcome="refused", ground="DE_MINIMIS")
PARTIAL = DecisionLine(6, outcome="partial", has_cut=True)
CONDITIONAL = DecisionLine(4, outcome="conditional", has_conditions=True)
POSTPONED = DecisionLine(5, outcome="postponed", has_review_date=True)
SENT, WAITS = replace(GRANTED, is_sent=True), replace(POSTPONED, is_sent=True)
TIED = replace(REFUSED, consult_first=True)
BOTH = frozenset(Side)
FINISHED = Standing(is_finished=True, answered=16, asked=16)
ABSENT = replace(REFUSED, ground="NO_DUAL_CRIMINALITY")
LACKING, PUNISHABLE = Found(is_finished=True), Found(is_finished=True, why_not="Punishable here.")
RIGHTS_DONE: dict[str, Any] = {"rights": dict.fromkeys(Side, FINISHED)}

# guard, who asks, what it lets pass, what it stops, a word of what it then says
CASES: list[tuple[Guard, Who, dict[str, Any], dict[str, Any], str]] = [
    (guards.nothing_blocks, ASKING, {}, {"blocking_gaps": ("Purpose", "Facts")}, "Purpose · Facts"),
    (authority_has_a_key, ASKING, {}, {"keys": frozenset({Side.REQUESTED})}, "signing key"),
    (authority_has_a_key, ASKED, {}, {"keys": frozenset({Side.REQUESTING})}, "signing key"),
    (
        guards.somebody_else_drafted,
        ASKING,
        {"drafters": frozenset({6, 8})},
        {"drafters": frozenset({6, 7})},
        "You wrote",
    ),
    (
        guards.written_confirmation_is_awaited,
        ASKING,
        {"confirmation_awaited": True},
        {"confirmation_awaited": False},
        "No written confirmation",
    ),
    (
        guards.a_date_of_ours_may_be_extended,
        ASKED,
        {"extendable": (Extendable("decide", Side.REQUESTED),)},
        {"extendable": (Extendable("answer", Side.REQUESTING),)},
        "No date of yours",
    ),
    (guards.document_is_ready, ASKING, {"letter": "rendered"}, {"letter": "ordered"}, "being made"),
    (guards.document_is_ready, ASKING, {"letter": "rendered"}, {"letter": ""}, "being made"),
    (
        guards.document_is_ready,
        ASKING,
        {"letter": "rendered"},
        {"letter": "failed", "letter_failure": "no glyph"},
        "no glyph",
    ),
    (
        guards.document_says_what_the_case_says,
        ASKING,
        {"letter_is_current": True},
        {"letter_is_current": False},
        "edited",
    ),
    (
        guards.every_measure_is_decided,
        ASKED,
        {"lines": (GRANTED, REFUSED, IMPOSSIBLE, CONDITIONAL, POSTPONED)},
        {"lines": (GRANTED, DecisionLine(2), replace(REFUSED, number=3, ground=""))},
        "Measure 2 is not decided · Measure 3 is refused without a ground",
    ),
    (
        guards.every_measure_is_decided,
        ASKED,
        {"lines": (REFUSED,)},
        {"lines": (replace(REFUSED, has_reasons=False),)},
        "without reasons",
    ),
    (
        guards.every_measure_is_decided,
        ASKED,
        {"lines": (IMPOSSIBLE,)},
        {"lines": (replace(IMPOSSIBLE, has_reasons=False),)},
        "without reasons",
    ),
    (
        guards.every_measure_is_decided,
        ASKED,
        {"lines": (CONDITIONAL,)},
        {"lines": (replace(CONDITIONAL, has_conditions=False),)},
        "no conditions",
    ),
    (
        guards.every_measure_is_decided,
        ASKED,
        {"lines": (IMPOSSIBLE,)},
        {"lines": (replace(IMPOSSIBLE, has_internal_reasons=False),)},
        "without internal reasons",
    ),
    (
        guards.every_measure_is_decided,
        ASKED,
        {"lines": (PARTIAL, replace(REFUSED, ground="", needs_ground=False))},
        {"lines": (replace(PARTIAL, has_cut=False),)},
        "what is left out",
    ),
    (
        guards.every_measure_is_decided,
        ASKED,
        {"lines": (POSTPONED,)},
        {"lines": (replace(POSTPONED, has_review_date=False),)},
        "no review date",
    ),
    (
        guards.a_measure_is_granted,
        ASKED,
        {"lines": (REFUSED, CONDITIONAL)},
        {"lines": (REFUSED, POSTPONED)},
        "No measure is granted",
    ),
    (guards.a_measure_is_granted, ASKED, {"lines": (GRANTED,)}, {"lines": ()}, "No measure"),
    (
        guards.a_measure_is_granted,
        ASKED,
        {"lines": (PARTIAL,)},
        {"lines": (REFUSED,)},
        "No measure",
    ),
    (
        guards.every_measure_is_refused,
        ASKED,
        {"lines": (REFUSED, IMPOSSIBLE)},
        {"lines": (GRANTED, REFUSED, POSTPONED)},
        "1, 5",
    ),
    (
        guards.talks_came_first,
        ASKED,
        {"lines": (TIED,), "talks_held": True},
        {"lines": (TIED,), "partner": "Arvenia"},
        "Talks with Arvenia",
    ),
    (
        guards.talks_came_first,
        ASKED,
        {"lines": (TIED,), "no_talks_reason": True},
        {"lines": (TIED,)},
        "40(28)",
    ),
    (guards.talks_came_first, ASKED, {"lines": (REFUSED,)}, {"lines": (REFUSED, TIED)}, "40(28)"),
    (guards.talks_were_thought_of, ASKED, {"talks_held": True}, {}, "Talks"),
    (guards.talks_were_thought_of, ASKED, {"no_talks_reason": True}, {}, "Talks"),
    (
        guards.somebody_else_assessed,
        ASKED,
        {"assessors": frozenset({7})},
        {"assessors": frozenset({7, 8})},
        "Somebody else must decide",
    ),
    (
        guards.the_decision_is_one,
        ASKED,
        {"lines": (REFUSED, GRANTED)},
        {"lines": (REFUSED, POSTPONED)},
        "postpone the request",
    ),
    (
        guards.talks_came_first,
        ASKED,
        {"lines": (POSTPONED,), "talks_held": True},
        {"lines": (POSTPONED,)},
        "40(28)",
    ),
    *(
        (guards.decision_can_be_read, ASKED, {"judgement": READY}, {"judgement": now}, words)
        for now, words in (
            (Judgement(), "not been put forward"),
            (replace(READY, is_current=False), "Put it forward again"),
            (replace(READY, letter="ordered"), "being made"),
            (replace(READY, letter="failed", failure="No paper."), "No paper."),
        )
    ),
    (
        guards.decision_is_not_put_forward,
        ASKED,
        {"judgement": replace(READY, is_current=False)},
        {"judgement": READY},
        "already",
    ),
    (
        guards.you_have_not_signed,
        ASKED,
        {"judgement": replace(READY, signers=frozenset({9}))},
        {"judgement": replace(READY, signers=frozenset({8}))},
        "You have countersigned",
    ),
    (
        guards.a_liaison_officer_signs,
        OFFICER,
        {"judgement": replace(READY, signers=frozenset({9}))},
        {"judgement": READY},
        "No liaison officer",
    ),
    (
        guards.single_conditions_were_proposed,
        ASKING,
        {"conditions_proposed": True},
        {"conditions_proposed": False},
        "No single conditions",
    ),
    (guards.a_wish_is_open, ASKED, {"wish_open": True}, {"wish_open": False}, "has not asked"),
    (guards.no_wish_is_open, ASKING, {"wish_open": False}, {"wish_open": True}, "asked already"),
    (
        guards.absence_of_dual_criminality_was_found,
        ASKED,
        {"lines": (GRANTED, ABSENT), "criminality": LACKING},
        {"lines": (GRANTED, ABSENT), "criminality": PUNISHABLE},
        "Measure 2 rests on absent dual criminality, 40(8). Punishable here.",
    ),
    (
        guards.absence_of_dual_criminality_was_found,
        ASKED,
        {"lines": (REFUSED,)},
        {"lines": (ABSENT,)},
        "40(8)",
    ),
    *(
        (guards.rights_record_is_finished, who, RIGHTS_DONE, {"rights": {who.side: now}}, words)
        for who in (ASKING, ASKED)
        for now, words in (
            (Standing(answered=3, asked=16), "3 of 16"),
            (replace(FINISHED, has_draft=True), "newer rights record"),
            (replace(FINISHED, is_intact=False), "not what was finished"),
            (replace(FINISHED, missing=("HR-05", "HR-25")), "HR-05, HR-25"),
            (replace(FINISHED, changed=("persons", "measures")), "(persons; measures)"),
        )
    ),
    # The other side's record says nothing for one's own.
    (
        guards.rights_record_is_finished,
        ASKED,
        RIGHTS_DONE,
        {"rights": {Side.REQUESTING: FINISHED}},
        "not finished",
    ),
    (
        guards.a_second_officer_agreed_where_needed,
        ASKING,
        RIGHTS_DONE,
        {"rights": {Side.REQUESTING: replace(FINISHED, needs_second=True)}},
        "second liaison officer",
    ),
    (
        guards.a_second_officer_agreed_where_needed,
        ASKED,
        {"rights": {Side.REQUESTED: replace(FINISHED, needs_second=True, is_agreed=True)}},
        {"rights": {Side.REQUESTED: replace(FINISHED, needs_second=True)}},
        "second liaison officer",
    ),
    (guards.a_measure_is_open, ASKED, {"lines": (SENT, GRANTED)}, {"lines": (SENT,)}, "decided"),
    (guards.a_measure_is_postponed, ASKED, {"lines": (WAITS,)}, {"lines": (POSTPONED,)}, "No"),
    (guards.no_measure_waits, ASKED, {"lines": (SENT,)}, {"lines": (SENT, WAITS)}, "Measure 5 is"),
    (guards.no_measure_waits, ASKED, {"lines": (SENT,)}, {"lines": (WAITS, REFUSED)}, "2, 5 are"),
    # What was decided and sent is not looked at again.
    (
        guards.every_measure_is_decided,
        ASKED,
        {"lines": (DecisionLine(1, is_sent=True), GRANTED)},
        {"lines": (SENT, DecisionLine(2))},
        "Measure 2",
    ),
    (
        guards.the_decision_is_one,
        ASKED,
        {"lines": (SENT, POSTPONED), "is_granted": True},
        {"lines": (POSTPONED,)},
        "postpone the request",
    ),
    (
        guards.a_supplementary_request_waits,
        ASKING,
        {"supplementary": Supplementary("ordered", by=7)},
        {},
        "No supplementary",
    ),
    (
        guards.supplementary_request_can_be_read,
        ASKING,
        {"supplementary": Supplementary("rendered")},
        {"supplementary": Supplementary("ordered")},
        "being made",
    ),
    (
        guards.supplementary_request_can_be_read,
        ASKING,
        {"supplementary": Supplementary("rendered")},
        {"supplementary": Supplementary("failed", failure="no glyph")},
        "no glyph",
    ),
    (
        guards.somebody_else_prepared_it,
        ASKING,
        {"supplementary": Supplementary("rendered", by=6)},
        {"supplementary": Supplementary("rendered", by=7)},
        "You prepared",
    ),
    (guards.every_granted_measure_is_reported, ASKED, {}, {"unreported": (1, 4)}, "1, 4"),
    (guards.an_exhibit_waits, ASKED, {"undelivered": 1}, {"undelivered": 0}, "Add files"),
    (guards.receipt_is_not_confirmed, ASKING, {}, {"receipt_confirmed": True}, "already"),
    (guards.receipt_is_confirmed, ASKING, {"receipt_confirmed": True}, {}, "Confirm receipt"),
    (guards.status_was_asked, ASKED, {"status_asked": True}, {}, "not asked"),
    (guards.status_was_not_asked, ASKING, {}, {"status_asked": True}, "asked already"),
]
# What cannot be asked of a letter that the other State wrote and sent by post.
NOT_ASKED_OF_PAPER = {
    guards.the_decision_is_one,
    guards.decision_can_be_read,
    guards.a_liaison_officer_signs,
    authority_has_a_key,
    guards.every_measure_is_decided,
    guards.a_measure_is_granted,
    guards.every_measure_is_refused,
    guards.talks_came_first,
    guards.talks_were_thought_of,
    guards.somebody_else_assessed,
    guards.absence_of_dual_criminality_was_found,
    guards.rights_record_is_finished,
    guards.a_second_officer_agreed_where_needed,
    guards.every_granted_measure_is_reported,
    guards.an_exhibit_waits,
    guards.no_measure_waits,
    guards.a_supplementary_request_waits,
    guards.supplementary_request_can_be_read,
    guards.somebody_else_prepared_it,
}
IDS = [f"{case[0].__name__}-{number}" for number, case in enumerate(CASES)]


@pytest.mark.parametrize(("guard", "who", "good", "bad", "words"), CASES, ids=IDS)
def test_a_guard_lets_pass_what_is_in_order_and_names_what_is_not(guard, who, good, bad, words):
    assert guard(RequestFacts(**good), who) is None
    assert words in guard(RequestFacts(**bad), who)


@pytest.mark.parametrize(("guard", "who", "good", "bad", "words"), CASES, ids=IDS)
def test_of_paper_only_is_asked_what_our_side_can_know(guard, who, good, bad, words):
    recorded = replace(who, on_behalf=True)
    assert (guard(RequestFacts(**bad), recorded) is None) == (guard in NOT_ASKED_OF_PAPER)


def test_every_guard_of_the_table_is_tested_here():
    used = {guard for move in TABLE.moves for guard in (*move.only_if, *move.guards)}
    assert used == {case[0] for case in CASES}


def test_an_offer_names_every_reason_at_once_in_the_order_of_the_table():
    facts = RequestFacts(lines=(TIED,), assessors=frozenset({8}), keys=frozenset())
    offers = {offer.move.action: offer for offer in TABLE.offers("received", ASKED, facts)}
    assert len(offers["accept"].reasons) == 6
    assert "No measure is granted" in offers["accept"].reasons[0]
    assert not offers["accept"].is_ready
    assert "Somebody else must decide" in offers["refuse"].reasons[2]


def test_a_move_with_everything_in_place_is_ready():
    facts = RequestFacts(lines=(GRANTED,), assessors=frozenset({9}), judgement=READY, **RIGHTS_DONE)
    offers = {offer.move.action: offer for offer in TABLE.offers("received", ASKED, facts)}
    assert offers["accept"].is_ready
    assert not offers["refuse"].is_ready
