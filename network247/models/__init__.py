"""The desk's own tables: the directory, the roster, urgent matters, alarms and drills."""

from .alarms import Alarm, Attempt
from .directory import ContactList, ContactPoint, ContactVersion, DueNotice, TestCall
from .matters import (
    AfterReview,
    Answer,
    Caution,
    Holding,
    MatterIdentifier,
    Override,
    Preservation,
    Trace,
    UrgentMatter,
    Verification,
)
from .roster import Absence, LogEntry, RosterFeed, Shift, Swap

__all__ = [
    "Absence",
    "AfterReview",
    "Alarm",
    "Answer",
    "Attempt",
    "Caution",
    "ContactList",
    "ContactPoint",
    "ContactVersion",
    "DueNotice",
    "Holding",
    "LogEntry",
    "MatterIdentifier",
    "Override",
    "Preservation",
    "RosterFeed",
    "Shift",
    "Swap",
    "TestCall",
    "Trace",
    "UrgentMatter",
    "Verification",
]
