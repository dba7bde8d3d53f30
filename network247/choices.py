"""The vocabulary of the 24/7 desk: its directory, its urgent matters, its alarms."""

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

# A target of this house; the Convention sets no period for checking a contact.
STALE_AFTER_DAYS = 90
# So often every desk of another State is called to see whether it answers; a target of this house.
CALL_EVERY_MONTHS = 3
# The subject of the notice that desks fell due for a test call.
CALLS_DUE = "calls_due"
# Below so many calls a figure says little.
FEW_CALLS = 5

UN_LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
# Others that desks often add.
MORE_LANGUAGES = (
    *("de", "el", "fa", "hi", "id", "it", "ja", "ko", "ms", "nl"),
    *("pl", "pt", "ro", "sv", "sw", "th", "tr", "uk", "vi"),
)
LANGUAGE_CODES = (*UN_LANGUAGES, *MORE_LANGUAGES)


class Freshness(models.TextChoices):
    """How far the last verification of a contact point can be relied on."""

    FRESH = "fresh", _("verified")
    STALE = "stale", _("stale")


class VersionState(models.TextChoices):
    """How a version of a directory entry stands."""

    PROPOSED = "proposed", _("waits for a second person")
    IN_FORCE = "in_force", _("in force")
    REPLACED = "replaced", _("replaced")
    DECLINED = "declined", _("declined")
    TAKEN_BACK = "taken_back", _("taken back")


class ListFormat(models.TextChoices):
    """File formats of the yearly list, Article 41(2)."""

    CSV = "csv", _("CSV: for a spreadsheet")
    JSON = "json", _("JSON: for programs")

    @property
    def media_type(self) -> str:
        """What the file is declared as."""
        return "text/csv; charset=utf-8" if self is ListFormat.CSV else "application/json"


class LineKind(models.TextChoices):
    """What a line of an uploaded list would do."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    WAITING = "waiting", _("waits already")
    NOT_OURS = "not_ours", _("not ours to change")
    FAULTY = "faulty", _("faulty")


class CallOutcome(models.TextChoices):
    """What a test call brought."""

    ANSWERED = "answered", _("answered")
    NO_ANSWER = "no_answer", _("no answer")
    WRONG = "wrong", _("somebody else answered")
    NO_LANGUAGE = "no_language", _("no common language")


class AlarmEnd(models.TextChoices):
    """Why an alarm does not ring any more."""

    ACCEPTED = "accepted", _("accepted")
    OVERTAKEN = "overtaken", _("the matter ended first")


class Channel(models.TextChoices):
    """By what somebody is paged."""

    SCREEN = "screen", _("alarm page")
    MAIL = "mail", _("e-mail")
    COMMAND = "command", _("command of the installation")
    WEBHOOK = "webhook", _("pager of the State")
    NOBODY = "nobody", _("nobody to page")


class AttemptState(models.TextChoices):
    """What became of an attempt to page somebody."""

    WAITING = "waiting", _("waits")
    DONE = "done", _("sent")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("not needed any more")


KIND = "urgent"


class MatterKind(models.TextChoices):
    """What is asked of a desk: the catalogue's measures for contact points; or what it is told."""

    PRESERVATION = "preservation", _("preservation of data")
    EMERGENCY_DATA = "emergency_data", _("emergency data")
    TRACE_DISCLOSURE = "trace_disclosure", _("disclosure of preserved traffic data")
    LOCATE_DATA = "locate_data", _("finding data or a provider")
    LOCATE_SUSPECT = "locate_suspect", _("finding a suspect")
    ADVICE = "advice", _("technical advice")
    LEGAL_INFORMATION = "legal_information", _("legal information")
    SPONTANEOUS = "spontaneous", _("information of our own accord")


# What can be frozen before anything else is done about it.
FREEZABLE = frozenset(
    {MatterKind.PRESERVATION, MatterKind.EMERGENCY_DATA, MatterKind.TRACE_DISCLOSURE}
)


class Route(models.TextChoices):
    """How a matter came, or went."""

    HERE = "here", _("in this installation")
    TELEPHONE = "telephone", _("by telephone")
    EMAIL = "email", _("by e-mail")
    NETWORK = "network", _("through another network, 41(6)")


