"""The published schema of letters: JSON Schema (draft 2020-12), made from the code behind them.

One description for each body; `kind` decides which of them holds. Another installation checks by it
what it writes and what it gets, see `docs/letters.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..payloads import SCHEMA
from .envelope import SHARED, envelope
from .pieces import Schema, record

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PREFIX = "#/$defs/"
# Where something stands in a payload: names of fields, and places in lists that begin with 0.
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Body:
    """What letters of these kinds say beside what every letter says."""

    name: str
    about: str
    kinds: tuple[str, ...]
    fields: dict[str, Schema]
    optional: tuple[str, ...] = ()

    @property
    def record(self) -> Schema:
        """Them as the schema describes them."""
        return record(self.about, self.fields, optional=self.optional)


_bodies: dict[str, Body] = {}
_shared: dict[str, Schema] = dict(SHARED)


def register(*bodies: Body, shared: dict[str, Schema] | None = None) -> None:
    """Describe letters of a casework, and the parts that several share; called in `ready()`."""
    _bodies.update({body.name: body for body in bodies})
    _shared.update(shared or {})


def kinds() -> list[str]:
    """Every kind of letter that is described, in the order in which it was made known."""
    return [kind for body in _bodies.values() for kind in body.kinds]


def schema() -> Schema:
    """The whole schema, with what every part of the house has made known."""
    return {
        "$schema": DIALECT,
        "$id": SCHEMA,
        "title": "Letter between central authorities, or between 24/7 contact points",
        "description": (
            "What is attached inside the PDF of a letter, as `<kind>.json`. Every letter has an "
            "envelope; `kind` says which body it has besides. Fields that are not described here "
            "are allowed everywhere: a reader keeps what it does not know. A text without words "
            "is empty, a date or a number that nobody gave is null."
        ),
        "allOf": [
            {"$ref": f"{PREFIX}envelope"},
            *(_chosen(body) for body in _bodies.values()),
        ],
        "$defs": {
            "envelope": envelope(kinds()),
            **{name: _shared[name] for name in sorted(_shared)},
            **{
                body.name: record(body.about, body.fields, optional=body.optional)
                for body in _bodies.values()
            },
        },
    }


def unknown_fields(payload: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """The fields of a valid payload that the schema does not describe, each with what it says."""
    parts = schema()["$defs"]
    body = next(body for body in _bodies.values() if payload["kind"] in body.kinds)
    described = _both(parts["envelope"]["properties"], parts[body.name]["properties"])
    yield from _unknown(payload, {"properties": described}, parts, ())


def _chosen(body: Body) -> Schema:
    return {
        "if": {"properties": {"kind": {"enum": list(body.kinds)}}, "required": ["kind"]},
        "then": {"$ref": PREFIX + body.name},
    }


def _both(one: dict[str, Schema], other: dict[str, Schema]) -> dict[str, Schema]:
    """The fields of two descriptions; of a field that both have, its parts in either."""
    shared = {
        name: {"properties": {**one[name]["properties"], **other[name]["properties"]}}
        for name in one.keys() & other.keys()
    }
    return {**one, **other, **shared}


def _unknown(
    value: Any, described: Schema, parts: dict[str, Schema], path: Path
) -> Iterator[tuple[Path, Any]]:
    described = parts.get(described.get("$ref", "").removeprefix(PREFIX), described)
    if isinstance(value, dict) and "properties" in described:
        for name, inner in value.items():
            known = described["properties"].get(name)
            if known is None:
                yield (*path, name), inner
            else:
                yield from _unknown(inner, known, parts, (*path, name))
    elif isinstance(value, list) and "items" in described:
        for place, inner in enumerate(value):
            yield from _unknown(inner, described["items"], parts, (*path, place))
