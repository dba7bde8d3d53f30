"""The directory of the 24/7 network (Article 41), and what stood in it when."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority
from audit import moment
from convention.models import State
from workflow.models import Notice

from ..choices import STALE_AFTER_DAYS, CallOutcome, Freshness, VersionState, language_name
from ..contact_details import ContactDetails


class ContactPoint(models.Model):
    """A desk by which a State is reached at any hour. What is known of it are its versions.

    `authority`: the authority here whose desk it is; none of a State that has none here.
    """

    state = models.ForeignKey(
        State, on_delete=models.PROTECT, related_name="contact_points", verbose_name=_("State")
    )
    authority = models.ForeignKey(
        Authority,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contact_points",
        verbose_name=_("authority"),
    )
    # The version in force; none before a second person confirmed the first, and when it is closed.
    current = models.OneToOneField(
        "ContactVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["state__name_en", "pk"]
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")

    def __str__(self) -> str:
        return self.current.authority_name if self.current else f"{self.state_id} {self.pk}"


class ContactList(models.Model):
    """A list of desks that was uploaded, Article 41(2): kept as it came, so that nothing is lost.

    `proposed_at`: when what it changes was proposed; empty while it is only looked at.
    """

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    text = models.TextField()
    uploaded_by_id = models.BigIntegerField()
    uploaded_by_name = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField(default=moment.now)
    proposed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ContactVersion(models.Model):
    """What the directory says of a desk: proposed by one person, in force once another confirms.

    A version never changes. In force from `decided_at` until `replaced_at`; `closes`: from then on
    the desk is no longer in the directory. `proposed_by_state`: for which State the proposer acted;
    empty for what the installation was delivered with.
    """

    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    authority_name = models.CharField(_("name of the desk"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=40)
    email = models.EmailField(_("e-mail address"), blank=True)
    # Other ways to reach it: a secure network, a second number; one per line.
    channels = models.TextField(_("other channels"), blank=True)
    languages = models.JSONField(_("languages"), default=list)
    timezone = models.CharField(_("time zone"), max_length=50, default="UTC")
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    verified_on = models.DateField(_("last verified"))
    source = models.CharField(_("source"), max_length=300)
    closes = models.BooleanField(_("leaves the directory"), default=False)
    reason = models.TextField(_("why"), blank=True)
    state = models.CharField(
        max_length=10, choices=VersionState.choices, default=VersionState.PROPOSED
    )
    proposed_by_id = models.BigIntegerField(null=True)
    proposed_by_name = models.CharField(max_length=150)
    proposed_by_state = models.CharField(max_length=2, blank=True)
    # The uploaded list that it comes from.
    listed_in = models.ForeignKey(
        ContactList, null=True, blank=True, on_delete=models.PROTECT, related_name="versions"
    )
    proposed_at = models.DateTimeField(default=moment.now)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_because = models.TextField(blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["point", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["point", "number"], name="contact_version_once"),
            models.UniqueConstraint(
                fields=["point"], condition=Q(state="proposed"), name="contact_one_proposal"
            ),
            models.UniqueConstraint(
                fields=["point"], condition=Q(state="in_force"), name="contact_one_in_force"
            ),
            # A second person confirms; what the installation was delivered with nobody did.
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True)
                | Q(proposed_by_id__isnull=True)
                | ~Q(decided_by_id=F("proposed_by_id"))
                | Q(state=VersionState.TAKEN_BACK),
                name="contact_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.PROPOSED, decided_at__isnull=True)
                | ~Q(state=VersionState.PROPOSED) & Q(decided_at__isnull=False),
                name="contact_decided_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.REPLACED, replaced_at__isnull=False)
                | ~Q(state=VersionState.REPLACED) & Q(replaced_at__isnull=True),
                name="contact_replaced_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_name}, {self.number}"

    @property
    def details(self) -> ContactDetails:
        """What it says of the desk, as a plain value."""
        return ContactDetails(
            authority_name=self.authority_name,
            phone=self.phone,
            email=self.email,
            languages=tuple(self.languages),
            timezone=self.timezone,
            hours=self.hours,
            verified_on=self.verified_on,
            source=self.source,
            channels=self.channels,
        )

    @property
    def dial(self) -> str:
        """The number as a telephone takes it."""
        return "".join(sign for sign in self.phone if sign in "+0123456789")

    @property
    def channel_lines(self) -> list[str]:
        """The other ways to reach the desk, one each."""
        return self.channels.splitlines()

    @property
    def language_names(self) -> list[str]:
        """The languages in the reader's own."""
        return [language_name(code) for code in self.languages]

    @property
    def email_parts(self) -> list[str]:
        """The address in pieces between which a narrow page may break the line."""
        name, at, domain = self.email.rpartition("@")
        return [name + at, domain]

    @property
    def time_there(self) -> datetime:
        """What the clock on that desk's wall shows now."""
        return moment.now().astimezone(ZoneInfo(self.timezone))

    def days_since_verified(self, on: date, called: datetime | None = None) -> int:
        """Whole days since the last verification, or since a call that was answered if later.

        Never negative across time zones.
        """
        last = max(self.verified_on, called.date()) if called else self.verified_on
        return max(0, (on - last).days)

    def freshness(self, on: date, called: datetime | None = None) -> Freshness:
        """Stale when the last verification is older than the house target of 90 days."""
        old = self.days_since_verified(on, called) > STALE_AFTER_DAYS
        return Freshness.STALE if old else Freshness.FRESH


class TestCall(models.Model):
    """A drill: a desk was called to see whether and how fast it answers. Both times are UTC."""

    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="calls")
    version = models.ForeignKey(ContactVersion, on_delete=models.PROTECT, related_name="+")
    # The authority that called.
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=CallOutcome.choices, blank=True)
    language = models.CharField(_("language spoken"), max_length=10, blank=True)
    note = models.TextField(_("note"), blank=True)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True, blank=True)

    # pytest takes a class of this name for a test.
    __test__ = False

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("started_at")),
                name="test_call_answered_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CallOutcome.ANSWERED) | Q(answered_at__isnull=False),
                name="test_call_answered_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CallOutcome.NO_ANSWER) | Q(answered_at__isnull=True),
                name="test_call_not_answered",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | ~Q(outcome="") & Q(ended_at__isnull=False),
                name="test_call_ends_with_an_outcome",
            ),
            models.UniqueConstraint(
                fields=["point", "by_id"],
                condition=Q(ended_at__isnull=True),
                name="test_call_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.started_at:%Y-%m-%d}"

    @property
    def seconds(self) -> int | None:
        """How long it rang until somebody answered."""
        return (
            int((self.answered_at - self.started_at).total_seconds()) if self.answered_at else None
        )


class DueNotice(models.Model):
    """That a desk fell due for a test call was told to a State: once for each day it falls due."""

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    # One for all desks that a State was told of at the same time.
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="desks_due")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state", "point", "due_on"], name="call_due_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.state_id} {self.point_id} {self.due_on}"
