"""Earlier decisions of one's own State, and how many were granted in the same conditions.

Only decisions that were sent, only of cases that the actor may see, and no name of a person. The
same conditions are the same kind of measure, the same partner and, where one is chosen, the same
year. The ground is none of them: what was granted has no ground.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Participation
from accounts.queries import visible_to
from convention.queries import state_names
from workflow.choices import Side
from workflow.refusals import NotYours

from . import table
from .choices import GRANTING, Outcome
from .models import Decision, Request

PAGE = 25
READERS = frozenset({*table.STAFF, Role.AUDITOR.value})
PARTNER = "measure__request__requesting__state_id"
GRANTED, REFUSED = Q(outcome__in=GRANTING), Q(outcome=Outcome.REFUSED)

# A kind of measure and a partner, by their codes.
Alike = tuple[str, str]


@dataclass(frozen=True)
class Conditions:
    """What the precedents are narrowed to; empty means everything."""

    partner: str = ""
    measure: str = ""
    ground: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Tally:
    """How decisions in the same conditions came out: never refusals without what was granted."""

    granted: int = 0
    refused: int = 0
    otherwise: int = 0
    on_ground: int = 0
    cases: int = 0

    @property
    def decisions(self) -> int:
        """All of them, those that were postponed or not possible included."""
        return self.granted + self.refused + self.otherwise


@dataclass(frozen=True)
class Group:
    """One kind of measure for one partner, with how the decisions came out."""

    measure: str
    partner: str
    tally: Tally


@dataclass(frozen=True)
class Row:
    """One decision on one measure, with how the decisions in the same conditions came out."""

    case_id: UUID
    reference: str
    sent_at: datetime
    partner: str
    measure: str
    outcome: Outcome
    ground: str
    article: str
    alike: Tally

    @property
    def is_granted(self) -> bool:
        """Whether help was given, be it in part or under conditions."""
        return self.outcome in GRANTING


@dataclass(frozen=True)
class Key:
    """Where a page begins: after this decision in the order newest first."""

    sent_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.sent_at.isoformat()}~{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Key | None":
        """The key that a link carries; None for anything else."""
        try:
            at, pk = text.split("~")
            sent_at = datetime.fromisoformat(at)
            if sent_at.tzinfo is None or len(pk) > 18:
                return None
            return cls(sent_at.astimezone(UTC), int(pk))
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Page:
    """The sum, the sum of each kind of measure and partner, and the decisions one by one."""

    whole: Tally
    groups: list[Group]
    rows: list[Row]
    older: str
    is_first: bool


def refuse_who_may_not_read(actor: Actor) -> None:
    """Precedents are for those who assess, decide or audit."""
    if actor.role not in READERS:
        raise NotYours(_("Earlier decisions are for those who assess, decide or audit."))


def sent_by_own_state(actor: Actor) -> QuerySet[Decision]:
    """Every decision that the actor's State has sent, of cases that the actor may see."""
    return Decision.objects.filter(
        sent_at__isnull=False,
        measure__request__requested__state_id=actor.state,
        measure__request__case__in=visible_to(actor),
    )


def first_year(actor: Actor) -> int | None:
    """The year of the first decision, as the actor's authority counts it."""
    oldest = sent_by_own_state(actor).order_by("sent_at", "pk").first()
    first = oldest.sent_at if oldest else None
    return first.astimezone(ZoneInfo(actor.zone)).year if first else None


def precedents(actor: Actor, conditions: Conditions, *, after: Key | None = None) -> Page:
    """One page of earlier decisions; a fixed number of queries, however many there are."""
    alike = _in(conditions, sent_by_own_state(actor), ZoneInfo(actor.zone))
    names = state_names(get_language() or "en")
    groups = _groups(alike, conditions.ground, names)
    chosen = alike.filter(ground=conditions.ground) if conditions.ground else alike
    found = list(_listed(chosen, actor, after)[: PAGE + 1])
    shown, more = found[:PAGE], found[PAGE:]
    return Page(
        whole=_whole(groups.values(), alike),
        groups=sorted(groups.values(), key=lambda group: -group.tally.decisions),
        rows=[_row(one, groups) for one in shown],
        older=str(Key(shown[-1]["sent_at"], shown[-1]["pk"])) if more else "",
        is_first=after is None,
    )


