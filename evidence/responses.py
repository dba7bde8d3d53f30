"""Hand a file out so that no browser runs or shows it inside this site."""

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from . import store
from .models import StoredFile
from .names import clean_name
from .refusals import Unreadable
from .services import note_damage


def download(stored: StoredFile, name: str) -> StreamingHttpResponse:
    """The file as an attachment called `name`, checked against its hash.

    Who may have it was decided by the caller. Raises Unreadable, which is recorded, if the file is
    missing or damaged; a file above 64 MiB whose end turns out damaged breaks off unfinished.
    """
    try:
        content = store.read_verified(stored.sha256)
    except (store.Damaged, store.Lost) as problem:
        note_damage(sha256=stored.sha256)
        raise Unreadable from problem
    response = StreamingHttpResponse(content, content_type=stored.media_type)
    response["Content-Length"] = str(stored.size)
    disposition = content_disposition_header(as_attachment=True, filename=clean_name(name))
    response["Content-Disposition"] = str(disposition)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    return response
