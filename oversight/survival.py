"""How long waits last when some are not over yet: the product-limit estimator.

Source: E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete Observations", Journal
of the American Statistical Association 53 (1958), pages 457-481.

Let d(u) be how many waits ended when they had lasted u days, and n(u) how many had lasted u days or
more until then. The share of waits that are longer than t days is estimated as

    S(t) = product of (1 - d(u) / n(u)) over every u <= t at which a wait ended.

A wait that is still open, or that something else cut short, is censored: it counts in n(u) for as
long as it was watched and never in d(u). One that was cut short after u days counts in n(u).
Dropping such waits would make a slow partner look quick, because its slow cases are the open ones.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

# Far below one case in any number of cases, far above what is lost in multiplying.
ROUNDING = 1e-9


class Wait(NamedTuple):
    """How many days a wait has lasted, and whether what was waited for came then."""

    days: float
    ended: bool


@dataclass(frozen=True)
class Quantile:
    """What a share of the waits does not exceed.

    `days` is None where too many were not over to tell: then it is more than `longer_than` days,
    the longest that any wait was watched. `longer_than` equals `days` where it is known.
    """

    days: float | None
    longer_than: float

    @property
    def bound(self) -> float:
        """`longer_than` to one decimal and never more than it is: "longer than" stays true."""
        return math.floor(self.longer_than * 10) / 10


def quantile(waits: Iterable[Wait], share: float) -> Quantile:
    """The smallest t with S(t) <= 1 - `share`; the median for a share of 0.5.

    Without censored waits: the smallest of them that at least `share` of all do not exceed (the
    inverse of the empirical distribution; no mean of two neighbours). Raises ValueError where the
    share is not between 0 and 1. Of no waits nothing is known: more than 0 days.
    """
    if not 0 < share < 1:
        raise ValueError(f"a share lies between 0 and 1: {share}")
    ordered = sorted(waits)
    watched, longer = len(ordered), 1.0
    for days, group in groupby(ordered, key=attrgetter("days")):
        together = list(group)
        ended = sum(wait.ended for wait in together)
        longer *= 1 - ended / watched
        if longer <= 1 - share + ROUNDING:
            return Quantile(days, days)
        watched -= len(together)
    return Quantile(None, max((wait.days for wait in ordered), default=0.0))
