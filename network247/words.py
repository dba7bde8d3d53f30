"""How the record of the directory and of its test calls reads."""

from django.utils.translation import gettext as _

from audit.words import Details

from .choices import CallOutcome


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
