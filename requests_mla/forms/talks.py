"""Fields for proposed conditions and for what is said to each of them."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..choices import ItemAnswer
from ..models import Request, TalkItem
from ..services.talks import MOST, field, open_talk
from .exchange import LONG


def item_fields(request: Request) -> dict[str, forms.Field]:
    """Room for conditions, each with the measure it concerns; empty ones are left out."""
    measures = [(row.number, str(row)) for row in request.measures.select_related("type")]
    fields: dict[str, forms.Field] = {}
    for number in range(1, MOST + 1):
        fields[field(number, "text")] = forms.CharField(
            label=gettext("Condition %(number)s") % {"number": number},
            required=False,
            max_length=LONG,
            widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        )
        fields[field(number, "measure")] = forms.ChoiceField(
            label=gettext("Condition %(number)s concerns") % {"number": number},
            required=False,
            choices=[("", _("the whole request")), *measures],
        )
    return fields


def item_answer_fields(request: Request) -> dict[str, forms.Field]:
    """For each proposed condition what is said to it, and the words that go with that."""
    talk = open_talk(request)
    rows = talk.items.select_related("measure__type") if talk else []
    fields: dict[str, forms.Field] = {}
    for item in rows:
        fields[field(item.number, "answer")] = forms.ChoiceField(
            label=_label(item),
            help_text=item.text,
            choices=[("", _("choose")), *ItemAnswer.choices],
        )
        fields[field(item.number, "counter")] = forms.CharField(
            label=gettext("Condition %(number)s: what you propose instead, or why not")
            % {"number": item.number},
            required=False,
            max_length=LONG,
            widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        )
    return fields


def _label(item: TalkItem) -> str:
    if item.measure is None:
        return gettext("Condition %(number)s") % {"number": item.number}
    return gettext("Condition %(number)s, measure %(measure)s") % {
        "number": item.number,
        "measure": item.measure.number,
    }
