"""Each person's inbox, and the heartbeat by which the web process sees that beat is alive."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from audit import moment
from workflow.models import Notice


class InboxEntry(models.Model):
    """A notice as it reached one person."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="inbox")
    arrived_at = models.DateTimeField(default=moment.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # While a worker is sending it; after a failure, how long the next try waits.
    mail_leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        verbose_name = _("inbox entry")
        verbose_name_plural = _("inbox entries")
        constraints = [
            models.UniqueConstraint(fields=["notice", "person"], name="inbox_once_per_notice"),
        ]
        indexes = [
            models.Index(fields=["person", "-arrived_at", "-id"], name="inbox_newest"),
            models.Index(
                fields=["arrived_at"], condition=Q(mailed_at__isnull=True), name="inbox_unmailed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.notice}"


class Heartbeat(models.Model):
    """When a periodic task last ran; one row for each."""

    name = models.CharField(primary_key=True, max_length=40)
    beaten_at = models.DateTimeField(default=moment.now)

    def __str__(self) -> str:
        return f"{self.name} {self.beaten_at:%Y-%m-%d %H:%M:%S}"
