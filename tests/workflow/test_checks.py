"""The check finds every kind of broken table, and lets the tables of the house pass."""

from dataclasses import replace

import pytest
from django.core.checks import run_checks

from workflow.checks import faults, reachable, strays
from workflow.services import CASEWORK
from workflow.table import STAY, State, Table, Tell

from . import tables
from .tables import LETTERS, THEM, US, clock, move, with_clock, with_move, with_state

LONE = State("lone", "Lone", "nobody comes here", US)
TRAP = State("trap", "Trap", "nobody leaves", US)

BROKEN: dict[str, tuple[Table, str]] = {
    "a state nothing leads to": (tables.plus(states=(LONE,)), "state lone cannot be reached"),
    "a state without a way out": (
        tables.plus(states=(TRAP,), moves=(move("fall", "open", "trap"),)),
        "state trap is dead",
    ),
    "a state that only stays as it is": (
        tables.plus(
            states=(TRAP,), moves=(move("fall", "open", "trap"), move("stay", "trap", STAY))
        ),
        "state trap is dead",
    ),
    "an end with an exit": (
        with_move("note", sources=frozenset({"shut"}), target="open"),
        "note leads on from there",
    ),
    "an end in which a clock is started": (
        with_move("note", sources=frozenset({"shut"}), starts=("answer",)),
        "note leads on from there",
    ),
    "an end that is somebody's turn": (with_state("shut", turn=US), "yet it is somebody's turn"),
    "an end that starts a clock": (with_move("shut", starts=("answer",)), "ends the case and"),
    "no end at all": (with_state("shut", is_end=False, turn=US), "no state is an end"),
    "nobody's turn before the end": (with_state("open", turn=None, usual=""), "nobody's turn"),
    "an unknown first state": (replace(LETTERS, initial="dawn"), "initial state dawn"),
    "an unknown source": (with_move("note", sources=frozenset({"open", "nowhere"})), "nowhere"),
    "no source": (with_move("note", sources=frozenset()), "note starts nowhere"),
    "an unknown target": (with_move("post", target="moon"), "post leads to moon"),
    "an unknown clock started": (with_move("note", starts=("hour",)), "note turns clock hour"),
    "an unknown clock stopped": (with_move("note", stops=("hour",)), "note turns clock hour"),
    "an unknown clock paused": (with_move("note", pauses=("hour",)), "note turns clock hour"),
    "an unknown clock resumed": (with_move("note", resumes=("hour",)), "note turns clock hour"),
    "an unknown clock extended": (with_move("note", extends=("hour",)), "note turns clock hour"),
    "a clock extended that may not be": (
        with_move("note", extends=("answer",)),
        "note extends clock answer, which may not be extended",
    ),
    "a clock that runs on for ever after the end": (
        with_clock("answer", outlives=True),
        "clock answer outlives the case",
    ),
    "a clock never started": (with_move("post", starts=()), "answer is started by no move"),
    "a clock never stopped": (with_move("answer", stops=()), "answer is stopped by no move"),
    "a clock paused for ever": (with_move("explain", resumes=()), "paused but never resumed"),
    "a clock resumed, never paused": (with_move("ask", pauses=()), "resumed but never paused"),
    "a clock of no length": (with_clock("answer", amount=0), "answer has no length"),
    "a clock without the date it needs": (with_clock("answer", amount=None), "asking for its date"),
    "an action twice": (tables.plus(moves=(move("note", "open", STAY),)), "note stands there 2"),
    "a state twice": (tables.plus(states=(LETTERS.states[0],)), "state open stands there 2"),
    "a clock twice": (
        replace(LETTERS, clocks=(*LETTERS.clocks, clock("answer"))),
        "clock answer stands there 2",
    ),
    "a move of nobody": (with_move("note", by=()), "note may be made by nobody"),
    "a recorded move without recorders": (
        replace(with_move("note", by=(), recordable=True), recorders=frozenset()),
        "note may be made by nobody",
    ),
    "a move without label": (with_move("note", label=""), "note has no label"),
    "a move without words": (with_move("note", done=""), "no words for when it is done"),
    "a state without meaning": (with_state("open", meaning=""), "state open has no label"),
    "a clock without label": (with_clock("answer", label=""), "clock answer has no label"),
    "telling nobody": (with_move("note", tells=(Tell(THEM, ()),)), "tells nobody"),
    "a usual step that is not there": (with_state("open", usual="answer"), "answer is no step"),
    "a usual step of the other side": (with_state("posted", turn=US), "answer is no step"),
}


def test_a_table_that_holds_together_has_no_faults():
    assert faults(LETTERS) == []
    assert strays(LETTERS) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_table_is_found_out(name):
    table, words = BROKEN[name]
    found = faults(table)
    assert any(words in fault for fault in found), found


def test_a_clock_that_lapses_needs_nobody_to_stop_it():
    table = with_clock("answer", lapses=True, outlives=True)
    stopped_by_nobody = replace(one, stops=()) if (one := table.move("answer")) else None
    assert stopped_by_nobody is not None
    moves = (*(move for move in table.moves if move.action != "answer"), stopped_by_nobody)
    assert faults(replace(table, moves=moves)) == []


def test_a_clock_that_outlives_the_case_may_be_stopped_after_its_end():
    table = with_clock("answer", outlives=True, extensions=1)
    after = move("destroy", "shut", STAY, stops=("answer",))
    longer = move("keep", "posted shut", STAY, extends=("answer",))
    assert faults(replace(table, moves=(*table.moves, after, longer))) == []


def test_a_move_that_may_only_be_recorded_needs_no_role():
    assert faults(with_move("note", by=(), recordable=True)) == []


def test_going_back_needs_a_state_that_something_enters():
    back = move("undo", "open", "<")
    nothing_enters_open = with_move("answer", target="asked").moves
    found = faults(replace(LETTERS, moves=(*nothing_enters_open, back)))
    assert "undo goes back from open, which nothing enters" in found


def test_a_clock_that_only_the_end_would_stop_is_found():
    done = State("done", "Done", "answered", US)
    table = tables.plus(
        states=(done,), moves=(move("leave", "posted", "done"), move("file", "done", "shut"))
    )
    assert faults(table) == []
    assert strays(table) == ["clock answer can stand open in done, where only an end stops it"]


def test_going_back_leads_only_to_where_the_case_came_from():
    # Two ways into a question; the clock runs on one of them only.
    draft_question = move("doubt", "open", "asked")
    table = replace(LETTERS, moves=(*LETTERS.moves, draft_question))
    assert faults(table) == []
    explain = table.find("asked", "explain")
    assert explain is not None
    assert table.leads_to(explain, "asked") == {"open", "posted"}
    assert strays(table) == []


def test_reachable_follows_staying_and_going_back():
    assert reachable(LETTERS, "asked") == {"asked", "posted", "open", "shut"}
    assert reachable(LETTERS, "shut") == {"shut"}


@pytest.mark.parametrize("kind", sorted(CASEWORK))
def test_the_tables_of_the_house_hold_together(kind):
    assert faults(CASEWORK[kind].table) == []
    assert strays(CASEWORK[kind].table) == []


def test_the_system_check_speaks_for_every_registered_table(monkeypatch):
    class Broken:
        table = with_move("post", target="moon")

    monkeypatch.setitem(CASEWORK, "letter", Broken())
    messages = [one for one in run_checks(tags=["workflow"]) if "letter" in one.msg]
    assert [one.id for one in messages] == ["workflow.E001"]
    assert messages[0].msg == "Table of letter: post leads to moon, which is not a state."
