"""How the record of a request and of its letters reads."""

from typing import Any

from django.db.models import Choices
from django.utils.translation import gettext as _

from accounts.choices import Purpose
from audit.words import Details
from workflow.choices import RungKind, Unit
from workflow.ladder import words

from .choices import AttachmentRole, Step
from .letters.pages import KINDS
from .table import TABLE


def request_in_words(act: str, details: Details) -> str:
    """A move as the timeline names it; or what was done between two moves."""
    move = TABLE.move(act)
    if move:
        return str(move.done)
    said = {
        "open": _("Case opened"),
        "edit": _("Draft saved: %(step)s"),
        "choose_basis": _("Legal basis chosen: %(basis)s; proposed in this order: %(proposed)s"),
        "correct": _("Registration of the paper request corrected: %(step)s"),
        "import": _("Read from the data of a letter"),
        "assess": _("Decision sheet saved, measures %(measures)s"),
        "void": _("Countersignature void: the decision changed"),
        "note": _("Note written"),
        "list_questions": _("List of questions kept"),
        "draft_answers": _("Answers kept that are not sent yet: %(questions)s"),
        "remind": _("Reminder: %(clock)s, %(rung)s"),
        "recompute": _("Date worked out anew: %(clock)s"),
        "silence": _("Reminders stopped: %(clock)s"),
        "speak_again": _("Reminders go out again: %(clock)s"),
    }
    return said.get(act, "") % {
        "measures": _listed(details.get("measures")),
        "questions": _listed(details.get("questions")),
        "basis": details.get("basis") or _("none"),
        "proposed": _listed(details.get("proposed")),
        "step": _label(Step, details.get("step")),
        "clock": _clock(details.get("clock")),
        "rung": _rung(details.get("rung")),
    }


def letter_in_words(act: str, details: Details) -> str:
    """What happened to a letter, by its number in the case and its kind."""
    said = {
        "rendered": _("Letter %(letter)s made, to be read before release"),
        "signed": _("Letter %(letter)s signed"),
        "failed": _("Letter %(letter)s could not be made"),
        "order_again": _("Letter %(letter)s ordered again"),
        "read": _("Letter %(letter)s opened"),
    }
    if act not in said:
        return ""
    kind = KINDS.get(str(details.get("kind")))
    number = details.get("letter", "?")
    return said[act] % {"letter": f"{number} ({kind[0]()})" if kind else number}


def document_in_words(act: str, details: Details) -> str:
    """What happened to a document of the request, by what it is; its name is sealed."""
    said = {"read": _("Document opened: %(role)s")}
    return said.get(act, "") % {"role": _label(AttachmentRole, details.get("role"))}


def rights_in_words(act: str, details: Details) -> str:
    """What happened to a rights record, by its number on its side; never what it says."""
    said = {
        "save": _("Rights record %(number)s: draft saved"),
        "finish": _("Rights record %(number)s finished"),
        "agree": _("Rights record %(number)s: a second officer agreed"),
        "return": _("Rights record %(number)s: returned by a second officer"),
        "supersede": _("Rights record %(number)s begun, to supersede the last"),
        "read": _("Rights record %(number)s opened"),
        "open": _("Rights record %(number)s: draft opened"),
        "discard": _("Rights record %(number)s: draft discarded"),
        "list": _("Rights records listed with their remarks: %(listed)s"),
    }
    told = {"number": details.get("record", "?"), "listed": _listed(details.get("listed"))}
    return said.get(act, "") % told


def criminality_in_words(act: str, details: Details) -> str:
    """What happened to a comparison with the own law, by its number; never what it says."""
    said = {
        "save": _("Dual criminality, comparison %(number)s: draft saved"),
        "finish": _("Dual criminality, comparison %(number)s finished"),
        "supersede": _("Dual criminality, comparison %(number)s begun, to supersede the last"),
    }
    return said.get(act, "") % {"number": details.get("comparison", "?")}


def access_in_words(act: str, details: Details) -> str:
    """What happened to who sees a case; reasons stay with those who may read them."""
    said = {
        "seal": _("Case sealed; only the people named on it see it"),
        "unseal": _("Seal lifted"),
        "name": _("Somebody named on the sealed case"),
        "strike": _("Somebody struck off the sealed case"),
        "declare_conflict": _("Conflict of interest declared"),
        "lift_conflict": _("Conflict of interest lifted"),
        "open": _("Case opened for a purpose: %(purpose)s"),
    }
    return said.get(act, "") % {"purpose": _label(Purpose, details.get("purpose"))}


def rule_in_words(act: str, details: Details) -> str:
    """What an administrator did with a rule of the own State."""
    said = {
        "add": _("Rule %(number)s added: %(words)s"),
        "change": _("Rule %(number)s changed, now version %(version)s: %(words)s"),
        "retire": _("Rule %(number)s retired at version %(version)s"),
    }
    told = {name: details.get(name, "?") for name in ("number", "version", "words")}
    return said.get(act, "") % told


def _label(vocabulary: type[Choices], value: Any) -> str:
    return str(dict(vocabulary.choices).get(str(value), value))


def _listed(numbers: Any) -> str:
    return ", ".join(map(str, numbers)) if isinstance(numbers, list) else "–"


def _rung(key: Any) -> str:
    """A rung by its key, which begins with its kind: `before-7-days`."""
    kind, _dash, amount = str(key).partition("-")
    number = amount.partition("-")[0]
    if kind not in RungKind.values or not number.isdecimal():
        return _label(RungKind, kind)
    unit = next((one for one in Unit if amount.endswith(f"-{one.value}")), Unit.DAYS)
    return words(RungKind(kind), int(number), unit)


def _clock(name: Any) -> str:
    return next((str(rule.label) for rule in TABLE.clocks if rule.name == name), str(name))
