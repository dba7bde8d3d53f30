"""Take out what is attached inside a PDF that a stranger made, within limits.

A small file can hold an enormous one, or a list that leads back to itself: nothing is unpacked
further than it may be.
"""

import hashlib
import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from documents.failures import AttachmentMissing, EnclosedTooMuch, FileEncrypted

DEFLATED = "/FlateDecode"
# Longer ones are not looked through: no letter has as many files.
LONGEST_LIST = 1000


@dataclass(frozen=True)
class Enclosed:
    """An attached file."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """What it is known by."""
        return hashlib.sha256(self.content).hexdigest()


def enclosed(pdf: bytes, *, most_files: int, most_bytes: int) -> list[Enclosed]:
    """The attached files in their order.

    Raises FileEncrypted; EnclosedTooMuch where there are more files, or more bytes in all of them;
    AttachmentMissing where they cannot be read, or are packed in a way that cannot be measured.
    """
    try:
        return list(_unpacked(pdf, most_files, most_bytes))
    except (AttachmentMissing, EnclosedTooMuch, FileEncrypted):
        raise
    except Exception as problem:  # a hostile file can break the parser in any way
        raise AttachmentMissing("The attachments of the file cannot be read.") from problem


def _unpacked(pdf: bytes, most_files: int, most_bytes: int) -> Iterator[Enclosed]:
    reader = PdfFileReader(io.BytesIO(pdf))
    if reader.encrypted:
        raise FileEncrypted("The file is encrypted.")
    left = most_bytes
    for specification in _specifications(reader.root, most_files):
        content = _content(specification["/EF"]["/F"], left)
        left -= len(content)
        if left < 0:
            raise EnclosedTooMuch("The files attached to it are too large.")
        name = "/UF" if "/UF" in specification else "/F"
        yield Enclosed(str(specification[name]), content)


def _specifications(root: Mapping[str, Any], most: int) -> Iterator[generic.DictionaryObject]:
    """Each file of the tree of names, which has no more branches than files are allowed."""
    if "/Names" not in root or "/EmbeddedFiles" not in root["/Names"]:
        return
    waiting, branches, files = [root["/Names"]["/EmbeddedFiles"]], 0, 0
    while waiting:
        node = waiting.pop(0)
        names, kids = _list(node, "/Names"), _list(node, "/Kids")
        branches, files = branches + 1, files + len(names) // 2
        if branches + len(kids) > most + 1 or files > most:
            raise EnclosedTooMuch("Too many files are attached to it.")
        yield from names[1::2]
        waiting += kids


def _content(stream: generic.StreamObject, most: int) -> bytes:
    """What it has unpacked; no more than one byte beyond `most` is ever unpacked."""
    packed: bytes = stream.encoded_data or b""
    named = _list(stream, "/Filter")
    if not named:
        return packed
    if named != [DEFLATED] or "/DecodeParms" in stream:
        raise AttachmentMissing("An attachment is packed in an unusual way.")
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(packed, most + 1)
    if not unpacking.eof and len(content) <= most:
        raise AttachmentMissing("An attachment breaks off before its end.")
    return content


def _list(inside: Mapping[str, Any], name: str) -> list[Any]:
    """What stands there, one or many. Looked up by brackets, which follow a reference."""
    try:
        found = inside[name]
    except KeyError:
        return []
    if not isinstance(found, list):
        return [found]
    return [found[place] for place in range(min(len(found), LONGEST_LIST))]
