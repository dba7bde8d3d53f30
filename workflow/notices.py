"""Notices of no case: the part that writes one says whom it concerns, how it reads, where it leads.

What reminds of a clock is told by the words of that clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from .models import Notice


@dataclass(frozen=True)
class Telling:
    """How notices of one subject are told; `people` as things stand when it is asked."""

    heading: str | Promise
    people: Callable[[Notice], QuerySet[Any]]
    sentence: Callable[[Notice], str]
    address: Callable[[Notice], str]


TELLINGS: dict[str, Telling] = {}


def register(subject: str, telling: Telling) -> None:
    """Let notices of that subject be told so; called in `ready()`."""
    TELLINGS[subject] = telling
