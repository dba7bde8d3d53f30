"""Stretches of time, from a moment until before another: what is left, what is in both."""

from collections.abc import Iterable, Sequence
from datetime import datetime

Span = tuple[datetime, datetime]


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, with those that overlap or touch made one."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif begin < end:
            found.append((begin, end))
    return found


def within(spans: Iterable[Span], limits: Sequence[Span]) -> list[Span]:
    """The parts of `spans` that lie in one of `limits`, which do not overlap."""
    return [
        (max(begin, first), min(end, last))
        for begin, end in spans
        for first, last in limits
        if begin < last and first < end
    ]


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of `spans`, in order, where nothing is taken."""
    left = list(spans)
    for first, last in taken:
        left = [
            part
            for begin, end in left
            for part in ((begin, min(end, first)), (max(begin, last), end))
            if part[0] < part[1]
        ]
    return sorted(left)
