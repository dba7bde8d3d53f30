"""Uploads as they come over the line: real multipart bodies through Django's own parser."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory

from evidence import intake, refusals
from evidence.uploads import ANONYMOUS_LIMIT, RefusedUpload

from .conftest import MIB, files_in

BOUNDARY = "----rogatory"
ANYBODY = SimpleNamespace(is_authenticated=True)
NOBODY = SimpleNamespace(is_authenticated=False)


@pytest.fixture(autouse=True)
def temporary(settings, tmp_path: Path) -> Path:
    """Where uploads wait; 2 MiB is the limit."""
    settings.FILE_UPLOAD_HANDLERS = ["evidence.uploads.LimitedUploadHandler"]
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "temporary")
    settings.EVIDENCE_LIMIT_BYTES = 2 * MIB
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


@pytest.fixture
def send() -> Callable[..., HttpRequest]:
    """A request with the given files between two typed fields."""

    def make(
        *files: tuple[bytes, bytes], user: object = ANYBODY, cut: int | None = None
    ) -> HttpRequest:
        parts = [_part(b'name="before"', b"typed first")]
        parts += [
            _part(b'name="file"; filename="' + name + b'"', content) for name, content in files
        ]
        parts += [_part(b'name="after"', b"typed last")]
        body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
        request = RequestFactory().post(
            "/",
            data=body[:cut],
            content_type=f"multipart/form-data; boundary={BOUNDARY}",
        )
        setattr(request, "user", user)  # noqa: B010  no database needed
        return request

    return make


def _part(head: bytes, content: bytes) -> bytes:
    line = f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
    return line + head + b"\r\n\r\n" + content + b"\r\n"


def test_a_file_arrives_whole_and_its_temporary_file_goes_with_it(send, temporary: Path):
    request = send((b"a.bin", b"x" * (MIB + 17)))
    file = request.FILES["file"]
    assert (file.name, file.size) == ("a.bin", MIB + 17)
    assert file.read() == b"x" * (MIB + 17)
    assert len(files_in(temporary)) == 1
    request.close()
    assert files_in(temporary) == []


def test_above_the_limit_the_bytes_go_at_once_and_the_typed_text_stays(send, temporary: Path):
    request = send((b"big.bin", b"x" * (3 * MIB)))

    file = request.FILES["file"]
    assert isinstance(file, RefusedUpload)
    assert request.POST["before"] == "typed first"
    assert request.POST["after"] == "typed last"
    assert files_in(temporary) == []
    with pytest.raises(refusals.FileTooLarge, match="2 MiB"):
        intake.take_in(file, name="big.bin")


def test_the_files_of_one_request_share_the_limit(send, temporary: Path):
    request = send((b"1", b"x" * MIB), (b"2", b"x" * (MIB + 1)), (b"3", b"x"))
    kinds = [isinstance(file, RefusedUpload) for file in request.FILES.getlist("file")]
    assert kinds == [False, True, True]
    request.close()
    assert files_in(temporary) == []


def test_far_above_the_limit_the_line_is_cut(send, temporary: Path):
    request = send((b"huge.bin", b"x" * (6 * MIB)))
    assert "file" not in request.FILES
    assert files_in(temporary) == []


def test_nobody_signed_in_may_send_little(send, settings, temporary: Path):
    settings.EVIDENCE_LIMIT_BYTES = 2 * ANONYMOUS_LIMIT
    request = send((b"a", b"x" * (ANONYMOUS_LIMIT + 1)), user=NOBODY)
    assert isinstance(request.FILES["file"], RefusedUpload)
    assert files_in(temporary) == []


def test_a_full_disk_is_a_refusal_and_leaves_nothing(send, settings, full_disk: Path):
    settings.EVIDENCE_LIMIT_BYTES = 9 * MIB
    settings.FILE_UPLOAD_TEMP_DIR = str(full_disk)
    request = send((b"a.bin", b"x" * (4 * MIB)))
    file = request.FILES["file"]
    assert request.POST["after"] == "typed last"
    assert files_in(full_disk) == []
    with pytest.raises(refusals.NoRoom):
        intake.take_in(file, name="a.bin")


def test_an_empty_file_is_named_as_such(send):
    request = send((b"a.pdf", b""))
    with pytest.raises(refusals.EmptyFile):
        intake.take_in(request.FILES["file"], name="a.pdf")


def test_a_body_cut_short_gives_no_file_and_leaves_none(send, temporary: Path):
    request = send((b"a.bin", b"x" * MIB), cut=MIB // 2)
    try:
        assert "file" not in request.FILES
    except MultiPartParserError:
        assert request.META
    request.close()
    assert files_in(temporary) == []


@pytest.mark.parametrize("name", [b"../../x.pdf", b"a\x00b.pdf", b"x" * 400 + b".pdf", b"CON"])
def test_a_hostile_name_does_not_stop_the_file(send, name: bytes):
    file = send((name, b"content")).FILES["file"]
    assert file.read() == b"content"
