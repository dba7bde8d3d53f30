"""How long a clock runs and whom it reminds: the table's rule, or the State's own version of it."""

from dataclasses import dataclass, replace

from .choices import RungKind, Source, Unit, Whose
from .ladder import Rung
from .models import LadderRung, TimeRule
from .table import ClockRule


@dataclass(frozen=True)
class InForce:
    """A rule that holds, and the State's version that says so; None: the table's own."""

    rule: ClockRule
    version: TimeRule | None = None


def in_force(kind: str, rule: ClockRule, state: str) -> InForce:
    """The newest version of the State, else the rule of the table; one query, two with a version.

    A period of the Convention is nobody's to change.
    """
    if rule.source == Source.TREATY:
        return InForce(rule)
    rows = TimeRule.objects.filter(kind=kind, clock=rule.name, state=state)
    version = rows.order_by("-version").prefetch_related("rungs").first()
    return InForce(as_kept(rule, version), version) if version else InForce(rule)


def as_kept(rule: ClockRule, version: TimeRule) -> ClockRule:
    """The rule of the table with what the State's version says in its place."""
    return replace(
        rule,
        amount=version.amount,
        unit=Unit(version.unit),
        whose=Whose(version.whose),
        extensions=version.extensions,
        source=Source(version.source),
        basis=version.basis,
        ladder=tuple(rung_of(row) for row in version.rungs.all()),
    )


def rung_of(row: LadderRung) -> Rung:
    """A rung as the engine reads it."""
    return Rung(RungKind(row.kind), tuple(row.roles), row.amount, Unit(row.unit), row.urgent)
