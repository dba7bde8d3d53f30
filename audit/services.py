"""The only writer of the record."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from audit.canonical import Json, canonical, moment
from audit.models import Event, Head, SealedText
from audit.moment import now
from audit.stamps import Stamp

VERSION = 1
VERB = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
CHAIN = re.compile(r"system|state:[A-Z]{2}|case:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def record(
    *,
    chain: str,
    verb: str,
    actor: Stamp,
    details: Mapping[str, Json] | None = None,
    case_id: UUID | None = None,
    shared: bool = False,
) -> Event:
    """Add one event to `chain`, in the transaction of the act it tells of.

    The chain is `case:<uuid>` for everything about a case, else `state:<code>` or `system`. An
    event that is not shared is seen only by auditors of `actor.state`. Call it last: the chain's
    head stays locked until the transaction ends; where two chains are written, the case's comes
    first, so that nobody waits in a circle. Raises TypeError or ValueError when the call is
    malformed, RuntimeError outside a transaction, and whatever the database says when it cannot
    write: then the act must not happen either.
    """
    (event,) = record_each(
        chain=chain,
        verb=verb,
        actor=actor,
        details=[details or {}],
        case_id=case_id,
        shared=shared,
    )
    return event


def record_each(
    *,
    chain: str,
    verb: str,
    actor: Stamp,
    details: Iterable[Mapping[str, Json]],
    case_id: UUID | None = None,
    shared: bool = False,
) -> list[Event]:
    """Add an event for each of many acts of one kind; as `record` does, looking up the head once.

    They are inserted one by one: each has to find the head where the one before has moved it.
    """
    _refuse_outside_a_transaction()
    _refuse_malformed(chain, verb, case_id)
    head = _locked_head(chain)
    events: list[Event] = []
    for told in details:
        event = _following(head, verb, actor, told, case_id=case_id, shared=shared)
        event.save(force_insert=True)
        head.seq, head.hash = event.seq, event.hash
        events.append(event)
    return events


def sealed(text: str) -> str:
    """Keep `text` beside the record and return the salted digest that goes into `details`."""
    _refuse_outside_a_transaction()
    salt = secrets.token_bytes(16)
    digest = salted(salt, text)
    SealedText.objects.create(digest=digest, salt=salt.hex(), text=text)
    return digest


def salted(salt: bytes, text: str) -> str:
    """The digest that stands for `text`: SHA-256 over salt and text."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def linked(prev: str, payload: str) -> str:
    """The hash of an event: over the hash before it and its own exact text."""
    return hashlib.sha256(f"{prev}\n{payload}".encode()).hexdigest()


def _following(
    head: Head,
    verb: str,
    actor: Stamp,
    details: Mapping[str, Json],
    *,
    case_id: UUID | None,
    shared: bool,
) -> Event:
    """The next event of a chain; not in the database yet."""
    at = now()
    payload = canonical(
        {
            "v": VERSION,
            "chain": head.chain,
            "seq": head.seq + 1,
            "prev": head.hash,
            "at": moment(at),
            "actor": _as_json(actor),
            "verb": verb,
            "case": str(case_id) if case_id else None,
            "shared": shared,
            "details": dict(details),
        }
    )
    return Event(
        chain=head.chain,
        seq=head.seq + 1,
        case_id=case_id,
        at=at,
        verb=verb,
        person_id=actor.person_id,
        person_name=actor.name,
        role=actor.role,
        authority_id=actor.authority_id,
        authority=actor.authority,
        state=actor.state,
        shared=shared,
        payload=payload,
        prev=head.hash,
        hash=linked(head.hash, payload),
    )


def _locked_head(chain: str) -> Head:
    """The chain's head, locked; made first when the chain is new.

    On PostgreSQL two first events may race: the second insert waits for the first transaction,
    does nothing, and the second look then finds the row. SQLite has one writer at a time.
    """
    heads = Head.objects.select_for_update().filter(chain=chain)
    head = heads.first()
    if head is None:
        Head.objects.bulk_create([Head(chain=chain)], ignore_conflicts=True)
        head = heads.get()
    return head


def _as_json(actor: Stamp) -> dict[str, Json]:
    return {
        "person_id": actor.person_id,
        "name": actor.name,
        "role": actor.role,
        "authority_id": actor.authority_id,
        "authority": actor.authority,
        "state": actor.state,
    }


def _refuse_outside_a_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Record inside the transaction of the act: both happen, or neither.")


def _refuse_malformed(chain: str, verb: str, case_id: UUID | None) -> None:
    if not VERB.fullmatch(verb):
        raise ValueError(f"{verb!r} is not a verb such as 'request.send'.")
    if not CHAIN.fullmatch(chain):
        raise ValueError(f"{chain!r} is not 'case:<uuid>', 'state:<code>' or 'system'.")
    if (f"case:{case_id}" if case_id else None) != (chain if chain[:5] == "case:" else None):
        raise ValueError(f"The chain {chain!r} does not belong to the case {case_id}.")
