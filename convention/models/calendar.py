"""What a State corrects in its public calendar."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import moment

from .states import State


class DayCorrection(models.Model):
    """A day that is free although the public calendar does not know it, or worked although it does.

    A row is withdrawn, never changed: what was counted with it can be understood later.
    """

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="day_corrections")
    day = models.DateField(_("day"))
    worked = models.BooleanField(_("offices are open"), default=False)
    name = models.CharField(_("what it is"), max_length=120)
    made_at = models.DateTimeField(default=moment.now)
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "day"],
                condition=Q(withdrawn_at__isnull=True),
                name="day_correction_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state_id} {self.day} {self.name}"
