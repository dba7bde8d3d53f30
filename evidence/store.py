"""The vault: a content-addressed, write-once store of files on disk.

A file is named by the SHA-256 of its bytes, `ab/cd/abcd...`, and is never changed. The bytes are on
disk, complete and synced, before any row points at them: a file without a row is harmless and swept
later, a row without a file cannot come about by a crash.
"""

import errno
import fcntl
import hashlib
import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from audit import moment

logger = logging.getLogger(__name__)

CHUNK = 1024 * 1024
# Up to this size a file is checked whole before its first byte leaves the house.
CHECKED_FIRST = 64 * 1024 * 1024
READ_ONLY = 0o440
SHA256 = re.compile(r"[0-9a-f]{64}")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class TooLarge(Exception):
    """More than `limit` bytes came; nothing of them was kept."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"more than {limit} bytes")


class NoSpace(Exception):
    """The disk cannot take the file; nothing of it was kept."""


class Damaged(Exception):
    """The bytes on disk are no longer those the name promises."""


class Lost(Exception):
    """There is no file of that name in the vault."""


@dataclass(frozen=True)
class Stored:
    """What the vault now holds: name (SHA-256, hexadecimal) and size in bytes."""

    sha256: str
    size: int


def put(chunks: Iterable[bytes], *, limit: int) -> Stored:
    """Keep the bytes and return their name; the same bytes twice are kept once.

    Raises TooLarge above `limit` bytes and NoSpace when the disk is full. Whatever goes wrong, the
    temporary file is removed at once.
    """
    incoming = _incoming()
    path: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=incoming)
        path = Path(name)
        with os.fdopen(handle, "wb") as file:
            stored = _write(chunks, file, limit)
        _settle(path, stored)
    except OSError as problem:
        if problem.errno in FULL:
            raise NoSpace(str(problem)) from problem
        raise
    finally:
        if path is not None:
            path.unlink(missing_ok=True)
    return stored


def open_stored(sha256: str) -> BinaryIO:
    """The file, open for reading and not checked. Raises Lost."""
    try:
        return path_of(sha256).open("rb")
    except FileNotFoundError as problem:
        logger.critical("vault: %s is missing", sha256)
        raise Lost(sha256) from problem


def read_verified(sha256: str) -> Iterator[bytes]:
    """The file in chunks, checked against its name.

    Up to 64 MiB the whole file is checked before this returns. A larger one is checked as it
    leaves, and its last chunk only follows when the check holds, so that a damaged download is
    always an incomplete one. Raises Lost and Damaged; both are logged as critical.
    """
    file = open_stored(sha256)
    if os.fstat(file.fileno()).st_size <= CHECKED_FIRST:
        with file:
            content = file.read()
        _compare(sha256, hashlib.sha256(content))
        return iter([content[at : at + CHUNK] for at in range(0, len(content), CHUNK)])
    return _checked_while_reading(file, sha256)


def bytes_of(sha256: str) -> bytes:
    """The whole content, checked. For letters, not for disk images. Raises Lost and Damaged."""
    return b"".join(read_verified(sha256))


def is_intact(sha256: str) -> bool:
    """Whether the file is there and still has the content its name promises."""
    try:
        for _chunk in read_verified(sha256):
            pass
    except (Damaged, Lost):
        return False
    return True


def sweep_orphans(*, older_than: timedelta, known: Callable[[str], bool]) -> list[str]:
    """Remove half-written files, and whole ones no row knows, last put before `older_than` ago.

    Returns what was removed. The grace must be far longer than a transaction: bytes come first and
    their row after.
    """
    latest = (moment.now() - older_than).timestamp()
    removed = [
        path.name for path in sorted(_incoming().iterdir()) if _remove_if_older(path, latest)
    ]
    for path in sorted(_root().glob("??/??/*")):
        if not SHA256.fullmatch(path.name) or path.stat().st_mtime >= latest or known(path.name):
            continue
        # Locked out against `put`, which touches a file that it finds already there.
        with _locked(fcntl.LOCK_EX):
            if _remove_if_older(path, latest):
                removed.append(path.name)
    return removed


def path_of(sha256: str) -> Path:
    """Where the file of that name is. Raises ValueError for anything that is not a SHA-256."""
    if not SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256 in lower-case hexadecimal")
    return _root() / sha256[:2] / sha256[2:4] / sha256


def _root() -> Path:
    return Path(settings.VAULT_DIR)


def _incoming() -> Path:
    folder = _root() / "incoming"  # in the same volume, so that the rename is one step
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(chunks: Iterable[bytes], file: BinaryIO, limit: int) -> Stored:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit)
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    os.fchmod(file.fileno(), READ_ONLY)
    os.fsync(file.fileno())
    return Stored(digest.hexdigest(), size)


def _settle(path: Path, stored: Stored) -> None:
    """Give the synced temporary file its final name, unless those bytes are already there."""
    target = path_of(stored.sha256)
    with _locked(fcntl.LOCK_SH):
        for folder in (target.parent.parent, target.parent):
            if not folder.is_dir():
                folder.mkdir(exist_ok=True)
                _sync_folder(folder.parent)
        if target.exists():
            if is_intact(stored.sha256):
                os.utime(target)  # young again: the sweep must leave it to its new row
                return
            # Kept beside the good copy for whoever looks into the damage.
            target.rename(target.with_name(f"{target.name}.damaged-{os.urandom(4).hex()}"))
        path.rename(target)
        _sync_folder(target.parent)


@contextmanager
def _locked(kind: int) -> Iterator[None]:
    """Hold the vault's lock: shared for putting, exclusive for removing."""
    with (_root() / ".lock").open("ab") as file:
        fcntl.flock(file, kind)
        yield


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked_while_reading(file: BinaryIO, sha256: str) -> Iterator[bytes]:
    digest, held = hashlib.sha256(), b""
    with file:
        while chunk := file.read(CHUNK):
            if held:
                yield held
            digest.update(chunk)
            held = chunk
    _compare(sha256, digest)
    yield held


def _compare(sha256: str, digest: "hashlib._Hash") -> None:
    if digest.hexdigest() != sha256:
        logger.critical("vault: %s is damaged, its content now hashes otherwise", sha256)
        raise Damaged(sha256)


def _remove_if_older(path: Path, latest: float) -> bool:
    try:
        if path.stat().st_mtime >= latest:
            return False
        path.unlink()
    except FileNotFoundError:
        return False
    return True
