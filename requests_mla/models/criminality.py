"""The comparison of the offences with the law of the requested State. Never the other side's."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import moment
from convention.models import OffenceElement
from workflow.models import Case

from .. import choices

DRAFT, FINISHED = choices.RecordState.DRAFT, choices.RecordState.FINISHED


class Comparison(models.Model):
    """One comparison, written by the requested side alone; once finished it is only superseded.

    `writers` are the persons who wrote on it, as a list of ids: none of them decides. `digest`
    stands for the content as it was finished (`criminality.content`). Triggers back this
    in the database (`criminality.triggers`).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="comparisons")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=choices.RecordState.choices, default=choices.RecordState.DRAFT
    )
    version = models.PositiveIntegerField(default=0)
    author_id = models.BigIntegerField()
    author_name = models.CharField(max_length=150)
    writers = models.JSONField(default=list)
    saved_by_name = models.CharField(max_length=150, blank=True)
    saved_at = models.DateTimeField(default=moment.now)
    started_at = models.DateTimeField(default=moment.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="comparison_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=DRAFT), name="comparison_one_draft"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=FINISHED), name="comparison_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state__in=choices.RecordState.values), name="comparison_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=DRAFT, finished_at__isnull=True)
                | ~Q(state=DRAFT) & Q(finished_at__isnull=False) & ~Q(digest=""),
                name="comparison_finished_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be written on."""
        return self.state == choices.RecordState.DRAFT

    @property
    def is_in_force(self) -> bool:
        """Whether it is the finished comparison that counts."""
        return self.state == choices.RecordState.FINISHED


class ComparedOffence(models.Model):
    """One offence of the request beside our law; it outlives the offence if that is corrected away.

    `named` is what it was called when finished, `identity` what was compared: the number of its
    article, or the title of a crime that the Convention does not take apart. `finding` follows
    from its elements by the rule of `criminality.rules`, set when finished.
    """

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="offences")
    offence_id = models.BigIntegerField()
    named = models.CharField(max_length=300, blank=True)
    identity = models.CharField(max_length=200, blank=True)
    provision = models.TextField(_("provision here"), blank=True)
    maximum_penalty = models.CharField(_("maximum penalty here"), max_length=200, blank=True)
    finding = models.CharField(max_length=15, choices=choices.Criminality.choices, blank=True)
    discretion = models.CharField(
        _("help all the same"), max_length=10, choices=choices.Discretion.choices, blank=True
    )
    discretion_reason = models.TextField(_("why, or why not"), blank=True)

    class Meta:
        ordering = ["offence_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "offence_id"], name="compared_offence_once"
            ),
            models.CheckConstraint(
                condition=Q(finding__in=["", *choices.Criminality.values]),
                name="compared_offence_finding_known",
            ),
            models.CheckConstraint(
                condition=Q(discretion__in=["", *choices.Discretion.values]),
                name="compared_offence_discretion_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comparison_id} {self.offence_id}"


class ComparedElement(models.Model):
    """One element: the conduct as the request describes it, beside what our law asks.

    `element` is empty for a serious crime, which the Convention does not take apart. `asked` is
    the element's wording when the comparison was finished.
    """

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="elements")
    offence_id = models.BigIntegerField()
    element = models.ForeignKey(
        OffenceElement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked = models.CharField(max_length=400, blank=True)
    described = models.TextField(_("as the request describes it"), blank=True)
    here = models.TextField(_("here"), blank=True)
    finding = models.CharField(_("finding"), max_length=12, choices=choices.Met.choices, blank=True)
    words = models.TextField(_("why"), blank=True)

    class Meta:
        ordering = ["offence_id", "element__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "offence_id", "element"], name="compared_element_once"
            ),
            models.UniqueConstraint(
                fields=["comparison", "offence_id"],
                condition=Q(element__isnull=True),
                name="compared_conduct_once",
            ),
            models.CheckConstraint(
                condition=Q(finding__in=["", *choices.Met.values]),
                name="compared_element_finding_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offence_id} {self.element_id}"
