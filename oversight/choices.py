"""The forms in which the record leaves the house."""

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
