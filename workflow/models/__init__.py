"""What the engine keeps: the case, its timeline, its clocks, and the rows that ask for work."""

from .cases import Case, Event, MadeOnce
from .clocks import Clock, ClockStep, Recomputation, Reminder
from .rules import LadderRung, TimeRule
from .telling import Letter, Notice

__all__ = [
    "Case",
    "Clock",
    "ClockStep",
    "Event",
    "LadderRung",
    "Letter",
    "MadeOnce",
    "Notice",
    "Recomputation",
    "Reminder",
    "TimeRule",
]
