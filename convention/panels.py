"""Panels that apps above put on a State's page; this app does not know them.

An app registers in `AppConfig.ready()`: `panels.register(central_authorities)`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from .models import State


@dataclass(frozen=True)
class Panel:
    """A framed part of the page: `template` is included with `panel` as its only variable."""

    title: str | Promise
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


# The request says who reads: what they may see is the owning app's decision.
Maker = Callable[[State, HttpRequest], Panel | None]
_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """Add a panel to every State's page.

    The maker returns None where it has nothing to show, or nothing for this reader. Django makes
    the upper apps ready first; on the page what is more basic comes first.
    """
    if maker not in _makers:
        _makers.insert(0, maker)


def panels_for(state: State, request: HttpRequest) -> list[Panel]:
    """The panels of one State for one reader, the lowest app's first."""
    made = (maker(state, request) for maker in _makers)
    return [panel for panel in made if panel is not None]
