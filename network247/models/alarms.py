"""The alarm of an urgent matter: it rings until somebody accepts. Every attempt is on record."""

from django.db import models
from django.db.models import Q

from accounts.models import Authority, Person
from audit import moment
from workflow.models import Case

from ..choices import AlarmEnd, AttemptState, Channel


class Alarm(models.Model):
    """An urgent matter rings at a desk. Rings while `ended_at` is empty.

    `level` counts the rounds of paging so far; `next_page_at` is when the next one is due, which is
    all that the sweep looks at.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alarms")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="alarms")
    raised_at = models.DateTimeField(default=moment.now)
    # It counts until somebody accepts, however long: a small integer would run over.
    level = models.PositiveIntegerField(default=0)
    next_page_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=150, blank=True)
    end = models.CharField(max_length=10, choices=AlarmEnd.choices, blank=True)

    class Meta:
        ordering = ["raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "authority"],
                condition=Q(ended_at__isnull=True),
                name="alarm_one_rings",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_page_at"],
                condition=Q(next_page_at__isnull=False),
                name="alarm_pages_next",
            ),
            models.Index(
                fields=["authority", "raised_at"],
                condition=Q(ended_at__isnull=True),
                name="alarm_rings_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.raised_at:%Y-%m-%d %H:%M}"


class Attempt(models.Model):
    """Somebody is paged in one round, by one channel; or nobody could be, and why.

    A row is sent by one worker at a time, under a lease; `tries` counts also a try that took the
    worker down with it. That somebody has seen the alarm on their page is a row as well.
    """

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="attempts")
    level = models.PositiveIntegerField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    person_name = models.CharField(max_length=150, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(
        max_length=10, choices=AttemptState.choices, default=AttemptState.WAITING
    )
    at = models.DateTimeField(default=moment.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alarm", "level", "person", "channel"], name="attempt_once"
            ),
            # The one above sees no two rows as the same where there is no person.
            models.UniqueConstraint(
                fields=["alarm", "level", "channel"],
                condition=Q(person__isnull=True),
                name="attempt_of_nobody_once",
            ),
            models.UniqueConstraint(
                fields=["alarm", "person"],
                condition=Q(channel=Channel.SCREEN),
                name="attempt_seen_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(state=AttemptState.WAITING), name="attempt_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.level} {self.channel}"
