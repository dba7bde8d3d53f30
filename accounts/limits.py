"""The time limits of a State: every clock of every table, and the rule that holds for it there.

Read here; kept by `services.time_rules`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.choices import RungKind, Source, Unit
from workflow.ladder import Rung
from workflow.models import Clock, Recomputation, TimeRule
from workflow.rules import InForce, as_kept
from workflow.services import CASEWORK
from workflow.table import ClockRule, Move

from .choices import NAMEABLE, Role
from .clocks import APPOINTMENT, KIND

# In the order in which rungs come.
ORDER = list(RungKind)


@dataclass(frozen=True)
class Limit:
    """One clock as it stands in a State: the table's rule, and the one in force."""

    kind: str
    shipped: ClockRule
    found: InForce

    @property
    def clock(self) -> str:
        """Its name in the table."""
        return self.shipped.name

    @property
    def rule(self) -> ClockRule:
        """The rule in force."""
        return self.found.rule

    @property
    def version(self) -> int:
        """The number of the State's version in force; 0 where the table's rule holds."""
        return self.found.version.version if self.found.version else 0

    @property
    def may_be_changed(self) -> bool:
        """A period of the Convention is nobody's to change."""
        return self.shipped.source != Source.TREATY

    @property
    def counts_a_period(self) -> bool:
        """False where the date comes from the move: then only what follows it is the State's."""
        return self.shipped.amount is not None

    @property
    def is_of_cases(self) -> bool:
        """False of the end of an appointment."""
        return self.kind != KIND

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who can be reminded."""
        return roles_of(self.kind)


def roles_of(kind: str) -> tuple[Role, ...]:
    """Who can be reminded of a clock of that kind: of a case, those who work on cases."""
    return tuple(role for role in Role if role in NAMEABLE) if kind != KIND else (TELLING,)


TELLING = Role.STATE_ADMINISTRATOR


def shipped() -> Iterator[tuple[str, ClockRule]]:
    """Every clock of every table, with the kind of casework it belongs to; requests first."""
    for kind, work in sorted(CASEWORK.items()):
        for rule in work.table.clocks:
            yield kind, rule
    yield KIND, APPOINTMENT


def kind_in_words(kind: str) -> str:
    """What the clocks of a kind belong to."""
    return str(CASEWORK[kind].table.label) if kind in CASEWORK else _("Appointments")


def rule_of(kind: str, clock: str) -> ClockRule | None:
    """The table's rule of that name; None if there is none."""
    return next((rule for of, rule in shipped() if (of, rule.name) == (kind, clock)), None)


def limits_of(state: str) -> list[Limit]:
    """Every clock as it stands in the State, in the order of the tables; two queries."""
    newest: dict[tuple[str, str], TimeRule] = {}
    for row in TimeRule.objects.filter(state=state).prefetch_related("rungs").order_by("version"):
        newest[row.kind, row.clock] = row
    return [_limit(kind, rule, newest.get((kind, rule.name))) for kind, rule in shipped()]


def limit_of(state: str, kind: str, clock: str) -> Limit | None:
    """One clock as it stands in the State; None if there is no such clock."""
    rule = rule_of(kind, clock)
    return _limit(kind, rule, versions_of(state, kind, clock).first()) if rule else None


def versions_of(state: str, kind: str, clock: str) -> QuerySet[TimeRule]:
    """The State's versions of a rule, the newest first."""
    rows = TimeRule.objects.filter(state=state, kind=kind, clock=clock)
    return rows.prefetch_related("rungs").order_by("-version")


def on_older_versions(state: str, limit: Limit) -> int:
    """How many open clocks of cases follow another version than the newest."""
    if limit.found.version is None:
        return 0
    running = Clock.objects.filter(
        stopped_at__isnull=True,
        case__isnull=False,
        state=state,
        kind=limit.kind,
        name=limit.clock,
    )
    return running.exclude(rule=limit.found.version).count()


def recomputations(state: str) -> QuerySet[Recomputation]:
    """The orders of the State to work out open dates anew, the newest first."""
    return Recomputation.objects.filter(state=state).order_by("-pk")


def moves_around(kind: str, clock: str) -> dict[str, list[Move]]:
    """The moves that start, pause, let run on, extend and stop a clock."""
    if kind not in CASEWORK:
        return {}
    moves = CASEWORK[kind].table.moves
    return {
        "starts": [one for one in moves if clock in (*one.starts, *one.may_start)],
        "pauses": [one for one in moves if clock in one.pauses],
        "resumes": [one for one in moves if clock in one.resumes],
        "extends": [one for one in moves if clock in one.extends],
        "stops": [one for one in moves if clock in one.stops],
    }


def in_order(ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """The rungs as they come: the earliest before the end first."""
    return tuple(sorted(ladder, key=_place))


def period(rule: ClockRule) -> str:
    """How long a rule gives: `5 working days`; empty where the date comes from the move."""
    if rule.amount is None:
        return ""
    words = {
        Unit.MINUTES: ngettext("%(n)s minute", "%(n)s minutes", rule.amount),
        Unit.HOURS: ngettext("%(n)s hour", "%(n)s hours", rule.amount),
        Unit.DAYS: ngettext("%(n)s day", "%(n)s days", rule.amount),
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", rule.amount),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", rule.amount),
    }
    return words[rule.unit] % {"n": rule.amount}


def _limit(kind: str, rule: ClockRule, version: TimeRule | None) -> Limit:
    if version is None or rule.source == Source.TREATY:
        return Limit(kind, rule, InForce(rule))
    return Limit(kind, rule, InForce(as_kept(rule, version), version))


def _place(rung: Rung) -> tuple[int, int]:
    minutes = rung.amount * {Unit.MINUTES: 1, Unit.HOURS: 60}.get(rung.unit, 24 * 60)
    return ORDER.index(rung.kind), -minutes if rung.kind == RungKind.BEFORE else minutes
