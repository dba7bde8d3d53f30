"""The check of requests finds a table that names law, letters, fields or states not there."""

from dataclasses import replace
from typing import Any

import pytest

from requests_mla import checks
from requests_mla.table import TABLE
from workflow.table import Table


def changed(action: str, **values: Any) -> Table:
    """The table with one move written otherwise."""
    moves = tuple(
        replace(move, **values) if move.action == action else move for move in TABLE.moves
    )
    return replace(TABLE, moves=moves)


@pytest.mark.parametrize("basis", ["40(99)", "99", "40(26)(z)", "nonsense"])
def test_a_basis_outside_the_catalogue_is_found(basis):
    (fault,) = checks.faults(changed("ask", basis=(basis,)))
    assert fault == f"ask rests on {basis}, which is not in the catalogue"


@pytest.mark.parametrize("basis", ["40", "40(15)", "40(21)(a)", "41"])
def test_articles_paragraphs_and_their_letters_are_known(basis):
    assert checks.faults(changed("ask", basis=(basis,))) == []


def test_a_clock_without_law_behind_it_is_found():
    clocks = (replace(TABLE.clocks[0], basis="40(77)"), *TABLE.clocks[1:])
    (fault,) = checks.faults(replace(TABLE, clocks=clocks))
    assert "acknowledge rests on 40(77)" in fault


def test_a_letter_without_a_page_is_found():
    (fault,) = checks.faults(changed("ask", letter="telegram"))
    assert fault == "ask sends letter telegram, which has no page"


def test_a_need_without_a_field_is_found():
    (fault,) = checks.faults(changed("ask", needs=("question", "fee")))
    assert fault == "ask needs fee, which has no field"


def test_a_status_that_only_one_of_table_and_choices_knows_is_found():
    fewer = tuple(state for state in TABLE.states if state.name != "consulting")
    (fault,) = checks.faults(replace(TABLE, states=fewer))
    assert "state consulting" in fault


def test_an_action_that_only_one_of_table_and_choices_knows_is_found():
    fewer = tuple(move for move in TABLE.moves if move.action != "resume")
    (fault,) = checks.faults(replace(TABLE, moves=fewer))
    assert "action resume" in fault
