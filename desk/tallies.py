"""How much is owed by us and to us: counted by how soon it runs out, by act and by partner."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from accounts.actors import Actor
from accounts.models import Authority, Participation
from workflow.periods import end_of_day

from .dated import OURS, THEIRS
from .dates import each_once, first, standing, with_clocks

# So many cases are counted, those that run out first; beyond, the page says that there are more.
MOST = 20_000
SOON_DAYS = 6
OVERDUE, TODAY, SOON, LATER, PAUSED = "overdue", "today", "soon", "later", "paused"

# What is counted together: who owes it, which act, which partner.
Act = tuple[str, str]
Group = tuple[str, Act, str]
# Numbers by who owes.
Both = dict[str, Counter[str]]
K = TypeVar("K")


@dataclass(frozen=True)
class Tallies:
    """Numbers of open clocks. `capped` says that only the first cases were counted."""

    groups: dict[Group, Counter[str]]
    capped: bool = False

    def by_side(self) -> Both:
        """Altogether."""
        return self._together(lambda group: None).get(None) or _nothing()

    def by_act(self) -> dict[Act, Both]:
        """By kind and name of the clock."""
        return self._together(lambda group: group[1])

    def by_partner(self) -> dict[str, Both]:
        """By the code of the partner State."""
        return self._together(lambda group: group[2])

    def _together(self, which: Callable[[Group], K]) -> dict[K, Both]:
        found: dict[K, Both] = defaultdict(_nothing)
        for group, counted in self.groups.items():
            found[which(group)][group[0]].update(counted)
        return found


def _nothing() -> Both:
    return {OURS: Counter(), THEIRS: Counter()}


def tallies(actor: Actor, *, now: datetime) -> Tallies:
    """What is owed in the cases the actor sees; days are those of where an act is owed.

    A query for what runs and one for what stands still, each twice where cases may have been opened
    by name, and one for the time zones.
    """
    bounds = _bounds(now)
    groups: dict[Group, Counter[str]] = defaultdict(Counter)
    capped = False
    for rows in each_once(actor):
        capped |= first(rows, MOST + 1).count() > MOST
        _add(groups, _dated(first(rows, MOST)), bounds)
        _add(groups, _paused(rows), {PAUSED: Q()})
    return Tallies(groups, capped=capped)


def _dated(rows: QuerySet[Participation]) -> QuerySet[Any, Any]:
    """Clocks that run, by what is counted together."""
    found: QuerySet[Any, Any] = with_clocks(rows).values(
        our_side=F("side"),
        owed_by=F("running__owed_by"),
        table=F("running__kind"),
        act=F("running__name"),
        partner_state=F("partner__state_id"),
    )
    return found


def _paused(rows: QuerySet[Participation]) -> QuerySet[Any, Any]:
    """Clocks that stand still, by the same."""
    ours = rows.filter(case=OuterRef("case"))
    found: QuerySet[Any, Any] = standing(rows).values(
        "owed_by",
        our_side=Subquery(ours.values("side")[:1]),
        table=F("kind"),
        act=F("name"),
        partner_state=Subquery(ours.values("partner__state_id")[:1]),
    )
    return found


def _bounds(now: datetime) -> dict[str, Q]:
    over, today, soon = (
        Q(running__due_at__lte=now),
        _by_the_end_of(0, now),
        _by_the_end_of(SOON_DAYS, now),
    )
    return {
        OVERDUE: over,
        TODAY: ~over & today,
        SOON: ~over & ~today & soon,
        LATER: ~over & ~soon & ~today,
    }


def _by_the_end_of(days: int, now: datetime) -> Q:
    """Clocks that run out with the day in so many days, as `words.left` counts days."""
    zones: dict[datetime, list[str]] = defaultdict(list)
    for zone in Authority.objects.order_by().values_list("zone", flat=True).distinct():
        there = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
        zones[end_of_day(there, zone)].append(zone)
    found = Q(pk__in=[])
    for end, names in zones.items():
        found |= Q(running__zone__in=names, running__due_at__lte=end)
    return found


def _add(groups: dict[Group, Counter[str]], rows: QuerySet[Any, Any], bounds: dict[str, Q]) -> None:
    counts = {name: Count("pk", filter=bound or None) for name, bound in bounds.items()}
    for row in rows.order_by().annotate(**counts):
        owed = OURS if row["owed_by"] == row["our_side"] else THEIRS
        group = (owed, (row["table"], row["act"]), row["partner_state"])
        groups[group].update({name: row[name] for name in bounds})
