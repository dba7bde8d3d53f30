"""A case and its timeline. Only `workflow.services.perform` writes `Case.status`."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import moment

from ..choices import Side


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
