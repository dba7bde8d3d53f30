"""What a State asks of the requests that reach it, and what a drafter confirms to it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from audit import moment
from convention.models import MeasureType, RequestKind, State
from workflow.models import MadeOnce

from .. import choices
from .request import Request


class StateRule(MadeOnce):
    """One version of a rule. A change makes the next version; nothing is ever deleted.

    The version that applies on a day is the highest one that has begun (`state_rules.in_force`), so
    that a request is always held against what its drafter could know. Without kinds and measures
    the rule concerns every request.
    """

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="rules")
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    kinds = models.ManyToManyField(RequestKind, blank=True, related_name="+")
    measure_types = models.ManyToManyField(MeasureType, blank=True, related_name="+")
    demand = models.CharField(max_length=15, choices=choices.Demand.choices)
    copies = models.PositiveSmallIntegerField(null=True, blank=True)
    role = models.CharField(max_length=15, choices=choices.AttachmentRole.choices, blank=True)
    field = models.CharField(max_length=30, choices=choices.RuleField.choices, blank=True)
    # Only of a translation: a request that is written in an accepted language needs none.
    if_foreign = models.BooleanField(default=False)
    words = models.CharField(max_length=300)
    origin = models.CharField(max_length=10, choices=choices.RuleOrigin.choices)
    reference = models.CharField(max_length=300)
    blocks = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=moment.now)
    retired_by_name = models.CharField(max_length=150, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["state", "number", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "number", "version"], name="state_rule_version_once"
            ),
            models.CheckConstraint(
                condition=Q(demand__in=choices.Demand.values), name="state_rule_demand_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="state_rule_ends_after_it_begins",
            ),
            models.CheckConstraint(
                # In SQL a comparison with nothing is no refusal: that it is there is said too.
                condition=~Q(demand=choices.Demand.COPIES) | Q(copies__isnull=False, copies__gte=1),
                name="state_rule_says_how_many",
            ),
            models.CheckConstraint(
                condition=~Q(demand=choices.Demand.ATTACHMENT) | ~Q(role=""),
                name="state_rule_says_which_attachment",
            ),
            models.CheckConstraint(
                condition=~Q(demand=choices.Demand.FIELD) | ~Q(field=""),
                name="state_rule_says_which_field",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_confirmed(self) -> bool:
        """Whether the drafter ticks a box for it."""
        return self.demand in choices.CONFIRMED

    @property
    def promise(self) -> str:
        """What stands beside the box; a number of copies is said even if the words forget it."""
        if self.demand != choices.Demand.COPIES:
            return self.words
        return gettext("%(words)s (copies: %(number)s)") % {
            "words": self.words,
            "number": self.copies,
        }

    @property
    def asks(self) -> str:
        """What the software looks for, in words."""
        if self.demand == choices.Demand.COPIES:
            return gettext("%(label)s: %(number)s") % {
                "label": self.get_demand_display(),
                "number": self.copies,
            }
        detail = {
            choices.Demand.ATTACHMENT: self.get_role_display(),
            choices.Demand.FIELD: self.get_field_display(),
        }.get(choices.Demand(self.demand), "")
        if not detail:
            return self.get_demand_display()
        return gettext("%(label)s: %(what)s") % {"label": self.get_demand_display(), "what": detail}


class Confirmation(models.Model):
    """A box that the drafter ticked for one version of a rule; part of what the request says."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="confirmations")
    rule = models.ForeignKey(StateRule, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    person_name = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField(default=moment.now)

    class Meta:
        ordering = ["rule__number", "rule__version"]
        constraints = [
            models.UniqueConstraint(fields=["request", "rule"], name="confirmation_once"),
        ]
