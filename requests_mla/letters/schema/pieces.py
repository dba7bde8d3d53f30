"""What the schema of letters is put together from."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Choices, Model

Schema = dict[str, Any]

# As PostgreSQL keeps a whole number.
LARGEST = 2**31 - 1
# Between 1900 and 2199: no day that a calendar or a time zone stumbles over.
DAY = "(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"
DIGEST = "[0-9a-f]{64}"
CLOCK = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"


def text(about: str, *, least: int = 0, most: int | None = None) -> Schema:
    """A text; without a limit, one of any length."""
    found: Schema = {"type": "string"}
    if least:
        found["minLength"] = least
    if most:
        found["maxLength"] = most
    return found | {"description": about}


def column(model: type[Model], field: str, about: str) -> Schema:
    """A text that is no longer than the column that it comes from."""
    return text(about, most=getattr(model._meta.get_field(field), "max_length", None))


def one_of(vocabulary: type[Choices], about: str) -> Schema:
    """A code of a vocabulary."""
    return {"type": "string", "enum": [str(one) for one in vocabulary.values], "description": about}


def whole(about: str, *, least: int = 0, most: int = LARGEST) -> Schema:
    """A whole number."""
    return {"type": "integer", "minimum": least, "maximum": most, "description": about}


def day(about: str) -> Schema:
    """A day of the calendar."""
    return {"type": "string", "format": "date", "pattern": f"^{DAY}$", "description": about}


def moment(about: str) -> Schema:
    """A moment in UTC."""
    pattern = f"^{DAY}T{CLOCK}Z$"
    return {"type": "string", "format": "date-time", "pattern": pattern, "description": about}


def uuid(about: str) -> Schema:
    """A name that nobody else gives."""
    return {"type": "string", "format": "uuid", "description": about}


def sha256(about: str) -> Schema:
    """A digest, in small hexadecimal."""
    return {"type": "string", "pattern": f"^{DIGEST}$", "description": about}


def yes_or_no(about: str) -> Schema:
    """True or false."""
    return {"type": "boolean", "description": about}


def listed(items: Schema, about: str) -> Schema:
    """A list, which may be empty."""
    return {"type": "array", "items": items, "description": about}


def by_path(about: str) -> Schema:
    """Texts under places in these data: the names on the way, a row by its number, with dots."""
    return {"type": "object", "additionalProperties": {"type": "string"}, "description": about}


def record(about: str, fields: dict[str, Schema], *, optional: Iterable[str] = ()) -> Schema:
    """Fields under their names. All are there, but for the optional ones; others may be besides."""
    left_out = set(optional)
    return {
        "type": "object",
        "description": about,
        "properties": fields,
        "required": [name for name in fields if name not in left_out],
    }


def shared(name: str) -> Schema:
    """A part that is described once for all letters."""
    return {"$ref": f"#/$defs/{name}"}


def or_null(found: Schema) -> Schema:
    """The same, or nothing."""
    nothing: Schema = {"type": [found["type"], "null"]}
    if "enum" in found:
        nothing["enum"] = [*found["enum"], None]
    return found | nothing


def or_empty(found: Schema) -> Schema:
    """The same code or digest, or an empty text."""
    if "enum" in found:
        return found | {"enum": [*found["enum"], ""]}
    return found | {"pattern": f"^({found['pattern'].strip('^$')})?$"}
