"""System check: the tables of moves hold together. The test is pure; nothing here reads a case."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from .services import CASEWORK
from .table import BACK, STAY, ClockRule, Move, State, Table


def tables_hold_together(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Refuse a broken table; warn of clocks that only the end of a case would stop."""
    found: list[checks.CheckMessage] = []
    for kind, work in sorted(CASEWORK.items()):
        broken = faults(work.table)
        loose = [] if broken else strays(work.table)
        prefix = f"Table of {kind}"
        found += [checks.Error(f"{prefix}: {one}.", id="workflow.E001") for one in broken]
        found += [checks.Warning(f"{prefix}: {one}.", id="workflow.W001") for one in loose]
    return found


def faults(table: Table) -> list[str]:
    """Everything that is wrong with a table, each as a sentence without its full stop.

    Paths are followed only when all names are known.
    """
    names = [*_name_faults(table), *_word_faults(table), *_clock_faults(table)]
    return names or [*_path_faults(table), *_usual_faults(table)]


def strays(table: Table) -> list[str]:
    """Clocks that can stand open where no step but the end of the case would stop them.

    Guards are not looked into: every move counts as possible.
    """
    found = {
        f"clock {clock} can stand open in {status}, where only an end stops it"
        for status, running in _standings(table)
        for clock in running
        if not table.clock(clock).lapses and not _can_stop(table, status, clock)
    }
    return sorted(found)


def reachable(table: Table, start: str) -> frozenset[str]:
    """The states that a case in `start` can come to, `start` included."""
    seen, waiting = {start}, [start]
    while waiting:
        status = waiting.pop()
        for move in table.moves:
            if status in move.sources:
                new = table.leads_to(move, status) - seen
                seen |= new
                waiting += sorted(new)
    return frozenset(seen)


def _name_faults(table: Table) -> Iterator[str]:
    """Names that are used twice or not known."""
    for what, names in (
        ("state", [state.name for state in table.states]),
        ("clock", [clock.name for clock in table.clocks]),
        ("action", [move.action for move in table.moves]),
    ):
        for name, times in Counter(names).items():
            if times > 1:
                yield f"{what} {name} stands there {times} times"
    states = {state.name for state in table.states}
    if table.initial not in states:
        yield f"initial state {table.initial} is not a state"
    for move in table.moves:
        for source in sorted(move.sources - states):
            yield f"{move.action} starts in {source}, which is not a state"
        if move.target not in states | {STAY, BACK}:
            yield f"{move.action} leads to {move.target}, which is not a state"
        if not move.sources:
            yield f"{move.action} starts nowhere"


def _word_faults(table: Table) -> Iterator[str]:
    """Labels that are missing, and moves that nobody may make."""
    for state in table.states:
        if not (str(state.label) and str(state.meaning)):
            yield f"state {state.name} has no label or no meaning"
    for clock in table.clocks:
        if not str(clock.label):
            yield f"clock {clock.name} has no label"
    for move in table.moves:
        if not (str(move.label) and str(move.done)):
            yield f"{move.action} has no label or no words for when it is done"
        if not move.by and not (move.recordable and table.recorders):
            yield f"{move.action} may be made by nobody"
        for tell in move.tells:
            if not tell.roles:
                yield f"{move.action} tells nobody on the {tell.side.value} side"


def _clock_faults(table: Table) -> Iterator[str]:
    known = {clock.name for clock in table.clocks}
    for move in table.moves:
        for name in _clocks_of(move):
            if name not in known:
                yield f"{move.action} turns clock {name}, which is not a clock"
        for name in move.extends:
            if name in known and not table.clock(name).extensions:
                yield f"{move.action} extends clock {name}, which may not be extended"
    for clock in table.clocks:
        yield from _faults_of(clock, table.moves)


