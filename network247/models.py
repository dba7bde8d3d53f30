"""The directory of the 24/7 network (Article 41)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit import moment
from convention.models import State

from .choices import STALE_AFTER_DAYS, Freshness, language_name


class ContactPoint(models.Model):
    """Where a State is reached at any hour, with the day that was last checked and the source."""

    state = models.ForeignKey(
        State, on_delete=models.PROTECT, related_name="contact_points", verbose_name=_("State")
    )
    authority_name = models.CharField(_("name of the desk"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=40)
    email = models.EmailField(_("e-mail address"), blank=True)
    languages = models.JSONField(_("languages"), default=list)
    timezone = models.CharField(_("time zone"), max_length=50, default="UTC")
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    verified_on = models.DateField(_("last verified"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        ordering = ["state__name_en", "authority_name"]
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints = [
            models.UniqueConstraint(
                fields=["state", "authority_name"], name="contact_point_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.authority_name

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

    def days_since_verified(self, on: date) -> int:
        """Whole days since the last verification; never negative across time zones."""
        return max(0, (on - self.verified_on).days)

    def freshness(self, on: date) -> Freshness:
        """Stale when the last verification is older than the house target of 90 days."""
        old = self.days_since_verified(on) > STALE_AFTER_DAYS
        return Freshness.STALE if old else Freshness.FRESH
