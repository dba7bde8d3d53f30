"""Clocks, what moved their ends, their reminders, and orders to work out dates anew."""

from django.db import models
from django.db.models import Q

from audit import moment

from ..choices import RowState, RungKind, Side, Source, StepKind, Unit, Whose
from .cases import Case
from .rules import TimeRule


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