def beside(actor: Actor, request: Request) -> list[Group]:
    """For each kind of measure of a request: how its partner's came out before.

    One query, and one for what was opened to the actor by name.
    """
    partner = request.requesting.state_id
    kinds = request.measures.values("type_id")
    rows = sent_by_own_state(actor).filter(**{PARTNER: partner}, measure__type__in=kinds)
    groups = _groups(
        rows.exclude(measure__request=request), "", {partner: request.requesting.state.name}
    )
    return [groups[alike] for alike in sorted(groups)]


def _in(conditions: Conditions, rows: QuerySet[Decision], zone: ZoneInfo) -> QuerySet[Decision]:
    if conditions.partner:
        rows = rows.filter(**{PARTNER: conditions.partner})
    if conditions.measure:
        rows = rows.filter(measure__type=conditions.measure)
    if conditions.year:
        begins = datetime(conditions.year, 1, 1, tzinfo=zone)
        rows = rows.filter(sent_at__gte=begins, sent_at__lt=begins.replace(year=begins.year + 1))
    return rows


def _groups(rows: QuerySet[Decision], ground: str, names: Mapping[str, str]) -> dict[Alike, Group]:
    """How they came out, by kind of measure and partner."""
    found = rows.values(
        kind=F("measure__type_id"), kind_name=F("measure__type__name"), partner=F(PARTNER)
    ).annotate(
        granted=Count("pk", filter=GRANTED),
        refused=Count("pk", filter=REFUSED),
        every=Count("pk"),
        on_ground=Count("pk", filter=Q(ground=ground or None)),
        cases=Count("measure__request", distinct=True),
    )
    return {
        (one["kind"], one["partner"]): Group(
            one["kind_name"],
            names.get(one["partner"], one["partner"]),
            _tally(one, on_ground=one["on_ground"] if ground else 0),
        )
        for one in found.order_by("kind", "partner")
    }


def _tally(found: Mapping[str, Any], *, on_ground: int) -> Tally:
    return Tally(
        granted=found["granted"],
        refused=found["refused"],
        otherwise=found["every"] - found["granted"] - found["refused"],
        on_ground=on_ground,
        cases=found["cases"],
    )


def _whole(groups: Iterable[Group], alike: QuerySet[Decision]) -> Tally:
    """The sum. Cases are counted anew: one case may ask for several kinds of measures."""
    tallies = [group.tally for group in groups]
    return Tally(
        granted=sum(one.granted for one in tallies),
        refused=sum(one.refused for one in tallies),
        otherwise=sum(one.otherwise for one in tallies),
        on_ground=sum(one.on_ground for one in tallies),
        cases=alike.values("measure__request").distinct().count(),
    )


def _listed(
    rows: QuerySet[Decision], actor: Actor, after: Key | None
) -> QuerySet[Decision, dict[str, Any]]:
    """Only the columns that a row shows, newest first."""
    own = Participation.objects.filter(
        case=OuterRef("measure__request"), state_id=actor.state, side=Side.REQUESTED, leads=True
    )
    if after:
        # The portable form that seeks on both databases; OR of the two conditions does not.
        rows = rows.filter(sent_at__lte=after.sent_at).filter(
            Q(sent_at__lt=after.sent_at) | Q(pk__lt=after.pk)
        )
    # The stubs would have a type made for these very columns.
    found: QuerySet[Decision, Any] = rows.order_by("-sent_at", "-pk").values(
        "pk",
        "sent_at",
        "outcome",
        case_id=F("measure__request"),
        kind=F("measure__type_id"),
        partner=F(PARTNER),
        ground_name=F("ground__name"),
        article=F("ground__reference"),
        reference=Subquery(own.values("reference")[:1]),
    )
    return found


def _row(found: Mapping[str, Any], groups: Mapping[Alike, Group]) -> Row:
    group = groups[found["kind"], found["partner"]]
    return Row(
        case_id=found["case_id"],
        reference=found["reference"] or "",
        sent_at=found["sent_at"],
        partner=group.partner,
        measure=group.measure,
        outcome=Outcome(found["outcome"]),
        ground=found["ground_name"] or "",
        article=found["article"] or "",
        alike=group.tally,
    )