class Status(models.TextChoices):
    """Where an urgent matter stands."""

    WRITING = "writing", _("Being written")
    ASKED = "asked", _("Waits to be accepted")
    ACCEPTED = "accepted", _("Accepted")
    ORDERED = "ordered", _("Freeze ordered")
    SECURED = "secured", _("Frozen, the answer is still owed")
    PRESERVED = "preserved", _("Frozen")
    HELD = "held", _("Frozen until decided")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISOWNED = "disowned", _("Not from that State")


class Action(models.TextChoices):
    """What can be done with an urgent matter."""

    ASK = "ask", _("Send and ring")
    TAKE_DOWN = "take_down", _("Take down a call")
    DISCARD = "discard", _("Discard the draft")
    ACCEPT = "accept", _("Accept")
    NOTE_ATTEMPT = "note_attempt", _("Note a call that did not verify")
    VERIFY = "verify", _("Verified: they confirmed it")
    OVERRIDE = "override", _("Go on unverified: life at risk")
    REVIEW = "review", _("Review what was done in the emergency")
    ORDER = "order", _("Order the freeze")
    CONFIRM = "confirm", _("Confirm that it is frozen")
    SECURE = "secure", _("Note that it is frozen meanwhile")
    WARN = "warn", _("Warn: freezing would not hold, or do harm")
    ANSWER_WARNING = "answer_warning", _("Answer the warning")
    ASK_EXTENSION = "ask_extension", _("Ask for a longer freeze")
    EXTEND = "extend", _("Grant the longer freeze")
    DECLINE_EXTENSION = "decline_extension", _("Decline the longer freeze")
    RENEW_ORDER = "renew_order", _("Renew the order at home")
    FOLLOW_UP = "follow_up", _("Link the request that follows")
    NOTE_DECISION = "note_decision", _("Note that the request was decided")
    RELEASE = "release", _("No longer needed: may be lifted")
    LIFT = "lift", _("Lift the freeze")
    TELL_TRACE = "tell_trace", _("Disclose the trace of another provider")
    ANSWER = "answer", _("Answer")
    ANSWER_FROZEN = "answer_frozen", _("Answer, the data stay frozen")
    TAKE_NOTE = "take_note", _("Take note")
    REFUSE = "refuse", _("Refuse")
    CONFIRM_WRITTEN = "confirm_written", _("Confirm in writing")
    ADD = "add", _("Add something")
    REPLY = "reply", _("Write to them")
    WITHDRAW = "withdraw", _("Withdraw")
    DISOWN = "disown", _("This is not from us")
    CLOSE = "close", _("Close")


class Method(models.TextChoices):
    """How somebody was verified."""

    CALL_BACK = "call_back", _("called back, number of the directory")
    IN_PERSON = "in_person", _("known in person and present")


class Verdict(models.TextChoices):
    """What an attempt to verify brought. Only the first verifies."""

    CONFIRMED = "confirmed", _("they confirmed that it is theirs")
    NO_ANSWER = "no_answer", _("no answer")
    UNSURE = "unsure", _("they could not say yet")
    DENIED = "denied", _("they said that it is not theirs")


class CautionKind(models.TextChoices):
    """Why freezing would not help, 42(7)."""

    WOULD_NOT_HOLD = "would_not_hold", _("it would not secure the data")
    SECRECY = "secrecy", _("it would endanger the secrecy of the case")
    HARM = "harm", _("it would harm the investigation in another way")


class CautionAnswer(models.TextChoices):
    """What the asking State decides about a warning."""

    GO_ON = "go_on", _("carry it out all the same")
    STOP = "stop", _("do not carry it out")


def language_name(code: str) -> str:
    """The language in the reader's own; an unknown code stands for itself."""
    ours = dict(settings.LANGUAGE_NAMES)
    if code in ours:
        return str(ours[code])
    return str(get_language_info(code)["name_translated"]) if code in LANG_INFO else code


def language_choices() -> list[tuple[str, str]]:
    """Codes and names for a form, in the reader's language."""
    return [(code, language_name(code)) for code in LANGUAGE_CODES]
