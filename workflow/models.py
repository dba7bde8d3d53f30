"""What the engine keeps: the case, its timeline, its clocks, and the rows that ask for work.

Only `workflow.services.perform` writes `Case.status`.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import moment

from .choices import LetterState, RowState, Rung, Side, Source, Unit


class MadeOnce(models.Model):
    """A row that a form makes. The same form sent twice makes one: see `workflow.once`."""

    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        abstract = True


class Case(models.Model):
    """One piece of casework between two States, of a kind that has a table of moves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    # Grows with every move and edit; forms carry it so that nobody acts on an old picture.
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(default=moment.now)
    changed_at = models.DateTimeField(default=moment.now)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [models.Index(F("opened_at").desc(), F("id").desc(), name="case_newest")]

    def __str__(self) -> str:
        return self.title


class Event(models.Model):
    """One line of a case's timeline: a move that was made, by whom, on which side."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=40)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    side = models.CharField(max_length=10, choices=Side.choices)
    shared = models.BooleanField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_role = models.CharField(max_length=40)
    authority_name = models.CharField(max_length=200)
    # An officer of the other side entered this on behalf of a State that is reached by post.
    recorded = models.BooleanField(default=False)
    # When it happened; for a recorded letter the date on the letter.
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=moment.now)
    text = models.TextField(blank=True)
    given = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["case", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="event_number_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="event_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class Clock(models.Model):
    """A period that runs: the act awaited, who owes it, and how its end was worked out.

    Dates are stored, never counted on the way to a page. `due_at` is UTC; `zone` is that of the
    authority that owes the act.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    name = models.CharField(max_length=40)
    owed_by = models.CharField(max_length=10, choices=Side.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    basis = models.CharField(max_length=60, blank=True)
    amount = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=14, choices=Unit.choices)
    calendar = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=50, default="UTC")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveBigIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name"],
                condition=Q(stopped_at__isnull=True),
                name="clock_one_open_per_name",
            ),
        ]
        indexes = [
            models.Index(
                fields=["case", "due_at"],
                condition=Q(stopped_at__isnull=True),
                name="clock_open_of_case",
            ),
            models.Index(
                fields=["due_at"], condition=Q(stopped_at__isnull=True), name="clock_open_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d}"


class Reminder(models.Model):
    """One rung of a clock's ladder. A waiting row is claimed once; then it has fired for good."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="reminders")
    rung = models.CharField(max_length=12, choices=Rung.choices)
    fires_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    fired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "rung"], name="reminder_rung_once"),
        ]
        indexes = [
            models.Index(
                fields=["fires_at"], condition=Q(state=RowState.WAITING), name="reminder_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.rung}"


class Notice(models.Model):
    """Something a side has to be told; the sweep resolves the roles to people and delivers it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="notices")
    reminder = models.ForeignKey(Reminder, null=True, on_delete=models.CASCADE)
    side = models.CharField(max_length=10, choices=Side.choices)
    roles = models.JSONField(default=list)
    subject = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=moment.now)
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "side"], name="notice_once_per_event_side"),
            models.UniqueConstraint(fields=["reminder"], name="notice_once_per_reminder"),
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

    `payload` is the exact canonical JSON that is attached inside the PDF; `payload_sha256` binds
    what a second person read to what the case says now.
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
    rendered_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=100, default="application/pdf")
    signer_name = models.CharField(max_length=200, blank=True)
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
        ]

    def __str__(self) -> str:
        return f"letter {self.number} {self.kind}"
