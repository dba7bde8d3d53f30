"""Urgent matters: what is asked, who was verified, what was frozen, what was found and answered.

Status and clocks are those of the case (`workflow`). All times are UTC.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority, Person
from audit import moment
from convention.models import Ground, OffenceType, State
from requests_mla import addresses
from requests_mla.choices import IdentifierKind, OffenceClass
from requests_mla.models import Request
from workflow.choices import Side
from workflow.models import Case, Event, MadeOnce

from .. import choices
from .directory import ContactVersion


class UrgentMatter(MadeOnce):
    """Something asked of another State's desk, or told to it; see `choices.MatterKind`.

    `opened_by`: the side whose desk wrote it down; the other side's of a call that was taken.
    `arrived_at`: when it reached the requested desk. Whoever is called back to verify it is called
    at a number that stood in the directory before that.
    """

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="urgent"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=choices.MatterKind.choices)
    requesting = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    requested = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    opened_by = models.CharField(max_length=10, choices=Side.choices)
    route = models.CharField(
        _("how"), max_length=10, choices=choices.Route.choices, default=choices.Route.HERE
    )
    # Of a call: who called, and what was read back to them, 40(13).
    caller = models.CharField(_("who called"), max_length=200, blank=True)
    read_back = models.TextField(_("read back to them"), blank=True)
    other_reference = models.CharField(_("reference there"), max_length=80, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    # When somebody confirmed that it comes from the State it names; see `Verification`.
    verified_at = models.DateTimeField(null=True, blank=True)

    # What a request contains, 42(3) and 41(3).
    authority_in_charge = models.CharField(_("authority that asks"), max_length=200, blank=True)
    case_number = models.CharField(_("case number there"), max_length=80, blank=True)
    offence_class = models.CharField(
        _("kind of offence"),
        max_length=10,
        choices=OffenceClass.choices,
        default=OffenceClass.TREATY,
    )
    offences = models.ManyToManyField(
        OffenceType, blank=True, related_name="+", verbose_name=_("offences of the Convention")
    )
    offence_title = models.CharField(_("name of the offence"), max_length=200, blank=True)
    facts = models.TextField(_("facts"), blank=True)
    data_wanted = models.TextField(_("which data, and how related"), blank=True)
    custodian = models.CharField(_("who holds the data"), max_length=200, blank=True)
    location = models.CharField(_("where the data are"), max_length=200, blank=True)
    necessity = models.TextField(_("why now"), blank=True)
    follow_up_promised = models.BooleanField(_("a request will follow"), default=False)
    follow_up_by = models.DateField(_("planned for"), null=True, blank=True)
    keep_secret = models.BooleanField(_("keep it secret, tell no user"), default=False)
    secret_reason = models.TextField(_("why secret"), blank=True)
    wanted_until = models.DateField(_("frozen at least until"), null=True, blank=True)
    # The three parts of the test of an emergency, 2(o).
    risk_to_whom = models.TextField(_("whose life or safety"), blank=True)
    risk_significant = models.TextField(_("why the risk is significant"), blank=True)
    risk_imminent = models.TextField(_("why it is imminent"), blank=True)
    # The preservation that a disclosure of traffic data builds on, 43(1).
    earlier = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="later"
    )
    earlier_reference = models.CharField(_("reference of the freeze"), max_length=80, blank=True)

    # Who has it on each side.
    requesting_holder = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_holder = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Empty while it is open.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("urgent matter")
        verbose_name_plural = _("urgent matters")
        indexes = [
            models.Index(
                fields=["requested"],
                condition=Q(ended_at__isnull=True),
                name="urgent_open_requested",
            ),
            models.Index(
                fields=["requesting"],
                condition=Q(ended_at__isnull=True),
                name="urgent_open_requesting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=choices.MatterKind.values), name="urgent_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.case.title

    def authority(self, side: str) -> Authority:
        """The desk that stands on that side."""
        return self.requesting if side == Side.REQUESTING else self.requested

    def holder(self, side: str) -> Person | None:
        """Who has it on that side."""
        return self.requesting_holder if side == Side.REQUESTING else self.requested_holder

    @property
    def is_oral(self) -> bool:
        """Whether it was asked orally and has to be confirmed in writing, 40(13)."""
        return self.route == choices.Route.TELEPHONE

    @property
    def is_unverified(self) -> bool:
        """Whether it reached a desk here and nobody has confirmed that it is genuine."""
        asked = self.arrived_at is not None and self.requested.connected
        return asked and self.verified_at is None

    @property
    def life_at_risk(self) -> bool:
        """Whether the test of Article 2(o) is written down in all its parts."""
        return all(
            text.strip() for text in (self.risk_to_whom, self.risk_significant, self.risk_imminent)
        )


class MatterIdentifier(models.Model):
    """An account, device or address that a matter is about."""

    matter = models.ForeignKey(UrgentMatter, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=12, choices=IdentifierKind.choices)
    value = models.CharField(_("value"), max_length=500)
    port = models.PositiveIntegerField(_("port"), null=True, blank=True)
    service = models.CharField(_("service"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return addresses.with_port(self.value, self.port)


class Verification(models.Model):
    """An attempt to find out whether a matter comes from whom it says. The confirmed one counts."""

    matter = models.ForeignKey(UrgentMatter, on_delete=models.PROTECT, related_name="verifications")
    method = models.CharField(_("how"), max_length=10, choices=choices.Method.choices)
    # The entry of the directory as it stood before the matter arrived; its number was called.
    entry = models.ForeignKey(
        ContactVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    phone = models.CharField(_("number called"), max_length=40, blank=True)
    spoke_to = models.CharField(_("with whom"), max_length=200, blank=True)
    verdict = models.CharField(_("result"), max_length=10, choices=choices.Verdict.choices)
    words = models.TextField(_("what was said"), blank=True)
    at = models.DateTimeField(default=moment.now)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(method="call_back") | Q(entry__isnull=False),
                name="verification_calls_the_directory",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.verdict}"


class Override(models.Model):
    """A second person let a matter go on unverified because a life is at risk; reviewed after."""

    matter = models.OneToOneField(UrgentMatter, on_delete=models.PROTECT, related_name="override")
    reasons = models.TextField(_("reasons"))
    at = models.DateTimeField(default=moment.now)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"{self.matter_id} {self.by_name}"


class AfterReview(models.Model):
    """What somebody found who looked afterwards at what was done in an emergency, 24."""

    matter = models.ForeignKey(UrgentMatter, on_delete=models.PROTECT, related_name="reviews")
    text = models.TextField(_("what the review found"))
    at = models.DateTimeField(default=moment.now)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.by_name}"


class Preservation(models.Model):
    """Data that are frozen for another State, from the order to the lifting.

    When it ends towards the other State, 42(8), and when the order at home ends, 25(2), are two
    clocks of the case; neither stands here.
    """

    matter = models.OneToOneField(
        UrgentMatter, on_delete=models.PROTECT, primary_key=True, related_name="preservation"
    )
    custodian = models.CharField(_("ordered from"), max_length=200)
    order_reference = models.CharField(_("reference of the order"), max_length=80, blank=True)
    ordered_at = models.DateTimeField()
    renewals = models.PositiveSmallIntegerField(default=0)
    custodian_reference = models.CharField(_("custodian's reference"), max_length=80, blank=True)
    what = models.TextField(_("what is frozen"), blank=True)
    frozen_from = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Asked for by the other State and not yet answered, 42(9).
    asked_until = models.DateField(null=True, blank=True)
    # The request that follows: one of this installation, or the reference of one by post.
    follow_up = models.ForeignKey(
        Request, null=True, blank=True, on_delete=models.PROTECT, related_name="preservations"
    )
    follow_up_reference = models.CharField(_("reference of the request"), max_length=80, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)
    # When that request was decided: from then on the freeze may be lifted.
    decided_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.custodian} {self.custodian_reference}"


class Caution(models.Model):
    """A warning that freezing would not hold or would do harm, 42(7), and what was decided."""

    matter = models.ForeignKey(UrgentMatter, on_delete=models.PROTECT, related_name="cautions")
    kind = models.CharField(_("what"), max_length=15, choices=choices.CautionKind.choices)
    text = models.TextField(_("why"))
    told_at = models.DateTimeField()
    answer = models.CharField(
        _("decision"), max_length=10, choices=choices.CautionAnswer.choices, blank=True
    )
    answer_text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(answered_at__isnull=True), name="caution_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind}"


class Trace(models.Model):
    """Another State's provider found while preserving: enough to find the path, no more, 43(1)."""

    matter = models.ForeignKey(UrgentMatter, on_delete=models.PROTECT, related_name="traces")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    communication = models.TextField(_("which communication"))
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(_("provider"), max_length=200)
    path = models.TextField(_("traffic data of the path"))
    # What that State was told of our own accord, 40(4).
    told = models.ForeignKey(
        UrgentMatter, null=True, blank=True, on_delete=models.PROTECT, related_name="told_by"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.provider}, {self.state_id}"


class Answer(models.Model):
    """What the requested desk answered, or why it refused."""

    matter = models.ForeignKey(UrgentMatter, on_delete=models.PROTECT, related_name="answers")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("answer"))
    ground = models.ForeignKey(
        Ground, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.event_id}"


class Holding(models.Model):
    """A matter is offered to somebody by name; it is theirs once they take it over."""

    matter = models.ForeignKey(UrgentMatter, on_delete=models.PROTECT, related_name="holdings")
    side = models.CharField(max_length=10, choices=Side.choices)
    given_by_id = models.BigIntegerField(null=True)
    given_by_name = models.CharField(max_length=150, blank=True)
    offered_to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=moment.now)
    next_step = models.TextField(_("what has to be done next"), blank=True)
    # As the offer showed it: what runs out next, and when.
    runs_out = models.CharField(max_length=200, blank=True)
    runs_out_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    # Taken by somebody else first, or offered to another.
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "side"],
                condition=Q(taken_at__isnull=True, void_at__isnull=True),
                name="holding_one_offer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} -> {self.offered_to}"
