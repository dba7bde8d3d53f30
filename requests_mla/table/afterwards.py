"""Moves about evidence that was handed over; they stay possible after the case is closed."""

from django.utils.translation import gettext_lazy as _

from accounts.guards import authority_has_a_key
from workflow.table import STAY, Move

from .. import guards
from ..choices import Action, Status
from .sides import ASKED, ASKING, SIGNING, STAFF, TELL_ASKED, TELL_ASKING

HANDED_OVER = frozenset({Status.ANSWERED, Status.CLOSED})

AFTERWARDS_MOVES = (
    Move(
        Action.ASK_USE,
        Action.ASK_USE.label,
        _("Asked for another use"),
        HANDED_OVER,
        STAY,
        ASKING,
        STAFF,
        basis=("40(19)", "36(3)"),
        needs=("use_kind", "use_recipient", "use_text"),
        guards=(guards.no_wish_is_open, authority_has_a_key),
        tells=TELL_ASKED,
        letter="use_request",
        recordable=True,
    ),
    Move(
        Action.ANSWER_USE,
        Action.ANSWER_USE.label,
        _("Answered on another use"),
        HANDED_OVER,
        STAY,
        ASKED,
        STAFF,
        basis=("40(19)", "36(3)"),
        needs=("use_answer", "use_answer_text", "use_until"),
        guards=(guards.a_wish_is_open, authority_has_a_key),
        may_start=("undertaking",),
        tells=TELL_ASKING,
        letter="use_answer",
        recordable=True,
        quiet=True,
    ),
    Move(
        Action.TELL_DISCLOSURE,
        Action.TELL_DISCLOSURE.label,
        _("Told of a disclosure to the defence"),
        HANDED_OVER,
        STAY,
        ASKING,
        STAFF,
        basis=("40(19)",),
        needs=("disclosure",),
        guards=SIGNING,
        tells=TELL_ASKED,
        letter="disclosure",
        recordable=True,
    ),
    Move(
        Action.TELL_DISPOSAL,
        Action.TELL_DISPOSAL.label,
        _("Return or destruction confirmed"),
        HANDED_OVER,
        STAY,
        ASKING,
        STAFF,
        basis=("40(28)",),
        needs=("disposal_kind", "disposed_on", "remark"),
        guards=SIGNING,
        stops=("retention",),
        tells=TELL_ASKED,
        letter="disposal",
        recordable=True,
    ),
)
