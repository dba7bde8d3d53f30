"""People and authorities, what opens a case to them, and the keys they sign with."""

from .access import (
    FIRST_ENDED,
    FIRST_UNDATED,
    LAST_ENDED,
    LAST_UNDATED,
    CaseGrant,
    Conflict,
    Opening,
    Participation,
    Seal,
    undated,
    undated_now,
)
from .keys import Issuer, KeyNotice, KeyReading, SigningKey
from .people import (
    ApiToken,
    Appointment,
    Authority,
    Person,
    PersonManager,
    PrivateAddress,
    today,
)

__all__ = [
    "FIRST_ENDED",
    "FIRST_UNDATED",
    "LAST_ENDED",
    "LAST_UNDATED",
    "ApiToken",
    "Appointment",
    "Authority",
    "CaseGrant",
    "Conflict",
    "Issuer",
    "KeyNotice",
    "KeyReading",
    "Opening",
    "Participation",
    "Person",
    "PersonManager",
    "PrivateAddress",
    "Seal",
    "SigningKey",
    "today",
    "undated",
    "undated_now",
]
