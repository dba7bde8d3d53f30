"""People, authorities, keys, tokens, days of rest, time limits: each change is recorded."""

from .authorities import add_authority, edit_authority, next_reference
from .calendars import correct_day, set_weekly_rest, withdraw_correction
from .founding import add_administrator, operator_of
from .issuers import end_trust, renew_list, trust
from .key_notices import tell_of_ending_keys
from .keys import keep_key, keep_token_key, make_own_key, read_fingerprint, revoke_key
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
from .sealing import Sealed, sealed, signer_of, still_signs
from .time_rules import apply_to_open, return_to_table, set_rule
from .tokens import make_token, revoke_token, token_digest

__all__ = [
    "KnownElsewhere",
    "Sealed",
    "add_administrator",
    "add_authority",
    "apply_to_open",
    "appoint",
    "appoint_known",
    "correct_day",
    "correct_person",
    "edit_authority",
    "end_appointment",
    "end_trust",
    "invite_person",
    "keep_key",
    "keep_token_key",
    "make_own_key",
    "make_token",
    "next_reference",
    "operator_of",
    "read_fingerprint",
    "renew_list",
    "return_to_table",
    "revoke_key",
    "revoke_token",
    "sealed",
    "set_rule",
    "set_weekly_rest",
    "signer_of",
    "still_signs",
    "stop_appointment",
    "switch_off",
    "switch_on",
    "tell_of_ending_keys",
    "token_digest",
    "trust",
    "withdraw_correction",
]
