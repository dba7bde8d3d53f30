"""Keep what is attached inside a letter besides its data, as documents of its case."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from accounts.actors import Actor
from documents.enclosed import Enclosed
from evidence.models import StoredFile
from evidence.services import keep_file
from evidence.uploads import Upload

from ..choices import AttachmentRole
from ..incoming import Incoming
from ..models import Request
from .documents import attach_document


@dataclass(frozen=True)
class Kept:
    """A file from inside the letter that is in the vault now, and what the letter says it is."""

    file: StoredFile
    name: str
    about: dict[str, Any]


def keep_enclosed(incoming: Incoming, *, by: Actor) -> list[Kept]:
    """Keep the files; empty ones hold nothing to be kept. Before the transaction that uses them.

    Raises FileRefused where there is no room.
    """
    return [
        Kept(keep_file(upload=_upload(one), actor_stamp=by.stamp), one.name, _about(incoming, one))
        for one in incoming.enclosed
        if one.content
    ]


def attach_enclosed(request: Request, kept: Sequence[Kept], *, by: Actor) -> None:
    """They are part of what the other side sent, though taken in by us."""
    for one in kept:
        attach_document(request, file=one.file, name=one.name, by=by, shared=True, **one.about)


def _upload(one: Enclosed) -> Upload:
    return Upload(BytesIO(one.content), one.name, None, len(one.content))


def _about(incoming: Incoming, one: Enclosed) -> dict[str, Any]:
    """As the letter lists it, known by its digest; else it is an annex."""
    for row in incoming.said.get("attachments", []):
        if row["sha256"] == one.sha256:
            return {name: row[name] for name in ("role", "language", "certified")}
    return {"role": AttachmentRole.ANNEX}
