"""What is asked of a desk, written down: a few boxes that a tired officer fills in by telephone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority
from requests_mla.choices import IdentifierKind
from requests_mla.forms.drafts import DAY, MOST_CHARACTERS, long_text
from requests_mla.forms.once import OneTimeKey
from requests_mla.identifier_kinds import check_value

from ..choices import FREEZABLE, MatterKind, Route
from ..models import UrgentMatter

# What an officer can begin by hand; information of one's own accord as well.
ROWS = 4


class DeskField(forms.ModelChoiceField):
    """A desk of another State, by State."""

    def label_from_instance(self, obj: Any) -> str:
        """State first."""
        post = "" if obj.connected else f" ({_('reached by post')})"
        return f"{obj.state.name} · {obj.name}{post}"


class OpenForm(forms.Form):
    """Whom to ask, for what, and how it goes there."""

    kind = forms.ChoiceField(
        label=_("What is needed"), choices=MatterKind.choices, widget=forms.RadioSelect
    )
    desk = DeskField(label=_("Which State"), queryset=Authority.objects.none())
    title = forms.CharField(
        label=_("Subject"), max_length=200, help_text=_("A few words, without names of persons.")
    )
    route = forms.ChoiceField(
        label=_("How it goes there"),
        choices=[
            (Route.HERE, _("in writing, in this installation")),
            (Route.TELEPHONE, _("by telephone: it rings there too; in writing later, 40(13)")),
        ],
        widget=forms.RadioSelect,
        initial=Route.HERE,
    )
    once = OneTimeKey()

    def __init__(self, *args: Any, desks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk = self.fields["desk"]
        assert isinstance(desk, forms.ModelChoiceField)
        desk.queryset = desks


class CallForm(OpenForm):
    """Who called, in whose name, and what they want."""

    caller = forms.CharField(
        label=_("Who called"),
        max_length=200,
        help_text=_("Name, function and unit, as they said it. Not yet to be believed."),
    )
    field_order = ["caller", "desk", "kind", "title", "route"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].label = _("In the name of which State")
        route = self.fields["route"]
        assert isinstance(route, forms.ChoiceField)
        route.label = _("How it came")
        route.choices = [(one.value, one.label) for one in Route if one != Route.HERE]
        route.initial = Route.TELEPHONE


def rows_of(matter: UrgentMatter) -> list[dict[str, Any]]:
    """The accounts, devices and addresses of a matter as the form begins with them."""
    return [
        {"kind": row.kind, "value": row.value, "port": row.port, "service": row.service}
        for row in matter.identifiers.all()
    ]


# The boxes whose hints name the parts of 42(3).
OF_PRESERVATION = (
    *("authority_in_charge", "facts", "data_wanted", "custodian", "necessity"),
    *("follow_up_promised", "keep_secret"),
)
COMMON = ("authority_in_charge", "case_number", "offence_class", "offences", "offence_title")
HOLDER = ("custodian", "location")
SECRECY = ("keep_secret", "secret_reason")
RISK = ("risk_to_whom", "risk_significant", "risk_imminent")
# What is asked of each kind, in the order in which one would say it on the telephone.
BOXES: dict[str, tuple[str, ...]] = {
    MatterKind.PRESERVATION: (
        *COMMON,
        *("facts", "data_wanted", *HOLDER, "necessity"),
        *("follow_up_promised", "follow_up_by", "wanted_until", *SECRECY),
    ),
    MatterKind.EMERGENCY_DATA: (*RISK, "data_wanted", *HOLDER, *COMMON, "facts", *SECRECY),
    MatterKind.TRACE_DISCLOSURE: (
        *("earlier", "earlier_reference", "data_wanted"),
        *(*COMMON, "facts", *SECRECY),
    ),
    MatterKind.LOCATE_DATA: ("data_wanted", *HOLDER, *COMMON, "facts"),
    MatterKind.LOCATE_SUSPECT: ("data_wanted", *COMMON, "facts", "necessity"),
    MatterKind.ADVICE: ("data_wanted", "facts"),
    MatterKind.LEGAL_INFORMATION: ("data_wanted", "facts"),
    MatterKind.SPONTANEOUS: ("facts", *SECRECY),
}


class MatterForm(forms.ModelForm):
    """The boxes of a kind. Everything may be kept unfinished; what is missing stands beside."""

    title = forms.CharField(label=_("Subject"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = UrgentMatter
        fields = [
            *("authority_in_charge", "case_number", "offence_class", "offences", "offence_title"),
            *("facts", "data_wanted", "custodian", "location", "necessity"),
            *("follow_up_promised", "follow_up_by", "wanted_until", "keep_secret"),
            *("secret_reason", "risk_to_whom", "risk_significant", "risk_imminent"),
            *("earlier", "earlier_reference", "read_back"),
        ]
        widgets = {
            "facts": long_text(4),
            "data_wanted": long_text(3),
            "necessity": long_text(3),
            "secret_reason": long_text(2),
            "risk_to_whom": long_text(2),
            "risk_significant": long_text(2),
            "risk_imminent": long_text(2),
            "read_back": long_text(4),
            "follow_up_by": DAY,
            "wanted_until": DAY,
            "offences": forms.CheckboxSelectMultiple(attrs={"class": "options-inline"}),
        }
        help_texts = {
            "authority_in_charge": "42(3)(a)",
            "facts": "42(3)(b)",
            "data_wanted": "42(3)(c)",
            "custodian": _("42(3)(d), as far as you know"),
            "necessity": _("42(3)(e): why it cannot wait for the request"),
            "follow_up_promised": "42(3)(f)",
            "keep_secret": _("42(3)(g), where it is needed"),
            "wanted_until": _("At least what 42(8) sets in any case. May stay empty."),
            "risk_to_whom": _("2(o), first part: a natural person"),
            "risk_significant": _("2(o), second part"),
            "risk_imminent": _("2(o), third part"),
            "read_back": _("40(13): what was said, in the words that were read back."),
            "earlier": _("43(1): the freeze in which the trace is to be found."),
        }

    def __init__(
        self, *args: Any, matter: UrgentMatter, earlier: Any, takes_call: bool, **kwargs: Any
    ) -> None:
        """`takes_call`: the desk that is asked writes down what was said."""
        rows = rows_of(matter)
        initial = {"title": matter.case.title, "version": matter.case.version}
        for number, row in enumerate(rows[:ROWS]):
            initial |= {f"{name}_{number}": value for name, value in row.items()}
        kwargs |= {"instance": matter, "initial": initial}
        super().__init__(*args, **kwargs)
        self._keep(BOXES[matter.kind], oral=matter.is_oral or takes_call)
        if "earlier" in self.fields:
            field = self.fields["earlier"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = earlier
        if matter.kind != MatterKind.SPONTANEOUS:
            self._add_rows()
        self._limit()

    def _keep(self, boxes: tuple[str, ...], *, oral: bool) -> None:
        wanted = ["title", *boxes, *(["read_back"] if oral else []), "version"]
        for name in list(self.fields):
            if name not in wanted:
                del self.fields[name]
        self.order_fields(wanted)
        if self.instance.kind != MatterKind.PRESERVATION:
            self._say_what_is_asked()

    def _say_what_is_asked(self) -> None:
        """42(3) is about preservation alone: elsewhere its parts would name the wrong law."""
        for name in (*OF_PRESERVATION, "wanted_until"):
            if name in self.fields:
                self.fields[name].help_text = ""
        if "data_wanted" in self.fields and self.instance.kind not in FREEZABLE:
            self.fields["data_wanted"].label = _("What is asked")

    def _add_rows(self) -> None:
        kinds = [("", "–"), *IdentifierKind.choices]
        for number in range(ROWS):
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Kind"), choices=kinds, required=False
            )
            self.fields[f"value_{number}"] = forms.CharField(
                label=_("Account, device, address"),
                max_length=500,
                required=False,
                widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "off"}),
            )
            self.fields[f"port_{number}"] = forms.IntegerField(
                label=_("Port"), min_value=1, max_value=65535, required=False
            )
            self.fields[f"service_{number}"] = forms.CharField(
                label=_("Service"), max_length=200, required=False
            )

    def _limit(self) -> None:
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.validators = [*field.validators, MaxLengthValidator(MOST_CHARACTERS)]

    def clean(self) -> dict[str, Any]:
        """An address looks like what it is said to be."""
        given = super().clean() or {}
        for number in self.row_numbers:
            kind, value = given.get(f"kind_{number}"), given.get(f"value_{number}", "")
            if value and not kind:
                self.add_error(f"kind_{number}", _("Say what this is."))
            if kind:
                try:
                    check_value(kind, value)
                except ValidationError as problem:
                    self.add_error(f"value_{number}", problem)
        return given

    @property
    def row_numbers(self) -> range:
        """The rows of accounts, devices and addresses."""
        return range(ROWS if "kind_0" in self.fields else 0)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each row, for the page."""
        names = ("kind", "value", "port", "service")
        return [[self[f"{name}_{number}"] for name in names] for number in self.row_numbers]

    @property
    def boxes(self) -> list[forms.BoundField]:
        """The other fields, for the page."""
        rows = {field.name for row in self.rows for field in row}
        return [field for field in self.visible_fields() if field.name not in rows]

    def values(self) -> dict[str, Any]:
        """What to write."""
        rows = {f"{name}_{n}" for name in ("kind", "value", "port", "service") for n in range(ROWS)}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in rows and name != "version"
        }

    def identifiers(self) -> list[dict[str, Any]] | None:
        """The rows that say something; None where the kind has none."""
        if not self.row_numbers:
            return None
        given = self.cleaned_data
        names = ("kind", "value", "port", "service")
        return [
            {name: given.get(f"{name}_{number}") for name in names}
            for number in self.row_numbers
            if given.get(f"kind_{number}")
        ]
