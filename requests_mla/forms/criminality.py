"""The comparison with the own law: one form for each offence, and one for each of its lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import choices
from ..criminality.subjects import Subject
from .seen import VersionField


def _text(label: Any, *, rows: int = 2, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


class LineForm(forms.Form):
    """One element. Everything may wait while it is a draft; finishing says what is missing."""

    described = _text(_("As the request describes it"))
    here = _text(_("Here"))
    finding = forms.ChoiceField(
        label=_("Finding"), choices=[("", _("not said")), *choices.Met.choices], required=False
    )
    words = _text(_("Why"))


class ConductForm(LineForm):
    """The conduct as a whole; the law here stands beside the offence, and all of it is required."""

    finding = forms.ChoiceField(
        label=_("Finding"),
        choices=[
            ("", _("not said")),
            *(pair for pair in choices.Met.choices if pair[0] != choices.Met.NOT_REQUIRED),
        ],
        required=False,
    )
    words = _text(_("The conduct would be an offence here, because…"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["here"]


class BesideForm(forms.Form):
    """The law here, and whether help is given although the conduct is not punishable."""

    provision = _text(_("Provision here"))
    maximum_penalty = forms.CharField(
        label=_("Maximum penalty here"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    discretion = forms.ChoiceField(
        label=_("Help all the same"),
        choices=[("", _("not said")), *choices.Discretion.choices],
        help_text=_("Only where the conduct is not punishable here, 40(8)."),
        required=False,
    )
    discretion_reason = _text(_("Why, or why not"))


class DraftForm(forms.Form):
    """The version of the draft that the page shows."""

    seen_version = VersionField()


@dataclass(frozen=True)
class OffenceForms:
    """The forms of one offence; those of its lines by the line's code."""

    subject: Subject
    beside: BesideForm
    lines: Mapping[str, LineForm]

    @property
    def all(self) -> list[forms.Form]:
        """Every form, so that all errors show at once."""
        return [self.beside, *self.lines.values()]


def forms_of(
    subject: Subject,
    data: Any,
    *,
    beside: Mapping[str, str],
    lines: Mapping[str, Mapping[str, str]],
) -> OffenceForms:
    """The forms of one offence; `beside` and `lines` are what they begin with."""
    prefix = f"o{subject.offence.pk}"
    form = ConductForm if subject.is_whole_conduct else LineForm
    return OffenceForms(
        subject,
        BesideForm(data, prefix=prefix, initial=dict(beside)),
        {
            code: form(data, prefix=f"{prefix}-{number}", initial=dict(lines.get(code, {})))
            for number, code in enumerate(subject.asked, start=1)
        },
    )
