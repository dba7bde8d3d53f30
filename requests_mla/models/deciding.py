"""What the requested State decides, who executes it, and what it hands over."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority
from audit import moment
from convention.models import Ground
from evidence.models import Exhibit
from workflow.models import Event

from .. import choices
from .parts import Measure
from .request import Request


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions on the measures of requests."""

    def in_force(self, request: Request) -> Self:
        """What stands on each measure of a request now, sent or not; at most one for each."""
        return self.filter(measure__request=request, superseded_at__isnull=True)

    def sent(self) -> Self:
        """What the other side knows."""
        return self.filter(sent_at__isnull=False)

    def unsent(self) -> Self:
        """What is being prepared; the requested side's own."""
        return self.filter(sent_at__isnull=True)


class Decision(models.Model):
    """What the requested State decides on one measure. Its own side's until the letter is sent.

    A postponed measure that is taken up again is decided anew: the old line stays, as superseded.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=12, choices=choices.Outcome.choices)
    ground = models.ForeignKey(
        Ground, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.TextField(_("reasons for the other side"), blank=True)
    internal_reasons = models.TextField(_("internal reasons"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    cut = models.TextField(_("what is left out, and why"), blank=True)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=choices.Outcome.values), name="decision_outcome_known"
            ),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(superseded_at__isnull=True),
                name="decision_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(sent_at__isnull=False),
                name="decision_superseded_was_sent",
            ),
        ]
        indexes = [
            models.Index(
                F("sent_at").desc(),
                F("id").desc(),
                condition=Q(sent_at__isnull=False),
                name="decision_newest_sent",
            ),
        ]

    @property
    def grants(self) -> bool:
        """Whether help is given, be it in part or under conditions."""
        return self.outcome in choices.GRANTING


class Assessor(models.Model):
    """A person who wrote on the decision sheet; such a person never decides."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="assessors")
    person_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "person_id"], name="assessor_once"),
        ]


class CountersignatureQuerySet(models.QuerySet["Countersignature"]):
    """Second persons' words on decisions."""

    def alive(self) -> Self:
        """Those that stand by a decision that is not sent yet, as far as anybody noticed."""
        return self.filter(voided_at__isnull=True, sent_at__isnull=True)


class Countersignature(models.Model):
    """A second person's word on a decision: on exactly this content, as this document showed it.

    It lives while `digest` stands for what the case says (`decided.text_of`); `voided_at` says when
    a change was noticed, `sent_at` when the decision it stands by was sent. A person is counted,
    never an appointment. Own side only.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="countersignatures")
    person_id = models.BigIntegerField()
    person_name = models.CharField(max_length=150)
    person_role = models.CharField(max_length=40)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    document = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=moment.now)
    voided_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = CountersignatureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "person_id"],
                condition=Q(voided_at__isnull=True, sent_at__isnull=True),
                name="countersignature_one_alive",
            ),
        ]


class Assignment(models.Model):
    """Who executes on the requested side; never shown to the other side."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="assignments")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    instructions = models.TextField(blank=True)
    assigned_at = models.DateTimeField(default=moment.now)

    class Meta:
        ordering = ["pk"]


class Delivery(models.Model):
    """Results handed over: the exhibits that one transmittal letter lists."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="deliveries")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    exhibits = models.ManyToManyField(Exhibit, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="delivery_number_once"),
        ]
