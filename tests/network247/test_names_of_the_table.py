"""The check of urgent matters finds a table that names law, letters or fields not there."""

from dataclasses import replace
from typing import Any

import pytest

from network247 import checks
from network247.table import TABLE


def test_the_table_names_only_what_is_there():
    assert checks.faults() == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"basis": ("42(99)",)}, "accept rests on 42(99), which is not in the catalogue"),
        ({"letter": "telegram"}, "accept sends letter telegram, which has no page"),
        ({"needs": ("fee",)}, "accept needs fee, which has no field"),
    ],
)
def test_what_is_not_there_is_named(change: dict[str, Any], fault: str):
    moves = tuple(
        replace(move, **change) if move.action == "accept" else move for move in TABLE.moves
    )
    assert checks.faults(replace(TABLE, moves=moves)) == [fault]
