"""A table of moves: frozen rows from which buttons, forms, checks, clocks and docs are computed.

The engine knows neither roles nor law: roles are strings, guards are functions of facts that the
casework gathers under lock.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .choices import Side, Source, Unit, Whose
from .ladder import Rung

# Targets that are not a state's name.
STAY = "="  # the state does not change
BACK = "<"  # the state from which this one was entered


@dataclass(frozen=True)
class Who:
    """The actor as guards see it. `on_behalf`: entered for the other side's State, by post."""

    person_id: int
    role: str
    side: Side
    on_behalf: bool = False


# A guard is a true sentence about the case; it returns what is missing, or nothing.
Guard = Callable[[Any, Who], str | None]


@dataclass(frozen=True)
class ClockRule:
    """A period that a move starts: who owes the act, how long, and whether that is law.

    `amount` None means that the date comes from the move itself (a review date). `whose` days of
    rest a period in working days leaves out. It may be extended `extensions` times. `outlives`: it
    runs on when the case has ended. `lapses`: nobody owes an act; something ends, and the clock
    with it. `both`: its reminders go to both sides.
    """

    name: str
    label: Any
    owed_by: Side
    amount: int | None
    unit: Unit
    source: Source
    basis: str = ""
    whose: Whose = Whose.OWING
    extensions: int = 0
    ladder: tuple[Rung, ...] = ()
    outlives: bool = False
    lapses: bool = False
    both: bool = False


@dataclass(frozen=True)
class Tell:
    """Whom a move tells: the holders of these roles on that side."""

    side: Side
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """One row: who may go from where to where, on what basis, with what consequences."""

    action: str
    label: Any
    done: Any
    sources: frozenset[str]
    target: str
    side: Side
    by: tuple[str, ...]
    basis: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    # Guards as well; while one is unmet, the move is not even shown.
    only_if: tuple[Guard, ...] = ()
    starts: tuple[str, ...] = ()
    # Started only where the casework finds that the act is owed from now on.
    may_start: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    # Clocks of which one, named in the form, is given a later end.
    extends: tuple[str, ...] = ()
    tells: tuple[Tell, ...] = ()
    letter: str = ""
    shared: bool = True
    # May be entered by the counterpart's officer for a State that is reached by post.
    recordable: bool = False
    # Irreversible or grave: never the primary button.
    grave: bool = False
    # Shown only where it can be made: nobody needs to read why it cannot.
    quiet: bool = False


@dataclass(frozen=True)
class State:
    """A state of the case, what it means, and whose turn it is."""

    name: str
    label: Any
    meaning: Any
    turn: Side | None
    is_end: bool = False
    # The action that usually comes next: what a desk offers first.
    usual: str = ""


@dataclass(frozen=True)
class Offer:
    """A move as offered to somebody: ready, or with every unmet reason."""

    move: Move
    reasons: tuple[str, ...] = ()
    on_behalf: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether the move can be made now."""
        return not self.reasons


@dataclass(frozen=True)
class Table:
    """All moves of one kind of casework."""

    kind: str
    initial: str
    states: tuple[State, ...]
    clocks: tuple[ClockRule, ...]
    moves: tuple[Move, ...]
    # Roles that may enter what a State reached by post has written.
    recorders: frozenset[str] = frozenset()
    # What its cases are called together.
    label: Any = ""
    _states: dict[str, State] = field(init=False, repr=False, compare=False)
    _clocks: dict[str, ClockRule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {state.name: state for state in self.states})
        object.__setattr__(self, "_clocks", {clock.name: clock for clock in self.clocks})

    def state(self, name: str) -> State:
        """The state of that name; KeyError if the table has none."""
        return self._states[name]

    def clock(self, name: str) -> ClockRule:
        """The clock rule of that name; KeyError if the table has none."""
        return self._clocks[name]

    def reminds_both(self, clock: str) -> bool:
        """Whether the reminders of that clock go to both sides; no, of one that is no more."""
        rule = self._clocks.get(clock)
        return rule is not None and rule.both

    def move(self, action: str) -> Move | None:
        """The move of that name, whatever the state."""
        return next((move for move in self.moves if move.action == action), None)

    def find(self, status: str, action: str) -> Move | None:
        """The move of that name from that state, if there is one."""
        move = self.move(action)
        return move if move and status in move.sources else None

    def leads_to(self, move: Move, source: str) -> frozenset[str]:
        """The states a move can end in when made from `source`."""
        if move.target == STAY:
            return frozenset({source})
        if move.target == BACK:
            return frozenset(
                start
                for entering in self.moves
                if entering.target == source
                for start in entering.sources
            )
        return frozenset({move.target})

    def offers(
        self, status: str, who: Who, facts: Any, *, counterpart_by_post: bool = False
    ) -> Iterator[Offer]:
        """Every move open to `who` from `status`, those not yet ready with their reasons."""
        for move in self.moves:
            if status not in move.sources:
                continue
            acting = self.acts_as(move, who, counterpart_by_post=counterpart_by_post)
            if acting and not _complaints(move.only_if, acting, facts):
                yield Offer(move, unmet(move, acting, facts), acting.on_behalf)

    def acts_as(self, move: Move, who: Who, *, counterpart_by_post: bool) -> Who | None:
        """In which capacity `who` may make the move: for the own side, on behalf, or not at all.

        The only place that decides who may do what.
        """
        if move.side == who.side:
            return who if who.role in move.by else None
        if counterpart_by_post and move.recordable and who.role in self.recorders:
            return Who(who.person_id, who.role, move.side, on_behalf=True)
        return None


def unmet(move: Move, who: Who, facts: Any) -> tuple[str, ...]:
    """Every guard's complaint, in the order of the table."""
    return _complaints((*move.only_if, *move.guards), who, facts)


def _complaints(guards: tuple[Guard, ...], who: Who, facts: Any) -> tuple[str, ...]:
    return tuple(reason for guard in guards if (reason := guard(facts, who)))
