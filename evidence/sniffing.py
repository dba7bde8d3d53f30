"""What a file is, by its bytes and not by what its name or its sender says."""

import puremagic

from .choices import ACTIVE_EXTENSIONS, CSV, JPEG, OPAQUE, PDF, PLAIN, PNG, TIFF
from .names import extension_of

# How much of a file's beginning and end is looked at.
HEAD, TAIL = 8192, 65536 + 22

SIGNATURES = {
    PDF: (b"%PDF-",),
    PNG: (b"\x89PNG\r\n\x1a\n",),
    JPEG: (b"\xff\xd8\xff",),
    TIFF: (b"II*\x00", b"MM\x00*"),
}
EXTENSIONS = {
    PDF: frozenset({".pdf"}),
    PNG: frozenset({".png"}),
    JPEG: frozenset({".jpg", ".jpeg", ".jpe"}),
    TIFF: frozenset({".tif", ".tiff"}),
}
TEXT = {".csv": CSV, ".txt": PLAIN, ".log": PLAIN, ".tsv": PLAIN, ".md": PLAIN}
ACTIVE_MARKS = (b"<html", b"<!doctype", b"<script", b"<svg", b"<?php", b"#!/")
ZIP_END = b"PK\x05\x06"


def media_type_of(head: bytes, tail: bytes, name: str) -> str:
    """The media type when content and extension agree, else the opaque type.

    Whatever a browser could run, and every file that begins as one type and ends as another, is
    opaque: it is kept bit for bit and never shown.
    """
    extension = extension_of(name)
    if extension in ACTIVE_EXTENSIONS or _carries_another_file(head, tail, extension):
        return OPAQUE
    for media_type, signatures in SIGNATURES.items():
        if head.startswith(signatures):
            agrees = extension in EXTENSIONS[media_type] and _ends_well(media_type, tail)
            return media_type if agrees else OPAQUE
    if any(extension in extensions for extensions in EXTENSIONS.values()):
        return OPAQUE
    if extension in TEXT:
        return TEXT[extension] if _is_text(head) else OPAQUE
    return _by_magic(head, tail, extension)


def _by_magic(head: bytes, tail: bytes, extension: str) -> str:
    try:
        guesses = puremagic.magic_string(head + tail)  # by content alone: no file name given
    except (puremagic.PureError, ValueError):
        return OPAQUE
    for guess in guesses:
        if guess.extension == extension and guess.mime_type and "/" in guess.mime_type:
            return OPAQUE if _runs(guess.mime_type) else guess.mime_type[:100]
    return OPAQUE


def _runs(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type.endswith(("xml", "javascript", "html"))


def _carries_another_file(head: bytes, tail: bytes, extension: str) -> bool:
    """Two files in one: markup at the head of a document, or an archive behind an image."""
    is_document = any(extension in extensions for extensions in EXTENSIONS.values())
    marked = any(mark in head[:1024].lower() for mark in ACTIVE_MARKS)
    return is_document and (marked or ZIP_END in tail)


def _ends_well(media_type: str, tail: bytes) -> bool:
    """A document that ends where its format says, so that nothing hangs on behind it."""
    if media_type == PDF:
        return b"%%EOF" in tail[-1024:]
    if media_type == PNG:
        return tail.endswith(b"IEND\xaeB`\x82")
    return True


def _is_text(head: bytes) -> bool:
    """No NUL, and UTF-8 but for a character cut off at the end of what was read."""
    if b"\x00" in head or any(mark in head[:1024].lower() for mark in ACTIVE_MARKS):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as problem:
        return len(head) == HEAD and problem.start >= HEAD - 3
    return True
