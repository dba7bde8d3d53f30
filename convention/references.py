"""Reading references such as "40(15)(d), 40(17)" or "45(1)-(2)"."""

import re
from collections.abc import Iterator

_ONE = re.compile(r"(?P<article>\d+)(?P<parts>(?:\([0-9a-z]+\))*)$")
_LETTERS = re.compile(r"\(([0-9a-z]+)\)")


def split(reference: str) -> list[str]:
    """Every single reference in the text, ranges and shortened lists written out.

    "2(c),(d)" gives "2(c)" and "2(d)"; "45(1)-(2)" gives "45(1)" and "45(2)". What is not a
    reference ("absent", other treaties) is left out.
    """
    found: list[str] = []
    for piece in map(str.strip, re.split(r"[,;]", reference)):
        whole = _parent(found[-1]) + piece if piece.startswith("(") and found else piece
        first, dash, last = whole.partition("-")
        if not _ONE.match(first):
            continue
        found.append(first)
        if dash:
            found.extend(_between(first, last.strip()))
    return found


def articles(reference: str) -> list[int]:
    """The numbers of the articles in a reference, each once, in the order written."""
    return list(dict.fromkeys(int(one.partition("(")[0]) for one in split(reference)))


def anchor(reference: str) -> str:
    """The id of a paragraph on its article's page: "40(15)(b)" gives "p-40-15-b"."""
    return "p-" + "-".join(re.findall(r"[0-9a-z]+", reference))


def _parent(reference: str) -> str:
    return reference[: reference.rindex("(")] if "(" in reference else reference


def _between(first: str, last: str) -> Iterator[str]:
    """What follows `first` up to and with `last`: numbers or letters of the same parent."""
    start, end = _LETTERS.findall(first), _LETTERS.findall(last)
    if not start or not end:
        return
    parent, one, other = _parent(first), start[-1], end[-1]
    if one.isdigit() and other.isdigit():
        yield from (f"{parent}({number})" for number in range(int(one) + 1, int(other) + 1))
    elif len(one) == len(other) == 1:
        yield from (f"{parent}({chr(code)})" for code in range(ord(one) + 1, ord(other) + 1))
