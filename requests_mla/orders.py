"""The orders of the register, each in keyset pages in both directions.

An order is one column of participation and then the case, in the same direction, and has an index
that begins with the authority (for auditors: the State). So the first page, the last one and the
way back cost the same, however many cases there are. That a case has no date to run out does not
matter: see `accounts.models.undated`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Participation

from .choices import Order

R = TypeVar("R")


@dataclass(frozen=True)
class Key:
    """A row's place in an order: a page begins after it or ends before it."""

    at: datetime
    case_id: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.case_id}"

    @classmethod
    def parse(cls, text: str) -> "Key | None":
        """The key that a link carries; None for anything else."""
        try:
            written, case_id = text.split("~")
            at = datetime.fromisoformat(written)
            if at.tzinfo is None:
                return None
            return cls(at.astimezone(UTC), UUID(case_id))
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Sorting:
    """The column that comes first, and whether both it and the case descend."""

    column: str
    descends: bool

    @property
    def turned(self) -> "Sorting":
        """The same from the other end."""
        return replace(self, descends=not self.descends)

    def key(self, found: Mapping[str, Any]) -> Key:
        """The place of a row."""
        return Key(found[self.column], found["case_id"])

    def after(
        self, rows: QuerySet[Participation, R], key: Key | None
    ) -> QuerySet[Participation, R]:
        """The rows in this order, from the one that follows `key`, or from the first."""
        sign, near, past = ("-", "lte", "lt") if self.descends else ("", "gte", "gt")
        if key:
            # The portable form that seeks on both databases; OR of the two conditions does not.
            follows = Q(**{f"{self.column}__{past}": key.at}) | Q(
                **{f"case_id__{past}": key.case_id}
            )
            rows = rows.filter(**{f"{self.column}__{near}": key.at}).filter(follows)
        return rows.order_by(f"{sign}{self.column}", f"{sign}case_id")


SORTINGS: Mapping[str, Sorting] = {
    Order.NEWEST: Sorting("opened_at", descends=True),
    Order.RUNS_OUT: Sorting("runs_out_at", descends=False),
    Order.CHANGED: Sorting("changed_at", descends=True),
}
