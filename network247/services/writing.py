"""Everything that the effect of a move may need."""

from dataclasses import dataclass
from typing import Any

from accounts.actors import Actor
from workflow.models import Case, Event
from workflow.services import Act

from ..models import UrgentMatter


@dataclass(frozen=True)
class Writing:
    """A move that is being made, under the lock of its case."""

    case: Case
    matter: UrgentMatter
    event: Event
    act: Act
    by: Actor

    def given(self, name: str) -> Any:
        """What was filled in under that name; empty text if nothing."""
        return self.act.given.get(name) or ""
