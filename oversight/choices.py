"""The forms in which the record leaves the house, and what delays are measured by."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    """File formats of an export."""

    JSONL = "jsonl", _("JSON Lines: can be checked without this software")
    CSV = "csv", _("CSV: for a spreadsheet")

    @property
    def media_type(self) -> str:
        """What the file is declared as."""
        return "text/csv; charset=utf-8" if self is Format.CSV else "application/jsonl"


class Stage(models.TextChoices):
    """What is waited for between two steps of a request; the whole way first."""

    WHOLE = "whole", _("sent – results delivered or refused")
    ACKNOWLEDGE = "acknowledge", _("sent – acknowledged")
    DECIDE = "decide", _("acknowledged – granted or refused")
    EXECUTE = "execute", _("granted – results delivered")
    CLOSE = "close", _("results delivered – closed")
    ANSWER = "answer", _("question asked – answered")


class Outcome(StrEnum):
    """How a wait stands: what was waited for came, or has not yet, or the case ended without."""

    FINISHED = "finished"
    OPEN = "open"
    OTHERWISE = "otherwise"
