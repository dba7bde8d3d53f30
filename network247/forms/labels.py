"""The fields of forms in words, for a page that gives back what was typed into a declined step."""

from ..models import UrgentMatter
from .acts import FIELDS

COLUMNS = {field.name: field for field in UrgentMatter._meta.concrete_fields}


def label_of_field(name: str) -> str:
    """What the form calls its field; empty for one it does not have."""
    if name in COLUMNS:
        return str(COLUMNS[name].verbose_name)
    return name.replace("_", " ") if name in FIELDS else ""
