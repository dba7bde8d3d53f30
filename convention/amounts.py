"""Numbers of the treaty for code that runs before there is a database: tables of moves.

They stand in the catalogue's data (`data/time_limits.json`), with article and verification mark,
and nowhere else.
"""

import json
from functools import lru_cache

from .services import DATA


def amount_of(code: str) -> int:
    """How many units the time limit of that code has; KeyError for one that sets no number."""
    return _amounts()[code]


@lru_cache(maxsize=1)
def _amounts() -> dict[str, int]:
    rows = json.loads((DATA / "time_limits.json").read_text(encoding="utf-8"))
    return {row["code"]: row["amount"] for row in rows if row["amount"] is not None}
