"""What the Convention means for a request: measures, contents, grounds, limits, questions."""

from django.db import models

from .. import choices
from .sourced import Sourced
from .states import Instrument
from .treaty import Article


class Scope(Sourced):
    """One row of the scope matrix: which cooperation is open to a class of offences."""

    offence_class = models.CharField(
        max_length=20, primary_key=True, choices=choices.OffenceClass.choices
    )
    order = models.PositiveSmallIntegerField()
    offences = models.CharField(max_length=120)
    general_mla = models.CharField(max_length=120)
    electronic_evidence = models.CharField(max_length=120)
    preservation = models.CharField(max_length=120)
    police_cooperation = models.CharField(max_length=120)
    joint_investigations = models.CharField(max_length=120)
    extradition = models.CharField(max_length=120)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.get_offence_class_display()


class RequestKind(Sourced):
    """A kind of request; its contents are its own rules and those of the kinds it builds on."""

    code = models.CharField(max_length=20, primary_key=True, choices=choices.RequestType.choices)
    order = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=120)
    includes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.get_code_display()


class MeasureType(Sourced):
    """Something a State can be asked to do: 40(3)(a) to (m), and the help of Articles 41 to 46.

    `data` marks electronic-evidence measures; those alone are open for a serious crime that the
    Convention does not name (Articles 35(1)(c) and 40(1)).
    """

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=120)
    request_type = models.ForeignKey(RequestKind, on_delete=models.PROTECT, related_name="measures")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="measures")
    channel = models.CharField(max_length=20, choices=choices.Channel.choices)
    data = models.BooleanField(default=False)
    available_for_serious_crime = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class ContentRule(Sourced):
    """Something a kind of request has to, or may, contain; and who asks for it."""

    request_type = models.ForeignKey(RequestKind, on_delete=models.CASCADE, related_name="rules")
    field = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    requirement = models.CharField(max_length=12, choices=choices.Requirement.choices)
    condition = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=10, choices=choices.Origin.choices)
    note = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["request_type__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["request_type", "field"], name="content_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request_type_id} {self.field}"


class Ground(Sourced):
    """A reason for not helping, helping later, or helping under conditions.

    `is_outcome` marks the last two, which are no refusal. `applies` are the kinds of requests for
    which it may be used: preservation and disclosure of the trace have a short list only.
    """

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=choices.GroundKind.choices)
    nature = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    consultation = models.CharField(max_length=12, choices=choices.Consultation.choices)
    reasons = models.CharField(max_length=10, choices=choices.Reasons.choices)
    is_outcome = models.BooleanField(default=False)
    applies = models.ManyToManyField(RequestKind, related_name="grounds")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    @property
    def consult_first(self) -> bool:
        """Whether the treaty wants talks before this ground is used (Article 40(28))."""
        return self.consultation == choices.Consultation.REQUIRED

    @property
    def reasons_required(self) -> bool:
        """Whether a decision on this ground is incomplete without reasons (Article 40(25))."""
        return self.reasons in {choices.Reasons.REQUIRED, choices.Reasons.MINIMAL}


class ForbiddenGround(Sourced):
    """Something that is no ground: the Convention rules it out, or does not know it."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class TimeLimit(Sourced):
    """A period or moment that an instrument sets; `amount` is empty where it gives no number."""

    code = models.CharField(max_length=40, primary_key=True)
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="limits")
    what = models.CharField(max_length=120)
    value = models.CharField(max_length=200)
    amount = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=10, blank=True)
    bound = models.CharField(max_length=5, choices=choices.Bound.choices)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.what}: {self.value}"


class SafeguardQuestion(Sourced):
    """A question of the human-rights record that each side keeps for itself.

    `only_for` is what a request must touch for the question to arise; empty: it always does.
    `grave`: a concern or a doubt here alone asks for a second officer. All three are house rules.
    """

    code = models.CharField(max_length=10, primary_key=True)
    side = models.CharField(max_length=10, choices=choices.QuestionSide.choices)
    question = models.CharField(max_length=200)
    standard = models.CharField(max_length=200, blank=True)
    evidence = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=120, blank=True)
    group = models.CharField(max_length=10, choices=choices.QuestionGroup.choices)
    only_for = models.CharField(max_length=20, choices=choices.Matter.choices, blank=True)
    grave = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            # A question without one would be demanded on no page.
            models.CheckConstraint(
                condition=models.Q(group__in=choices.QuestionGroup.values),
                name="question_group_known",
            ),
            models.CheckConstraint(
                condition=models.Q(only_for__in=["", *choices.Matter.values]),
                name="question_matter_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.question}"
