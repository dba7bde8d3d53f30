"""What a request between two States can rest on: proposed in order, each with why it stands there.

Treaty facts are rows of the catalogue; what is only reasoned here says that it is a house rule.
Nothing is chosen: that is the officer's.
"""

from datetime import date

from ..models import State
from .known import known_between
from .ordering import Proposal, propose
from .reasons import Offences

__all__ = ["Offences", "Proposal", "proposal"]


def proposal(asking: State, asked: State, offences: Offences, on: date) -> Proposal:
    """The instruments between the two States on that day, in order; a fixed number of queries."""
    return propose(known_between(asking, asked), offences, on)
