"""The content of a request, and what each side adds to it.

What both sides see hangs on `Request`; what one side sees (`Note`, `Assignment`, `Decision` before
it is sent, internal reasons) carries its side.
"""

from .criminality import ComparedElement, ComparedOffence, Comparison
from .deciding import Assessor, Assignment, Countersignature, Decision, Delivery
from .exchange import DraftAnswer, DraftQuestion, Question
from .imported import ImportedLetter
from .ledger import Disposal, Undertaking, UseRequest
from .own import Note, SavedView
from .parts import Attachment, CasePerson, Identifier, Measure, Offence
from .request import Drafter, Request, Section
from .rights import RightsAnswer, RightsRecord
from .rules import Confirmation, StateRule
from .talks import Talk, TalkItem
from .translation import TranslatedText, WrittenTranslation

__all__ = [
    "Assessor",
    "Assignment",
    "Attachment",
    "CasePerson",
    "ComparedElement",
    "ComparedOffence",
    "Comparison",
    "Confirmation",
    "Countersignature",
    "Decision",
    "Delivery",
    "Disposal",
    "DraftAnswer",
    "DraftQuestion",
    "Drafter",
    "Identifier",
    "ImportedLetter",
    "Measure",
    "Note",
    "Offence",
    "Question",
    "Request",
    "RightsAnswer",
    "RightsRecord",
    "SavedView",
    "Section",
    "StateRule",
    "Talk",
    "TalkItem",
    "TranslatedText",
    "Undertaking",
    "UseRequest",
    "WrittenTranslation",
]
