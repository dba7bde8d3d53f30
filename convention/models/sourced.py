"""What every row of the catalogue says about itself: its source, and how far it was checked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import choices, references


class Sourced(models.Model):
    """A row that says where it comes from and how far that was checked."""

    reference = models.CharField(_("reference"), max_length=120, blank=True)
    level = models.CharField(_("how far checked"), max_length=1, choices=choices.Level.choices)
    verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        abstract = True

    @property
    def articles(self) -> list[int]:
        """Numbers of the articles named in the reference."""
        return references.articles(self.reference)
