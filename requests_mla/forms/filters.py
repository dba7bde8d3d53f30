"""What the register is narrowed to and how it is sorted, from the address of the page."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.actors import Actor
from workflow.choices import Side

from ..choices import Order
from ..lists import Filters, partners, status_choices

Options = Sequence[tuple[str, str]]


@lru_cache(maxsize=128)
def _options(options: Options) -> str:
    """The options of a select. The same for every page of a State and language."""
    return "".join(
        f'<option value="{escape(value)}">{escape(label)}</option>' for value, label in options
    )


class Picker(forms.Select):
    """A select that writes its options itself.

    Django renders a template for each option: for two hundred States that is half the page's time.
    """

    offered: Options = ()

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The element with its options, escaped."""
        chosen = f'<option value="{escape(str(value or ""))}"'
        options = _options(self.offered).replace(f"{chosen}>", f"{chosen} selected>", 1)
        given = format_html_join("", ' {}="{}"', (attrs or {}).items())
        return format_html('<select name="{}"{}>{}</select>', name, given, SafeString(options))


class Pick(forms.Field):
    """A choice that may be left open; a value that is not offered counts as none."""

    widget: Picker = Picker  # type: ignore[assignment]  # Django makes an instance of it

    def offer(self, options: Iterable[tuple[str, str]]) -> None:
        """Say what may be chosen, the empty value first."""
        self.widget.offered = tuple(options)

    def clean(self, value: Any) -> str:
        """The value if it is one of those offered."""
        return next((known for known, _label in self.widget.offered if known == value), "")


@lru_cache
def _choices(language: str | None) -> Mapping[str, Options]:
    """What may be chosen whoever asks, in the active language, which is `language`."""
    return {
        "status": tuple(status_choices()),
        "direction": (
            ("", _("both directions")),
            (Side.REQUESTING.value, _("we ask")),
            (Side.REQUESTED.value, _("they ask")),
        ),
        "turn": (("", _("anybody's")), ("ours", _("ours")), ("theirs", _("theirs"))),
        # The usual order is the empty value.
        "order": tuple(
            ("" if value == Order.NEWEST else value, str(label)) for value, label in Order.choices
        ),
    }


class FilterForm(forms.Form):
    """What the register is narrowed to, and its order."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=200)
    status = Pick(label=gettext_lazy("Status"), required=False)
    partner = Pick(label=gettext_lazy("Partner"), required=False)
    direction = Pick(label=gettext_lazy("Direction"), required=False)
    turn = Pick(label=gettext_lazy("Whose turn"), required=False)
    order = Pick(label=gettext_lazy("Order"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            **_choices(get_language()),
            "partner": (("", _("any State")), *partners(actor)),
        }
        for name, options in offered.items():
            field = self.fields[name]
            assert isinstance(field, Pick)
            field.offer(options)

    def filters(self) -> Filters:
        """The filters; a value that is not offered counts as none."""
        given = self.given()
        return Filters(
            words=given.get("q", ""),
            status=given.get("status", ""),
            partner=given.get("partner", ""),
            direction=given.get("direction", ""),
            turn=given.get("turn", ""),
        )

    def sorted_by(self) -> str:
        """The order; newest first if none was chosen."""
        return self.given().get("order") or Order.NEWEST

    def given(self) -> dict[str, str]:
        """Filters and order that were chosen, as they stand in an address."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SearchForm(forms.Form):
    """A name under which filters and order are kept."""

    query = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Name of the search"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Give the search a name to find it by.")},
    )
