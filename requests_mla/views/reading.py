"""The reading view: the request as it was sent, and beside it the translations of it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.views import actor_required
from convention.languages import direction_of

from ..choices import AttachmentRole
from ..facts import current_request_letter
from ..models import Attachment
from ..services.documents import documents_seen
from . import pieces
from .beside import beside
from .pieces import Seen


@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Original and translation side by side; the certified one first, another by `?document=`."""
    view = pieces.seen(actor_required(request), pk)
    translations = _translations(view)
    chosen = _chosen(translations, request.GET.get("document", ""))
    context = {
        "page": pieces.head(view),
        "original_url": _original(view),
        "original_language": view.request.language,
        "original_direction": direction_of(view.request.language),
        "written": beside(view.request),
        "translations": [_shown(view, row, current=row == chosen) for row in translations],
        "chosen": _shown(view, chosen, current=True) if chosen else None,
    }
    return render(request, "requests/reading.html", context)


def _original(view: Seen) -> str:
    letter = current_request_letter(view.case)
    readable = letter and (letter.sha256 or letter.rendered_sha256)
    if letter is None or not readable or not (letter.shared or letter.side == view.side):
        return ""
    return reverse("requests:letter", args=[view.case.pk, letter.number])


def _translations(view: Seen) -> list[Attachment]:
    rows = documents_seen(view.case, view.side).filter(role=AttachmentRole.TRANSLATION)
    return list(rows.order_by("-certified", "-pk"))


def _chosen(translations: list[Attachment], key: str) -> Attachment | None:
    asked = next((row for row in translations if str(row.pk) == key), None)
    return asked or next(iter(translations), None)


def _shown(view: Seen, row: Attachment, *, current: bool) -> dict[str, Any]:
    return {
        "name": row.name,
        "language": row.language,
        "certified": row.certified,
        "current": current,
        "url": f"{reverse('requests:reading', args=[view.case.pk])}?document={row.pk}",
        "read_url": reverse("requests:read_document", args=[view.case.pk, row.pk]),
        "download_url": reverse("requests:document", args=[view.case.pk, row.pk]),
    }
