"""What a request consists of: offences, persons, addresses, measures, documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit import moment
from convention.models import MeasureType, OffenceType
from evidence.models import StoredFile
from workflow.choices import Side
from workflow.models import Event, MadeOnce

from .. import addresses, choices
from .request import Request


class Offence(MadeOnce):
    """An offence under investigation: of the Convention, or a serious crime of national law."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="offences")
    offence_class = models.CharField(
        _("kind"),
        max_length=10,
        choices=choices.OffenceClass.choices,
        default=choices.OffenceClass.TREATY,
    )
    article = models.ForeignKey(
        OffenceType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("name in national law"), max_length=200, blank=True)
    provision = models.TextField(_("text of the provision"), blank=True)
    maximum_penalty_months = models.PositiveIntegerField(
        _("maximum penalty in months"), null=True, blank=True
    )

    class Meta:
        ordering = ["pk"]


class CasePerson(MadeOnce):
    """A person concerned; names in as many scripts as are known, one per line."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="persons")
    role = models.CharField(_("role"), max_length=10, choices=choices.PersonRole.choices)
    names = models.TextField(_("names"))
    nationality = models.CharField(_("nationality"), max_length=100, blank=True)
    born = models.CharField(_("born"), max_length=100, blank=True)
    location = models.CharField(_("where the person is"), max_length=200, blank=True)
    # Article 40(20) and the victim's protection: never named in a letter.
    unnamed = models.BooleanField(_("do not name in letters"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["pk"]

    @property
    def all_names(self) -> list[str]:
        """Every form of the name, the first being the one used."""
        return [name.strip() for name in self.names.splitlines() if name.strip()]


class Identifier(MadeOnce):
    """A typed account, device or address."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=12, choices=choices.IdentifierKind.choices)
    value = models.CharField(_("value"), max_length=500)
    port = models.PositiveIntegerField(_("port"), null=True, blank=True)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=50, blank=True)
    service = models.CharField(_("service"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    added_by = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="added_identifiers"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return addresses.with_port(self.value, self.port)

    @property
    def seen(self) -> str:
        """When it was seen, and in which zone the log was written."""
        return addresses.seen_in_words(self.seen_at, self.zone)


class Measure(MadeOnce):
    """One measure asked for: one card of the draft, one line of the decision."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="measures")
    number = models.PositiveIntegerField()
    type = models.ForeignKey(MeasureType, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(
        _("data category"),
        max_length=10,
        choices=choices.DataCategory.choices,
        default=choices.DataCategory.NONE,
    )
    description = models.TextField(_("what should be done"), blank=True)
    target = models.TextField(_("account, device, person or place"), blank=True)
    custodian = models.CharField(_("held by"), max_length=200, blank=True)
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_until = models.DateField(_("until"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=50, blank=True)
    necessity = models.TextField(_("why needed, and why less is not enough"), blank=True)
    special_procedure = models.TextField(_("special procedure"), blank=True)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    needed_reason = models.CharField(_("why by then"), max_length=300, blank=True)
    # Execution, on the requested side; shown to the other side in the transmittal.
    result = models.CharField(max_length=15, choices=choices.Result.choices, blank=True)
    result_text = models.TextField(blank=True)
    # The supplement that asked for it; null of what the request as sent asks for.
    added_by = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="added_measures"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="measure_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.type}"

    @property
    def wants_data(self) -> bool:
        """Whether a category of electronic data is named."""
        return bool(self.category) and self.category != choices.DataCategory.NONE

    @property
    def is_done(self) -> bool:
        """Whether it was carried out in full."""
        return self.result == choices.Result.DONE


class Attachment(models.Model):
    """A document that belongs to the request.

    `side` attached it; the other side sees it once it is `shared`, with the letter it goes with.
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    role = models.CharField(_("what it is"), max_length=15, choices=choices.AttachmentRole.choices)
    language = models.CharField(_("language"), max_length=10, blank=True)
    certified = models.BooleanField(_("certified translation"), default=False)
    side = models.CharField(max_length=10, choices=Side.choices, default=Side.REQUESTING)
    shared = models.BooleanField(default=False)
    added_by_name = models.CharField(max_length=150)
    added_at = models.DateTimeField(default=moment.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(side__in=Side.values), name="attachment_side_known"
            ),
        ]
