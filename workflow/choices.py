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

    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")


class Source(models.TextChoices):
    """Whether a time limit is law or a target of the house."""

    TREATY = "treaty", _("treaty")
    HOUSE = "house", _("house target")
    AGREED = "agreed", _("date asked for")


class Rung(models.TextChoices):
    """The steps of the reminder ladder."""

    WEEK_BEFORE = "week_before", _("7 days before")
    DAY_BEFORE = "day_before", _("1 day before")
    ON_THE_DAY = "on_the_day", _("on the day")
    OVERDUE = "overdue", _("overdue")


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
