"""What is asked of the catalogue: two States, an offence, a day."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from audit import moment

from .bases import Offences
from .choices import OffenceClass
from .models import OffenceType
from .queries import fold, state_names


class BasesForm(forms.Form):
    """Between whom, for what and on which day a legal basis is looked for."""

    asking = forms.ChoiceField(label=gettext_lazy("Requesting State"))
    asked = forms.ChoiceField(label=gettext_lazy("Requested State"))
    offence = forms.ChoiceField(label=gettext_lazy("Offence"), required=False)
    on = forms.DateField(
        label=gettext_lazy("On"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = state_names(get_language() or "en").items()
        states = [("", "–"), *sorted(names, key=lambda pair: fold(pair[1]))]
        self._offer("asking", states)
        self._offer("asked", states)
        self._offer("offence", list(_offences()))

    def clean_on(self) -> object:
        """Without a day, today."""
        return self.cleaned_data["on"] or moment.now().date()

    def clean(self) -> dict[str, Any] | None:
        """Nobody asks the own State for assistance."""
        given = super().clean() or {}
        if given.get("asking") and given.get("asking") == given.get("asked"):
            self.add_error("asked", _("Choose two different States."))
        return given

    @property
    def offences(self) -> Offences:
        """The offence that was chosen, as the helper reads it."""
        chosen = self.cleaned_data["offence"]
        if chosen.isdigit():
            return Offences(OffenceClass.TREATY_OFFENCE, frozenset({int(chosen)}))
        return Offences(chosen or None)

    def _offer(self, name: str, pairs: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = pairs


def _offences() -> list[tuple[str, str]]:
    articles = [
        (str(one.pk), _("%(name)s, Article %(article)s") % {"name": one.name, "article": one.pk})
        for one in OffenceType.objects.all()
    ]
    classes = [
        (OffenceClass.SERIOUS_CRIME.value, _("another serious crime, four years or more")),
        (OffenceClass.OTHER.value, _("another offence, below four years")),
    ]
    return [("", _("not known yet")), *articles, *classes]
