"""How long clocks run in a State and whom they remind: versions that never change."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import moment

from ..choices import RungKind, Source, Unit, Whose


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
