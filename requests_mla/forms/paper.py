"""The rows of a paper request: measures and offences, as many as the letter has.

Row 1 bears plain names (`measure`), those after it a number (`measure_2`). Empty rows count for
nothing; how many the page shows is sent along.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from convention.choices import OffenceClass
from convention.models import MeasureType, OffenceType
from convention.queries import measures_for

from ..services.papers import NamedOffence

SERIOUS = "serious"
MEASURES, OFFENCES = "measure_rows", "offence_rows"
# How many rows a page begins with, and how many more each press of the button brings.
BEGINS_WITH = {MEASURES: 5, OFFENCES: 2}
MORE = {MEASURES: 5, OFFENCES: 3}
MOST = {MEASURES: 100, OFFENCES: 30}
OFFENCE_FIELDS = ("offence", "offence_title", "offence_provision", "offence_penalty")


def numbered(name: str, number: int) -> str:
    """The name of a field in that row."""
    return name if number == 1 else f"{name}_{number}"


class PaperRows(forms.Form):
    """A form with rows of measures and offences."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {row.pk: row for row in measures_for(OffenceClass.TREATY_OFFENCE)}
        self.shown = {name: self._rows(name) for name in BEGINS_WITH}
        measures = [("", "–"), *((pk, _measure(row)) for pk, row in self.kinds.items())]
        for number in range(1, self.shown[MEASURES] + 1):
            self._add_measure(number, measures)
        offences = [
            ("", "–"),
            *((str(row.pk), _offence(row)) for row in OffenceType.objects.all()),
            (SERIOUS, _("serious crime, by its penalty")),
        ]
        for number in range(1, self.shown[OFFENCES] + 1):
            self._add_offence(number, offences)

    def _rows(self, name: str) -> int:
        """How many rows the page shows."""
        said = str((self.data or self.initial).get(name, ""))
        found = int(said) if said.isdecimal() and len(said) < 4 else BEGINS_WITH[name]
        return min(max(found, 1), MOST[name])

    def _add_measure(self, number: int, choices: Any) -> None:
        self.fields[numbered("measure", number)] = forms.ChoiceField(
            label=_("Measure %(number)s") % {"number": number}, choices=choices, required=False
        )
        self.fields[numbered("wanted", number)] = forms.CharField(
            label=_("In their words, briefly"),
            widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            max_length=20_000,
            required=False,
        )

    def _add_offence(self, number: int, choices: Any) -> None:
        self.fields[numbered("offence", number)] = forms.ChoiceField(
            label=_("Offence %(number)s") % {"number": number}, choices=choices, required=False
        )
        self.fields[numbered("offence_title", number)] = forms.CharField(
            label=_("Name in their law"), max_length=200, required=False
        )
        self.fields[numbered("offence_provision", number)] = forms.CharField(
            label=_("Provision"), max_length=20_000, required=False
        )
        self.fields[numbered("offence_penalty", number)] = forms.IntegerField(
            label=_("Maximum penalty in months"), min_value=1, max_value=9999, required=False
        )

    def measure_rows(self) -> list[tuple[BoundField, ...]]:
        """The fields of each row of measures."""
        return list(self._bound(MEASURES, ("measure", "wanted")))

    def offence_rows(self) -> list[tuple[BoundField, ...]]:
        """The fields of each row of offences."""
        return list(self._bound(OFFENCES, OFFENCE_FIELDS))

    def _bound(self, rows: str, names: tuple[str, ...]) -> Iterator[tuple[BoundField, ...]]:
        for number in range(1, self.shown[rows] + 1):
            yield tuple(self[numbered(name, number)] for name in names)

    def clean(self) -> dict[str, Any]:
        """At least one measure; a row says what it is about."""
        given = super().clean() or {}
        for number in range(1, self.shown[MEASURES] + 1):
            field = numbered("measure", number)
            if given.get(numbered("wanted", number)) and given.get(field) == "":
                self.add_error(field, _("Choose the measure that these words ask for."))
        for number in range(1, self.shown[OFFENCES] + 1):
            self._clean_offence(number, given)
        if not self.errors and not self.measures():
            self.add_error("measure", _("Choose at least one measure."))
        return given

    def _clean_offence(self, number: int, given: dict[str, Any]) -> None:
        kind, *words = (given.get(numbered(name, number)) for name in OFFENCE_FIELDS)
        if kind == "" and any(words):
            self.add_error(
                numbered("offence", number), _("Choose the article, or “serious crime”.")
            )
        if kind == SERIOUS and not (words[0] or words[1]):
            self.add_error(
                numbered("offence_title", number),
                _("Write the name of the crime in their law, or its provision."),
            )

    def measures(self) -> list[tuple[MeasureType, str]]:
        """What was filled in of the measures, in the order of the page."""
        given = self.cleaned_data
        rows = (
            (given.get(numbered("measure", number)), given.get(numbered("wanted", number)) or "")
            for number in range(1, self.shown[MEASURES] + 1)
        )
        return [(self.kinds[kind], wanted) for kind, wanted in rows if kind]

    def offences(self) -> list[NamedOffence]:
        """What was filled in of the offences, in the order of the page."""
        given = self.cleaned_data
        found = []
        for number in range(1, self.shown[OFFENCES] + 1):
            kind, title, provision, months = (
                given.get(numbered(name, number)) for name in OFFENCE_FIELDS
            )
            if kind:
                article = None if kind == SERIOUS else int(kind)
                found.append(NamedOffence(article, title or "", provision or "", months))
        return found


def _measure(row: MeasureType) -> str:
    return f"{row.name} · {row.reference}"


def _offence(row: OffenceType) -> str:
    return f"{row.article_id} · {row.name}"
