"""How the record of urgent matters, of the directory and of its test calls reads."""

from django.utils.translation import gettext as _

from audit.words import Details

from .choices import CallOutcome
from .table import TABLE


def urgent_in_words(act: str, details: Details) -> str:
    """A move as the timeline names it; or what was done between two moves."""
    move = TABLE.move(act)
    if move:
        return str(move.done)
    said = {
        "open": _("Urgent matter opened"),
        "edit": _("What is asked was written down"),
        "page": _("People on duty paged, round %(level)s"),
        "remind": _("Reminder: %(clock)s"),
        "recompute": _("Date worked out anew: %(clock)s"),
        "offer": _("Offered to a colleague"),
        "take": _("Taken over"),
        "decline": _("Not taken over"),
    }
    return said.get(act, "") % {
        "level": details.get("level", ""),
        "clock": _clock(details.get("clock")),
    }


def _clock(name: object) -> str:
    return next((str(rule.label) for rule in TABLE.clocks if rule.name == name), str(name))


def contact_in_words(act: str, details: Details) -> str:
    """What happened to an entry of the directory, by its desk and version."""
    said = {
        "add": _("Directory: %(desk)s entered, version %(version)s"),
        "propose": _("Directory: change to %(desk)s proposed, version %(version)s"),
        "confirm": _("Directory: %(desk)s, version %(version)s confirmed and in force"),
        "decline": _("Directory: %(desk)s, version %(version)s declined"),
        "take_back": _("Directory: %(desk)s, version %(version)s taken back"),
        "upload": _("Directory: list %(name)s uploaded"),
        "propose_list": _("Directory: %(number)s changes of the list %(name)s proposed"),
    }
    if details.get("closes"):
        said |= {
            "propose": _("Directory: proposed that %(desk)s leaves it, version %(version)s"),
            "confirm": _("Directory: %(desk)s left it, version %(version)s"),
        }
    told = {name: details.get(name, "?") for name in ("desk", "version", "name", "number")}
    return said.get(act, "") % told


def drill_in_words(act: str, details: Details) -> str:
    """What happened in a test call, by the desk that was called."""
    said = {
        "start": _("Test call to %(desk)s begun"),
        "answer": _("Test call to %(desk)s: answered after %(seconds)s seconds"),
        "end": _("Test call to %(desk)s ended: %(outcome)s"),
        "discard": _("Test call to %(desk)s discarded: it was not made"),
        "record": _("Test call to %(desk)s entered afterwards: %(outcome)s"),
    }
    outcome = str(details.get("outcome"))
    return said.get(act, "") % {
        "desk": details.get("desk", "?"),
        "seconds": details.get("seconds", "?"),
        "outcome": dict(CallOutcome.choices).get(outcome, outcome),
    }
