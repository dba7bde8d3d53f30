"""What earlier decisions are narrowed to, from the address of the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from audit import moment
from convention.choices import Channel
from convention.models import Ground, MeasureType

from ..lists import partners
from ..precedents import Conditions, first_year
from .filters import Pick


class PrecedentForm(forms.Form):
    """Partner, kind of measure, ground and year; each may be left open."""

    partner = Pick(label=gettext_lazy("Partner"), required=False)
    measure = Pick(label=gettext_lazy("Measure"), required=False)
    ground = Pick(label=gettext_lazy("Ground"), required=False)
    year = Pick(label=gettext_lazy("Year"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = moment.now().year
        years = range(this_year, (first_year(actor) or this_year) - 1, -1)
        grounds = Ground.objects.filter(is_outcome=False).values_list("pk", "name")
        kinds = MeasureType.objects.filter(channel=Channel.CENTRAL_AUTHORITY)
        options = {
            "partner": [("", _("any State")), *partners(actor)],
            "measure": [("", _("any measure")), *kinds.values_list("pk", "name")],
            "ground": [("", _("any ground, or none")), *grounds],
            "year": [("", _("any year")), *((str(one), str(one)) for one in years)],
        }
        for name, pairs in options.items():
            field = self.fields[name]
            assert isinstance(field, Pick)
            field.offer(pairs)

    def conditions(self) -> Conditions:
        """The filters; a value that is not offered counts as none."""
        self.is_valid()
        given = self.cleaned_data
        return Conditions(
            partner=given.get("partner", ""),
            measure=given.get("measure", ""),
            ground=given.get("ground", ""),
            year=int(given["year"]) if given.get("year") else None,
        )
