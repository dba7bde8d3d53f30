"""The states of an urgent matter, and whose turn it is in each."""

from django.utils.translation import gettext_lazy as _

from workflow.table import State

from ..choices import Action, Status
from .sides import ASKED, ASKING

STATES = (
    State(Status.WRITING, Status.WRITING.label, _("being written"), ASKING, usual=Action.ASK),
    State(
        Status.ASKED,
        Status.ASKED.label,
        _("rings at the desk that is asked"),
        ASKED,
        usual=Action.ACCEPT,
    ),
    State(
        Status.ACCEPTED,
        Status.ACCEPTED.label,
        _("a named officer has it: verify, then act"),
        ASKED,
        usual=Action.VERIFY,
    ),
    State(
        Status.ORDERED,
        Status.ORDERED.label,
        _("ordered from whoever holds the data, not confirmed"),
        ASKED,
        usual=Action.CONFIRM,
    ),
    State(
        Status.SECURED,
        Status.SECURED.label,
        _("the data cannot get lost; what was asked is still to be answered"),
        ASKED,
        usual=Action.ANSWER_FROZEN,
    ),
    State(
        Status.PRESERVED,
        Status.PRESERVED.label,
        _("the data are frozen until a day; a request has to follow before it"),
        ASKING,
        usual=Action.FOLLOW_UP,
    ),
    State(
        Status.HELD,
        Status.HELD.label,
        _("the request that followed is being decided; until then the data stay frozen"),
        ASKED,
        usual=Action.LIFT,
    ),
    State(
        Status.ANSWERED,
        Status.ANSWERED.label,
        _("the answer is there to be read"),
        ASKING,
        usual=Action.CLOSE,
    ),
    State(Status.CLOSED, Status.CLOSED.label, _("finished"), None, is_end=True),
    State(Status.REFUSED, Status.REFUSED.label, _("refused with reasons"), None, is_end=True),
    State(Status.WITHDRAWN, Status.WITHDRAWN.label, _("taken back"), None, is_end=True),
    State(
        Status.DISOWNED,
        Status.DISOWNED.label,
        _("the State in whose name it came says that it is not its own"),
        None,
        is_end=True,
    ),
)
