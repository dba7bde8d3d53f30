"""Whether the data of a letter are what the published schema says; in sentences for people.

The data may come from anybody: nothing here raises, whatever they are, and nothing is trusted
before it was looked at.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any, NoReturn
from uuid import UUID

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from .letters.payloads import SCHEMA
from .letters.schema import Path, schema
from .letters.schema.pieces import DIGEST

MOST_BYTES = 5 * 1024 * 1024
DEEPEST = 30
# Ten thousand rows have fewer. More of them would keep whoever checks them busy for long.
MOST_VALUES = 100_000
LONGEST_NUMBER = 18
MOST_TOLD = 20
MOST_SHOWN = 60
# No text of a database can hold the first; the others are halves of characters.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


class _Broken(ValueError):
    """The data cannot be read; the sentence says why."""


def problems_of(payload: bytes) -> list[str]:
    """What is wrong with the data of a letter: none, if every installation can read them."""
    try:
        found = parsed(payload)
    except _Broken as problem:
        return [str(problem)]
    if not isinstance(found, dict):
        return [_("The data are not those of a letter: they are no object with fields.")]
    if found.get("schema") != SCHEMA:
        return [_of_another_version(found)]
    unkeepable = next(_unkeepable(found), None)
    if unkeepable is not None:
        return [unkeepable]
    # A list of ten thousand broken rows is not gone through to its end.
    some = list(islice(_told(found), MOST_TOLD + 1))
    if len(some) > MOST_TOLD:
        some[MOST_TOLD:] = [_("There is more that does not fit.")]
    return some


def parsed(payload: bytes) -> Any:
    """The data as Python's own values. Raises a ValueError with a sentence."""
    if len(payload) > MOST_BYTES:
        raise _Broken(
            _("The data are larger than %(most)s MB; those of a letter never are.")
            % {"most": MOST_BYTES // 1024 // 1024}
        )
    try:
        return json.loads(
            payload.decode(),
            object_pairs_hook=_once_each,
            parse_constant=_no_number,
            parse_float=_kept_float,
            parse_int=_kept_int,
        )
    except _Broken:
        raise
    except UnicodeDecodeError as problem:
        raise _Broken(_("The data are not text in UTF-8.")) from problem
    except json.JSONDecodeError as problem:
        raise _Broken(
            _("The data are not JSON: line %(line)s, character %(column)s cannot be read.")
            % {"line": problem.lineno, "column": problem.colno}
        ) from problem
    except RecursionError as problem:
        raise _Broken(_too_deep()) from problem


def where(path: Path) -> str:
    """A place in the data, in words: “measures”, entry 3, “from”."""
    if not path:
        return _("The letter")
    return ", ".join(
        _("entry %(number)s") % {"number": part + 1}
        if isinstance(part, int)
        else f"“{shortened(part)}”"
        for part in path
    )


def shortened(value: object) -> str:
    """A value as a sentence can hold it."""
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    said = UNKEEPABLE.sub("\ufffd", said)
    return said if len(said) <= MOST_SHOWN else f"{said[:MOST_SHOWN]}…"


# --- reading --------------------------------------------------------------------------------------


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Broken(
                _("“%(field)s” stands twice in one place: nobody can tell which holds.")
                % {"field": shortened(name)}
            )
        found[name] = value
    return found


def _no_number(said: str) -> NoReturn:
    raise _Broken(_("“%(number)s” is no number.") % {"number": said})


def _kept_int(said: str) -> int:
    if len(said) > LONGEST_NUMBER:
        _too_long(said)
    return int(said)


def _kept_float(said: str) -> float:
    if len(said) > LONGEST_NUMBER or abs(float(said)) > 10**LONGEST_NUMBER:
        _too_long(said)
    return float(said)


def _too_long(said: str) -> NoReturn:
    raise _Broken(_("The number %(number)s is too large.") % {"number": shortened(said)})


def _too_deep() -> str:
    return _("The data are nested more than %(most)s deep; those of a letter never are.") % {
        "most": DEEPEST
    }


def _unkeepable(payload: Mapping[str, Any]) -> Iterator[str]:
    """What could not be kept, or would break whoever reads it; without recursion."""
    waiting: list[tuple[Path, Any]] = [((), payload)]
    seen = 0
    while waiting:
        path, value = waiting.pop()
        seen += 1
        if seen + len(waiting) > MOST_VALUES:
            yield _("The data have more than %(most)s values; those of a letter never have.") % {
                "most": MOST_VALUES
            }
            return
        if len(path) > DEEPEST:
            yield _too_deep()
        elif isinstance(value, dict):
            waiting += (((*path, name), inner) for name, inner in value.items())
            if UNKEEPABLE.search("".join(value)):
                yield _("%(where)s: a field's name has a character that no text can hold.") % {
                    "where": where(path)
                }
        elif isinstance(value, list):
            waiting += (((*path, place), inner) for place, inner in enumerate(value))
        elif isinstance(value, str) and UNKEEPABLE.search(value):
            yield _("%(where)s has a character that no text can hold.") % {"where": where(path)}


def _of_another_version(found: Mapping[str, Any]) -> str:
    version = found.get("schema")
    if not isinstance(version, str) or not version:
        return _("The data do not say which version of the schema they follow.")
    return _("The letter follows “%(theirs)s”. Here letters of “%(ours)s” can be read.") % {
        "theirs": shortened(version),
        "ours": SCHEMA,
    }


# --- the schema -----------------------------------------------------------------------------------


def _matches(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As in JavaScript: the end is the end, not a line break before it."""
    if isinstance(value, str) and not re.fullmatch(pattern, value):
        yield ValidationError("does not match")


_Validator: Any = extend(Draft202012Validator, {"pattern": _matches})  # type: ignore[no-untyped-call]  # jsonschema leaves `extend` untyped
_formats = FormatChecker(formats=())


@_formats.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@_formats.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(datetime.fromisoformat(value))


@_formats.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value.lower()


@cache
def _validator() -> Any:
    """Made when it is first asked for: by then every part of the house has said what it writes."""
    return _Validator(schema(), format_checker=_formats)


# --- sentences ------------------------------------------------------------------------------------


def _told(found: Mapping[str, Any]) -> Iterator[str]:
    """What does not fit, each once: a place that lacks several fields is found several times."""
    told: set[str] = set()
    for error in _validator().iter_errors(found):
        new = [sentence for sentence in _said(error) if sentence not in told]
        told.update(new)
        yield from new


def _said(error: Any) -> Iterator[str]:
    """What an error means. Of a place without its fields, one sentence for each."""
    words = {
        "where": where(tuple(error.absolute_path)),
        "found": shortened(error.instance),
        "wanted": error.validator_value,
    }
    if error.validator == "required":
        for name in error.validator_value:
            if name not in error.instance:
                yield _("%(where)s: “%(field)s” is missing.") % {**words, "field": name}
    elif error.validator == "type":
        kinds = _kinds()
        wanted = error.validator_value
        named = [kinds[one] for one in ([wanted] if isinstance(wanted, str) else wanted)]
        said = _("%(where)s should be %(kind)s, and is “%(found)s”.")
        yield said % {**words, "kind": _(" or ").join(named)}
    elif error.validator == "enum":
        known = ", ".join(str(one) for one in error.validator_value if one)
        said = _("%(where)s is “%(found)s”, which is none of these: %(known)s.")
        yield said % {**words, "known": known}
    elif error.validator in ("format", "pattern"):
        yield _form(error.schema) % words
    else:
        yield _sentences().get(error.validator, _("%(where)s does not fit: “%(found)s”.")) % words


def _kinds() -> dict[str, str]:
    return {
        "string": _("a text"),
        "integer": _("a whole number"),
        "boolean": _("true or false"),
        "array": _("a list"),
        "object": _("a group of fields"),
        "null": _("null"),
    }


def _form(described: Mapping[str, Any]) -> str:
    """What was expected where a text has not the form it should have."""
    forms = {
        "date": _("%(where)s: “%(found)s” is no day like 2026-08-14."),
        "date-time": _("%(where)s: “%(found)s” is no moment in UTC like 2026-08-14T02:10:00Z."),
        "uuid": _("%(where)s: “%(found)s” is no UUID."),
    }
    if described.get("format") in forms:
        return forms[described["format"]]
    if DIGEST in described["pattern"]:
        return _("%(where)s: “%(found)s” is no SHA-256 in small hexadecimal.")
    return _("%(where)s does not fit: “%(found)s”.")


def _sentences() -> dict[str, str]:
    """By what of the schema was broken."""
    return {
        "minLength": _("%(where)s is empty or too short."),
        "maxLength": _("%(where)s is longer than %(wanted)s characters."),
        "minimum": _("%(where)s: %(found)s is too small; the least is %(wanted)s."),
        "maximum": _("%(where)s: %(found)s is too large; the most is %(wanted)s."),
        "const": _("%(where)s should be %(wanted)s, and is “%(found)s”."),
    }
