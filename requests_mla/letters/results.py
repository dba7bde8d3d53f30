"""What comes back: results with their files, and the receipt for them."""

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.letter import Paragraph, Section, Table
from documents.typography import ending_in, in_a_row, listed

from .. import choices
from .parts import Payload, day, typed


def transmittal(payload: Payload) -> list[Section]:
    """The result of each measure, what binds its use, and the inventory of files."""
    said = tuple(
        Paragraph(
            in_a_row(
                _("Measure %(number)s, %(name)s: %(result)s.")
                % {
                    "number": row["measure"],
                    "name": row["name"],
                    "result": choices.Result(row["result"]).label,
                },
                row["text"],
            ),
            "40(26)",
        )
        for row in payload["results"]
    )
    sections = [Section(_("Results"), said)] if said else []
    sections += _undertakings(payload)
    if payload["exhibits"]:
        sections.append(_exhibits(payload))
    return sections + typed(payload, _("Remarks"), "40(19)")


def _undertakings(payload: Payload) -> list[Section]:
    """What whoever receives the evidence keeps to; nothing where nothing binds."""
    rows = payload.get("undertakings", [])
    if not rows:
        return []
    lead = _("The evidence is handed over for use within these limits, which bind your State.")
    if not all(row["accepted"] for row in rows):
        more = _("What is not accepted yet you accept when you confirm receipt.")
        lead = in_a_row(lead, more)
    said = (Paragraph(_undertaking(row), row["reference"]) for row in rows)
    return [Section(_("What binds the use of the evidence"), (Paragraph(lead), *said))]


def _undertaking(row: Payload) -> str:
    parts = [capfirst(str(choices.UndertakingKind(row["kind"]).label))]
    if row["measures"]:
        numbers = listed(row["measures"])
        one_or_more = ngettext("measure %(numbers)s", "measures %(numbers)s", len(row["measures"]))
        parts.append(one_or_more % {"numbers": numbers})
    if row["until"]:
        parts.append(_("until %(day)s") % {"day": day(row["until"])})
    if not row["accepted"]:
        parts.append(_("not accepted yet"))
    return ending_in(_("%(what)s: %(text)s"), row["text"], what=listed(parts))


def receipt(payload: Payload) -> list[Section]:
    """The inventory again, as it arrived."""
    lead = _("What you sent has arrived. The files have these digests here:")
    sections = typed(payload, _("Receipt"), "40(14)", lead)
    return [*sections, _exhibits(payload)] if payload["exhibits"] else sections


def _exhibits(payload: Payload) -> Section:
    head = (_("No"), _("File"), _("Bytes"), _("SHA-256"))
    body = tuple(
        (
            str(row["number"]),
            _name(row),
            number_format(row["size"], force_grouping=True),
            row["sha256"],
        )
        for row in payload["exhibits"]
    )
    return Section(_("Inventory"), (), Table(head, body, (1, 6, 3, 10)) if body else None)


def _name(row: Payload) -> str:
    """The name of a file, and under it what it holds."""
    return "\n".join(part for part in (row["name"], row["description"]) if part)
