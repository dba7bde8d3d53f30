"""How uploads come in: to a temporary file in 1 MiB chunks, never more than the limit.

Set `FILE_UPLOAD_HANDLERS = ["evidence.uploads.LimitedUploadHandler"]`. A file that is too large
leaves a `RefusedUpload` in `request.FILES`: its bytes are gone at once, the rest of the form is
kept, and `services.keep_file` turns it into a sentence.
"""

import logging
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from .refusals import EmptyFile, FileRefused, FileTooLarge, Interrupted, NoRoom
from .store import CHUNK, FULL

if TYPE_CHECKING:
    Upload = UploadedFile[bytes]  # generic only for the type checker
else:
    Upload = UploadedFile

logger = logging.getLogger(__name__)

# Nobody has signed in: enough for a letter to be checked, not for filling the disk.
ANONYMOUS_LIMIT = 32 * 1024 * 1024
# So much is read past the limit for the sake of a clear message; then the line is cut.
DRAINED_TIMES = 2


class RefusedUpload(Upload):
    """A file whose bytes were thrown away on the way in, and why."""

    def __init__(self, *, name: str, content_type: str | None, size: int, why: FileRefused) -> None:
        super().__init__(BytesIO(), name, content_type, size)
        self.why = why


class LimitedUploadHandler(FileUploadHandler):
    """Writes each file of a request to disk; all of them together stay under the limit."""

    chunk_size = CHUNK
    # Only there while one is open: Django's parser closes whatever bears this name.
    file: TemporaryUploadedFile

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803  (Django's name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Learn the limit of this request before its first byte is read."""
        self.limit = _limit_of(self.request)
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start the temporary file, unless an earlier one already went over the limit."""
        super().new_file(*args, **kwargs)
        self.why: FileRefused | None = None
        self.size = 0
        self._keeping(self._open)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the chunk, or drop it when the file was given up."""
        self.received += len(raw_data)
        self.size += len(raw_data)
        if self.received > self.limit:
            self._give_up(FileTooLarge(self.limit))
        if self.received > self.limit * DRAINED_TIMES:
            raise StopUpload(connection_reset=True)
        if self._is_open:
            self._keeping(lambda: self.file.write(raw_data))

    def file_complete(self, file_size: int) -> Upload:
        """The file as it will stand in `request.FILES`."""
        if self._is_open:
            self._keeping(self.file.flush)
        if not self._is_open:
            return RefusedUpload(
                name=self.file_name or "",
                content_type=self.content_type,
                size=self.size,
                why=self.why or EmptyFile(),
            )
        done = self.file
        del self.file
        done.seek(0)
        done.size = file_size
        return done

    def upload_interrupted(self) -> None:
        """The line broke: remove what came."""
        self._give_up(Interrupted())

    @property
    def _is_open(self) -> bool:
        return hasattr(self, "file")

    def _open(self) -> None:
        self.file = TemporaryUploadedFile(
            self.file_name or "", self.content_type, 0, self.charset, self.content_type_extra
        )

    def _keeping(self, write: Any) -> None:
        """Do the write; a full disk gives the file up and frees its space at once."""
        try:
            write()
        except OSError as problem:
            if problem.errno not in FULL:
                raise
            logger.exception("upload: no room for %d bytes", self.size)
            self._give_up(NoRoom())

    def _give_up(self, why: FileRefused) -> None:
        self.why = self.why if getattr(self, "why", None) else why
        if self._is_open:
            file = self.file
            del self.file
            _discard(file)


def _discard(file: TemporaryUploadedFile) -> None:
    """Remove the temporary file; a write still waiting in its buffer may fail on a full disk."""
    try:
        file.close()
    except OSError as problem:
        if problem.errno not in FULL:
            raise


def _limit_of(request: Any) -> int:
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return settings.EVIDENCE_LIMIT_BYTES if known else ANONYMOUS_LIMIT
