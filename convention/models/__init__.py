"""Reference data: States and what binds them; the Convention and what it asks.

The rows come from `convention/data/` and are loaded by `convention.services`; nobody edits them in
the application, but for the days of rest of a State. Every row names its reference and how far it
was verified.
"""

from .calendar import DayCorrection
from .casework import (
    ContentRule,
    ForbiddenGround,
    Ground,
    MeasureType,
    RequestKind,
    SafeguardQuestion,
    Scope,
    TimeLimit,
)
from .loaded import LoadedCatalogue
from .offences import NationalElement, OffenceElement
from .sourced import Sourced
from .states import AssistanceRules, Declaration, Instrument, Membership, State
from .treaty import Article, Chapter, Definition, OffenceType, Paragraph

__all__ = [
    "Article",
    "AssistanceRules",
    "Chapter",
    "ContentRule",
    "DayCorrection",
    "Declaration",
    "Definition",
    "ForbiddenGround",
    "Ground",
    "Instrument",
    "LoadedCatalogue",
    "MeasureType",
    "Membership",
    "NationalElement",
    "OffenceElement",
    "OffenceType",
    "Paragraph",
    "RequestKind",
    "SafeguardQuestion",
    "Scope",
    "Sourced",
    "State",
    "TimeLimit",
]
