"""Runs baseline and subject turn by turn, and prints a table and the goals."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median


def interleaved(
    runs: Mapping[str, Callable[[], object]],
    *,
    rounds: int,
    repeats: int,
    clock: Callable[[], float] = time.perf_counter,
    before: Callable[[], object] = lambda: None,
) -> dict[str, float]:
    """Seconds for one call of each: the median over rounds of the median inside a round.

    The runs take turns in every round, so that a busy neighbour slows all of them alike. One
    unmeasured call of each comes first. `clock` may be `time.process_time` where nothing is waited
    for: then the neighbour hardly counts at all. `before` comes before each call, off the clock.
    """
    for run in runs.values():
        before()
        run()
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            seconds[name].append(_one_round(run, repeats, clock, before))
    return {name: median(found) for name, found in seconds.items()}


def _one_round(
    run: Callable[[], object],
    repeats: int,
    clock: Callable[[], float],
    before: Callable[[], object],
) -> float:
    gc.collect()
    found = []
    for _ in range(repeats):
        before()
        start = clock()
        run()
        found.append(clock() - start)
    return median(found)


@dataclass
class Report:
    """What a benchmark found: rows of a table, then one line for each goal."""

    name: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)

    def row(self, what: str, found: str) -> None:
        """One line of the table."""
        self.rows.append((what, found))

    def milliseconds(self, seconds: Mapping[str, float]) -> None:
        """One line of the table for each run."""
        for what, found in seconds.items():
            self.row(what, f"{found * 1000:9.3f} ms")

    def goal(self, number: str, ratio: float, *, at_most: float) -> None:
        """A goal of speed: smaller is better, whatever it measures."""
        digits = 2 if at_most >= 1 else 4
        self.goals.append(f"{number} ratio={ratio:.{digits}f} goal={at_most:.{digits}f}")

    def show(self) -> None:
        """Print the table, then the goals."""
        width = max((len(what) for what, _ in self.rows), default=0)
        print(f"\n{self.name}")
        for what, found in self.rows:
            print(f"  {what:{width}}  {found}")
        print()
        for line in self.goals:
            print(line)
