"""What binds the use of what was handed over, and what is asked and told about it afterwards."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import moment
from workflow.choices import Side

from .. import choices
from .parts import Measure
from .request import Request


class Undertaking(models.Model):
    """One line of the ledger: a condition, a limit of use, secrecy, an assurance, a consent.

    Both sides see it. `binds` is the side that has to keep it. Without measures it concerns
    everything that is handed over. `reference` is the article it rests on; empty under another
    instrument. A line that needs nobody's word (the Convention itself binds) has `accepted_at` of
    the day it began.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="undertakings")
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=choices.UndertakingKind.choices)
    text = models.TextField(_("what is undertaken"))
    reference = models.CharField(max_length=40, blank=True)
    binds = models.CharField(max_length=10, choices=Side.choices)
    measures = models.ManyToManyField(Measure, blank=True, related_name="undertakings")
    made_at = models.DateTimeField(default=moment.now)
    accepted_by_name = models.CharField(max_length=150, blank=True)
    accepted_for = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="undertaking_number_once"),
            models.CheckConstraint(
                condition=Q(kind__in=choices.UndertakingKind.values), name="undertaking_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"

    def is_in_force(self, day: date) -> bool:
        """Whether it still binds on that day; its last day is one of them."""
        return self.until is None or day <= self.until


class UseRequest(models.Model):
    """A wish to use evidence otherwise, 40(19), or to pass it on, 36(3), with its answer."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="use_requests")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=choices.UseKind.choices)
    recipient = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    asked_at = models.DateTimeField(default=moment.now)
    answer = models.CharField(max_length=12, choices=choices.UseAnswer.choices, blank=True)
    answer_text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="use_request_number_once"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(answered_at__isnull=True),
                name="use_request_one_open",
            ),
        ]

    @property
    def is_consented(self) -> bool:
        """Whether the other State agreed, be it under conditions."""
        return self.answer in (choices.UseAnswer.CONSENTED, choices.UseAnswer.CONDITIONAL)

    @property
    def reference(self) -> str:
        """The paragraph that asks for consent."""
        return "36(3)" if self.kind == choices.UseKind.ONWARD else "40(19)"


class Disposal(models.Model):
    """That evidence was given back or destroyed, and when."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="disposals")
    kind = models.CharField(max_length=10, choices=choices.DisposalKind.choices)
    happened_on = models.DateField()
    words = models.TextField(blank=True)
    told_at = models.DateTimeField(default=moment.now)

    class Meta:
        ordering = ["pk"]
