"""Check the record where it lives: chains, heads, and the columns people filter by."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from audit.canonical import moment
from audit.models import Event, Head
from audit.verify import ChainEnd, Fault, Link, Verdict, verify

ROWS_AT_A_TIME = 2000
COLUMNS = (
    "chain",
    "seq",
    "prev",
    "hash",
    "payload",
    "case_id",
    "at",
    "verb",
    "person_id",
    "person_name",
    "role",
    "authority_id",
    "authority",
    "state",
    "shared",
)


def verified(chain: str | None = None) -> Verdict:
    """Follow one chain, or all of them, in flat memory."""
    events, heads = Event.objects.all(), Head.objects.filter(seq__gt=0)
    if chain is not None:
        events, heads = events.filter(chain=chain), heads.filter(chain=chain)
    return verify(_records(events, heads))


def with_heads(events: QuerySet[Event]) -> QuerySet[Event]:
    """The events in chain order, each with `head_seq` and `head_hash` as of the same moment."""
    head = Head.objects.filter(chain=OuterRef("chain"))
    return events.annotate(
        head_seq=Subquery(head.values("seq")[:1]), head_hash=Subquery(head.values("hash")[:1])
    ).order_by("chain", "seq")


def _records(events: QuerySet[Event], heads: QuerySet[Head]) -> Iterator[Link | ChainEnd | Fault]:
    """Every event with its chain's end, then the heads whose events are all gone."""
    end: ChainEnd | None = None
    rows = with_heads(events).values_list(*COLUMNS, "head_seq", "head_hash")
    for *columns, head_seq, head_hash in rows.iterator(chunk_size=ROWS_AT_A_TIME):
        row = dict(zip(COLUMNS, columns, strict=True))
        if end is not None and end.chain != row["chain"]:
            yield end
        end = ChainEnd(row["chain"], head_seq or 0, head_hash or "")
        yield Link(row["chain"], row["seq"], row["prev"], row["hash"], row["payload"])
        if not _columns_agree(row):
            yield Fault(
                row["chain"],
                f"{row['chain']}, event {row['seq']}",
                "its columns say something else than its text",
                altered=True,
            )
    if end is not None:
        yield end
    emptied = heads.exclude(Exists(Event.objects.filter(chain=OuterRef("chain"))))
    for head in emptied.iterator():
        yield ChainEnd(head.chain, head.seq, head.hash)


def _columns_agree(row: dict[str, Any]) -> bool:
    """Whether what people filter by repeats what was hashed."""
    try:
        told = json.loads(row["payload"])
        actor = told["actor"]
        return bool(
            (told["verb"], told["case"], told["at"], told["shared"])
            == (
                row["verb"],
                str(row["case_id"]) if row["case_id"] else None,
                moment(row["at"]),
                row["shared"],
            )
            and (actor["person_id"], actor["name"], actor["role"])
            == (row["person_id"], row["person_name"], row["role"])
            and (actor["authority_id"], actor["authority"], actor["state"])
            == (row["authority_id"], row["authority"], row["state"])
        )
    except (ValueError, KeyError, TypeError):
        return False
