"""What comes back: results with their files, and the receipt for them."""

from django.utils.translation import gettext as _

from documents.letter import Paragraph, Section, Table

from .. import choices
from .parts import Payload, typed


def transmittal(payload: Payload) -> list[Section]:
    """The result of each measure, and the inventory of files."""
    said = tuple(
        Paragraph(
            _("Measure %(number)s, %(name)s: %(result)s.")
            % {
                "number": row["measure"],
                "name": row["name"],
                "result": choices.Result(row["result"]).label,
            }
            + (f" {row['text']}" if row["text"] else ""),
            "40(26)",
        )
        for row in payload["results"]
    )
    sections = [Section(_("Results"), said)] if said else []
    if payload["exhibits"]:
        sections.append(_exhibits(payload))
    return sections + typed(payload, _("Remarks"), "40(19)")


def receipt(payload: Payload) -> list[Section]:
    """The inventory again, as it arrived."""
    lead = _("What you sent has arrived. The files have these digests here:")
    sections = typed(payload, _("Receipt"), "40(14)", lead)
    return [*sections, _exhibits(payload)] if payload["exhibits"] else sections


def _exhibits(payload: Payload) -> Section:
    head = (_("No"), _("File"), _("Bytes"), _("SHA-256"))
    body = tuple(
        (str(row["number"]), _name(row), f"{row['size']:,}", row["sha256"])
        for row in payload["exhibits"]
    )
    return Section(_("Inventory"), (), Table(head, body, (1, 6, 3, 10)) if body else None)


def _name(row: Payload) -> str:
    """The name of a file, and under it what it holds."""
    return "\n".join(part for part in (row["name"], row["description"]) if part)
