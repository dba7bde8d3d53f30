"""A small table that holds together, and ways to break it."""

from dataclasses import replace
from typing import Any

from workflow.choices import Side, Source, Unit
from workflow.table import BACK, STAY, ClockRule, Move, State, Table, Tell

US, THEM = Side.REQUESTING, Side.REQUESTED


def clock(name: str, **more: Any) -> ClockRule:
    """A house target of five working days."""
    values = {"owed_by": THEM, "amount": 5, "unit": Unit.WORKING_DAYS, "source": Source.HOUSE}
    return ClockRule(name=name, label=f"the {name}", **{**values, **more})


def move(action: str, sources: str, target: str, **more: Any) -> Move:
    """A move of our clerk."""
    values = {"side": US, "by": ("clerk",), "label": action, "done": f"{action} done"}
    return Move(action=action, sources=frozenset(sources.split()), target=target, **values | more)


LETTERS = Table(
    kind="letter",
    initial="open",
    states=(
        State("open", "Open", "being written", US, usual="post"),
        State("posted", "Posted", "on its way", THEM, usual="answer"),
        State("asked", "Asked", "a question is open", US),
        State("shut", "Shut", "finished", None, is_end=True),
    ),
    clocks=(clock("answer"), clock("explain", owed_by=US)),
    moves=(
        move("post", "open", "posted", starts=("answer",), tells=(Tell(THEM, ("clerk",)),)),
        move("ask", "posted", "asked", side=THEM, starts=("explain",), pauses=("answer",)),
        move("explain", "asked", BACK, stops=("explain",), resumes=("answer",)),
        move("answer", "posted", "open", side=THEM, stops=("answer",)),
        move("note", "open posted", STAY),
        move("shut", "open posted asked", "shut"),
    ),
    recorders=frozenset({"clerk"}),
)


def with_move(action: str, **values: Any) -> Table:
    """The table with one move written otherwise."""
    moves = tuple(replace(one, **values) if one.action == action else one for one in LETTERS.moves)
    return replace(LETTERS, moves=moves)


def with_state(name: str, **values: Any) -> Table:
    """The table with one state written otherwise."""
    states = tuple(replace(one, **values) if one.name == name else one for one in LETTERS.states)
    return replace(LETTERS, states=states)


def with_clock(name: str, **values: Any) -> Table:
    """The table with one clock written otherwise."""
    clocks = tuple(replace(one, **values) if one.name == name else one for one in LETTERS.clocks)
    return replace(LETTERS, clocks=clocks)


def plus(*, states: tuple[State, ...] = (), moves: tuple[Move, ...] = ()) -> Table:
    """The table with more in it."""
    return replace(LETTERS, states=LETTERS.states + states, moves=LETTERS.moves + moves)


def without(action: str) -> Table:
    """The table with one move less."""
    return replace(LETTERS, moves=tuple(one for one in LETTERS.moves if one.action != action))
