"""Talks before refusing, postponing or setting conditions, 40(28)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit import moment

from .. import choices
from .parts import Measure
from .request import Request


class Talk(models.Model):
    """One round of talks. `elsewhere`: held by telephone or in a meeting and recorded afterwards.

    What was held elsewhere is the record of the side that wrote it down; the other never sees it.
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="talks")
    proposal = models.TextField()
    opened_at = models.DateTimeField(default=moment.now)
    accepted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    elsewhere = models.BooleanField(default=False)
    held_with = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]


class TalkItem(models.Model):
    """One condition that was proposed; without a measure it concerns the whole request."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("condition"))
    answer = models.CharField(max_length=10, choices=choices.ItemAnswer.choices, blank=True)
    counter = models.TextField(_("what is proposed instead, or why not"), blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["talk", "number"], name="talk_item_number_once"),
        ]
