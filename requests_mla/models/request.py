"""The request itself, and who writes on its draft."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority
from audit import moment
from convention.models import Instrument
from workflow.models import Case, MadeOnce

from .. import choices


class Request(MadeOnce):
    """A request under Article 40; its case carries status and clocks."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="request"
    )
    requesting = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    requested = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    # A paper request was registered by the requested side; nobody here drafted it.
    came_orally = models.BooleanField(default=False)
    received_on_paper = models.BooleanField(default=False)

    conducting_authority = models.CharField(_("authority in charge"), max_length=200, blank=True)
    conducting_functions = models.CharField(_("its functions"), max_length=200, blank=True)
    case_number = models.CharField(_("case number there"), max_length=80, blank=True)
    stage = models.CharField(
        _("stage"), max_length=15, choices=choices.Stage.choices, default="investigation"
    )
    nature = models.TextField(_("nature of the case"), blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    basis = models.ForeignKey(Instrument, null=True, on_delete=models.PROTECT, related_name="+")
    basis_reason = models.TextField(_("why this basis"), blank=True)
    earlier_reference = models.CharField(_("earlier reference"), max_length=80, blank=True)
    facts = models.TextField(_("facts"), blank=True)

    urgency = models.CharField(
        _("urgency"), max_length=10, choices=choices.Urgency.choices, default="ordinary"
    )
    urgency_reason = models.TextField(_("why it is urgent"), blank=True)
    confidential = models.BooleanField(_("keep the request secret"), default=False)
    confidential_until = models.DateField(_("secret until"), null=True, blank=True)
    confidential_reason = models.TextField(_("why secret"), blank=True)
    safeguards = models.TextField(_("necessity and proportionality"), blank=True)
    privilege = models.TextField(_("privileged and third-party material"), blank=True)
    use_limits = models.TextField(_("limits of use offered"), blank=True)
    language = models.CharField(_("language of the request"), max_length=10, default="en")

    # Written beside the decision sheet, and by the move that confirms receipt.
    no_talks_reason = models.TextField(blank=True)
    receipt_confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")

    def __str__(self) -> str:
        return self.case.title


class Section(models.Model):
    """The version of one step of a draft: whoever saves must have seen the latest.

    `page` is the page it was saved from. `told_at` and `told_of_id`: since when one line of the
    record stands for what the pages of that person save by themselves.
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="sections")
    step = models.CharField(max_length=12, choices=choices.Step.choices)
    version = models.PositiveIntegerField(default=1)
    saved_by_id = models.BigIntegerField()
    saved_by_name = models.CharField(max_length=150)
    saved_at = models.DateTimeField(default=moment.now)
    page = models.UUIDField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_of_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "step"], name="section_once"),
        ]


class Drafter(models.Model):
    """A person who wrote on a draft; such a person never releases it."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="drafters")
    person_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "person_id"], name="drafter_once"),
        ]
