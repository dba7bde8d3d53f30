"""The table of urgent matters: every move, in one place.

`docs/workflow.md` is made from it; so are buttons, forms, permissions, clocks and notices.
"""

from django.utils.translation import gettext_lazy as _

from workflow.table import Table

from ..choices import KIND, Status
from .asking import ASKING_MOVES
from .clocks import CLOCKS
from .freezing import FREEZING_MOVES
from .sides import ASKED, ASKING, DESK, DUTY, JUDGING, OFFICER
from .states import STATES
from .taking import TAKING_MOVES

__all__ = ["ASKED", "ASKING", "DESK", "JUDGING", "TABLE"]

TABLE = Table(
    kind=KIND,
    initial=Status.WRITING,
    states=STATES,
    clocks=CLOCKS,
    moves=ASKING_MOVES + TAKING_MOVES + FREEZING_MOVES,
    recorders=frozenset({DUTY, OFFICER}),
    label=_("Urgent matters"),
)
