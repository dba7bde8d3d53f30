"""What the engine keeps: the case, its timeline, its clocks, and the rows that ask for work.

Only `workflow.services.perform` writes `Case.status`.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import moment

from .choices import LetterState, RowState, RungKind, Side, Source, StepKind, Unit, Whose


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


class TimeRule(models.Model):
    """How long a clock runs in one State, and whom it reminds: one version, which never changes.

    Where a State has none, the rule of the table holds. `state` is the code of the State. A clock
    keeps the version it was started under.
    """

    kind = models.CharField(max_length=20)
    clock = models.CharField(max_length=40)
    state = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    # Empty where the date comes from the move.
    amount = models.PositiveIntegerField(_("how long"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=14, choices=Unit.choices)
    whose = models.CharField(_("whose days of rest"), max_length=8, choices=Whose.choices)
    extensions = models.PositiveSmallIntegerField(_("extensions"), default=0)
    source = models.CharField(_("what it rests on"), max_length=10, choices=Source.choices)
    basis = models.CharField(_("source"), max_length=60, blank=True)
    reason = models.TextField(_("why"), blank=True)
    made_at = models.DateTimeField(default=moment.now)
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["kind", "clock", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "kind", "clock", "version"], name="time_rule_version_once"
            ),
            # The Convention's periods are not a State's to change.
            models.CheckConstraint(
                condition=Q(source__in=[Source.HOUSE, Source.LAW, Source.AGREED]),
                name="time_rule_is_of_the_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.clock} v{self.version}"


class LadderRung(models.Model):
    """One reminder that a rule of a State sends; see `ladder.Rung`."""

    rule = models.ForeignKey(TimeRule, on_delete=models.CASCADE, related_name="rungs")
    kind = models.CharField(max_length=12, choices=RungKind.choices)
    amount = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=14, choices=Unit.choices, default=Unit.DAYS)
    roles = models.JSONField(default=list)
    urgent = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "kind", "amount", "unit"], name="ladder_rung_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.kind} {self.amount}"


class Clock(models.Model):
    """A period that runs: the act awaited, who owes it, and how its end was worked out.

    Dates are stored, never counted on the way to a page. `due_at` is UTC; `zone` is that of the
    authority that owes the act. `state` is whose rule it follows: of the State that owes the act,
    or where that is reached by post, of the one that waits. `calendar` names the States whose days
    of rest count. A clock of no case (the end of an appointment) has its `kind` alone; `item` tells
    clocks of one name apart.
    """

    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="clocks"
    )
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    item = models.CharField(max_length=40, blank=True)
    owed_by = models.CharField(max_length=10, choices=Side.choices, blank=True)
    state = models.CharField(max_length=2, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    basis = models.CharField(max_length=60, blank=True)
    # The State's version of the rule; empty where the table's own held.
    rule = models.ForeignKey(
        TimeRule, null=True, blank=True, on_delete=models.PROTECT, related_name="clocks"
    )
    amount = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=14, choices=Unit.choices)
    whose = models.CharField(max_length=8, choices=Whose.choices, default=Whose.OWING)
    extensions = models.PositiveSmallIntegerField(default=0)
    calendar = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=50, default="UTC")
    # The day that was set, where no period is counted.
    until = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    outlives = models.BooleanField(default=False)
    lapses = models.BooleanField(default=False)
    # When its next reminder is due: all that the sweep looks at.
    next_fires_at = models.DateTimeField(null=True, blank=True)
    # Counts the ends it has run out at and was then given a later one: its ladder begins anew.
    round = models.PositiveSmallIntegerField(default=1)
    silenced_at = models.DateTimeField(null=True, blank=True)
    silenced_by_name = models.CharField(max_length=150, blank=True)
    silenced_because = models.TextField(blank=True)

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name", "item"],
                condition=Q(stopped_at__isnull=True),
                name="clock_one_open_per_name",
            ),
            models.UniqueConstraint(
                fields=["kind", "name", "item"],
                condition=Q(stopped_at__isnull=True, case__isnull=True),
                name="clock_one_open_without_case",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | ~Q(owed_by=""), name="clock_of_a_case_is_owed"
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
            models.Index(
                fields=["next_fires_at"],
                condition=Q(next_fires_at__isnull=False),
                name="clock_next_fires",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(lapses=True, stopped_at__isnull=True),
                name="clock_lapses",
            ),
            # What a corrected calendar or a changed rule concerns.
            models.Index(
                fields=["state", "name", "id"],
                condition=Q(stopped_at__isnull=True),
                name="clock_open_of_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d}"

    @property
    def paused_seconds(self) -> int:
        """How long it has stood still so far, without a pause that still lasts."""
        return sum(step.seconds for step in self.steps.all() if step.kind == StepKind.PAUSE)


class ClockStep(models.Model):
    """What happened to a clock on its way: each step moved its end from one moment to another.

    From the start, the rule and these steps in their order the end can be worked out again.
    """

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    # Of a pause, when it began and ended; of the others, when they were made.
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    # Of an extension, the day that was set.
    until = models.DateField(null=True, blank=True)
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    reason = models.TextField(blank=True)
    by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "number"], name="clock_step_once"),
            models.CheckConstraint(
                condition=Q(ended_at__gte=models.F("began_at")), name="clock_step_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.number} {self.kind}"

    @property
    def seconds(self) -> int:
        """How long it lasted."""
        return int((self.ended_at - self.began_at).total_seconds())


class Reminder(models.Model):
    """One rung of a clock's ladder. It fires once for each round of its clock; see `ladder.Rung`.

    `fires_at` is the end's, moved with it as long as it waits. `Clock.next_fires_at` is the first
    of those that wait.
    """

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="reminders")
    round = models.PositiveSmallIntegerField(default=1)
    rung = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=RungKind.choices)
    amount = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=14, choices=Unit.choices, default=Unit.DAYS)
    roles = models.JSONField(default=list)
    urgent = models.BooleanField(default=False)
    fires_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    fired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "round", "rung"], name="reminder_rung_once"),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.rung}"


class Recomputation(models.Model):
    """An order to work out open clocks anew: a calendar was corrected, or a rule is to be applied.

    The sweep follows it in stretches and remembers how far it came. Without `rule` every open clock
    that counts the days of `state` is looked at, else those of that rule's name in that State.
    """

    state = models.CharField(max_length=2)
    rule = models.ForeignKey(TimeRule, null=True, blank=True, on_delete=models.PROTECT)
    reason = models.TextField()
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField(default=moment.now)
    last_clock = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(done_at__isnull=True), name="recomputation_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.asked_at:%Y-%m-%d}"


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
