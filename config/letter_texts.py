"""Which texts letters are made of: what translators of `locale/letters` are given.

The fixed words in the modules and templates of letters, the labels of the choices that letters
print, and the names of the catalogue. Pages are translated apart, in `locale`.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db.models import Choices
from django.utils import translation

from accounts.choices import Role
from network247.choices import CautionKind, Method
from network247.choices import MatterKind as UrgentKind
from requests_mla import choices

# Where a letter's own words stand; makemessages names the place of each.
SOURCES = (
    "requests_mla/letters/",
    "network247/letters/",
    "templates/letters/",
    "documents/letter.py",
    "requests_mla/penalties.py",
    "requests_mla/addresses.py",
)
LABELS: tuple[type[Choices], ...] = (
    Role,
    CautionKind,
    Method,
    UrgentKind,
    choices.Stage,
    choices.PersonRole,
    choices.IdentifierKind,
    choices.DataCategory,
    choices.Urgency,
    choices.AttachmentRole,
    choices.Outcome,
    choices.Result,
    choices.UndertakingKind,
    choices.OffenceClass,
)
# Files of the catalogue, with the fields whose names letters print.
CATALOGUE = {"measures": "name", "grounds": "name", "offences": "name", "instruments": "name"}
CATALOGUE_CONTEXT = "catalogue"


class Text(NamedTuple):
    """A text to translate, with its context where it has one, and where it is found."""

    context: str | None
    text: str
    place: str


def labels() -> Iterator[Text]:
    """The labels of the choices that letters print."""
    with translation.override("en"):
        for kind in LABELS:
            for member in kind:
                yield Text(None, str(member.label), f"{kind.__module__}.{kind.__name__}")


def names() -> Iterator[Text]:
    """The names of the catalogue that letters print."""
    folder = Path(settings.BASE_DIR) / "convention" / "data"
    for file, field in CATALOGUE.items():
        for row in json.loads((folder / f"{file}.json").read_text("utf-8")):
            yield Text(CATALOGUE_CONTEXT, row[field], f"convention/data/{file}.json")
