"""How long waits last when some are not over: worked out by hand, and held to what must be true."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.survival import Quantile, Wait, quantile

# The example of remission times under 6-MP (Freireich et al. 1963), as in textbooks of survival
# analysis: 21 patients, weeks; 9 ended, 12 were censored ("+").
#
#   6, 6, 6, 6+, 7, 9+, 10, 10+, 11+, 13, 16, 17+, 19+, 20+, 22, 23, 25+, 32+, 32+, 34+, 35+
#
#    u  n(u)  d(u)  S(u)
#    6   21    3    18/21          = 0.857
#    7   17    1    0.857 * 16/17  = 0.807
#   10   15    1    0.807 * 14/15  = 0.753
#   13   12    1    0.753 * 11/12  = 0.690
#   16   11    1    0.690 * 10/11  = 0.627
#   22    7    1    0.627 * 6/7    = 0.538
#   23    6    1    0.538 * 5/6    = 0.448
ENDED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
CENSORED = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
REMISSIONS = [Wait(u, True) for u in ENDED] + [Wait(u, False) for u in CENSORED]

waits = st.builds(Wait, st.integers(0, 40).map(float), st.booleans())
shares = st.sampled_from([(1, 2), (9, 10), (1, 4), (1, 3)])


@pytest.mark.parametrize(
    ("share", "weeks"), [(0.14, 6), (0.15, 7), (0.25, 13), (0.37, 16), (0.46, 22), (0.5, 23)]
)
def test_the_textbook_example(share: float, weeks: int) -> None:
    assert quantile(REMISSIONS, share) == Quantile(weeks, weeks)


def test_what_is_not_reached_is_longer_than_the_longest_that_was_watched() -> None:
    assert quantile(REMISSIONS, 0.9) == Quantile(None, 35)


def test_dropping_the_open_ones_would_have_told_another_story() -> None:
    only_ended = [wait for wait in REMISSIONS if wait.ended]
    assert quantile(only_ended, 0.5) == Quantile(10, 10)


def test_one_cut_short_at_the_moment_another_ends_was_still_waiting() -> None:
    # n(4) = 2, d(4) = 1: S(4) = 1/2. Were the censored one gone by then, S(4) would be 0.
    tied = [Wait(4, True), Wait(4, False)]
    assert quantile(tied, 0.5) == Quantile(4, 4)
    assert quantile(tied, 0.9) == Quantile(None, 4)


def test_of_no_waits_nothing_is_known() -> None:
    assert quantile([], 0.5) == Quantile(None, 0)


@pytest.mark.parametrize("share", [0, 1, -0.1, 50])
def test_a_share_lies_between_nothing_and_everything(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile(REMISSIONS, share)


def test_a_bound_in_words_is_never_more_than_is_known() -> None:
    assert Quantile(None, 12.99).bound == 12.9


@given(st.lists(st.integers(0, 40).map(float), min_size=1), shares)
def test_without_open_ones_it_is_the_smallest_that_the_share_does_not_exceed(
    days: list[float], share: tuple[int, int]
) -> None:
    part, whole = share
    # The k-th smallest, k the least whole number that is not below share * n.
    k = -(-part * len(days) // whole)
    expected = sorted(days)[k - 1]
    found = quantile([Wait(one, True) for one in days], part / whole)
    assert found == Quantile(expected, expected)


@given(st.lists(waits), st.integers(0, 60), shares)
def test_one_more_that_is_open_for_longer_makes_nothing_shorter(
    some: list[Wait], more: int, share: tuple[int, int]
) -> None:
    longest = max((wait.days for wait in some), default=0.0)
    before = quantile(some, share[0] / share[1])
    after = quantile([*some, Wait(longest + more, False)], share[0] / share[1])
    assert after.days is None or (before.days is not None and after.days >= before.days)
    assert after.longer_than >= before.longer_than


@given(st.lists(waits), st.randoms(use_true_random=False), shares)
def test_the_order_does_not_matter(
    some: list[Wait], shuffler: random.Random, share: tuple[int, int]
) -> None:
    mixed = list(some)
    shuffler.shuffle(mixed)
    assert quantile(mixed, share[0] / share[1]) == quantile(some, share[0] / share[1])


@given(st.lists(waits, min_size=1))
def test_the_median_is_not_above_the_ninetieth_percentile(some: list[Wait]) -> None:
    median, late = quantile(some, 0.5), quantile(some, 0.9)
    assert late.days is None or (median.days is not None and median.days <= late.days)
