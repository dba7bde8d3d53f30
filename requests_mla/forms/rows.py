"""One form for each kind of row of a draft: offence, person, identifier, measure."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from convention.choices import OffenceClass
from convention.models import MeasureType
from convention.queries import measures_for

from .. import choices, scope
from ..identifier_kinds import check_value
from ..models import CasePerson, Identifier, Measure, Offence
from .drafts import DAY, long_text
from .moments import UtcDateTimeField


def clean_zone(value: str) -> str:
    """An IANA zone name, or nothing."""
    if value and value not in available_timezones():
        raise ValidationError(
            _("This time zone is not known. Write for example Europe/Dublin or UTC.")
        )
    return value


class RowForm(forms.ModelForm):
    """Base of the forms of a row."""


class OffenceForm(RowForm):
    """An offence of the Convention, or a serious crime with provision and penalty."""

    class Meta:
        model = Offence
        fields = ["offence_class", "article", "title", "provision", "maximum_penalty_months"]
        widgets = {"provision": long_text(3)}
        labels = {"article": _("Offence of the Convention")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = scope.threshold()
        self.fields["maximum_penalty_months"].help_text = _(
            "Ten years are 120. Serious crime: at least %(months)s, %(source)s."
        ) % {"months": scope.months_of(limit), "source": limit.reference}

    def clean(self) -> dict[str, Any]:
        """An offence of the Convention names its article; a serious crime its national name."""
        given = super().clean() or {}
        if given.get("offence_class") == choices.OffenceClass.TREATY and not given.get("article"):
            self.add_error("article", _("Choose the article of the Convention."))
        if given.get("offence_class") == choices.OffenceClass.SERIOUS and not given.get("title"):
            self.add_error("title", _("Write the name of the offence in your law."))
        return given


class PersonForm(RowForm):
    """A person concerned: 40(15)(e)."""

    class Meta:
        model = CasePerson
        fields = ["role", "names", "nationality", "born", "location", "unnamed", "note"]
        widgets = {"names": long_text(3), "note": long_text(2)}
        help_texts = {
            "names": _("One per line, in every script you know. The first is the one used."),
            "unnamed": _("For victims and others who must be protected."),
        }


class IdentifierForm(RowForm):
    """A typed account, device or address."""

    class Meta:
        model = Identifier
        fields = ["kind", "value", "port", "seen_at", "zone", "service", "note"]
        field_classes = {"seen_at": UtcDateTimeField}
        widgets = {
            "value": forms.TextInput(attrs={"dir": "ltr"}),
            "seen_at": forms.DateTimeInput(
                attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S"
            ),
        }
        help_texts = {
            "port": _("Source port: without it a shared address names nobody."),
            "seen_at": _("In UTC."),
            "zone": _("Zone of the log, if it is not UTC."),
        }

    def clean(self) -> dict[str, Any]:
        """The value must look like its kind."""
        given = super().clean() or {}
        kind, value = given.get("kind"), given.get("value") or ""
        try:
            if value:
                check_value(kind or "", value)
        except ValidationError as problem:
            self.add_error("value", problem)
        if (given.get("port") or 0) > 65535:
            self.add_error("port", _("Ports end at 65535."))
        if given.get("zone"):
            try:
                clean_zone(given["zone"])
            except ValidationError as problem:
                self.add_error("zone", problem)
        return given


class IdentifierListForm(forms.Form):
    """Many identifiers at once: one per line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "many_%s"
        super().__init__(*args, **kwargs)

    kind = forms.ChoiceField(label=_("Kind"), choices=choices.IdentifierKind.choices)
    values = forms.CharField(
        label=_("Values, one per line"),
        help_text=_(
            "For an address with a port and time: 203.0.113.77 49152 2026-03-11T02:10:00Z. "
            "What follows is kept as the note."
        ),
        widget=long_text(8),
    )


class MeasureForm(RowForm):
    """One measure: 40(3), 40(15)(d) to (f)."""

    class Meta:
        model = Measure
        fields = [
            "type",
            "category",
            "description",
            "target",
            "custodian",
            "period_from",
            "period_until",
            "zone",
            "necessity",
            "special_procedure",
            "needed_by",
            "needed_reason",
        ]
        widgets = {
            "description": long_text(2),
            "target": long_text(2),
            "necessity": long_text(4),
            "special_procedure": long_text(2),
        }
        labels = {"type": _("Measure")}
        help_texts = {
            "description": _("As narrow as the case allows."),
            "custodian": _("The provider, if known."),
            "zone": _("For example UTC or Europe/Dublin."),
            "needed_by": _("Only if a date really binds you; then say why."),
        }

    period_from = forms.DateField(label=_("Period from"), required=False, widget=DAY)
    period_until = forms.DateField(label=_("Period until"), required=False, widget=DAY)
    needed_by = forms.DateField(label=_("Needed by"), required=False, widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["type"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = measures_for(OffenceClass.TREATY_OFFENCE)
        field.label_from_instance = _measure_label  # type: ignore[method-assign, assignment]  # Django's hook

    def clean(self) -> dict[str, Any]:
        """The period must not end before it begins."""
        given = super().clean() or {}
        begins, ends = given.get("period_from"), given.get("period_until")
        if begins and ends and ends < begins:
            self.add_error("period_until", _("The end of the period is before its start."))
        try:
            clean_zone(given.get("zone") or "")
        except ValidationError as problem:
            self.add_error("zone", problem)
        return given


def _measure_label(measure: MeasureType) -> str:
    return f"{measure.name} · {measure.reference}"


ROW_FORMS: dict[str, type[RowForm]] = {
    choices.Step.OFFENCES: OffenceForm,
    choices.Step.PERSONS: PersonForm,
    choices.Step.IDENTIFIERS: IdentifierForm,
    choices.Step.MEASURES: MeasureForm,
}
