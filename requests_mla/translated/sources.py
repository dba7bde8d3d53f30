"""The texts of a request that people wrote and a translator has to read, in the letter's order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..models import Request

if TYPE_CHECKING:
    from ..completeness import Content

# Where a text stands in its table, and where in the data of the letter.
Column = tuple[str, str]

OF_THE_REQUEST: tuple[Column, ...] = (
    ("nature", "proceedings.nature"),
    ("conducting_authority", "proceedings.authority"),
    ("conducting_functions", "proceedings.functions"),
    ("purpose", "purpose"),
    ("facts", "facts"),
)
OF_HANDLING: tuple[Column, ...] = (
    ("urgency_reason", "urgency.reason"),
    ("confidential_reason", "confidential.reason"),
    ("safeguards", "safeguards"),
    ("privilege", "privilege"),
    ("use_limits", "use_limits"),
)
OF_PERSONS = ("nationality", "born", "location")
OF_IDENTIFIERS = ("service", "note")
OF_MEASURES = (
    *("description", "target", "custodian"),
    *("necessity", "special_procedure", "needed_reason"),
)
# Names, places and addresses: many read the same in every language.
MAY_STAY = frozenset({"conducting_authority", "location", "service", "target", "custodian"})


@dataclass(frozen=True)
class Source:
    """One text: its `place` in the tables, its `path` in the data of the letter, its name in words.

    `may_stay`: without a translation nothing is missing.
    """

    place: str
    path: str
    label: str
    text: str
    may_stay: bool = False

    @property
    def sha256(self) -> str:
        """What a translation of it is bound to; how a browser ends lines is no change."""
        return hashlib.sha256(plain(self.text).encode()).hexdigest()

    @property
    def column(self) -> str:
        """The place without the row: what rows have in common."""
        return ".".join(part for part in self.place.split(".") if not part.isdecimal())


def sources_of(content: Content) -> tuple[Source, ...]:
    """Every text that is filled and crosses the border with the request.

    Of people who are not to be named nothing does; what was asked later has a letter of its own.
    """
    return tuple(source for source in _all(content) if source.text.strip())


def plain(text: str) -> str:
    """A text without blanks around it, its lines ended in one way."""
    return text.replace("\r\n", "\n").strip()


def _all(content: Content) -> Iterator[Source]:
    request = content.request
    yield Source("title", "title", _("Subject"), request.case.title)
    yield from _of_request(request, OF_THE_REQUEST)
    for number, offence in enumerate(content.offences, start=1):
        # A serious crime has no name but that of the national law.
        title = ("title", "national_title" if offence.article_id else "name")
        about = _("Offence %(number)s") % {"number": number}
        yield from _of_row("offences", number, offence, (title, *_same(["provision"])), about)
    named = (row for row in content.persons if not row.unnamed)
    for number, person in enumerate(named, start=1):
        about = next(iter(person.all_names), person.get_role_display())
        yield from _of_row("persons", number, person, _same(OF_PERSONS), about)
    for number, identifier in enumerate(content.identifiers, start=1):
        if not identifier.added_by_id:
            about = str(identifier)
            yield from _of_row("identifiers", number, identifier, _same(OF_IDENTIFIERS), about)
    for measure in content.measures:
        if not measure.added_by_id:
            about = _("Measure %(number)s") % {"number": measure.number}
            yield from _of_row("measures", measure.number, measure, _same(OF_MEASURES), about)
    yield from _of_request(request, OF_HANDLING)


def _same(names: Iterable[str]) -> tuple[Column, ...]:
    return tuple((name, name) for name in names)


def _of_request(request: Request, columns: Iterable[Column]) -> Iterator[Source]:
    for name, path in columns:
        if name == "confidential_reason" and not request.confidential:
            continue
        yield Source(name, path, capfirst(_label(request, name)), *_said(request, name))


def _of_row(
    kind: str, number: int, row: models.Model, columns: Iterable[Column], about: str
) -> Iterator[Source]:
    for name, path in columns:
        label = _("%(row)s: %(field)s") % {"row": about, "field": _label(row, name)}
        yield Source(f"{kind}.{row.pk}.{name}", f"{kind}.{number}.{path}", label, *_said(row, name))


def _label(row: models.Model, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # no relation is translated, and only those lack a name


def _said(row: models.Model, name: str) -> tuple[str, bool]:
    return str(getattr(row, name)), name in MAY_STAY
