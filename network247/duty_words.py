"""How the record of the roster and the hand-over reads."""

from django.utils.translation import gettext as _

from audit.words import Details


def roster_in_words(act: str, details: Details) -> str:
    """What was planned, changed or swapped."""
    said = {
        "plan": _("%(name)s put on the roster, %(when)s"),
        "plan_pattern": _("%(shifts)s shifts planned, %(when)s; %(left_out)s left out"),
        "cancel": _("Shift of %(name)s cancelled, %(when)s"),
        "cut": _("Shift of %(name)s ended early, %(when)s"),
        "give": _("Shift of %(before)s given to %(name)s, %(when)s"),
        "absent": _("%(name)s noted as absent, %(when)s"),
        "cancel_absence": _("Absence of %(name)s cancelled"),
        "ask_swap": _("%(asks)s offered a shift to %(to)s"),
        "accept_swap": _("%(to)s accepted a shift of %(asks)s"),
        "decline_swap": _("%(to)s declined a shift of %(asks)s"),
        "take_back_swap": _("Shift offered to %(to)s kept by %(asks)s"),
    }
    return said.get(act, "") % {
        "name": details.get("name", "?"),
        "before": details.get("before_name", "?"),
        "asks": details.get("asked_by_name", "?"),
        "to": details.get("offered_to_name", "?"),
        "shifts": details.get("shifts", "?"),
        "left_out": details.get("left_out", "?"),
        "when": _span(details),
    }


def shift_in_words(act: str, details: Details) -> str:
    """What a person did with the desk."""
    said = {
        "begin": _("Desk taken over, shift %(when)s"),
        "end": _("Shift closed, %(when)s"),
        "log": _("Line written into the log of the desk"),
    }
    return said.get(act, "") % {"when": _span(details)}


def holding_in_words(act: str, details: Details) -> str:
    """Who has a matter, and who was asked to."""
    said = {
        "offer": _("Offered to %(name)s"),
        "take": _("Taken over by %(name)s"),
        "decline": _("Not taken over by %(name)s"),
        "take_up": _("Taken by %(name)s"),
    }
    return said.get(act, "") % {"name": details.get("offered_to_name", "?")}


def _span(details: Details) -> str:
    """From when to when, in UTC, to the minute."""
    begin, end = (str(details.get(name, "?"))[:16].replace("T", " ") for name in ("since", "until"))
    return _("%(begin)s – %(end)s UTC") % {"begin": begin, "end": end}
