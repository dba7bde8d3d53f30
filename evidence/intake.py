"""Check an upload and put its bytes into the store; no row is written here."""

from dataclasses import dataclass

from django.conf import settings

from . import store
from .names import clean_name
from .refusals import EmptyFile, FileTooLarge, NoRoom, WrongType
from .sniffing import HEAD, TAIL, media_type_of
from .uploads import RefusedUpload, Upload


@dataclass(frozen=True)
class Kept:
    """Content that is now in the store: SHA-256, size in bytes, and what it is by this name."""

    sha256: str
    size: int
    media_type: str


def take_in(
    upload: Upload | None,
    *,
    name: str,
    accept: frozenset[str] | None = None,
    limit: int | None = None,
) -> Kept:
    """Put the upload into the store. Raises a FileRefused; nothing is kept then."""
    if isinstance(upload, RefusedUpload):
        raise upload.why
    if upload is None or not upload.size:
        raise EmptyFile
    most = settings.EVIDENCE_LIMIT_BYTES if limit is None else limit
    if upload.size > most:
        raise FileTooLarge(most)
    media_type = media_type_of(*_ends_of(upload, upload.size), clean_name(name))
    if accept is not None and media_type not in accept:
        raise WrongType(accept)
    try:
        stored = store.put(upload.chunks(store.CHUNK), limit=most)
    except store.TooLarge as problem:
        raise FileTooLarge(most) from problem
    except store.NoSpace as problem:
        raise NoRoom from problem
    return Kept(stored.sha256, stored.size, media_type)


def _ends_of(upload: Upload, size: int) -> tuple[bytes, bytes]:
    upload.seek(0)
    head = upload.read(HEAD)
    upload.seek(max(0, size - TAIL))
    tail = upload.read(TAIL)
    upload.seek(0)
    return head, tail
