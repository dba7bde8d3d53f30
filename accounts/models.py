"""People, authorities, appointments; and participation, the row that opens a case."""

from datetime import UTC, date, datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from audit import moment
from convention.models import State
from workflow.choices import Side
from workflow.models import Case, Clock

from .choices import AuthorityKind, Purpose, Role


def today() -> date:
    """The present day in UTC, as appointments and grants count it."""
    return moment.now().date()


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Where lists by what runs out put what has no date: after all dates, and what ended after the rest.
FIRST_UNDATED, FIRST_ENDED = (datetime(year, 1, 1, tzinfo=UTC) for year in (9000, 9600))
LAST_UNDATED, LAST_ENDED = (datetime(year, 1, 1, tzinfo=UTC) for year in (9500, 9990))


class PersonManager(BaseUserManager["Person"]):
    """Makes people; the e-mail address is the name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        """A person with a usable password, or none if `password` is None."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Sign-in does not depend on capitals."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. Acts only under an appointment."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(default=moment.now)
    # Counts up when every session of the person is to end; part of what a session must prove.
    session_epoch = models.PositiveIntegerField(default=0)

    objects = PersonManager()
    # The appointments to act under, where they were read together with the person (backends.py).
    live: "list[Appointment] | None" = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name as it stands on letters."""
        return self.name

    @property
    def mail_language(self) -> str:
        """The language chosen, or the installation's where that one is not offered any more."""
        offered = dict(settings.LANGUAGES)
        return self.language if self.language in offered else settings.LANGUAGE_CODE

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must prove: the password it was opened with, and that it was not ended."""
        # As Django makes it, with the epoch added; 0 adds nothing.
        proof = f"{self.password}{self.session_epoch or ''}"
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, proof, secret=secret, algorithm="sha256").hexdigest()


class Authority(models.Model):
    """A body of a State that sends, receives or executes requests.

    `connected` is false for a State that does not work in this installation: our officers then
    record its letters on its behalf.
    """

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="authorities")
    kind = models.CharField(_("kind"), max_length=10, choices=AuthorityKind.choices)
    name = models.CharField(_("name"), max_length=200)
    ministry = models.CharField(_("ministry"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    connected = models.BooleanField(_("works in this installation"), default=True)
    # The letters that its references begin with, for example BEL in BEL-MLA-2026-0001.
    prefix = models.CharField(_("reference prefix"), max_length=10, blank=True)
    last_reference = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["state", "kind", "name"]
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        constraints = [
            models.UniqueConstraint(fields=["state", "name"], name="authority_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SigningKey(models.Model):
    """The key an authority signs its letters with: encrypted private key and certificates, PEM."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="keys")
    key_pem = models.TextField()
    certificate_pem = models.TextField()
    chain_pem = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=120, unique=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.authority} {self.fingerprint[:11]}"


class Appointment(models.Model):
    """A person in a role at an authority, from one day until another (inclusive).

    `stopped_at` ends it at a moment, whatever the days say.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    # Runs to the end of its last day; none while no end is set.
    clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.SET_NULL, related_name="appointment"
    )

    class Meta:
        ordering = ["authority", "role", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "authority", "role", "since"], name="appointment_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="appointment_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="appointment_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    def is_live(self, on: date) -> bool:
        """Whether the appointment holds on that day."""
        return self.since <= on and not self.is_over(on)

    def is_over(self, on: date) -> bool:
        """Whether it was stopped, or its last day lies before that day."""
        return self.stopped_at is not None or (self.until is not None and self.until < on)


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


class ApiToken(models.Model):
    """A token for the API, bound to one appointment; only its digest is kept."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=moment.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class PrivateAddress(models.Model):
    """An address that a calendar program reads without signing in; see `private_address`.

    Only the digest of the address is kept. A `person` has one of a kind that counts; a new one ends
    the old.
    """

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=moment.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
