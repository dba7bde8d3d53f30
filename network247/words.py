"""How the record of urgent matters reads."""

from django.utils.translation import gettext as _

from audit.words import Details

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
