"""Who may do what, where: the table against an expectation that was written down by hand."""

from itertools import product

import pytest

from accounts.choices import Role
from requests_mla import checks
from requests_mla.choices import Action, Status
from requests_mla.table import TABLE
from workflow.checks import faults
from workflow.choices import Side
from workflow.table import Who

CA, LO, EX = Role.CENTRAL_AUTHORITY_OFFICER, Role.LIAISON_OFFICER, Role.EXECUTING_OFFICER
LIVE = "sent received consulting postponed accepted executing"
POST = "may be recorded"

# action: where it starts | the side that makes it | in which roles | recorded for a State by post
EXPECTED: dict[str, tuple[str, str, set[Role], str]] = {
    "submit": ("drafting", "requesting", {CA, LO}, ""),
    "return": ("in_review", "requesting", {CA, LO}, ""),
    "send": ("in_review", "requesting", {CA, LO}, ""),
    "discard": ("drafting in_review", "requesting", {CA, LO}, ""),
    "register": ("drafting", "requesting", set(), POST),
    "acknowledge": ("sent", "requested", {CA, LO}, POST),
    "ask": ("received accepted executing", "requested", {CA, LO}, POST),
    "reply": ("clarifying", "requesting", {CA, LO}, POST),
    "consult": ("received", "requested", {CA, LO}, POST),
    "accept_conditions": ("consulting", "requesting", {CA, LO}, POST),
    "decline_conditions": ("consulting", "requesting", {CA, LO}, POST),
    "propose": ("received accepted executing", "requested", {CA, LO}, ""),
    "countersign": ("received accepted executing", "requested", {LO}, ""),
    "accept": ("received", "requested", {CA, LO}, POST),
    "refuse": ("received", "requested", {CA, LO}, POST),
    "postpone": ("received", "requested", {LO}, POST),
    "resume": ("postponed", "requested", {CA, LO}, POST),
    "take_up": ("accepted executing", "requested", {CA, LO}, POST),
    "decide_further": ("accepted executing", "requested", {CA, LO}, POST),
    "assign": ("accepted", "requested", {CA}, ""),
    "report": ("executing", "requested", {EX, CA}, ""),
    "deliver_part": ("accepted executing", "requested", {CA}, POST),
    "deliver": ("accepted executing", "requested", {CA}, POST),
    "confirm_receipt": ("answered", "requesting", {CA}, POST),
    "close": ("answered", "requesting", {CA, LO}, POST),
    "answer_conditions": ("consulting", "requesting", {CA, LO}, POST),
    "record_talks": ("received", "requested", {CA, LO}, ""),
    "ask_use": ("answered closed", "requesting", {CA, LO}, POST),
    "answer_use": ("answered closed", "requested", {CA, LO}, POST),
    "tell_disclosure": ("answered closed", "requesting", {CA, LO}, POST),
    "tell_disposal": ("answered closed", "requesting", {CA, LO}, POST),
    "confirm_written": (f"{LIVE} clarifying answered", "requesting", set(), POST),
    "extend": (f"{LIVE} clarifying", "requested", {CA, LO}, ""),
    "extend_answer": (f"{LIVE} clarifying answered closed", "requesting", {CA, LO}, ""),
    "withdraw": (f"{LIVE} clarifying", "requesting", {CA, LO}, POST),
    "supplement": (LIVE, "requesting", {CA, LO}, POST),
    "prepare_supplementary": (LIVE, "requesting", {CA, LO}, ""),
    "return_supplementary": (f"{LIVE} clarifying answered", "requesting", {CA, LO}, ""),
    "send_supplementary": (LIVE, "requesting", {CA, LO}, POST),
    "status_query": (LIVE, "requesting", {CA, LO}, POST),
    "status_reply": (LIVE, "requested", {CA, LO}, POST),
}
RECORDERS = {CA}


def expected(action: str, side: Side, role: Role, *, by_post: bool) -> str:
    """How somebody may make the move from where it starts: own, on behalf, or no."""
    _states, mover, roles, recorded = EXPECTED[action]
    if side == mover:
        return "own" if role in roles else "no"
    return "on behalf" if by_post and recorded and role in RECORDERS else "no"


def found(status: str, action: str, side: Side, role: Role, *, by_post: bool) -> str:
    """The same, as the table says it."""
    move = TABLE.find(status, action)
    if move is None:
        return "not from here"
    acting = TABLE.acts_as(move, Who(1, role.value, side), counterpart_by_post=by_post)
    if acting is None:
        return "no"
    assert acting.side == move.side
    assert (acting.person_id, acting.role) == (1, role)
    return "on behalf" if acting.on_behalf else "own"


@pytest.mark.parametrize("action", Action.values)
def test_everybody_may_do_what_is_written_here_and_nothing_else(action):
    starts = EXPECTED[action][0].split()
    for status, side, role, by_post in product(Status, Side, Role, (False, True)):
        wanted = (
            expected(action, side, role, by_post=by_post) if status in starts else "not from here"
        )
        answer = found(status, action, side, role, by_post=by_post)
        assert answer == wanted, (status, side, role, by_post)


def test_the_expectation_names_every_action_once():
    assert set(EXPECTED) == set(Action.values) == {move.action for move in TABLE.moves}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.STATE_ADMINISTRATOR, Role.DUTY_OFFICER])
def test_auditors_administrators_and_the_duty_desk_make_no_move(role):
    for status, side in product(Status, Side):
        offers = TABLE.offers(status, Who(1, role.value, side), None, counterpart_by_post=True)
        assert list(offers) == []


def test_the_table_holds_together():
    assert faults(TABLE) == []


def test_everything_the_table_names_exists():
    assert checks.faults(TABLE) == []
