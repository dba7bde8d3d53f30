"""The files of the plays: letters on paper, a report of the police, the beginning of a disk."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Authority
from documents.letter import (
    Foot,
    LetterContent,
    Letterhead,
    Paragraph,
    Section,
    Signature,
    Table,
)
from documents.rendering import render

FILE_HEAD = ("File", "Bytes", "SHA-256")
SECTOR = 512  # bytes
FIRST_SECTOR = 2048  # of the one partition: at 1 MiB, as partitions are laid out today
SECTORS = 2 * 1024 * 1024 * 1024 // SECTOR  # of the whole disk of the play: 2 GiB
LINUX = 0x83


def paper(sender: Authority, text: str, at: datetime) -> bytes:
    """What an off-system State's letter looks like here: unsigned, on its own letterhead."""
    content = LetterContent(
        _letterhead(sender),
        "Letter",
        Foot(reference=""),
        facts=(("Date", f"{at:%d.%m.%Y}"),),
        sections=(Section("", (Paragraph(text),)),),
    )
    return _printed(content, at)


def report(
    author: Authority,
    *,
    title: str,
    facts: Sequence[tuple[str, str]],
    paragraphs: Sequence[str],
    files: Sequence[tuple[str, str, str]],
    signed_by: tuple[str, str],
    at: datetime,
) -> bytes:
    """A report of an executing authority; `files` are name, bytes and SHA-256 of what it found."""
    name, role = signed_by
    content = LetterContent(
        _letterhead(author),
        title,
        Foot(reference=""),
        facts=tuple(facts),
        sections=(
            Section("What was done", tuple(Paragraph(text) for text in paragraphs)),
            Section("Files handed over", table=Table(FILE_HEAD, tuple(files), (5, 3, 12))),
        ),
        signature=Signature(author.name, name, role),
    )
    return _printed(content, at)


def disk_extract(size: int) -> bytes:
    """The first `size` bytes of an invented disk of 2 GiB; nearly all of them are zero.

    A true partition table, so that tools see a disk; the first sector of its partition says that
    it is no evidence of anything.
    """
    entry = bytes([0x80, 0, 0, 0, LINUX, 0, 0, 0])
    entry += FIRST_SECTOR.to_bytes(4, "little") + (SECTORS - FIRST_SECTOR).to_bytes(4, "little")
    table = bytes(446) + entry + bytes(3 * len(entry)) + b"\x55\xaa"
    label = b"ROGATORY DEMONSTRATION EXTRACT: invented, the rest of the 2 GiB was never made.\n"
    begun = table + bytes(FIRST_SECTOR * SECTOR - len(table)) + label
    return begun + bytes(size - len(begun))


def _letterhead(authority: Authority) -> Letterhead:
    return Letterhead(authority.state.name_in("en"), authority.ministry, authority.name)


def _printed(content: LetterContent, at: datetime) -> bytes:
    return render(
        "letters/paper.html",
        {"letter": content},
        language="en",
        title=str(content.title),
        identifier=f"paper-{at.isoformat()}",
        at=at,
    )
