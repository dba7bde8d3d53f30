"""States, and the facts on what binds them."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .. import choices
from .sourced import Sourced


class State(models.Model):
    """A State, with its short names as the United Nations writes them in its six languages.

    `languages` are those in which it accepts requests (empty: not known); `calendar` is the code of
    its public holidays in the package `holidays` (empty: none known).
    """

    code = models.CharField(_("ISO code"), max_length=2, primary_key=True)
    kind = models.CharField(max_length=12, choices=choices.StateKind.choices)
    name_ar = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    name_ru = models.CharField(max_length=80)
    name_es = models.CharField(max_length=80)
    languages = models.JSONField(default=list, blank=True)
    # Its weekly days of rest (Monday is 0) as its administrator named them; else as the package.
    weekly_rest = models.JSONField(null=True, blank=True)
    calendar = models.CharField(max_length=6, blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("State")
        verbose_name_plural = _("States")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language, else in English."""
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The name in that language; a regional variant counts as its language."""
        name: str = getattr(self, f"name_{language.lower().partition('-')[0]}", "")
        return name or self.name_en


class Instrument(Sourced):
    """What a request can be based on: a treaty, or reciprocity."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(
        max_length=12,
        choices=choices.InstrumentKind.choices,
        default=choices.InstrumentKind.OTHER,
    )
    order = models.PositiveSmallIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.short_name


class AssistanceRules(Sourced):
    """What an instrument says about assistance, as far as it decides whether to rest on it.

    `twins` are its articles for the offences of Articles 7 to 17 ("13": "8"). `otherwise` is what
    it opens for other offences, if they are of one of the `classes`; `condition` has to be met in
    every case. `rules` is a list of `{"about", "text", "reference"}` with a `choices.RuleAbout`.
    """

    instrument = models.OneToOneField(
        Instrument, on_delete=models.CASCADE, primary_key=True, related_name="assistance"
    )
    twins = models.JSONField(default=dict, blank=True)
    condition = models.CharField(max_length=300, blank=True)
    otherwise = models.CharField(max_length=200, blank=True)
    classes = models.JSONField(default=list, blank=True)
    rules = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["instrument"]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.reference}"


class Membership(Sourced):
    """How a State stands to an instrument: facts that are each dated and sourced on their own.

    None is ever inferred from another. `*_stated` keeps a date as the source gives it when that is
    not one day; then `*_on` stays empty.
    """

    state = models.ForeignKey(State, on_delete=models.CASCADE, related_name="memberships")
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="memberships")
    signed_on = models.DateField(null=True, blank=True)
    signed_stated = models.CharField(max_length=80, blank=True)
    signed_source = models.CharField(max_length=300, blank=True)
    ratified_on = models.DateField(null=True, blank=True)
    ratified_stated = models.CharField(max_length=80, blank=True)
    ratified_source = models.CharField(max_length=300, blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    in_force_stated = models.CharField(max_length=80, blank=True)
    in_force_source = models.CharField(max_length=300, blank=True)
    # The first day on which it no longer binds the State: denounced, or replaced.
    ended_on = models.DateField(null=True, blank=True)
    ended_source = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["state", "instrument"]
        constraints = [
            models.UniqueConstraint(fields=["state", "instrument"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(in_force_on__isnull=True) | ~Q(in_force_source=""),
                name="membership_in_force_has_source",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(ended_source=""),
                name="membership_end_has_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state_id} {self.instrument_id}"

    @property
    def signed(self) -> bool:
        """Whether a source says that the State signed."""
        return bool(self.signed_on or self.signed_stated)

    @property
    def ratified(self) -> bool:
        """Whether a source says that the State ratified (or joined in another way)."""
        return bool(self.ratified_on or self.ratified_stated)

    @property
    def in_force(self) -> bool:
        """Whether a source gives a day from which the instrument binds the State."""
        return bool(self.in_force_on)

    def binds(self, on: date) -> bool:
        """Whether the instrument binds the State on that day, as far as sources say."""
        begun = self.in_force_on is not None and self.in_force_on <= on
        return begun and (self.ended_on is None or on < self.ended_on)


class Declaration(Sourced):
    """A reservation, declaration or notification of a State, as seen in a source."""

    state = models.ForeignKey(State, on_delete=models.CASCADE, related_name="declarations")
    instrument = models.ForeignKey(
        Instrument, on_delete=models.CASCADE, related_name="declarations"
    )
    text = models.TextField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["state", "instrument", "id"]

    def __str__(self) -> str:
        return f"{self.state_id} {self.reference}"

    @property
    def is_of_the_convention(self) -> bool:
        """Whether the reference is to this Convention, and not to another treaty."""
        return self.instrument_id == choices.CONVENTION
