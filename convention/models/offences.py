"""The elements of the offences of Articles 7 to 17, and which of them a State requires."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .. import choices
from .sourced import Sourced
from .states import State
from .treaty import OffenceType


class OffenceElement(Sourced):
    """One element that conduct is compared with, or one that the Convention leaves to each State.

    Put so that conduct which has it is punishable: a limit says what is not left out.
    """

    code = models.CharField(max_length=30, primary_key=True)
    offence = models.ForeignKey(OffenceType, on_delete=models.CASCADE, related_name="elements")
    kind = models.CharField(max_length=12, choices=choices.ElementKind.choices)
    text = models.CharField(max_length=400)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.text


class NationalElement(Sourced):
    """Whether one State requires an element that the Convention leaves to it, and since when.

    `since` is empty where the source gives no day. `until` is the last day, empty while it holds.
    """

    state = models.ForeignKey(State, on_delete=models.CASCADE, related_name="elements")
    element = models.ForeignKey(OffenceElement, on_delete=models.CASCADE, related_name="national")
    required = models.BooleanField(_("required"))
    provision = models.CharField(_("provision"), max_length=200, blank=True)
    words = models.CharField(_("in the words of that State"), max_length=500, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["state", "element__order", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "element", "since"], name="national_element_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["state", "element"],
                condition=Q(since__isnull=True),
                name="national_element_once_undated",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="national_element_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="national_element_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.state_id} {self.element_id}"

    def holds(self, on: date) -> bool:
        """Whether it is so on that day, as far as the source says."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)
