"""Each person's inbox, how they want to be told, and the heartbeat of what runs by itself."""

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, PrivateAddress
from audit import moment
from workflow.models import Notice


class InboxEntry(models.Model):
    """A notice as it reached one person."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="inbox")
    arrived_at = models.DateTimeField(default=moment.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # When its mail is to go out: at once, after the quiet hours, or with the digest of the day.
    mail_due_at = models.DateTimeField(default=moment.now)
    in_digest = models.BooleanField(default=False)
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
                fields=["mail_due_at"], condition=Q(mailed_at__isnull=True), name="inbox_unmailed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.notice}"


class NoticeSettings(models.Model):
    """How a person wants to be told by e-mail; without a row, the defaults here.

    Times are those of `zone`, or while it is empty of the authority the person acts for. What is
    urgent comes at once, whatever the hour.
    """

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="notice_settings"
    )
    zone = models.CharField(_("time zone"), max_length=50, blank=True)
    # Both or none; from 20:00 until 07:00 runs over midnight.
    quiet_from = models.TimeField(_("no mail from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)
    digest = models.BooleanField(_("once a day, in one mail"), default=True)
    digest_at = models.TimeField(_("at"), default=time(8, 0))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}"


class CalendarFeed(PrivateAddress):
    """A private address under which a person's dates can be read by a calendar program (iCal)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_feeds")

    class Meta(PrivateAddress.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="calendar_feed_one"
            ),
        ]


class Heartbeat(models.Model):
    """When a periodic task last ran; one row for each."""

    name = models.CharField(primary_key=True, max_length=40)
    beaten_at = models.DateTimeField(default=moment.now)

    def __str__(self) -> str:
        return f"{self.name} {self.beaten_at:%Y-%m-%d %H:%M:%S}"
