"""People, authorities, appointments, and the secrets by which programs act for people."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from audit import moment
from convention.models import State
from workflow.models import Clock

from ..choices import AuthorityKind, Role


def today() -> date:
    """The present day in UTC, as appointments and grants count it."""
    return moment.now().date()


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
