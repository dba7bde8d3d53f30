"""The form of a rule of a State, and the boxes that a drafter ticks for such rules."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit import moment
from convention.choices import Channel
from convention.models import MeasureType, RequestKind

from .. import choices
from ..models import StateRule
from ..services.rules import Wording
from .drafts import DAY
from .once import OneTimeKey
from .seen import VersionField

KIND = "kind:"
MOST_COPIES = 99
# Which field a demand needs, and no other has a use for.
DETAILS = {
    choices.Demand.COPIES: ("copies", _("Say how many copies.")),
    choices.Demand.ATTACHMENT: ("role", _("Say which attachment.")),
    choices.Demand.FIELD: ("field", _("Say what has to be written.")),
}


def _concerns() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What a rule may be limited to: whole kinds of requests, or single measures."""
    measures = MeasureType.objects.filter(channel=Channel.CENTRAL_AUTHORITY)
    kinds = RequestKind.objects.filter(measures__in=measures).distinct()
    yield gettext("Every measure of a kind"), [(f"{KIND}{row.pk}", str(row)) for row in kinds]
    yield (
        gettext("Single measures"),
        [(row.pk, f"{row.name} · {row.reference}") for row in measures],
    )


class RuleForm(forms.Form):
    """What one version of a rule says."""

    words = forms.CharField(
        label=_("What you ask, in words for the drafter"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("For example: Certified translation into English."),
    )
    demand = forms.ChoiceField(
        label=_("What the software looks for"),
        choices=choices.Demand.choices,
        widget=forms.RadioSelect,
    )
    copies = forms.IntegerField(
        label=_("How many copies"), min_value=1, max_value=MOST_COPIES, required=False
    )
    role = forms.ChoiceField(
        label=_("Which attachment"),
        required=False,
        choices=[
            ("", "–"),
            *(
                one
                for one in choices.AttachmentRole.choices
                if one[0] != choices.AttachmentRole.LETTER
            ),
        ],
    )
    field = forms.ChoiceField(
        label=_("What has to be written"),
        required=False,
        choices=[("", "–"), *choices.RuleField.choices],
    )
    if_foreign = forms.BooleanField(
        label=_("No translation is needed of a request in a language that we accept"),
        required=False,
    )
    concerns = forms.MultipleChoiceField(
        label=_("Which requests it concerns"),
        help_text=_("Tick none if it concerns every request."),
        choices=_concerns,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    origin = forms.ChoiceField(
        label=_("What it rests on"), choices=choices.RuleOrigin.choices, widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("The provision by its number, or where the practice is written down."),
    )
    blocks = forms.BooleanField(
        label=_("Without it the request cannot be submitted"),
        help_text=_("Otherwise the drafter is told and may go on."),
        required=False,
    )
    valid_from = forms.DateField(label=_("From"), widget=DAY)
    valid_until = forms.DateField(label=_("Until"), widget=DAY, required=False)
    version = VersionField(required=False)
    once = OneTimeKey()

    def __init__(self, *args: Any, rule: StateRule | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = as_initial(rule) if rule else {"valid_from": moment.now().date()}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A demand has its detail and no other; the last day is not before the first."""
        given = super().clean() or {}
        for demand, (name, problem) in DETAILS.items():
            if given.get("demand") != demand:
                given[name] = None if name == "copies" else ""
            elif not given.get(name) and name not in self.errors:
                self.add_error(name, problem)
        if given.get("demand") != choices.Demand.CERTIFIED_TRANSLATION:
            given["if_foreign"] = False
        begins, ends = given.get("valid_from"), given.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("The last day is before the first day."))
        return given

    def wording(self) -> Wording:
        """The valid form as a value for the service."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("concerns", "version", "once")
        }
        chosen = self.cleaned_data["concerns"]
        kinds = [one.removeprefix(KIND) for one in chosen if one.startswith(KIND)]
        return Wording(
            **given,
            kinds=tuple(RequestKind.objects.filter(pk__in=kinds)),
            measure_types=tuple(MeasureType.objects.filter(pk__in=chosen)),
        )


def as_initial(rule: StateRule) -> dict[str, Any]:
    """What the form shows of a version that is there."""
    names = [name for name in RuleForm.base_fields if name not in ("concerns", "once")]
    kinds = [f"{KIND}{row.pk}" for row in rule.kinds.all()]
    return {
        **{name: getattr(rule, name) for name in names},
        "concerns": kinds + [row.pk for row in rule.measure_types.all()],
    }


class ConfirmForm(forms.Form):
    """A box for each thing that the requested State wants confirmed."""

    confirmed = forms.TypedMultipleChoiceField(
        label=_("Tick what is so"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, rules: Sequence[StateRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["confirmed"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(rule.pk, rule.promise) for rule in rules]
