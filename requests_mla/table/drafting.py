"""Moves of the requesting State before anything is sent."""

from django.utils.translation import gettext_lazy as _

from accounts.guards import authority_has_a_key
from workflow.table import Move

from .. import guards
from ..choices import Action, Status
from .sides import ASKING, RIGHTS, STAFF, TELL_ASKED, TELL_ASKING

DRAFTING_MOVES = (
    Move(
        Action.SUBMIT,
        Action.SUBMIT.label,
        _("Submitted for review"),
        frozenset({Status.DRAFTING}),
        Status.IN_REVIEW,
        ASKING,
        STAFF,
        basis=("40(15)",),
        guards=(guards.nothing_blocks, authority_has_a_key),
        tells=TELL_ASKING,
        letter="request",
        shared=False,
    ),
    Move(
        Action.RETURN,
        Action.RETURN.label,
        _("Returned to the drafter"),
        frozenset({Status.IN_REVIEW}),
        Status.DRAFTING,
        ASKING,
        STAFF,
        needs=("comments",),
        tells=TELL_ASKING,
        shared=False,
    ),
    Move(
        Action.SEND,
        Action.SEND.label,
        _("Request sent"),
        frozenset({Status.IN_REVIEW}),
        Status.SENT,
        ASKING,
        STAFF,
        basis=("40(13)", "40(14)"),
        needs=("document",),
        guards=(
            guards.nothing_blocks,
            guards.somebody_else_drafted,
            guards.document_is_ready,
            guards.document_says_what_the_case_says,
            *RIGHTS,
            authority_has_a_key,
        ),
        starts=("acknowledge",),
        tells=TELL_ASKED,
    ),
    Move(
        Action.DISCARD,
        Action.DISCARD.label,
        _("Draft discarded"),
        frozenset({Status.DRAFTING, Status.IN_REVIEW}),
        Status.WITHDRAWN,
        ASKING,
        STAFF,
        needs=("reasons",),
        shared=False,
        grave=True,
    ),
)
