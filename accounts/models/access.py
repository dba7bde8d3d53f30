"""Participation, the row that opens a case; and what opens or closes one beside it."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from audit import moment
from convention.models import State
from workflow.choices import Side
from workflow.models import Case, Clock

from ..choices import Purpose
from .people import Appointment, Authority, Person, today

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Where lists by what runs out put what has no date: after all dates, and what ended after the rest.
FIRST_UNDATED, FIRST_ENDED = (datetime(year, 1, 1, tzinfo=UTC) for year in (9000, 9600))
LAST_UNDATED, LAST_ENDED = (datetime(year, 1, 1, tzinfo=UTC) for year in (9500, 9990))


def undated(opened_at: datetime, *, ended: bool = False) -> datetime:
    """The place of a case without a date among those that run out: after them all, newest first.

    Cases that have ended come last: a desk need not pass them to find the others.
    """
    return (LAST_ENDED if ended else LAST_UNDATED) - (opened_at - EPOCH)


def undated_now() -> datetime:
    """The place of a row that is made before its case has one."""
    return undated(moment.now())


class Participation(models.Model):
    """An authority takes part in a case: the row that makes the case visible to it.

    Written in the transaction that opens the case to that authority. `opened_at` repeats the
    case's, so that one index (authority, newest, case) answers every list. `changed_at` and
    `runs_out_at` are there for the same reason; only `accounts.places` writes them.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="participations")
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="participations"
    )
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="+")
    # Who leads the other side; repeated here so that a list need not look for it case by case.
    partner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    # The leading authority of its side; others (executing authorities) take part as well.
    leads = models.BooleanField(default=True)
    reference = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    # False while the case is its other side's draft: the row exists, the case is not yet theirs.
    visible = models.BooleanField(default=True)
    # True while this side has sealed the case: then the row opens it to nobody but the named.
    sealed = models.BooleanField(default=False)
    # The last change that this side may know of: a shared move, or its own work. The case's own
    # `changed_at` would tell one side when the other was busy.
    changed_at = models.DateTimeField(default=moment.now)
    # The clock that runs out first now. A list shows its date, name and zone from there.
    clock = models.ForeignKey(
        Clock, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # The clock's end, else `undated`: one column without gaps or long ties, which a keyset needs.
    runs_out_at = models.DateTimeField(default=undated_now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "authority"], name="participation_once"),
            models.UniqueConstraint(
                fields=["authority", "reference"],
                condition=~Q(reference=""),
                name="participation_reference_once",
            ),
        ]
        indexes = [
            models.Index(
                F("authority"),
                F("opened_at").desc(),
                F("case").desc(),
                condition=Q(visible=True, sealed=False),
                name="participation_list",
            ),
            models.Index(
                F("state"),
                F("opened_at").desc(),
                F("case").desc(),
                condition=Q(visible=True, sealed=False),
                name="participation_state_list",
            ),
            models.Index(
                fields=["authority", "-changed_at", "-case"],
                condition=Q(visible=True, sealed=False),
                name="participation_changed",
            ),
            models.Index(
                fields=["state", "-changed_at", "-case"],
                condition=Q(visible=True, sealed=False),
                name="participation_state_changed",
            ),
            models.Index(
                fields=["authority", "runs_out_at", "case"],
                condition=Q(visible=True, sealed=False),
                name="participation_runs_out",
            ),
            models.Index(
                fields=["state", "runs_out_at", "case"],
                condition=Q(visible=True, sealed=False),
                name="participation_state_runs_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.side} {self.reference}"


class CaseGrant(UserObjectPermissionBase):
    """An exceptional need-to-know grant to a named person (django-guardian, direct foreign key).

    `authority`: a grant on a sealed case counts only while the person acts for that authority;
    without one it counts under any appointment. Both days are inclusive, in UTC.
    """

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateField(_("from"), default=today)
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.TextField(_("why"), blank=True)
    granted_by_id = models.BigIntegerField(null=True, blank=True)
    granted_by_name = models.CharField(max_length=150, blank=True)

    enabled = True


class Seal(models.Model):
    """One side's seal on a case: who sealed it and why, and who lifted it. Never the other's."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="seals")
    side = models.CharField(max_length=10, choices=Side.choices)
    reason = models.TextField(_("why"))
    sealed_by_id = models.BigIntegerField()
    sealed_by_name = models.CharField(max_length=150)
    sealed_at = models.DateTimeField(default=moment.now)
    lifted_by_id = models.BigIntegerField(null=True, blank=True)
    lifted_by_name = models.CharField(max_length=150, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(_("why it was lifted"), blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "side"], condition=Q(lifted_at__isnull=True), name="seal_one_live"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="seal_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.side}"


class Conflict(models.Model):
    """A conflict of interest that a person declared: closes the case to them until it is lifted.

    It counts under every appointment of that person. `side` is where they stood.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="conflicts")
    side = models.CharField(max_length=10, choices=Side.choices)
    reason = models.TextField(_("why"))
    declared_at = models.DateTimeField(default=moment.now)
    lifted_by_id = models.BigIntegerField(null=True, blank=True)
    lifted_by_name = models.CharField(max_length=150, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(_("why it was lifted"), blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case"],
                condition=Q(lifted_at__isnull=True),
                name="conflict_one_live",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by_id__isnull=True) | ~Q(lifted_by_id=F("person")),
                name="conflict_lifted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.case_id}"


class Opening(models.Model):
    """A sensitive case opened under an appointment for a purpose; its words are in the record."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="openings")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="openings")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    opened_at = models.DateTimeField(default=moment.now)

    class Meta:
        indexes = [
            models.Index(F("appointment"), F("case"), F("opened_at").desc(), name="opening_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.appointment} {self.purpose}"
