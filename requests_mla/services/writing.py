"""Everything that the effect of a move may need."""

from dataclasses import dataclass
from typing import Any

from accounts.actors import Actor
from workflow.choices import Side
from workflow.models import Case, Event
from workflow.services import Act

from ..models import Request


@dataclass(frozen=True)
class Writing:
    """A move that is being made, under the lock of its case."""

    case: Case
    request: Request
    event: Event
    act: Act
    by: Actor

    @property
    def writer(self) -> str:
        """The side that wrote the words down: of a recorded letter not the one that sent it."""
        side = Side(self.event.side)
        return side.other if self.event.recorded else side

    def given(self, name: str) -> Any:
        """What was filled in under that name; empty text if nothing."""
        return self.act.given.get(name) or ""
