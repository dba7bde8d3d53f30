"""What the vault keeps: files by their hash, and the exhibits of cases that point at them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import moment
from workflow.choices import Side
from workflow.models import Case, MadeOnce

from .choices import OPAQUE
from .names import LONGEST


class StoredFile(models.Model):
    """A file of the vault. One row per content, however often it was sent in."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=100, default=OPAQUE)
    stored_at = models.DateTimeField(_("kept since"), default=moment.now)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Exhibit(MadeOnce):
    """A numbered piece of evidence of a case, with who added it as they were called then.

    It belongs to `side`; the other side sees it once it is delivered. Numbers are never used again.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exhibits")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    number = models.PositiveIntegerField(_("number"))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="exhibits")
    name = models.CharField(_("file name"), max_length=LONGEST)
    # By this name and these bytes; another exhibit may carry the same bytes under another name.
    media_type = models.CharField(_("media type"), max_length=100, default=OPAQUE)
    description = models.TextField(_("description"), blank=True)
    measure_number = models.PositiveIntegerField(_("measure"), null=True, blank=True)
    added_by_id = models.BigIntegerField(null=True)
    added_by_name = models.CharField(_("added by"), max_length=200)
    added_at = models.DateTimeField(_("added"), default=moment.now)
    sealed_at = models.DateTimeField(_("sealed"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by_name = models.CharField(_("withdrawn by"), max_length=200, blank=True)
    withdrawn_reason = models.TextField(_("why it was withdrawn"), blank=True)

    class Meta:
        ordering = ["case", "number"]
        verbose_name = _("exhibit")
        verbose_name_plural = _("exhibits")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="exhibit_number_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="exhibit_side_known"),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(sealed_at__isnull=False),
                name="exhibit_sealed_before_delivery",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="exhibit_withdrawn_or_delivered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def sealed(self) -> bool:
        """Whether the exhibit is fixed for delivery."""
        return self.sealed_at is not None
