"""Check an exported audit record, with Python alone: `python -m audit.verify FILE.jsonl`.

This file needs nothing but itself and Python 3.11 or newer: no database, no network, no Django.
It may be copied and given away together with an export.

A file holds one JSON object per line, chain after chain, each chain from its first event on:

    {"chain":..., "seq":..., "prev":..., "hash":..., "payload":"<the exact recorded text>"}
    {"chain":..., "seq":..., "prev":..., "hash":..., "withheld":true}      the reader may not see it
    {"chain":..., "seq":..., "hash":..., "end":"chain"}                    where the chain ended
    {"end":"file", "lines":...}                                            the last line

`hash` is SHA-256 over `prev`, a line feed and `payload`; `prev` is the hash of the event before.
Exit status: 0 intact, 1 altered, 2 incomplete (something is missing), 3 the file cannot be read.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple


class Link(NamedTuple):
    """One event of a chain; `payload` is None where the reader may not see it."""

    chain: str
    seq: int
    prev: str
    hash: str
    payload: str | None


class ChainEnd(NamedTuple):
    """Where a chain ended when it was exported."""

    chain: str
    seq: int
    hash: str


class Fault(NamedTuple):
    """Something wrong: altered, or (not altered) missing. `where` and `why` are for people."""

    chain: str
    where: str
    why: str
    altered: bool


@dataclass
class Verdict:
    """What was checked and what was found."""

    events: int = 0
    withheld: int = 0
    chains: int = 0
    broken: int = 0
    altered: bool = False
    first: Fault | None = None

    @property
    def intact(self) -> bool:
        """Nothing altered and nothing missing."""
        return self.first is None

    @property
    def exit_status(self) -> int:
        """0 intact, 1 altered, 2 incomplete."""
        return 1 if self.altered else 0 if self.intact else 2

    def blame(self, fault: Fault) -> None:
        """Count a fault; the first is kept."""
        self.broken += 1
        self.altered = self.altered or fault.altered
        self.first = self.first or fault


def verify(records: Iterable[Link | ChainEnd | Fault]) -> Verdict:
    """Follow every chain from its first event to its end, holding one event at a time.

    After a fault the rest of that chain says nothing new, so only its events are counted.
    """
    verdict = Verdict()
    chain, seq, prev, followed, ended = "", 0, "", False, True
    for record in records:
        if isinstance(record, Fault):
            if followed or not record.chain or record.chain != chain:
                verdict.blame(record)
            followed = followed and record.chain != chain
            continue
        if record.chain != chain or (ended and isinstance(record, Link)):
            if followed and not ended:
                verdict.blame(_missing(chain, seq + 1, "the end of the chain is missing"))
            chain, seq, prev, followed, ended = record.chain, 0, "", True, False
            verdict.chains += 1
        if isinstance(record, Link):
            verdict.events += 1
            verdict.withheld += record.payload is None
        if not followed:
            continue
        fault = (
            _fault_of_link(record, seq, prev)
            if isinstance(record, Link)
            else _fault_of_end(record, seq, prev, ended)
        )
        if fault:
            verdict.blame(fault)
            followed = False
        seq, prev, ended = record.seq, record.hash, isinstance(record, ChainEnd)
    if followed and not ended:
        verdict.blame(_missing(chain, seq + 1, "the end of the chain is missing"))
    return verdict


def _fault_of_link(link: Link, seq: int, prev: str) -> Fault | None:
    """What is wrong with `link` after the event `seq` whose hash is `prev`."""
    if link.seq > seq + 1:
        return _missing(link.chain, seq + 1, f"events {seq + 1} to {link.seq - 1} are missing")
    if link.seq != seq + 1:
        return _altered(link.chain, link.seq, f"stands where event {seq + 1} should be")
    if link.prev != prev:
        return _altered(link.chain, link.seq, "does not name the hash of the event before it")
    if link.payload is None:
        return None
    if sha256(f"{link.prev}\n{link.payload}".encode("utf-8", "replace")).hexdigest() != link.hash:
        return _altered(link.chain, link.seq, "its text does not fit its hash")
    if not _names_itself(link):
        return _altered(link.chain, link.seq, "its text belongs to another place")
    return None


def _names_itself(link: Link) -> bool:
    """The recorded text itself says which chain, which number and which predecessor it has."""
    try:
        told = json.loads(link.payload or "")
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and (
        (told.get("chain"), told.get("seq"), told.get("prev")) == (link.chain, link.seq, link.prev)
    )


def _fault_of_end(end: ChainEnd, seq: int, prev: str, ended: bool) -> Fault | None:
    if ended:
        return _altered(end.chain, end.seq, "the chain ends twice")
    if end.seq > seq:
        return _missing(end.chain, seq + 1, f"events {seq + 1} to {end.seq} are missing at the end")
    if (end.seq, end.hash) != (seq, prev):
        return _altered(end.chain, seq, "is not where the chain ended")
    return None


def _altered(chain: str, seq: int, why: str) -> Fault:
    return Fault(chain, f"{chain}, event {seq}", why, altered=True)


def _missing(chain: str, seq: int, why: str) -> Fault:
    return Fault(chain, f"{chain}, event {seq}", why, altered=False)


# --- reading a file -------------------------------------------------------------------------------

LINK = {"chain": str, "seq": int, "prev": str, "hash": str, "payload": str}
WITHHELD = {"chain": str, "seq": int, "prev": str, "hash": str, "withheld": bool}
CHAIN_END = {"chain": str, "seq": int, "hash": str, "end": str}
FILE_END = {"end": str, "lines": int}


def read(lines: Iterable[bytes]) -> Iterator[Link | ChainEnd | Fault]:
    """Turn the lines of an export into records; what cannot be one comes out as a fault."""
    told: int | None = None
    number = 0
    for number, line in enumerate(lines, start=1):
        where = f"line {number}"
        if told is not None:
            yield Fault("", where, "stands after the last line", altered=True)
            return
        if not line.endswith(b"\n"):
            yield Fault("", where, "the file breaks off", altered=False)
            return
        try:
            parsed = json.loads(line.decode())
        except (ValueError, RecursionError):
            parsed = None
        if _has(parsed, FILE_END) and parsed["end"] == "file":
            told = parsed["lines"]
        else:
            yield _record(parsed, where)
    if told is None:
        yield Fault("", f"line {number + 1}", "the file breaks off", altered=False)
    elif told != number:
        why = f"the file has {number} lines, its last line says {told}"
        yield Fault("", f"line {number}", why, altered=told < number)


def _record(parsed: Any, where: str) -> Link | ChainEnd | Fault:
    if _has(parsed, LINK):
        return Link(**parsed)
    if _has(parsed, WITHHELD) and parsed["withheld"]:
        return Link(parsed["chain"], parsed["seq"], parsed["prev"], parsed["hash"], None)
    if _has(parsed, CHAIN_END) and parsed["end"] == "chain":
        return ChainEnd(parsed["chain"], parsed["seq"], parsed["hash"])
    return Fault("", where, "is not a line of an export", altered=True)


def _has(parsed: Any, form: dict[str, type]) -> bool:
    """Exactly these keys with exactly these types (True is not 1 here)."""
    return (
        isinstance(parsed, dict)
        and parsed.keys() == form.keys()
        and all(type(parsed[key]) is kind for key, kind in form.items())
    )


# --- telling a person -----------------------------------------------------------------------------


def told(verdict: Verdict) -> list[str]:
    """The verdict in plain words, one statement per line."""
    lines = [
        f"Events checked: {verdict.events} in {verdict.chains} chains"
        f" ({verdict.withheld} withheld: only their links could be checked)."
    ]
    if verdict.first is None:
        return [*lines, "Intact: every event fits its hash and follows the one before it."]
    word = "ALTERED" if verdict.altered else "INCOMPLETE"
    return [
        *lines,
        f"{word}: {verdict.broken} faults found.",
        f"First: {verdict.first.where}: {verdict.first.why}.",
    ]


NOT_PROVEN = (
    "Not proven by this check: that a whole chain was not left out, and that nobody who owns the"
    " database rewrote a chain and all its hashes before the export was made."
)


def main(arguments: list[str]) -> int:
    """Check the one file named on the command line and say what was found."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write("Usage: python -m audit.verify FILE.jsonl\n")
        return 3
    try:
        with Path(arguments[0]).open("rb") as lines:
            verdict = verify(read(lines))
    except OSError as problem:
        sys.stderr.write(f"Cannot read {arguments[0]}: {problem.strerror}\n")
        return 3
    sys.stdout.write("\n".join([*told(verdict), NOT_PROVEN, ""]))
    return verdict.exit_status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
