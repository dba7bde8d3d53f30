"""The desk's own tables: the directory, the roster, urgent matters, alarms and drills."""

from .alarms import Alarm, Attempt
from .directory import ContactPoint, ContactVersion, TestCall
from .matters import (
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
    "Alarm",
    "Answer",
    "Attempt",
    "Caution",
    "ContactPoint",
    "ContactVersion",
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
