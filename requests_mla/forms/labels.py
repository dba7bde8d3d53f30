"""The fields of forms in words, for a page that gives back what was typed into a declined step."""

import re

from django.utils.translation import gettext as _

from .deciding import DecisionForm, NoTalksForm
from .exhibits import WithdrawForm
from .opening import ExhibitForm, NoteForm

# A line of the decision sheet: m1-reasons.
LINE = re.compile(r"m([0-9]{1,6})-([a-z_]+)")
PLAIN = (NoTalksForm, ExhibitForm, WithdrawForm, NoteForm)


def label_of_field(name: str) -> str:
    """What the form calls its field; empty for a field whose name says it well enough."""
    line = LINE.fullmatch(name)
    if line and line[2] in DecisionForm.base_fields:
        label = str(DecisionForm.base_fields[line[2]].label)
        return _("Measure %(number)s: %(field)s") % {
            "number": line[1],
            "field": label[:1].lower() + label[1:],
        }
    fields = (form.base_fields[name] for form in PLAIN if name in form.base_fields)
    return next((str(field.label) for field in fields if field.label), "")
