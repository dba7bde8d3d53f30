"""Pagers outside the house: a web address of a State, or a program of the operator.

Only the operator sets them (`ROGATORY_PAGERS`); nobody who can sign in has a say in an address that
this house calls. A page says that a matter waits, its kind, from which State and for whom: nothing
of what is in it.
"""

import asyncio
import hashlib
import hmac
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

# How long a pager may take to answer, all in all.
PAGER_SECONDS = 5
SIGNATURE = "X-Rogatory-Signature"
SHORTEST_SECRET = 24
STATE = re.compile(r"[A-Z]{2}")
# What a program gets to know of our surroundings: no secret of ours is among it.
HANDED_ON = ("PATH", "HOME", "LANG", "TZ")
LONGEST_PROBLEM = 300


class PagerFailed(Exception):
    """A page did not reach the pager, and why."""


@dataclass(frozen=True)
class Pager:
    """How the desks of one State are paged: a web address, a program, or both."""

    webhook: str = ""
    secret: str = ""
    command: tuple[str, ...] = ()


# --- what the operator set ------------------------------------------------------------------------


def read(name: str, given: Mapping[str, Any]) -> dict[str, Pager]:
    """The pagers by the code of the State; raises ImproperlyConfigured, in plain words.

    Neither address nor secret is repeated in the complaint.
    """
    for state in given:
        if not STATE.fullmatch(state):
            raise ImproperlyConfigured(f"{name}: {state!r} is not the code of a State, as in XB.")
    return {state: _pager(f"{name}, {state}", entry) for state, entry in given.items()}


def _pager(where: str, entry: object) -> Pager:
    if not isinstance(entry, dict) or not entry or set(entry) - {"webhook", "secret", "command"}:
        raise ImproperlyConfigured(
            f'{where}: write {{"webhook": "https://...", "secret": "..."}}, '
            f'{{"command": ["/path/of/a/program"]}}, or both.'
        )
    pager = Pager(
        _text(where, entry, "webhook"), _text(where, entry, "secret"), _command(where, entry)
    )
    if pager.webhook:
        _refuse_wrong_address(where, pager.webhook)
    if pager.webhook and len(pager.secret) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"{where}: what goes to a webhook is signed; give it a secret of at least "
            f"{SHORTEST_SECRET} characters."
        )
    if not pager.webhook and not pager.command:
        raise ImproperlyConfigured(f"{where}: there is a secret, but nothing to call.")
    return pager


def _text(where: str, entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise ImproperlyConfigured(f"{where}: {key} is not a text.")
    return value


def _command(where: str, entry: Mapping[str, object]) -> tuple[str, ...]:
    words = entry.get("command", [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ImproperlyConfigured(f"{where}: command is not a list of texts.")
    if "command" in entry and not (words and Path(words[0]).is_absolute()):
        raise ImproperlyConfigured(f"{where}: command does not begin with the path of a program.")
    return tuple(words)


def _refuse_wrong_address(where: str, address: str) -> None:
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or " " in address:
        raise ImproperlyConfigured(f"{where}: webhook is no address that begins with https://.")


# --- how they are called --------------------------------------------------------------------------


def signature(secret: str, body: bytes, at: int) -> str:
    """What stands in the header: the moment, and HMAC-SHA256 over `at.body`."""
    signed = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()}"


def call(pager: Pager, body: bytes, *, key: str, at: int) -> None:
    """POST a page to the web address; raises PagerFailed unless it is taken with a 2xx.

    `key` is the same for every try of a page, so that the pager can drop a copy.
    """
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        SIGNATURE: signature(pager.secret, body, at),
    }
    asyncio.run(_post(pager.webhook, body, headers))


async def _post(address: str, body: bytes, headers: Mapping[str, str]) -> None:
    import aiohttp  # only the worker calls anybody: the pages start without it

    limit = aiohttp.ClientTimeout(total=PAGER_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.post(address, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            status = answer.status
    except TimeoutError as problem:
        raise PagerFailed(f"no answer within {PAGER_SECONDS} seconds") from problem
    except aiohttp.ClientConnectorError as problem:
        raise PagerFailed(f"cannot be reached: {problem.os_error}") from problem
    except (aiohttp.ClientError, ValueError) as problem:
        # Not its words: they may repeat the address, which may carry a token.
        raise PagerFailed(f"did not answer as a web server does ({_kind(problem)})") from problem
    if not 200 <= status < 300:
        raise PagerFailed(f"answered {status}")


def run(pager: Pager, body: bytes) -> None:
    """Run the program, without a shell, the page on its standard input.

    Raises PagerFailed unless it ends well in time; what still runs then is killed.
    """
    # Files and no pipes: a grandchild that keeps a pipe open cannot hold us up.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(body)
        given.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603  # the operator's own program
                pager.command,
                stdin=given,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=_surroundings(HANDED_ON),
                start_new_session=True,
            )
        except OSError as problem:
            raise PagerFailed(f"cannot be started: {problem.strerror}") from problem
        status = _ended(process)
        said.seek(0)
        words = said.read(LONGEST_PROBLEM).decode(errors="replace").strip()
    if status:
        raise PagerFailed(f"ended with {status}: {words}" if words else f"ended with {status}")


def _ended(process: "subprocess.Popen[bytes]") -> int:
    try:
        return process.wait(timeout=PAGER_SECONDS)
    except subprocess.TimeoutExpired as problem:
        # Its own session: this ends its children as well.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise PagerFailed(f"did not end within {PAGER_SECONDS} seconds") from problem


def _surroundings(names: Iterable[str]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}


def _kind(problem: BaseException) -> str:
    return type(problem).__name__
