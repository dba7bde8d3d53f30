"""What a table of moves names outside itself: law, letters, fields, states, actions.

For the system checks of the casework above: each knows its own letters and fields.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from workflow.table import Table

from . import references
from .services import DATA


@dataclass(frozen=True)
class Backing:
    """What there is: kinds of letters, fields of forms, and the choices that columns take."""

    letters: Collection[str]
    fields: Collection[str]
    statuses: Collection[str]
    actions: Collection[str]


def faults(table: Table, backing: Backing) -> list[str]:
    """Everything the table names that does not exist, each as a sentence."""
    return [
        *_unknown_law(table),
        *_unknown_parts(table, backing),
        *_unknown_names(table, backing),
    ]


@lru_cache(maxsize=1)
def known_references() -> frozenset[str]:
    """Every article and paragraph of the catalogue's data, 40(15) as well as its 40(15)(a).

    Read from the files, never from the database.
    """
    articles, paragraphs, definitions = (
        json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("articles", "paragraphs", "definitions")
    )
    known = {str(row["number"]) for row in articles}
    known |= {row["reference"] for row in definitions}
    for row in paragraphs:
        parts = row["ref"].split("(")
        known |= {"(".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return frozenset(known)


def _unknown_law(table: Table) -> Iterator[str]:
    named = [(move.action, basis) for move in table.moves for basis in move.basis]
    named += [(clock.name, clock.basis) for clock in table.clocks if clock.basis]
    known = known_references()
    for what, basis in named:
        single = references.split(basis)
        if not single or not known.issuperset(single):
            yield f"{what} rests on {basis}, which is not in the catalogue"


def _unknown_parts(table: Table, backing: Backing) -> Iterator[str]:
    for move in table.moves:
        if move.letter and move.letter not in backing.letters:
            yield f"{move.action} sends letter {move.letter}, which has no page"
        for need in move.needs:
            if need not in backing.fields:
                yield f"{move.action} needs {need}, which has no field"
        if move.tells and not str(move.done):
            yield f"{move.action} tells people without words"


def _unknown_names(table: Table, backing: Backing) -> Iterator[str]:
    for what, here, listed in (
        ("state", {state.name for state in table.states}, set(backing.statuses)),
        ("action", {move.action for move in table.moves}, set(backing.actions)),
    ):
        for name in sorted(here ^ listed):
            yield f"{what} {name} stands only in the table or only in the choices"
