"""Delays as bars: where each begins and ends in a drawing that is 100 wide."""

from collections.abc import Sequence
from dataclasses import dataclass

from .delays import Figures, Line
from .survival import Quantile

WIDTH = 100
ROUND_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Bar:
    """One partner: a bar up to the median, then a line up to the 90th percentile.

    Places are text with a point, as SVG wants them in every language. `median` is empty where it
    is not known; `open_ended` says that the line ends at what is known, not at the percentile.
    """

    partner: str
    figures: Figures
    median: str
    line_from: str
    line_to: str
    open_ended: bool


@dataclass(frozen=True)
class Chart:
    """The bars, and how many days the whole width stands for."""

    bars: list[Bar]
    days: float


def chart_of(lines: Sequence[Line]) -> Chart | None:
    """The bars of all lines that show figures; None where none does."""
    shown = [(line.partner, line.figures) for line in lines if line.figures]
    if not shown:
        return None
    days = round_up(max(_reach(figures) for _partner, figures in shown))
    return Chart([_bar(partner, figures, days) for partner, figures in shown], days)


def round_up(days: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50... days that is not less."""
    magnitude = 1
    while days > ROUND_STEPS[-1] * magnitude:
        magnitude *= 10
    return next(step * magnitude for step in ROUND_STEPS if days <= step * magnitude)


def _bar(partner: str, figures: Figures, days: float) -> Bar:
    median, late = figures.median, figures.late
    return Bar(
        partner,
        figures,
        median="" if median.days is None else _place(median.days, days),
        line_from=_place(median.days or 0, days),
        line_to=_place(_known(late), days),
        open_ended=late.days is None,
    )


def _reach(figures: Figures) -> float:
    return max(_known(figures.median), _known(figures.late))


def _known(quantile: Quantile) -> float:
    return quantile.longer_than if quantile.days is None else quantile.days


def _place(days: float, of: float) -> str:
    return f"{WIDTH * days / of:.2f}"
