"""Letters and evidence as files: access is the case's, reading is recorded."""

from uuid import UUID

from csp.decorators import csp_update
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin

import audit.services
from accounts.actors import Actor
from accounts.views import actor_required
from evidence.refusals import Unreadable
from evidence.responses import download
from evidence.services import note_reading, read_kept
from workflow.middleware import refused
from workflow.models import Letter

from ..services import documents
from . import pieces
from .case import exhibits_of, letters_of

# What a browser shows in a page; of letters on paper there are TIFF files too.
EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@xframe_options_sameorigin
@csp_update({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]  # takes any view
def letter(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """A letter as it was signed, scanned, or made to be read before release.

    A refusal is answered here, so that it too can be read in the frame of the page of a move.
    """
    view = pieces.seen(actor_required(request), pk)
    found = next((row for row in letters_of(view) if row.number == number), None)
    return shown(request, view.actor, found)


def shown(request: HttpRequest, actor: Actor, found: Letter | None) -> HttpResponse:
    """A letter that this person may see, of whatever casework; 404 where there is none to show."""
    if found is None or not (found.sha256 or found.rendered_sha256):
        raise Http404
    try:
        content = read_kept(found.sha256 or found.rendered_sha256)
    except Unreadable as refusal:
        return refused(request, refusal)
    _record_reading(actor, found)
    return _inline(content, found.media_type, f"letter-{found.number}")


def exhibit(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """An exhibit, always as a download."""
    view = pieces.seen(actor_required(request), pk)
    found = next((row for row in exhibits_of(view) if row.number == number), None)
    if found is None:
        raise Http404
    note_reading(exhibit=found, actor=view.actor)
    return download(found.file, found.name)


@xframe_options_sameorigin
@csp_update({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]  # takes any view
def read_document(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """A document in the frame of the reading view; what no page can show is downloaded."""
    view = pieces.seen(actor_required(request), pk)
    found = documents.documents_seen(view.case, view.side).filter(pk=number).first()
    if found is None:
        raise Http404
    if found.file.media_type not in EXTENSIONS:
        return document(request, pk, number)
    try:
        content = read_kept(found.file.sha256)
    except Unreadable as refusal:
        return refused(request, refusal)
    documents.note_reading(document=found, actor=view.actor)
    return _inline(content, found.file.media_type, f"document-{found.pk}")


def document(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """A document that belongs to the request, always as a download."""
    view = pieces.seen(actor_required(request), pk)
    found = documents.documents_seen(view.case, view.side).filter(pk=number).first()
    if found is None:
        raise Http404
    documents.note_reading(document=found, actor=view.actor)
    return download(found.file, found.name)


def _inline(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = (
        f'inline; filename="{name}.{EXTENSIONS.get(media_type, "tif")}"'
    )
    response["Cache-Control"] = "no-store"
    return response


@transaction.atomic
def _record_reading(actor: Actor, found: Letter) -> None:
    audit.services.record(
        chain=f"case:{found.case_id}",
        verb="letter.read",
        actor=actor.stamp,
        case_id=found.case_id,
        details={"letter": found.number},
    )
