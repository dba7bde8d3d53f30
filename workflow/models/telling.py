"""What has to be told: notices to people here, letters to the other side."""

from django.db import models
from django.db.models import Q

from audit import moment

from ..choices import LetterState, RowState, Side
from .cases import Case, Event
from .clocks import Clock, Reminder


class Notice(models.Model):
    """Something a side has to be told; the sweep resolves the roles to people and delivers it."""

    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="notices")
    reminder = models.ForeignKey(Reminder, null=True, on_delete=models.CASCADE)
    # Of a reminder, and of a date that moved.
    clock = models.ForeignKey(
        Clock, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    # Empty of what concerns no case.
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    roles = models.JSONField(default=list)
    subject = models.CharField(max_length=40)
    # Told at once, whatever the hour; else it may wait for the digest of the day.
    urgent = models.BooleanField(default=False)
    # A reminder that comes late: since when it was due, and how many others it stands for.
    late_since = models.DateTimeField(null=True, blank=True)
    stands_for = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=moment.now)
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "side"], name="notice_once_per_event_side"),
            models.UniqueConstraint(fields=["reminder", "side"], name="notice_once_per_reminder"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state=RowState.WAITING), name="notice_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} -> {self.side}"


class Letter(models.Model):
    """A letter of a case: ordered as a row, rendered by the worker, signed once, kept by hash.

    `payload` is the exact canonical JSON that is attached inside the PDF, `data_sha256` its digest,
    by which whoever holds the letter asks how it stands; `payload_sha256` binds what a second
    person read to what the case says now.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    side = models.CharField(max_length=10, choices=Side.choices)
    # Crossed the border, so both sides see it. A request under review is its own side's only.
    shared = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=10, choices=LetterState.choices)
    payload = models.TextField(blank=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)
    data_sha256 = models.CharField(max_length=64, blank=True)
    rendered_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=100, default="application/pdf")
    signer_name = models.CharField(max_length=200, blank=True)
    # How far its signatures can be proven: PAdES B-B, B-T or B-LTA. Empty: not signed here.
    level = models.CharField(max_length=5, blank=True)
    ordered_at = models.DateTimeField(default=moment.now)
    signed_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="letter_number_once"),
        ]
        indexes = [
            models.Index(
                fields=["ordered_at"],
                condition=Q(state=LetterState.ORDERED),
                name="letter_to_make",
            ),
            models.Index(
                fields=["data_sha256"], condition=~Q(data_sha256=""), name="letter_by_its_data"
            ),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="letter_by_its_file"),
        ]

    def __str__(self) -> str:
        return f"letter {self.number} {self.kind}"
