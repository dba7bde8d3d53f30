"""Need to know: seal a case, name people on it, declare a conflict of interest, state a purpose.

Each side for itself; nothing here is ever shared. The case is locked but not touched: its version
and its date are seen by the other side, and would tell it that something happened here. Who may do
what stands in `rules`; who sees a case stands in `accounts.queries` alone.
"""

from .conflicts import declare_conflict, lift_conflict
from .naming import has_liaison, name_by_reference, name_person, nameable, strike_person
from .purposes import PurposeNeeded, note_auditing, purpose_stands, state_purpose, understood
from .rules import is_sensitive, may_declare, may_keep_seal, may_lift, may_seal
from .sealing import seal_case, unseal_case

__all__ = [
    "PurposeNeeded",
    "declare_conflict",
    "has_liaison",
    "is_sensitive",
    "lift_conflict",
    "may_declare",
    "may_keep_seal",
    "may_lift",
    "may_seal",
    "name_by_reference",
    "name_person",
    "nameable",
    "note_auditing",
    "purpose_stands",
    "seal_case",
    "state_purpose",
    "strike_person",
    "understood",
    "unseal_case",
]
