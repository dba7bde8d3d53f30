"""The states of a request, and whose turn it is in each."""

from django.utils.translation import gettext_lazy as _

from workflow.table import State

from ..choices import Action, Status
from .sides import ASKED, ASKING

STATES = (
    State(Status.DRAFTING, Status.DRAFTING.label, _("being written"), ASKING, usual=Action.SUBMIT),
    State(
        Status.IN_REVIEW,
        Status.IN_REVIEW.label,
        _("waits for the second person"),
        ASKING,
        usual=Action.SEND,
    ),
    State(
        Status.SENT,
        Status.SENT.label,
        _("signed and sent, not acknowledged"),
        ASKED,
        usual=Action.ACKNOWLEDGE,
    ),
    State(
        Status.RECEIVED,
        Status.RECEIVED.label,
        _("registered; being assessed"),
        ASKED,
        usual=Action.ACCEPT,
    ),
    State(
        Status.CLARIFYING,
        Status.CLARIFYING.label,
        _("the requested State asked for more"),
        ASKING,
        usual=Action.REPLY,
    ),
    State(
        Status.CONSULTING,
        Status.CONSULTING.label,
        _("talks before refusing, postponing or setting conditions"),
        ASKING,
        usual=Action.ACCEPT_CONDITIONS,
    ),
    State(
        Status.POSTPONED,
        Status.POSTPONED.label,
        _("would disturb a live case there"),
        ASKED,
        usual=Action.RESUME,
    ),
    State(
        Status.ACCEPTED,
        Status.ACCEPTED.label,
        _("granted in whole or in part"),
        ASKED,
        usual=Action.ASSIGN,
    ),
    State(
        Status.EXECUTING,
        Status.EXECUTING.label,
        _("with the executing authority"),
        ASKED,
        usual=Action.DELIVER,
    ),
    State(
        Status.ANSWERED,
        Status.ANSWERED.label,
        _("results and evidence returned"),
        ASKING,
        usual=Action.CONFIRM_RECEIPT,
    ),
    State(Status.CLOSED, Status.CLOSED.label, _("finished"), None, is_end=True),
    State(Status.REFUSED, Status.REFUSED.label, _("refused with reasons"), None, is_end=True),
    State(Status.WITHDRAWN, Status.WITHDRAWN.label, _("taken back"), None, is_end=True),
)
