"""What follows from findings on elements: written down by hand, and for every mix of them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_mla.choices import Criminality, Met
from requests_mla.criminality import rules
from requests_mla.models import ComparedElement, ComparedOffence

M, N, U, R = Met.MET, Met.NOT_MET, Met.UNCLEAR, Met.NOT_REQUIRED
P, L, X = Criminality.PUNISHABLE, Criminality.NOT_PUNISHABLE, Criminality.UNCLEAR


@pytest.mark.parametrize(
    ("findings", "follows"),
    [
        ((M, M, M), P),
        ((M, R, M), P),
        ((M, N, M), L),
        ((M, N, U), L),
        ((N, ""), L),
        ((M, U), X),
        ((M, ""), X),
        ((R, R), X),
        (("",), X),
        ((), X),
    ],
)
def test_what_follows_from_the_elements(findings, follows):
    assert rules.criminality_of(findings) == follows


@given(st.lists(st.sampled_from(["", *Met.values]), max_size=8), st.randoms())
def test_neither_order_nor_repetition_matters(findings, random):
    mixed = findings * 2
    random.shuffle(mixed)
    assert rules.criminality_of(mixed) == rules.criminality_of(findings)


@given(st.lists(st.sampled_from(["", *Met.values]), max_size=8))
def test_one_element_that_is_not_met_is_never_outweighed(findings):
    assert rules.criminality_of([*findings, N]) == L


def test_a_line_is_whole_when_it_says_what_its_finding_needs():
    for finding, is_whole_conduct in product(["", *Met.values], (False, True)):
        line = ComparedElement(finding=finding)
        open_parts = rules.open_parts(line, is_whole_conduct=is_whole_conduct)
        for name in open_parts:
            setattr(line, name, M if name == "finding" else "said")
        if finding:
            assert rules.open_parts(line, is_whole_conduct=is_whole_conduct) == ()
    assert rules.open_parts(None, is_whole_conduct=False) == ("finding",)
    blank = ComparedElement(finding=M, described="  ")
    assert rules.open_parts(blank, is_whole_conduct=False) == ("described",)


def test_discretion_is_asked_only_where_the_conduct_is_not_punishable():
    silent = ComparedOffence()
    for whole in (False, True):
        assert rules.open_beside(silent, L, is_whole_conduct=whole) == rules.DISCRETION
        assert rules.open_beside(silent, X, is_whole_conduct=whole) == ()
    assert rules.open_beside(silent, P, is_whole_conduct=False) == ()
    assert rules.open_beside(None, P, is_whole_conduct=True) == rules.LAW_HERE
