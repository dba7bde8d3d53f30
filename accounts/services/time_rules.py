"""Keep the time limits of a State: each change is the next version of a rule.

An open clock keeps the version it was started under, until a version is applied to it on purpose.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from audit.canonical import Json
from convention.models import State
from workflow.choices import RungKind, Source, Unit, Whose
from workflow.ladder import Rung
from workflow.models import LadderRung, Recomputation, TimeRule
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.table import ClockRule

from ..actors import Actor
from ..choices import Role
from ..limits import Limit, in_order, limit_of, on_older_versions, versions_of
from .recording import record

# Beyond these a number is a slip of the hand.
LONGEST = {
    Unit.MINUTES: 60 * 24 * 7,
    Unit.HOURS: 24 * 366,
    Unit.DAYS: 3660,
    Unit.WORKING_DAYS: 2600,
    Unit.MONTHS: 120,
}
FARTHEST = {Unit.MINUTES: 60 * 24, Unit.HOURS: 24 * 31, Unit.DAYS: 366}
MOST_RUNGS, MOST_EXTENSIONS = 8, 20
# Rungs that stand apart from the end, and so need to say how far.
APART = frozenset({RungKind.BEFORE, RungKind.ESCALATED})


@dataclass(frozen=True)
class Wording:
    """What one version of a rule says, and why. `amount` None: the date comes from the move."""

    amount: int | None
    unit: Unit
    whose: Whose
    extensions: int
    source: Source
    basis: str
    ladder: tuple[Rung, ...]
    reason: str = ""


def wording_of(rule: ClockRule, reason: str = "") -> Wording:
    """What a rule says."""
    return Wording(
        rule.amount,
        rule.unit,
        rule.whose,
        rule.extensions,
        rule.source,
        rule.basis,
        rule.ladder,
        reason,
    )


def refuse_who_may_not_set(actor: Actor) -> None:
    """A State's administrator alone sets its time limits."""
    if actor.role != Role.STATE_ADMINISTRATOR:
        raise NotYours(_("Only a State administrator sets the time limits of the State."))


@transaction.atomic
def set_rule(
    *, actor: Actor, kind: str, clock: str, wording: Wording, seen_version: int
) -> TimeRule:
    """Make the next version of a rule of the actor's State.

    `seen_version` is the one that was changed, 0 the table's own. Raises NotFromHere if there is
    a newer one by now, unless this very form made it; Missing with every reason; LookupError if no
    table has that clock.
    """
    limit = _to_be_set(actor, kind, clock)
    if _is_sent_again(actor, limit, wording, seen_version):
        assert limit.found.version is not None  # it was compared
        return limit.found.version
    _refuse_stale(limit, seen_version)
    if reasons := _problems(limit, wording):
        raise Missing(*reasons)
    version = _written(actor, limit, wording)
    record(
        actor.stamp,
        "limit.set",
        kind=kind,
        clock=clock,
        version=version.version,
        before=_told(limit.rule),
        after=_told(wording),
        because=audit.services.sealed(wording.reason.strip()),
    )
    return version


@transaction.atomic
def return_to_table(
    *, actor: Actor, kind: str, clock: str, seen_version: int, reason: str
) -> TimeRule:
    """Let the table's own rule hold again: a new version that says what the table says."""
    limit = _to_be_set(actor, kind, clock)
    if limit.found.version is None:
        raise NotFromHere(_("The rule of the installation holds already. Nothing was changed."))
    return set_rule(
        actor=actor,
        kind=kind,
        clock=clock,
        wording=wording_of(limit.shipped, reason),
        seen_version=seen_version,
    )


@transaction.atomic
def apply_to_open(*, actor: Actor, rule: TimeRule, reason: str) -> Recomputation:
    """Put open dates under the newest version of their rule; what waits already is not doubled.

    Raises NotFromHere if the version is not the newest, or every open date follows it.
    """
    limit = _to_be_set(actor, rule.kind, rule.clock)
    if rule.state != actor.state:
        raise NotYours(_("Only the administrator of that State may do this."))
    if limit.found.version != rule:
        raise NotFromHere(_("There is a newer version of this rule. Open the page again."))
    waiting = Recomputation.objects.filter(rule=rule, done_at__isnull=True).first()
    if waiting:
        return waiting
    reason = reason.strip()
    if not reason:
        raise Missing(_("Say why open dates change. Both sides of the case read it."))
    if not on_older_versions(actor.state, limit):
        raise NotFromHere(_("Every open date follows this version already. Nothing was changed."))
    order = Recomputation.objects.create(
        state=actor.state, rule=rule, reason=reason, by_id=actor.person_id, by_name=actor.name
    )
    record(
        actor.stamp,
        "limit.apply",
        kind=rule.kind,
        clock=rule.clock,
        version=rule.version,
        because=audit.services.sealed(reason),
    )
    return order


def _to_be_set(actor: Actor, kind: str, clock: str) -> Limit:
    """The clock as it stands in the actor's State, under the lock of that State."""
    refuse_who_may_not_set(actor)
    State.objects.select_for_update().get(pk=actor.state)
    limit = limit_of(actor.state, kind, clock)
    if limit is None:
        raise LookupError(f"{kind} has no clock {clock}.")
    if not limit.may_be_changed:
        raise NotYours(_("The Convention sets this period; no State changes it."))
    return limit