def _faults_of(clock: ClockRule, moves: tuple[Move, ...]) -> Iterator[str]:
    """A clock that is never started or stopped, or stands still for ever."""
    if not any(clock.name in (*move.starts, *move.may_start) for move in moves):
        yield f"clock {clock.name} is started by no move"
    elif not clock.lapses and not any(clock.name in move.stops for move in moves):
        yield f"clock {clock.name} is stopped by no move"
    pausing = any(clock.name in move.pauses for move in moves)
    resuming = any(clock.name in move.resumes for move in moves)
    if pausing and not resuming:
        yield f"clock {clock.name} is paused but never resumed"
    if resuming and not pausing:
        yield f"clock {clock.name} is resumed but never paused"
    if clock.amount is not None and clock.amount <= 0:
        yield f"clock {clock.name} has no length"
    for move in moves:
        needed = f"{clock.name}_until"
        if clock.amount is None and clock.name in move.starts and needed not in move.needs:
            yield f"{move.action} starts clock {clock.name} without asking for its date"


def _path_faults(table: Table) -> Iterator[str]:
    ends = {state.name for state in table.states if state.is_end}
    yield from _faults_of_what_outlives(ends, table)
    if not ends:
        yield "no state is an end"
    from_initial = reachable(table, table.initial)
    for state in table.states:
        if state.name not in from_initial:
            yield f"state {state.name} cannot be reached"
        if state.is_end:
            yield from _end_faults(state, table)
        elif ends and not reachable(table, state.name) & ends:
            yield f"state {state.name} is dead: no end can be reached from it"
    for move in table.moves:
        if move.target == BACK:
            for source in sorted(move.sources):
                if not table.leads_to(move, source):
                    yield f"{move.action} goes back from {source}, which nothing enters"


def _faults_of_what_outlives(ends: set[str], table: Table) -> Iterator[str]:
    """Clocks that run on after an end, and that nothing stops there."""
    stopped = {name for move in table.moves if move.sources & ends for name in move.stops}
    for clock in table.clocks:
        if clock.outlives and not clock.lapses and clock.name not in stopped:
            yield f"clock {clock.name} outlives the case, and no step after an end stops it"


def _end_faults(end: State, table: Table) -> Iterator[str]:
    outliving = {clock.name for clock in table.clocks if clock.outlives}
    for move in table.moves:
        turned = {*move.starts, *move.may_start, *move.stops, *move.pauses, *move.resumes}
        if end.name in move.sources and (move.target != STAY or turned - outliving):
            yield f"state {end.name} is an end, yet {move.action} leads on from there"
        if end.name == move.target and {*move.starts, *move.may_start} - outliving:
            yield f"{move.action} ends the case and starts a clock"
    if end.turn is not None:
        yield f"state {end.name} is an end, yet it is somebody's turn"


def _usual_faults(table: Table) -> Iterator[str]:
    """The step a desk offers first must exist there, on the side whose turn it is."""
    for state in table.states:
        move = table.find(state.name, state.usual) if state.usual else None
        if state.usual and (move is None or move.side != state.turn):
            yield f"{state.usual} is no step of the side whose turn it is in {state.name}"
        if not state.is_end and state.turn is None:
            yield f"in state {state.name} it is nobody's turn"


def _clocks_of(move: Move) -> list[str]:
    started = (*move.starts, *move.may_start)
    return [*started, *move.stops, *move.pauses, *move.resumes, *move.extends]


def _standings(table: Table) -> set[tuple[str, frozenset[str]]]:
    """Every state that is not an end, with every set of clocks that can stand open in it."""
    # Where a state was entered from is carried along, because BACK leads there and nowhere else.
    first = (table.initial, "", frozenset[str]())
    seen, waiting = {first}, [first]
    while waiting:
        status, origin, running = waiting.pop()
        for move in table.moves:
            if status not in move.sources:
                continue
            target = {STAY: status, BACK: origin}.get(move.target, move.target)
            if not target or table.state(target).is_end:
                continue
            after = (running - set(move.stops)) | {*move.starts, *move.may_start}
            new = (target, origin if target == status else status, after)
            if new not in seen:
                seen.add(new)
                waiting.append(new)
    return {(status, running) for status, _origin, running in seen}


def _can_stop(table: Table, status: str, clock: str) -> bool:
    """Whether a step that names the clock stops it, from here or later.

    That every clock stops with the case does not count: then nobody has done what was awaited.
    """
    later = reachable(table, status)
    return any(clock in move.stops and move.sources & later for move in table.moves)
