"""The table of a request for mutual legal assistance: every move, in one place.

`docs/workflow.md` is made from it; so are buttons, forms, permissions, clocks and notices.
"""

from django.utils.translation import gettext_lazy as _

from workflow.table import Table

from ..choices import KIND, Status
from .afterwards import AFTERWARDS_MOVES
from .anytime import ANYTIME_MOVES
from .assessing import ASSESSING_MOVES
from .clocks import CLOCKS
from .deciding import DECIDING_MOVES
from .drafting import DRAFTING_MOVES
from .executing import EXECUTING_MOVES
from .sides import ASKED, ASKING, OFFICER, STAFF
from .states import STATES

__all__ = ["ASKED", "ASKING", "STAFF", "TABLE"]

TABLE = Table(
    kind=KIND,
    initial=Status.DRAFTING,
    states=STATES,
    clocks=CLOCKS,
    moves=DRAFTING_MOVES
    + ASSESSING_MOVES
    + DECIDING_MOVES
    + EXECUTING_MOVES
    + AFTERWARDS_MOVES
    + ANYTIME_MOVES,
    recorders=frozenset({OFFICER}),
    label=_("Requests"),
)