def _is_sent_again(actor: Actor, limit: Limit, wording: Wording, seen_version: int) -> bool:
    """Whether the newest version is what this form made when it was sent before."""
    newest = limit.found.version
    return (
        newest is not None
        and newest.version == seen_version + 1
        and newest.made_by_id == actor.person_id
        and newest.reason == wording.reason.strip()
        and _told(limit.rule) == _told(wording)
    )


def _refuse_stale(limit: Limit, seen_version: int) -> None:
    if limit.version == seen_version:
        return
    who = limit.found.version.made_by_name if limit.found.version else ""
    raise NotFromHere(
        _("%(name)s changed this time limit after you opened the page. Open it again.")
        % {"name": who}
    )


def _problems(limit: Limit, wording: Wording) -> list[str]:
    reasons = [*_of_period(limit, wording), *_of_source(limit, wording)]
    if not 0 <= wording.extensions <= MOST_EXTENSIONS:
        reasons.append(
            _("A date can be extended at most %(number)s times.") % {"number": MOST_EXTENSIONS}
        )
    reasons += _of_ladder(limit, wording.ladder)
    if not wording.reason.strip():
        reasons.append(_("Say why the time limit changes."))
    if not reasons and _told(limit.rule) == _told(wording):
        reasons.append(_("This is what holds already. Nothing was changed."))
    return reasons


def _of_period(limit: Limit, wording: Wording) -> list[str]:
    given, shipped = wording.amount, limit.shipped
    if not limit.counts_a_period:
        if (given, wording.unit, wording.whose) != (None, shipped.unit, shipped.whose):
            return [_("This date is set by the step that starts it; no period is counted.")]
        return []
    if given is None or given < 1:
        return [_("Say how long, at least one.")]
    if given > LONGEST[wording.unit]:
        told = {"number": LONGEST[wording.unit], "unit": wording.unit.label}
        return [_("The longest period is %(number)s %(unit)s.") % told]
    return []


def _of_source(limit: Limit, wording: Wording) -> list[str]:
    basis, longest = wording.basis.strip(), TimeRule._meta.get_field("basis").max_length or 0
    if not limit.counts_a_period:
        kept = (limit.shipped.source, limit.shipped.basis)
        return [] if (wording.source, basis) == kept else [_("The source of this date is fixed.")]
    if wording.source not in (Source.LAW, Source.HOUSE):
        return [_("A State's period is national law or a house target.")]
    if wording.source == Source.LAW and not basis:
        return [_("Name the provision of national law.")]
    if len(basis) > longest:
        return [_("Name the source in at most %(number)s characters.") % {"number": longest}]
    return []


def _of_ladder(limit: Limit, ladder: Sequence[Rung]) -> list[str]:
    if not ladder:
        return [_("Keep at least one reminder, so that somebody is told.")]
    reasons = []
    if len(ladder) > MOST_RUNGS:
        reasons.append(_("Keep at most %(number)s reminders.") % {"number": MOST_RUNGS})
    if len({rung.key for rung in ladder}) < len(ladder):
        reasons.append(_("Two reminders come at the same time. Make them one, with both roles."))
    for rung in ladder:
        reasons += _of_rung(rung, {role.value for role in limit.roles})
    return list(dict.fromkeys(reasons))


def _of_rung(rung: Rung, roles: set[str]) -> list[str]:
    """What is wrong with one reminder; `roles` are those to choose from."""
    reasons = []
    if rung.kind in APART and rung.amount < 1:
        reasons.append(_("Say how far from the end the reminder comes, at least one."))
    if rung.kind not in APART and rung.amount:
        reasons.append(_("A reminder at the end itself has no distance from it."))
    if rung.unit not in FARTHEST:
        reasons.append(_("Reminders are set in hours or days."))
    elif rung.amount > FARTHEST[rung.unit]:
        told = {"number": FARTHEST[rung.unit], "unit": rung.unit.label}
        reasons.append(_("A reminder is at most %(number)s %(unit)s from the end.") % told)
    if not rung.roles:
        reasons.append(_("Say whom the reminder tells."))
    elif not roles.issuperset(rung.roles):
        reasons.append(_("Choose roles that work on this."))
    return reasons


def _written(actor: Actor, limit: Limit, wording: Wording) -> TimeRule:
    last = versions_of(actor.state, limit.kind, limit.clock).first()
    version = TimeRule.objects.create(
        kind=limit.kind,
        clock=limit.clock,
        state=actor.state,
        version=last.version + 1 if last else 1,
        amount=wording.amount,
        unit=wording.unit,
        whose=wording.whose,
        extensions=wording.extensions,
        source=wording.source,
        basis=wording.basis.strip(),
        reason=wording.reason.strip(),
        made_by_id=actor.person_id,
        made_by_name=actor.name,
    )
    LadderRung.objects.bulk_create(
        LadderRung(
            rule=version,
            kind=rung.kind,
            amount=rung.amount,
            unit=rung.unit,
            roles=list(rung.roles),
            urgent=rung.urgent,
        )
        for rung in in_order(wording.ladder)
    )
    return version


def _told(said: Wording | ClockRule) -> dict[str, Json]:
    """What a rule says, as the record keeps it and as two are compared."""
    return {
        "amount": said.amount,
        "unit": str(said.unit.value),
        "whose": str(said.whose.value),
        "extensions": said.extensions,
        "source": str(said.source.value),
        "basis": said.basis.strip(),
        "reminders": [
            {"when": rung.key, "roles": sorted(rung.roles), "urgent": rung.urgent}
            for rung in in_order(said.ladder)
        ],
    }
