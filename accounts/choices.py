"""Roles and kinds of authorities."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is appointed to do at an authority (DESIGN section 4)."""

    CENTRAL_AUTHORITY_OFFICER = "central_authority_officer", _("central-authority officer")
    LIAISON_OFFICER = "liaison_officer", _("liaison officer")
    EXECUTING_OFFICER = "executing_officer", _("executing officer")
    DUTY_OFFICER = "duty_officer", _("duty officer")
    AUDITOR = "auditor", _("auditor")
    STATE_ADMINISTRATOR = "state_administrator", _("State administrator")


class AuthorityKind(models.TextChoices):
    """Kinds of authorities of a State."""

    CENTRAL = "central", _("central authority")
    EXECUTING = "executing", _("executing authority")
    OVERSIGHT = "oversight", _("oversight body")


# Who acts at the command line stands on record under this; nobody is appointed to it.
OPERATOR = "operator"

# Whom a sealed case may be opened to by name: those who work on cases. An auditor reads the record
# of it, a State administrator looks after people.
NAMEABLE = frozenset(
    {
        Role.CENTRAL_AUTHORITY_OFFICER,
        Role.LIAISON_OFFICER,
        Role.EXECUTING_OFFICER,
        Role.DUTY_OFFICER,
    }
)


class Purpose(models.TextChoices):
    """What somebody opens a sensitive case for."""

    OWN_WORK = "own_work", _("I work on this case")
    REVIEW = "review", _("I read it as the second person")
    SUPERVISION = "supervision", _("I supervise those who work on it")
    AUDIT = "audit", _("its record is audited")
    OTHER = "other", _("another purpose")


class KeyStore(models.TextChoices):
    """Where a private key is."""

    FILE = "file", _("here, encrypted")
    TOKEN = "token", _("in a device (PKCS#11)")


class KeyNews(models.TextChoices):
    """What is told of a signing key, each once."""

    WAITS = "key_waits", _("waits to be read")
    ENDS = "key_ends", _("ends soon")


class KeyStanding(models.TextChoices):
    """How a signing key stands at a moment; it signs while it is in force or expires soon."""

    WAITING = "waiting", _("waits to be read")
    IN_FORCE = "in_force", _("in force")
    EXPIRING = "expiring", _("expires soon")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")
