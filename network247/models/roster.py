"""Who is on duty: shifts, absences, swaps, and the log of the desk. All times are UTC."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority, Person, PrivateAddress
from audit import moment
from workflow.models import MadeOnce


class Shift(MadeOnce):
    """A person answers the desk of an authority from one moment until another.

    `place` 1 is the first person, whom an alarm pages first; 2 and more stand behind. The shifts of
    one place of an authority never overlap: a minute has one first person or is a gap. One that was
    cancelled while it ran keeps what was: it ends where it was cut.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts")
    place = models.PositiveSmallIntegerField(_("place"), default=1)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by_name = models.CharField(max_length=150, blank=True)
    # When the person took the desk over, and when they handed it over.
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_note = models.TextField(_("what the next shift should know"), blank=True)
    planned_by_name = models.CharField(max_length=150, blank=True)
    # Grows with every change, so that calendar programs take the newer one (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=moment.now)

    class Meta:
        ordering = ["starts_at", "place"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="shift_place_counts_from_one"),
        ]
        indexes = [
            models.Index(
                fields=["authority", "starts_at"],
                condition=Q(cancelled_at__isnull=True),
                name="shift_of_authority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%Y-%m-%d %H:%M}"


class Absence(models.Model):
    """A person cannot be on duty: a shift of theirs in that time is a gap until it is given."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="absences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("why"), max_length=200, blank=True)
    recorded_by_name = models.CharField(max_length=150)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%Y-%m-%d}"


class Swap(models.Model):
    """A shift is offered to somebody else; it is theirs once they accept.

    `accepted` stays empty of one that was taken back, or that became pointless.
    """

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="swaps")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    offered_to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=moment.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift"], condition=Q(answered_at__isnull=True), name="swap_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} -> {self.offered_to}"


class RosterFeed(PrivateAddress):
    """A private address under which a calendar program reads a person's shifts, and the roster."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roster_feeds")

    class Meta(PrivateAddress.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="roster_feed_one"
            ),
        ]


class LogEntry(MadeOnce):
    """A line of the desk's log that a person wrote; the rest of the log are the events of cases."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="desk_log")
    shift = models.ForeignKey(Shift, null=True, blank=True, on_delete=models.PROTECT)
    text = models.TextField(_("note"))
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=moment.now)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["authority", "-at"], name="desk_log_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name}"
