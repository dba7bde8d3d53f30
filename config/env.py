"""Read settings from the environment and refuse nonsense at the start, not at 3 a.m.

Every value may also come from a file: `NAME_FILE=/run/secrets/name` wins over `NAME`, so that
secrets need not stand in the environment.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file NAME_FILE names; stripped."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {problem}") from problem
    return os.environ.get(name, default).strip()


def boolean(name: str, *, default: bool) -> bool:
    """True or false; anything else stops the start."""
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no. Use 1 or 0.")


def whole(name: str, *, default: int, least: int = 0) -> int:
    """A whole number of at least `least`; anything else stops the start."""
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from problem
    if number < least:
        raise ImproperlyConfigured(f"{name}={number} is less than {least}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, empty parts dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def one_of(name: str, allowed: Iterable[str], *, default: str) -> str:
    """One of the words in `allowed`; anything else stops the start."""
    value = text(name) or default
    _refuse_unknown(name, [value], allowed)
    return value


def some_of(name: str, allowed: Iterable[str]) -> list[str]:
    """A comma-separated list of words that are all in `allowed`; any other stops the start."""
    values = words(name)
    _refuse_unknown(name, values, allowed)
    return values


def address(name: str, schemes: Iterable[str], *, default: str = "", path: str = "any") -> str:
    """An address `scheme://host...`, or the default if none is given; nonsense stops the start.

    `path` says what must follow the host: "any" thing, "some" thing (a database has a name) or
    "none". The address is never repeated in the complaint: it may carry a password.
    """
    value = text(name) or default
    if not value:
        return value
    known = list(schemes)
    parts = _split(name, value)
    if parts.scheme not in known:
        raise ImproperlyConfigured(
            f"{name} begins with {parts.scheme or 'nothing'}://. It must begin with "
            f"{' or '.join(f'{one}://' for one in known)}."
        )
    if path == "some" and not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names nothing behind the host, as in host/NAME.")
    if path == "none" and (parts.path.strip("/") or parts.query or parts.fragment):
        raise ImproperlyConfigured(f"{name} must end behind the host; leave out what follows it.")
    return value


def json_object(name: str) -> dict[str, Any]:
    """A JSON object, empty if none is given; anything else stops the start.

    Its text is never repeated in the complaint: it may carry secrets.
    """
    value = text(name)
    if not value:
        return {}
    try:
        found = json.loads(value)
    except ValueError as problem:
        where = f", line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else ""
        raise ImproperlyConfigured(f"{name} is not JSON{where}.") from problem
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f"{name} is JSON, but no object: write it in {{ }}.")
    return found


def _split(name: str, value: str) -> SplitResult:
    complaint = f"{name} is no address. Write it as scheme://host or scheme://host:port."
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as problem:
        raise ImproperlyConfigured(complaint) from problem
    if "://" not in value or not parts.hostname or port == 0 or " " in value:
        raise ImproperlyConfigured(complaint)
    return parts


def _refuse_unknown(name: str, values: Iterable[str], allowed: Iterable[str]) -> None:
    known = list(allowed)
    for value in values:
        if value not in known:
            raise ImproperlyConfigured(
                f"{name}: {value!r} is not known. Choose from: {', '.join(known)}."
            )
