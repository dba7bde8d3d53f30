"""The form of a time limit of a State, with a row for each of its reminders."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from workflow.choices import RungKind, Source, Unit, Whose
from workflow.ladder import Rung
from workflow.models import TimeRule

from ..choices import Role
from ..limits import Limit, in_order
from ..services.time_rules import APART, MOST_EXTENSIONS, MOST_RUNGS, Wording

# What the table alone says of a date that the move sets.
OF_A_PERIOD = ("amount", "unit", "whose", "source", "basis")
NEAREST = (Unit.MINUTES, Unit.HOURS, Unit.DAYS)
UNREADABLE = _(
    "This page no longer knows which version it shows. Copy what you typed and open it again."
)


class RungForm(forms.Form):
    """One reminder; a row that says “none” is left out."""

    # Any row may stay empty: no field says of itself that it is optional.
    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("When"), choices=[("", _("none")), *RungKind.choices], required=False
    )
    amount = forms.IntegerField(
        label=_("How far from the end"), min_value=0, max_value=9999, required=False
    )
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[(unit.value, unit.label) for unit in NEAREST], required=False
    )
    roles = forms.MultipleChoiceField(
        label=_("Whom it tells"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "options-inline"}),
        required=False,
    )
    urgent = forms.BooleanField(label=_("Told at once, whatever the hour"), required=False)

    def __init__(self, data: Any, *, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.only = roles[0].value if len(roles) == 1 else ""
        if self.only:
            del self.fields["roles"]
        else:
            shown = self.fields["roles"]
            assert isinstance(shown, forms.MultipleChoiceField)
            shown.choices = [(role.value, role.label) for role in roles]

    def clean(self) -> dict[str, Any]:
        """A reminder apart from the end says how far; all say whom they tell."""
        given = super().clean() or {}
        kind = given.get("kind")
        if not kind:
            typed = given.get("amount") or given.get("roles")
            if typed and not self.initial.get("kind") and "kind" not in self.errors:
                self.add_error("kind", _("Choose when this reminder comes."))
            return given
        if kind in APART and not given.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Say how far from the end, at least 1."))
        if not self.only and not given.get("roles") and "roles" not in self.errors:
            self.add_error("roles", _("Choose at least one."))
        return given

    @property
    def rung(self) -> Rung | None:
        """The reminder of the valid row; None if it says “none”."""
        given = self.cleaned_data
        if not given["kind"]:
            return None
        kind = RungKind(given["kind"])
        apart = kind in APART
        return Rung(
            kind,
            (self.only,) if self.only else tuple(given["roles"]),
            given["amount"] if apart else 0,
            Unit(given["unit"] or Unit.DAYS) if apart else Unit.DAYS,
            given["urgent"],
        )


class TimeRuleForm(forms.Form):
    """What the next version of a rule says; `rungs` are the rows of its reminders."""

    amount = forms.IntegerField(label=_("How long"), min_value=1, max_value=9999)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices)
    whose = forms.ChoiceField(
        label=_("Whose days of rest are left out"),
        choices=Whose.choices,
        widget=forms.RadioSelect,
        help_text=_("Counts for a period in working days."),
    )
    extensions = forms.IntegerField(
        label=_("How often it may be extended"), min_value=0, max_value=MOST_EXTENSIONS
    )
    source = forms.ChoiceField(
        label=_("What it rests on"),
        choices=[(one.value, one.label) for one in (Source.HOUSE, Source.LAW)],
        widget=forms.RadioSelect,
        help_text=_("Every page that shows the date says which of the two it is."),
    )
    basis = forms.CharField(
        label=_("Source"),
        max_length=TimeRule._meta.get_field("basis").max_length,
        required=False,
        help_text=_("The article or provision; national law needs one."),
    )
    reason = forms.CharField(
        label=_("Why it changes"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with the version."),
    )
    version = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.HiddenInput(attrs={"id": False}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), UNREADABLE),
    )

    def __init__(self, data: Any = None, *, limit: Limit) -> None:
        rule = limit.rule
        shown = {name: getattr(rule, name) for name in (*OF_A_PERIOD, "extensions")}
        super().__init__(data, initial={**shown, "version": limit.version})
        self.limit = limit
        if not limit.counts_a_period:
            for name in OF_A_PERIOD:
                del self.fields[name]
        kept = in_order(rule.ladder)
        self.rungs = [
            RungForm(
                data,
                prefix=f"rung{number}",
                initial=_shown(kept[number]) if number < len(kept) else {"unit": Unit.DAYS},
                roles=limit.roles,
            )
            for number in range(max(MOST_RUNGS, len(kept)))
        ]

    def is_valid(self) -> bool:
        """Whether the rule and every one of its rows is."""
        wrong = [row for row in self.rungs if not row.is_valid()]
        return super().is_valid() and not wrong

    def clean(self) -> dict[str, Any]:
        """National law is named."""
        given = super().clean() or {}
        if given.get("source") == Source.LAW and not given.get("basis") and "basis" in given:
            self.add_error("basis", _("Name the provision of national law."))
        return given

    @cached_property
    def filled_rows(self) -> list[RungForm]:
        """The rows that say something."""
        return [row for row in self.rungs if row["kind"].value() or row.errors]

    @cached_property
    def empty_rows(self) -> list[RungForm]:
        """The rows that wait for one more reminder."""
        return [row for row in self.rungs if row not in self.filled_rows]

    def wording(self) -> Wording:
        """The valid form as a value for the service."""
        given, shipped = self.cleaned_data, self.limit.shipped
        counts = self.limit.counts_a_period
        return Wording(
            amount=given["amount"] if counts else None,
            unit=Unit(given["unit"]) if counts else shipped.unit,
            whose=Whose(given["whose"]) if counts else shipped.whose,
            extensions=given["extensions"],
            source=Source(given["source"]) if counts else shipped.source,
            basis=given["basis"] if counts else shipped.basis,
            ladder=tuple(rung for row in self.rungs if (rung := row.rung)),
            reason=given["reason"],
        )


class ReasonForm(forms.Form):
    """Why something is done that cannot be seen from what changed."""

    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


def _shown(rung: Rung) -> dict[str, Any]:
    return {
        "kind": rung.kind,
        "amount": rung.amount or None,
        "unit": rung.unit,
        "roles": list(rung.roles),
        "urgent": rung.urgent,
    }
