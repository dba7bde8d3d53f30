"""The engine's own vocabulary: two sides, and how a row of work stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """The two States of a case."""

    REQUESTING = "requesting", _("requesting State")
    REQUESTED = "requested", _("requested State")

    @property
    def other(self) -> "Side":
        """The side across the border."""
        return Side.REQUESTED if self is Side.REQUESTING else Side.REQUESTING


class Unit(models.TextChoices):
    """In what a period is counted."""

    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")
    MONTHS = "months", _("months")


class Source(models.TextChoices):
    """Whether a time limit is law, a target of the house, or a date that somebody set."""

    TREATY = "treaty", _("treaty")
    LAW = "law", _("national law")
    HOUSE = "house", _("house target")
    AGREED = "agreed", _("date asked for")


class Whose(models.TextChoices):
    """Whose days of rest a period in working days leaves out."""

    OWING = "owing", _("of the State that owes the act")
    WAITING = "waiting", _("of the State that waits for it")
    BOTH = "both", _("of both States")


class RungKind(models.TextChoices):
    """Where a rung of a reminder ladder stands to the end of its clock."""

    BEFORE = "before", _("before the end")
    ON_THE_DAY = "on_the_day", _("on the last day")
    OVERDUE = "overdue", _("when it has run out")
    ESCALATED = "escalated", _("when it is still open after that")


class StepKind(models.TextChoices):
    """What happened to a clock after it was started."""

    PAUSE = "pause", _("stood still")
    EXTENSION = "extension", _("extended")
    RECOMPUTED = "recomputed", _("worked out anew")
    RULE = "rule", _("put under another rule")


class RowState(models.TextChoices):
    """How a row that asks for work stands. Tasks claim `waiting` rows with a lease."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")


class LetterState(models.TextChoices):
    """The life of a letter: ordered, rendered, signed; or failed, or replaced before signing."""

    ORDERED = "ordered", _("being made")
    RENDERED = "rendered", _("ready to be read")
    SIGNED = "signed", _("signed")
    RECORDED = "recorded", _("received on paper")
    FAILED = "failed", _("could not be made")
    SUPERSEDED = "superseded", _("replaced")


# A letter that nobody has signed and that still may be.
UNSENT = frozenset({LetterState.ORDERED, LetterState.RENDERED, LetterState.FAILED})
