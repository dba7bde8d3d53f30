"""What a page had before it, in one hidden field: so that nobody overwrites what they never saw.

Several people may write on the same list at once, each on another line of it; a mark per line lets
them, where one version for all would send everybody back.
"""

import hashlib
from collections.abc import Mapping

LENGTH = 16


def mark(*words: object) -> str:
    """A short name for words; line ends are the same however a browser sends them."""
    said = "\x00".join("\n".join(str(word).splitlines()) for word in words)
    return hashlib.sha256(said.encode()).hexdigest()[:LENGTH]


def written(marks: Mapping[int, str]) -> str:
    """Marks by their line, for the hidden field."""
    return " ".join(f"{line}:{one}" for line, one in marks.items())


def read(text: str) -> dict[int, str]:
    """The marks of a hidden field; what is no mark is left out."""
    found = {}
    for part in text.split():
        line, _colon, one = part.partition(":")
        if line.isascii() and line.isdigit() and len(line) < LENGTH and len(one) == LENGTH:
            found[int(line)] = one
    return found


def is_overtaken(*, typed: str, seen: str | None, stands: str) -> bool:
    """Whether somebody else changed a line that was changed here too, and not to the same."""
    return seen not in (typed, stands) and typed != stands
