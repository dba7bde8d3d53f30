"""Moves that are open for most of a case's life."""

from django.utils.translation import gettext_lazy as _

from workflow.table import STAY, Move

from .. import guards
from ..choices import Action, Status
from .sides import ASKED, ASKING, LIVE, SIGNING, STAFF, TELL_ASKED, TELL_ASKING

ANYTIME_MOVES = (
    Move(
        Action.WITHDRAW,
        Action.WITHDRAW.label,
        _("Withdrawn"),
        LIVE | {Status.CLARIFYING},
        Status.WITHDRAWN,
        ASKING,
        STAFF,
        basis=("40(26)",),
        needs=("reasons",),
        guards=SIGNING,
        tells=TELL_ASKED,
        letter="withdrawal",
        recordable=True,
        grave=True,
    ),
    Move(
        Action.SUPPLEMENT,
        Action.SUPPLEMENT.label,
        _("Request supplemented"),
        LIVE,
        STAY,
        ASKING,
        STAFF,
        basis=("40(15)",),
        needs=("supplement", "attachment"),
        guards=SIGNING,
        tells=TELL_ASKED,
        letter="supplement",
        recordable=True,
    ),
    Move(
        Action.STATUS_QUERY,
        Action.STATUS_QUERY.label,
        _("Asked how it stands"),
        LIVE,
        STAY,
        ASKING,
        STAFF,
        basis=("40(26)",),
        needs=("remark",),
        guards=(guards.status_was_not_asked, guards.authority_has_a_key),
        starts=("status_reply",),
        tells=TELL_ASKED,
        letter="status_query",
        recordable=True,
        quiet=True,
    ),
    Move(
        Action.STATUS_REPLY,
        Action.STATUS_REPLY.label,
        _("Said how it stands"),
        LIVE,
        STAY,
        ASKED,
        STAFF,
        basis=("40(26)",),
        needs=("status_text",),
        guards=(guards.status_was_asked, guards.authority_has_a_key),
        stops=("status_reply",),
        tells=TELL_ASKING,
        letter="status_reply",
        recordable=True,
        quiet=True,
    ),
)
