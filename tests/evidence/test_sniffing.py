"""A file is what its bytes say; where its name says otherwise it is opaque."""

import io
import zipfile

import pytest

from evidence.choices import CSV, JPEG, OPAQUE, PDF, PLAIN, PNG, TIFF
from evidence.sniffing import HEAD, media_type_of

A_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
A_PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
A_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 40 + b"\xff\xd9"
A_TIFF = b"II*\x00\x08\x00\x00\x00" + b"\x00" * 20
A_PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
A_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def a_zip() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.txt", "a")
    return archive.getvalue()


TABLE = [
    (A_PDF, "letter.pdf", PDF),
    (A_PDF, "LETTER.PDF", PDF),
    (A_PNG, "scan.png", PNG),
    (A_JPEG, "scan.jpeg", JPEG),
    (A_TIFF, "scan.tif", TIFF),
    (b"a;b\n1;2\n", "log.csv", CSV),
    ("дата;адрес".encode(), "log.csv", CSV),
    (b"plain words", "note.txt", PLAIN),
    (a_zip(), "set.zip", "application/zip"),
    # the name lies
    (A_PDF, "letter.png", OPAQUE),
    (A_PDF, "letter.pdf.exe", OPAQUE),
    (A_PNG, "scan.pdf", OPAQUE),
    (A_PAGE, "letter.pdf", OPAQUE),
    (A_DRAWING, "scan.png", OPAQUE),
    (b"MZ\x90\x00" + b"\x00" * 60, "letter.pdf", OPAQUE),
    (b"MZ\x90\x00" + b"\x00" * 60, "log.csv", OPAQUE),
    (A_PAGE, "note.txt", OPAQUE),
    (A_PDF, "letter", OPAQUE),
    # what a browser could run stays opaque under its own name too
    (A_PAGE, "page.html", OPAQUE),
    (A_DRAWING, "drawing.svg", OPAQUE),
    (b"<?xml version='1.0'?><a/>", "a.xml", OPAQUE),
    (b"alert(1)", "a.js", OPAQUE),
    # two files in one
    (b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF\n", "letter.pdf", OPAQUE),
    (A_PAGE + A_PDF, "letter.pdf", OPAQUE),
    (A_PDF + a_zip(), "letter.pdf", OPAQUE),
    (A_PNG + a_zip(), "scan.png", OPAQUE),
    (A_JPEG + a_zip(), "scan.jpg", OPAQUE),
    (A_PNG + b"more", "scan.png", OPAQUE),
    (A_PDF[:-7] + b"x" * 2000, "letter.pdf", OPAQUE),
]


@pytest.mark.parametrize(("content", "name", "media_type"), TABLE)
def test_content_and_name_must_agree(content: bytes, name: str, media_type: str):
    assert media_type_of(content[:HEAD], content[-65558:], name) == media_type


def test_a_letter_cut_off_at_the_end_of_what_was_read_is_still_text():
    content = b"x" * (HEAD - 1) + "é".encode() + b"more"
    assert media_type_of(content[:HEAD], content, "note.txt") == PLAIN
    assert media_type_of(content[:-1][:100] + b"\xff", content, "note.txt") == OPAQUE
