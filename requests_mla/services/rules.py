"""Keep what a State asks of requests that reach it: add a rule, change it, retire it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.choices import Role
from audit import moment
from audit.canonical import Json
from convention.models import MeasureType, RequestKind, State
from workflow.once import made_once, named
from workflow.refusals import Missing, NotFromHere, NotYours

from ..choices import Demand
from ..models import StateRule


@dataclass(frozen=True)
class Wording:
    """What one version of a rule says. Details that its demand has no use for are left out."""

    demand: str
    words: str
    origin: str
    reference: str
    blocks: bool
    valid_from: date
    valid_until: date | None = None
    copies: int | None = None
    role: str = ""
    field: str = ""
    if_foreign: bool = False
    kinds: tuple[RequestKind, ...] = ()
    measure_types: tuple[MeasureType, ...] = ()


def refuse_who_may_not_rule(actor: Actor) -> None:
    """A State's administrator alone says what the State asks for."""
    if actor.role != Role.STATE_ADMINISTRATOR:
        raise NotYours(_("Only a State administrator keeps what the State asks of requests."))


@transaction.atomic
def add_rule(*, actor: Actor, wording: Wording, form_key: UUID | None = None) -> StateRule:
    """A new rule of the actor's State. `form_key`: the same words, from the same form, are one."""
    refuse_who_may_not_rule(actor)
    _refuse_incomplete(wording)
    _lock(actor.state)
    name = named(form_key, actor.person_id, actor.state, _told(wording))

    def make() -> StateRule:
        last = StateRule.objects.filter(state=actor.state).order_by("-number").first()
        rule = _written(actor, wording, number=last.number + 1 if last else 1, once=name)
        _record(actor, "add", rule, wording)
        return rule

    return made_once(StateRule, name, make)


@transaction.atomic
def change_rule(*, actor: Actor, number: int, seen_version: int, wording: Wording) -> StateRule:
    """The next version of a rule. A version that has not begun yet is retired by it.

    Raises NotFromHere when somebody changed the rule after `seen_version` or retired it.
    """
    refuse_who_may_not_rule(actor)
    _refuse_incomplete(wording)
    latest = _latest(actor.state, number)
    if latest.version != seen_version:
        raise NotFromHere(
            _("%(name)s changed this rule after you opened the page. Open it again.")
            % {"name": latest.made_by_name}
        )
    if latest.valid_from > moment.now().date():
        _retire(actor, [latest])
    rule = _written(actor, wording, number=number, version=latest.version + 1)
    _record(actor, "change", rule, wording)
    return rule


@transaction.atomic
def retire_rule(*, actor: Actor, number: int) -> StateRule:
    """From now on the rule is asked of nobody; what was asked before stays to be read."""
    refuse_who_may_not_rule(actor)
    latest = _latest(actor.state, number)
    rows = StateRule.objects.filter(state=actor.state, number=number, retired_at__isnull=True)
    _retire(actor, rows)
    audit.services.record(
        chain=f"state:{actor.state}",
        verb="rule.retire",
        actor=actor.stamp,
        details={"number": number, "version": latest.version},
    )
    return latest


def _latest(state: str, number: int) -> StateRule:
    """The latest version, under the lock of the State; StateRule.DoesNotExist if there is none."""
    _lock(state)
    rows = StateRule.objects.filter(state=state, number=number)
    latest = rows.order_by("version").last()
    if latest is None:
        raise StateRule.DoesNotExist
    if latest.retired_at:
        raise NotFromHere(_("This rule was retired. Add a new one instead."))
    return latest


def _lock(state: str) -> None:
    """One administrator of a State at a time: numbers and versions follow each other."""
    State.objects.select_for_update().get(pk=state)


def _written(
    actor: Actor, wording: Wording, *, number: int, version: int = 1, once: UUID | None = None
) -> StateRule:
    plain = {name: value for name, value in vars(wording).items() if name not in CONCERNS}
    rule = StateRule.objects.create(
        state_id=actor.state,
        number=number,
        version=version,
        made_by_id=actor.person_id,
        made_by_name=actor.name,
        made_at=moment.now(),
        once=once,
        **plain,
    )
    rule.kinds.set(wording.kinds)
    rule.measure_types.set(wording.measure_types)
    return rule


CONCERNS = ("kinds", "measure_types")


def _retire(actor: Actor, rows: Iterable[StateRule]) -> None:
    for row in rows:
        row.retired_at, row.retired_by_name = moment.now(), actor.name
        row.save(update_fields=["retired_at", "retired_by_name"])


def _refuse_incomplete(wording: Wording) -> None:
    """The database says the same; here it says so in words."""
    reasons = []
    if wording.demand == Demand.COPIES and not wording.copies:
        reasons.append(_("Say how many copies."))
    if wording.demand == Demand.ATTACHMENT and not wording.role:
        reasons.append(_("Say which attachment."))
    if wording.demand == Demand.FIELD and not wording.field:
        reasons.append(_("Say what has to be written."))
    if wording.valid_until and wording.valid_until < wording.valid_from:
        reasons.append(_("The last day is before the first day."))
    if reasons:
        raise Missing(*reasons)


def _record(actor: Actor, verb: str, rule: StateRule, wording: Wording) -> None:
    audit.services.record(
        chain=f"state:{actor.state}",
        verb=f"rule.{verb}",
        actor=actor.stamp,
        details={"number": rule.number, "version": rule.version, **_told(wording)},
    )


def _told(wording: Wording) -> dict[str, Json]:
    """The wording as the record keeps it."""
    told: dict[str, Json] = {}
    for name, value in vars(wording).items():
        if isinstance(value, date):
            told[name] = value.isoformat()
        elif isinstance(value, tuple):
            told[name] = sorted(str(row.pk) for row in value)
        else:
            told[name] = value if value is None or isinstance(value, bool | int) else str(value)
    return told
