"""What a letter rests on, and how far it may therefore name articles of the Convention.

The catalogue holds the articles of the Convention only. Under another instrument, or where nobody
said under which, a letter names none: it would claim a duty that the Convention does not make.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from convention.choices import CONVENTION
from documents.letter import Section

from ..legal_basis import RECIPROCITY
from .parts import Payload


def is_convention(payload: Payload) -> bool:
    """Whether the request rests on the Convention."""
    return payload.get("legal_basis") == CONVENTION


def title_of(payload: Payload) -> str:
    """Under which instrument, as it stands under the title; nothing where nobody said."""
    if is_convention(payload):
        return _("under the United Nations Convention against Cybercrime")
    if payload.get("legal_basis") == RECIPROCITY:
        return _("on the basis of reciprocity")
    name = payload.get("legal_basis_name")
    return _("under the %(name)s") % {"name": name} if name else ""


def fact_of(payload: Payload) -> str:
    """The instrument with its reference, as a line of its own; nothing where nobody said."""
    name = payload.get("legal_basis_name", "")
    if is_convention(payload):
        name = _("United Nations Convention against Cybercrime")
    elif payload.get("legal_basis") == RECIPROCITY:
        name = _("Reciprocity")
    reference = payload.get("legal_basis_reference", "")
    return f"{name}, {reference}" if name and reference else name


def competence(payload: Payload) -> str:
    """What the authority is, for the letterhead."""
    if payload.get("desk"):
        return _("24/7 contact point under Article 41(1)")
    if is_convention(payload):
        return _("central authority under Article 40(12)")
    return _("central authority")


def classification(payload: Payload) -> str:
    """The words of the box at the top; none for a letter that is not secret."""
    if not payload["confidential"]:
        return ""
    if payload.get("desk"):
        return _("Confidential · Article 42(3)(g)")
    return _("Confidential · Article 40(20)") if is_convention(payload) else _("Confidential")


def cited(sections: Iterable[Section], payload: Payload) -> tuple[Section, ...]:
    """The sections with the articles in the margin, or without."""
    if is_convention(payload):
        return tuple(sections)
    return tuple(
        replace(section, paragraphs=tuple(replace(row, refs="") for row in section.paragraphs))
        for section in sections
    )
