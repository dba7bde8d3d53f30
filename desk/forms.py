"""What the calendar is narrowed to, and how a person wants to be told."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from requests_mla.forms.filters import Pick
from requests_mla.lists import partners

from .dated import acts
from .models import NoticeSettings

MONTH, LIST = "month", "list"


class DatesForm(forms.Form):
    """Filters of the calendar, as they stand in its address; unknown values count as none."""

    owed = Pick(label=gettext_lazy("Owed"), required=False)
    act = Pick(label=gettext_lazy("Act awaited"), required=False)
    partner = Pick(label=gettext_lazy("Partner"), required=False)
    overdue = forms.BooleanField(label=gettext_lazy("Only what is overdue"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "owed": [("", _("by us and to us")), ("ours", _("by us")), ("theirs", _("to us"))],
            "act": [("", _("any act")), *sorted(acts(), key=lambda act: act[1].casefold())],
            "partner": [("", _("any State")), *partners(actor)],
        }
        for name, options in offered.items():
            field = self.fields[name]
            assert isinstance(field, Pick)
            field.offer(options)

    def given(self) -> dict[str, str]:
        """The filters that were chosen, as they stand in an address."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return {name: "on" if value is True else value for name, value in chosen.items()}


class TellingForm(forms.ModelForm):
    """When a person is e-mailed what is not urgent."""

    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    class Meta:
        model = NoticeSettings
        fields = ["zone", "digest", "digest_at", "quiet_from", "quiet_until"]
        labels = {
            "digest": gettext_lazy("Once a day, everything in one mail"),
            "digest_at": gettext_lazy("At"),
            "quiet_from": gettext_lazy("No mail from"),
            "quiet_until": gettext_lazy("Until"),
        }
        help_texts = {
            "digest": gettext_lazy(
                "Without this, each matter comes in a mail of its own, outside your quiet hours."
            ),
        }
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("digest_at", "quiet_from", "quiet_until")
        }

    def __init__(self, *args: Any, usual_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = _("as your authority: %(zone)s") % {"zone": usual_zone}
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [("", usual), *((name, name) for name in sorted(available_timezones()))]
        zone.help_text = _("The times below are meant in it.")

    def clean(self) -> dict[str, Any]:
        """Quiet hours have two ends that differ."""
        given = super().clean() or {}
        begins, ends = given.get("quiet_from"), given.get("quiet_until")
        if (begins is None) != (ends is None) and not {"quiet_from", "quiet_until"} & {
            *self.errors
        }:
            missing = "quiet_from" if begins is None else "quiet_until"
            self.add_error(missing, _("Quiet hours need both times, or none."))
        elif begins is not None and begins == ends:
            self.add_error(
                "quiet_until",
                _("This is when they begin. Choose another time, or leave both empty."),
            )
        return given
