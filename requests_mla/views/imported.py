"""What was found in the letter of another installation, in words: before and after it is kept."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from convention.templatetags.convention import language_in_words
from workflow.choices import Side

from ..choices import AttachmentRole, Unknown, Urgency
from ..letters.parts import Payload
from ..models import Request
from ..services.documents import documents_seen
from ..services.importing import Found
from .beside import Beside, before
from .pieces import Seen


@dataclass(frozen=True)
class Signature:
    """What the signature of a letter is worth. `problems` are sentences; empty if all is well."""

    signer_name: str
    person: str
    fingerprint: str
    signed_at: datetime | None
    is_trusted: bool
    problems: Iterable[str]


def kept(view: Seen) -> dict[str, Any]:
    """What was found when the letter of this case was taken in, for those who took it in."""
    row = getattr(view.request, "imported", None)
    if row is None or view.side != Side.REQUESTED:
        return {}
    said = _data_of(view.request)
    here = set(view.request.attachments.values_list("file__sha256", flat=True))
    return {
        "signature": row,
        "because": row.because,
        "imported_at": row.imported_at,
        "imported_by": row.imported_by_name,
        "not_known": _not_known(row.not_known),
        "attachments": _attachments(said, here),
        "enclosed": _enclosed(view, row.enclosed),
    }


def shown(found: Found) -> dict[str, Any]:
    """What was found, before somebody goes on."""
    said, report = found.incoming.said, found.incoming.report
    translation = before(found.content.translation)
    return {
        "facts": _facts(found, translation),
        "text": said["facts"],
        "translation": translation,
        "measures": [(row["number"], row["name"], _period(row)) for row in said["measures"]],
        "offences": [_offence(row) for row in said["offences"]],
        "found": {
            "signature": Signature(
                report.signer_name,
                report.person,
                report.fingerprint,
                report.signed_at,
                found.incoming.is_trusted,
                found.incoming.doubts,
            ),
            "not_known": _not_known(one.kept() for one in found.not_known),
            "attachments": _attachments(said, {one.sha256 for one in found.incoming.enclosed}),
            "enclosed": [
                {"name": one.name, "size": len(one.content)} for one in found.incoming.enclosed
            ],
        },
    }


def _facts(found: Found, translation: Beside) -> list[tuple[str, str]]:
    """The letter in lines of a label and words; the empty ones are left out."""
    said = found.incoming.said
    urgency = Urgency(said["urgency"]["level"])
    numbers = _("Persons: %(persons)s; accounts, devices, addresses: %(identifiers)s") % {
        "persons": len(said["persons"]) + len(said["unnamed_persons"]),
        "identifiers": len(said["identifiers"]),
    }
    lines = [
        (_("Letter"), found.incoming.label),
        (_("From"), _authority(said["from"])),
        (_("To"), _authority(said["to"])),
        (_("Their reference"), said["references"]["ours"]),
        (_("Subject"), said["title"]),
        (_("Authority in charge there"), said["proceedings"]["authority"]),
        (_("Legal basis"), said["legal_basis_name"]),
        (_("Written in"), language_in_words(said["written_in"])),
        (_("Written with it"), ", ".join(filter(None, (translation.label, translation.by)))),
        (_("Urgency"), "" if urgency == Urgency.ORDINARY else str(urgency.label)),
        (_("Secrecy"), _("The request is to be kept secret.") if said["confidential"] else ""),
        (_("Named in it"), numbers),
    ]
    return [(label, words) for label, words in lines if words]


def _authority(said: Payload) -> str:
    return ", ".join(filter(None, (said["state_name"], said["ministry"], said["authority"])))


def _period(row: Payload) -> str:
    if not row["from"] and not row["until"]:
        return ""
    return f"{row['from'] or '…'} – {row['until'] or '…'} {row['zone']}".strip()


def _offence(row: Payload) -> str:
    article = _("Article %(article)s") % {"article": row["article"]} if row["article"] else ""
    return ", ".join(filter(None, (row["name"], article)))


def _not_known(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    labels = dict(Unknown.choices)
    return [
        {
            "what": labels.get(row["what"], row["what"]),
            "number": row["number"],
            "text": row["text"],
        }
        for row in rows
    ]


def _enclosed(view: Seen, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Files that came inside the letter, each with the document that it is of the case.

    One that holds nothing is none, nor is one that was taken from the case since.
    """
    documents = documents_seen(view.case, view.side)
    keys = dict(documents.values_list("file__sha256", "pk"))
    return [
        {
            "name": row["name"],
            "size": row["size"],
            "url": reverse("requests:document", args=[view.case.pk, keys[row["sha256"]]])
            if row["sha256"] in keys
            else "",
        }
        for row in rows
    ]


def _attachments(said: Payload, here: Collection[str]) -> list[dict[str, Any]]:
    """Documents that the letter lists: known by their digest. `here` are the digests there are."""
    roles = dict(AttachmentRole.choices)
    return [
        {
            "name": row["name"],
            "role": roles[row["role"]],
            "sha256": row["sha256"],
            "size": row["size"],
            "is_here": row["sha256"] in here,
        }
        for row in said.get("attachments", [])
    ]


def _data_of(request: Request) -> Payload:
    """The data of the letter, as they were attached."""
    letter = request.case.letters.exclude(payload="").order_by("number").first()
    found: Payload = json.loads(letter.payload) if letter else {}
    return found
