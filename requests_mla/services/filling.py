"""Rows of a request from the data of its letter: the reverse of `letters.bodies.request`.

What the catalogue here does not know is kept as text, and listed, so that nobody overlooks it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from convention.choices import OffenceClass as Opened
from convention.models import Instrument, OffenceType
from convention.queries import instruments_between, measures_for
from workflow.models import Case
from workflow.refusals import Missing

from .. import completeness
from ..choices import Unknown
from ..letters.parts import Payload, at
from ..letters.schema import unknown_fields
from ..models import CasePerson, Confirmation, Identifier, Measure, Offence, Request, StateRule
from ..payload_checks import where
from ..state_rules import in_force
from ..translated.received import Received, fitted
from .translating import keep_received

# The kind of measure of the catalogue that stands for any other.
OTHER_HELP = "other"
# More than any request has; each becomes a row.
MOST_ROWS = 2000
LISTS = ("offences", "persons", "unnamed_persons", "identifiers", "measures", "confirmations")
PLAIN = ("earlier_reference", "purpose", "facts", "safeguards", "privilege", "use_limits")
LONGEST_SHOWN = 2000
# A page names no more; a letter of the next version has a few.
MOST_FIELDS = 100
Part = TypeVar("Part", Offence, CasePerson, Identifier, Measure)


@dataclass(frozen=True)
class NotKnown:
    """Something that the letter says and the catalogue here does not know; `number` of its row."""

    what: Unknown
    text: str
    number: int | None = None

    def kept(self) -> dict[str, Any]:
        """As it is kept with the case."""
        return {"what": self.what.value, "text": self.text, "number": self.number}


@dataclass(frozen=True)
class Content:
    """A request as its letter says it, before there is a case."""

    columns: dict[str, Any]
    basis: Instrument | None
    offences: tuple[Offence, ...]
    persons: tuple[CasePerson, ...]
    identifiers: tuple[Identifier, ...]
    measures: tuple[Measure, ...]
    confirmed: tuple[StateRule, ...]
    translation: Received | None
    not_known: tuple[NotKnown, ...]

    def write(self, request: Request, *, confirmed_by: str) -> None:
        """Write the rows of a request that was just opened."""
        _write(Offence, self.offences, request)
        _write(CasePerson, self.persons, request)
        _write(Identifier, self.identifiers, request)
        _write(Measure, self.measures, request)
        for rule in self.confirmed:
            Confirmation.objects.create(
                request=request, rule=rule, person_id=0, person_name=confirmed_by[:150]
            )
        if self.translation:
            keep_received(request, self.translation)


def content_of(said: Payload, *, sender: str, asked: str) -> Content:
    """What a valid payload of a request says, between those two States.

    Raises Missing where it cannot be put on a case: too many rows, two measures of one number.
    """
    _refuse_what_no_case_can_hold(said)
    reading, columns = _Reading(sender, asked, Received.of(said)), _columns(said)
    basis = reading.basis(said)
    written = completeness.Content(
        request=Request(case=Case(title=said["title"]), language=said["written_in"], **columns),
        offences=tuple(reading.offences(said["offences"])),
        persons=tuple(_persons(said)),
        identifiers=tuple(_identifier(row) for row in said["identifiers"]),
        measures=tuple(reading.measures(said["measures"])),
        attachments=(),
    )
    return Content(
        columns=columns,
        basis=basis,
        offences=written.offences,
        persons=written.persons,
        identifiers=written.identifiers,
        measures=written.measures,
        confirmed=tuple(reading.confirmed(said["confirmations"])),
        translation=reading.translation(written),
        not_known=(*reading.not_known, *_fields(said)),
    )


@dataclass
class _Reading:
    """Looks things up in the catalogue, and notes what is not there."""

    sender: str
    asked: str
    translated: Received
    not_known: list[NotKnown] = field(default_factory=list)

    def basis(self, said: Payload) -> Instrument | None:
        """The instrument, if it is one between the two States."""
        code = said["legal_basis"]
        found = instruments_between(self.sender, self.asked).filter(pk=code).first()
        if code and not found:
            named = (said["legal_basis_name"], code, said["legal_basis_reference"])
            self._note(Unknown.BASIS, named)
        return found

    def offences(self, rows: list[Payload]) -> Iterable[Offence]:
        """An article that is not here is named by its words."""
        known = set(OffenceType.objects.values_list("pk", flat=True))
        for number, row in enumerate(rows, start=1):
            article, title = row["article"], row["national_title"]
            if article is not None and article not in known:
                self._note(Unknown.OFFENCE, (row["name"], article), number)
                article, title = None, self._title(number, row)
            yield Offence(
                offence_class=row["class"],
                article_id=article,
                title=title[: _longest(Offence, "title")],
                provision=row["provision"],
                maximum_penalty_months=row["maximum_penalty_months"],
            )

    def measures(self, rows: list[Payload]) -> Iterable[Measure]:
        """A kind that is not here becomes other help, described in the words of the letter."""
        known = set(measures_for(Opened.TREATY_OFFENCE).values_list("pk", flat=True))
        texts = ("category", "target", "custodian", "zone", "necessity", "special_procedure")
        for row in sorted(rows, key=lambda one: one["number"]):
            kind, description = row["type"], row["description"]
            if kind not in known:
                named = (row["name"], kind, row["reference"])
                self._note(Unknown.MEASURE, named, row["number"])
                kind = OTHER_HELP
                path = f"measures.{row['number']}"
                description = self.translated.stand_in(
                    f"{path}.name", row["name"], f"{path}.description", description
                )
            yield Measure(
                number=row["number"],
                type_id=kind,
                description=description,
                period_from=_day(row["from"]),
                period_until=_day(row["until"]),
                needed_by=_day(row["needed_by"]),
                needed_reason=row["needed_reason"],
                **{name: row[name] for name in texts},
            )

    def confirmed(self, rows: list[Payload]) -> Iterable[StateRule]:
        """The rules of the asked State that were confirmed in the very words they have here."""
        rules = {(one.promise, one.reference): one for one in in_force(self.asked)}
        for row in rows:
            found = rules.pop((row["text"], row["source"]), None)
            if found:
                yield found
            else:
                self._note(Unknown.CONFIRMATION, (row["text"], row["source"]))

    def translation(self, written: completeness.Content) -> Received | None:
        """The translation of what is written here."""
        found, left = fitted(self.translated, written)
        for words in left:
            self._note(Unknown.TRANSLATION, [words[:LONGEST_SHOWN]])
        return found

    def _title(self, number: int, row: Payload) -> str:
        """What an offence is called whose article is not known here."""
        name, national = f"offences.{number}.name", f"offences.{number}.national_title"
        if row["national_title"]:
            self.translated.move(national, name)
            return str(row["national_title"])
        return self.translated.stand_in(name, row["name"], name)

    def _note(self, what: Unknown, words: Iterable[object], number: int | None = None) -> None:
        text = " · ".join(str(word) for word in words if word)
        self.not_known.append(NotKnown(what, text, number))


def _write(kind: type[Part], rows: Sequence[Part], request: Request) -> None:
    for row in rows:
        row.request = request
    kind.objects.bulk_create(rows)


def _columns(said: Payload) -> dict[str, Any]:
    """The plain fields of the request."""
    proceedings, secrecy = said["proceedings"], said["confidential"]
    return {
        **{name: said[name] for name in PLAIN},
        "conducting_authority": proceedings["authority"],
        "conducting_functions": proceedings["functions"],
        "case_number": proceedings["number"],
        "stage": proceedings["stage"],
        "nature": proceedings["nature"],
        "urgency": said["urgency"]["level"],
        "urgency_reason": said["urgency"]["reason"],
        "confidential": secrecy is not None,
        "confidential_until": _day(secrecy["until"]) if secrecy else None,
        "confidential_reason": secrecy["reason"] if secrecy else "",
    }


def _persons(said: Payload) -> Iterable[CasePerson]:
    for row in said["persons"]:
        yield CasePerson(
            role=row["role"],
            names="\n".join(" ".join(name.split()) for name in row["names"]),
            nationality=row["nationality"],
            born=row["born"],
            location=row["location"],
        )
    for role in said["unnamed_persons"]:
        yield CasePerson(role=role, names="", unnamed=True)


def _identifier(row: Payload) -> Identifier:
    names = ("kind", "value", "port", "zone", "service", "note")
    return Identifier(seen_at=at(row["seen_at"]), **{name: row[name] for name in names})


def _fields(said: Payload) -> Iterable[NotKnown]:
    """Fields that the schema here does not describe. All of it stays in the letter."""
    found = unknown_fields(said)
    for path, value in islice(found, MOST_FIELDS):
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield NotKnown(Unknown.FIELD, f"{where(path)}: {text[:LONGEST_SHOWN]}")
    more = sum(1 for _one in found)
    if more:
        words = _("%(count)s more, which stand in the letter") % {"count": more}
        yield NotKnown(Unknown.FIELD, words)


def _refuse_what_no_case_can_hold(said: Mapping[str, Any]) -> None:
    if sum(len(said[name]) for name in LISTS) > MOST_ROWS:
        raise Missing(
            _("The request has more than %(most)s rows. Ask for it in parts, or with a list.")
            % {"most": MOST_ROWS}
        )
    numbers = [row["number"] for row in said["measures"]]
    if len(set(numbers)) < len(numbers):
        raise Missing(
            _("Two measures of the letter have the same number: answers could not name them.")
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _longest(model: type[Model], name: str) -> int | None:
    return getattr(model._meta.get_field(name), "max_length", None)
