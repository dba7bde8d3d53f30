"""What letters are signed with, and who vouches for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import moment
from convention.models import State
from workflow.models import Notice

from ..choices import KeyNews, KeyStore
from .people import Authority, Person


class Issuer(models.Model):
    """Who vouches for keys and time stamps: a certificate that is trusted here.

    `revoked_pem` is its newest list of revoked certificates (CRL, RFC 5280). The issuer of the
    demonstration has its own keys here, and makes its list and its time stamps itself.
    """

    state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.PROTECT, related_name="issuers"
    )
    name = models.CharField(_("name"), max_length=200)
    certificate_pem = models.TextField()
    fingerprint = models.CharField(max_length=120, unique=True)
    revoked_pem = models.TextField(blank=True)
    added_at = models.DateTimeField(default=moment.now)
    added_by_name = models.CharField(max_length=150, blank=True)
    # Not trusted from then on.
    ended_at = models.DateTimeField(null=True, blank=True)
    key_pem = models.TextField(blank=True)
    stamp_key_pem = models.TextField(blank=True)
    stamp_certificate_pem = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SigningKey(models.Model):
    """A key that signs letters: of an authority, or of an officer who signs for it.

    The private key is kept encrypted, or stays in a device (PKCS#11) that the labels name. It signs
    from `in_force_since`: when a second person had read its fingerprint.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="keys")
    # None: the seal of the authority.
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="keys"
    )
    store = models.CharField(
        _("kept in"), max_length=6, choices=KeyStore.choices, default=KeyStore.FILE
    )
    key_pem = models.TextField(blank=True)
    token_label = models.CharField(_("label of the device"), max_length=100, blank=True)
    key_label = models.CharField(_("label of the key"), max_length=100, blank=True)
    certificate_pem = models.TextField()
    chain_pem = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=120, unique=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    registered_at = models.DateTimeField(default=moment.now)
    registered_by_id = models.BigIntegerField(null=True, blank=True)
    registered_by_name = models.CharField(max_length=150, blank=True)
    in_force_since = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by_name = models.CharField(max_length=150, blank=True)
    revoked_why = models.TextField(_("why it was revoked"), blank=True)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(store=KeyStore.FILE, token_label="", key_label="") & ~Q(key_pem="")
                | Q(store=KeyStore.TOKEN, key_pem="") & ~Q(key_label=""),
                name="signing_key_is_kept_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.authority} {self.fingerprint[:11]}"


class KeyReading(models.Model):
    """A person has compared the fingerprint of a key with what its holder says it is."""

    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="readings")
    person_id = models.BigIntegerField()
    person_name = models.CharField(max_length=150)
    read_at = models.DateTimeField(default=moment.now)

    class Meta:
        ordering = ["read_at"]
        constraints = [
            models.UniqueConstraint(fields=["key", "person_id"], name="key_read_by_two"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.person_name}"


class KeyNotice(models.Model):
    """That something was told of a key: each thing once. Its notice finds the key by it."""

    key = models.ForeignKey(SigningKey, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=10, choices=KeyNews.choices)
    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="key_notice")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "subject"], name="key_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.subject}"
