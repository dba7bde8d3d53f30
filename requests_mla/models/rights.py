"""The rights record: what one side found on the questions of the catalogue. Never the other's."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import moment
from convention.models import SafeguardQuestion
from workflow.choices import Side
from workflow.models import Case

from .. import choices

DRAFT, FINISHED = choices.RecordState.DRAFT, choices.RecordState.FINISHED


class RightsRecord(models.Model):
    """One record of one side. Once finished only the second officer's word is added to it.

    `writers` are the persons who wrote on it, as a list of ids: none of them seconds it. `agreed`
    is what the second officer said, None while nobody has. `digest` stands for the content as it
    was finished (`rights.content`), `judged` for the request that it judged, part by part
    (`rights.substance`); empty in records finished before that was kept. Triggers back this in the
    database (`rights.triggers`).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rights_records")
    side = models.CharField(max_length=10, choices=Side.choices)
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
    overall_risk = models.CharField(
        _("overall risk"), max_length=10, choices=choices.Risk.choices, blank=True
    )
    needs_second = models.BooleanField(default=False)
    second_id = models.BigIntegerField(null=True, blank=True)
    second_name = models.CharField(max_length=150, blank=True)
    seconded_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True, blank=True)
    second_remark = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    judged = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "side", "number"], name="rights_number_once"),
            models.UniqueConstraint(
                fields=["case", "side"], condition=Q(state=DRAFT), name="rights_one_draft"
            ),
            models.UniqueConstraint(
                fields=["case", "side"], condition=Q(state=FINISHED), name="rights_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state__in=choices.RecordState.values), name="rights_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=DRAFT, finished_at__isnull=True)
                | ~Q(state=DRAFT)
                & Q(finished_at__isnull=False)
                & ~Q(digest="")
                & Q(overall_risk__in=choices.Risk.values),
                name="rights_finished_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(second_id__isnull=True) | ~Q(second_id=F("author_id")),
                name="rights_second_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.side} {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be written on."""
        return self.state == choices.RecordState.DRAFT

    @property
    def is_in_force(self) -> bool:
        """Whether it is the finished record that counts."""
        return self.state == choices.RecordState.FINISHED

    @property
    def waits_for_second(self) -> bool:
        """Whether a second liaison officer has to read it and has not yet."""
        return self.is_in_force and self.needs_second and self.agreed is None


class RightsAnswer(models.Model):
    """What was found on one question. `asked` is its wording when the record was finished."""

    record = models.ForeignKey(RightsRecord, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(SafeguardQuestion, on_delete=models.PROTECT, related_name="+")
    asked = models.CharField(max_length=200, blank=True)
    finding = models.CharField(
        _("finding"), max_length=12, choices=choices.Finding.choices, blank=True
    )
    words = models.TextField(_("what was found"), blank=True)
    source = models.TextField(_("source"), blank=True)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    step_taken = models.TextField(_("step taken"), blank=True)
    remaining_risk = models.CharField(
        _("remaining risk"), max_length=10, choices=choices.Risk.choices, blank=True
    )

    class Meta:
        ordering = ["question__order"]
        constraints = [
            models.UniqueConstraint(fields=["record", "question"], name="rights_answer_once"),
            models.CheckConstraint(
                condition=Q(finding__in=["", *choices.Finding.values]),
                name="rights_finding_known",
            ),
            models.CheckConstraint(
                condition=Q(remaining_risk__in=["", *choices.Risk.values]),
                name="rights_risk_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.question_id}"

    @property
    def is_clear(self) -> bool:
        """Whether no concern was found."""
        return self.finding == choices.Finding.CLEAR

    @property
    def is_concern(self) -> bool:
        """Whether a concern was found."""
        return self.finding == choices.Finding.CONCERN
