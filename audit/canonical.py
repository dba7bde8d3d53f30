"""One value, one text: the JSON form whose bytes are hashed and kept.

Only what every JSON reader understands the same way goes in: strings, booleans, null, whole numbers
below 2**53, lists, and objects with ASCII keys. For these the text equals RFC 8785.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

LARGEST = 2**53 - 1


def canonical(value: Json) -> str:
    """The one text of `value`: sorted keys, no spaces, characters as themselves.

    Raises TypeError or ValueError, naming the place, when something else is inside: a fault in the
    calling code, never the user's.
    """
    _refuse_the_ambiguous(value, "details")
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def moment(at: datetime) -> str:
    """`at` in UTC with microseconds, always in the same 27 characters."""
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be recorded.")
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _refuse_the_ambiguous(value: object, where: str) -> None:
    """Walk the value; json.dumps would let floats, tuples and non-string keys through."""
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _refuse_half_characters(value, where)
    elif isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"{where}: {value} is not below 2**53; record it as a string.")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            _refuse_the_ambiguous(item, f"{where}[{place}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError(f"{where}: the key {key!r} is not an ASCII string.")
            _refuse_the_ambiguous(item, f"{where}.{key}")
    else:
        raise TypeError(
            f"{where}: {type(value).__name__} cannot be recorded;"
            " use str, bool, None, int, list or dict."
        )


def _refuse_half_characters(text: str, where: str) -> None:
    """A lone surrogate has no UTF-8 bytes, so it could be neither stored nor hashed."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise ValueError(f"{where}: not valid Unicode text.") from problem
