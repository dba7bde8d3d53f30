"""People, authorities, keys and tokens: every change of them, each recorded with the act."""

from .authorities import add_authority, edit_authority, next_reference
from .founding import add_administrator, operator_of
from .keys import keep_key, make_own_key, revoke_key
from .people import (
    KnownElsewhere,
    appoint,
    appoint_known,
    correct_person,
    end_appointment,
    invite_person,
    stop_appointment,
    switch_off,
    switch_on,
)
from .tokens import make_token, revoke_token, token_digest

__all__ = [
    "KnownElsewhere",
    "add_administrator",
    "add_authority",
    "appoint",
    "appoint_known",
    "correct_person",
    "edit_authority",
    "end_appointment",
    "invite_person",
    "keep_key",
    "make_own_key",
    "make_token",
    "next_reference",
    "operator_of",
    "revoke_key",
    "revoke_token",
    "stop_appointment",
    "switch_off",
    "switch_on",
    "token_digest",
]
