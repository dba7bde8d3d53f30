"""How the record of authorities and keys, of days of rest and time limits reads."""

from datetime import date

from django.utils.translation import gettext as _

from audit.words import Details

from .limits import rule_of
from .services.calendars import in_words, weekdays


def calendar_in_words(act: str, details: Details) -> str:
    """What an administrator corrected in the calendar of the own State."""
    if act == "correct":
        act = "work" if details.get("worked") else "rest"
    said = {
        "rest": _("%(day)s made a day of rest: %(name)s"),
        "work": _("%(day)s made a worked day: %(name)s"),
        "withdraw": _("Correction of %(day)s withdrawn: %(name)s"),
        "set_weekly_rest": _("Weekly days of rest set: %(days)s"),
    }
    return said.get(act, "") % {
        "day": _day(details.get("day")),
        "name": details.get("name", "?"),
        "days": _week(details.get("after")),
    }


def authority_in_words(act: str, details: Details) -> str:
    """What was done to an authority, with a key letters are signed with, or with an issuer."""
    whose = _("of an officer") if details.get("person") else _("of the authority")
    said = {
        "add": _("Authority added: %(name)s"),
        "edit": _("What is known of an authority changed"),
        "keep_key": _("Signing key %(key)s %(whose)s registered"),
        "read_key": _("Fingerprint of signing key %(key)s read"),
        "misread_key": _("Digits typed for signing key %(key)s do not agree with its fingerprint"),
        "key_in_force": _("Signing key %(key)s %(whose)s in force"),
        "revoke_key": _("Signing key %(key)s %(whose)s revoked"),
        "trust_issuer": _("Issuer of certificates trusted: %(name)s"),
        "renew_list": _("List of revoked certificates renewed: %(name)s"),
        "end_trust": _("Issuer of certificates trusted no longer: %(name)s"),
    }
    told = {
        "name": details.get("name", "?"),
        "key": str(details.get("fingerprint", "?"))[:9],
        "whose": whose,
    }
    return said.get(act, "") % told


def limit_in_words(act: str, details: Details) -> str:
    """What an administrator did with a time limit of the own State."""
    said = {
        "set": _("Time limit “%(clock)s” changed, now version %(version)s"),
        "apply": _("Version %(version)s of time limit “%(clock)s” applied to open dates"),
    }
    kind, clock = str(details.get("kind")), str(details.get("clock"))
    rule = rule_of(kind, clock)
    told = {"clock": rule.label if rule else clock, "version": details.get("version", "?")}
    return said.get(act, "") % told


def _day(text: object) -> str:
    try:
        return in_words(date.fromisoformat(str(text)))
    except ValueError:
        return str(text or "?")


def _week(days: object) -> str:
    if not isinstance(days, list):
        return _("as the public calendar has them")
    return weekdays([day for day in days if day in range(7)])
