"""The documents of a case: what is attached, and what of it the reader's side may open."""

from typing import Any

from django.urls import reverse

from evidence.models import Exhibit
from workflow.models import Letter

from ..models import Attachment
from ..services.documents import documents_seen
from .pieces import Seen


def tab(
    view: Seen, letters: list[Letter], exhibits: list[Exhibit], forms: dict[str, Any]
) -> dict[str, Any]:
    """Every document, oldest first."""
    return {"documents": [_shown(view, row) for row in documents_seen(view.case, view.side)]}


def _shown(view: Seen, row: Attachment) -> dict[str, Any]:
    is_ours = row.side == view.side
    return {
        "name": row.name,
        "url": reverse("requests:document", args=[view.case.pk, row.pk]),
        "role": row.get_role_display(),
        "language": row.language,
        "certified": row.certified,
        "size": row.file.size,
        "sha256": row.file.sha256,
        "side": view.relation(row.side),
        "side_name": view.state_name(row.side),
        # Who works on the other side is theirs to know.
        "who": row.added_by_name if is_ours else "",
        "when": row.added_at,
        "own": not row.shared,
    }
