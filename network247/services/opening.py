"""Open an urgent matter, one that our desk writes or a call that it takes; and write on it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.models import Authority
from accounts.places import give_to
from accounts.queries import rows_to_act_under
from workflow.choices import Side
from workflow.models import Case
from workflow.once import made_once, named
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked, open_case, touch

from ..choices import KIND, MatterKind, Route, Status
from ..models import MatterIdentifier, UrgentMatter
from ..table import DESK


def open_matter(
    *,
    actor: Actor,
    kind: str,
    to: Authority,
    title: str,
    route: str = Route.HERE,
    form_key: UUID | None = None,
) -> UrgentMatter:
    """Begin to ask another State's desk; only our side sees it until it is sent.

    `form_key`: the same wish to the same desk, from the same form, is one matter.
    """
    own = _own_desk(actor)
    name = named(form_key, actor.person_id, own.pk, to.pk, kind, title)

    def make() -> UrgentMatter:
        return _open(
            own,
            to,
            opened_by=Side.REQUESTING,
            actor=actor,
            kind=kind,
            title=title,
            route=route,
            once=name,
        )

    return made_once(UrgentMatter, name, make)


def open_call(
    *,
    actor: Actor,
    kind: str,
    sender: Authority,
    title: str,
    caller: str,
    route: str = Route.TELEPHONE,
    form_key: UUID | None = None,
) -> UrgentMatter:
    """Begin to take down what another State's desk asks by telephone or mail.

    Nobody knows yet whether the caller is who they say: the State named sees it once it is taken
    down, and can say that it is not its own.
    """
    own = _own_desk(actor)
    name = named(form_key, actor.person_id, own.pk, sender.pk, kind, title, caller)

    def make() -> UrgentMatter:
        return _open(
            sender,
            own,
            opened_by=Side.REQUESTED,
            actor=actor,
            kind=kind,
            title=title,
            route=route,
            caller=caller,
            once=name,
        )

    return made_once(UrgentMatter, name, make)


def may_write(actor: Actor, case: Case) -> bool:
    """Whether this person writes on the matter now: the desk that opened it, until it is sent."""
    if case.status != Status.WRITING or actor.role not in DESK:
        return False
    side = case.urgent.opened_by
    return rows_to_act_under(case, actor.stamp).filter(side=side, leads=True).exists()


@transaction.atomic
def save_matter(
    *,
    actor: Actor,
    case: Case,
    values: Mapping[str, Any],
    identifiers: Sequence[Mapping[str, Any]] | None = None,
    version: int | None = None,
) -> None:
    """Write what is asked. `identifiers`: kind, value, port, service of each; they replace
    those that are there.

    Raises NotFromHere once it is sent, or where somebody else saved after `version` was read.
    """
    case = locked(case.pk)
    matter = UrgentMatter.objects.select_related("requesting", "requested").get(pk=case.pk)
    case.urgent = matter
    if case.status != Status.WRITING:
        raise NotFromHere(_("It was sent; you can add something, not edit it."), case=case)
    if not may_write(actor, case):
        raise NotYours(_("Only the desk that opened it writes on it."))
    if version is not None and version != case.version:
        raise NotFromHere(_("Somebody saved this after you opened the page."), case=case)
    plain = {name: value for name, value in values.items() if name not in {"offences", "title"}}
    for name, value in plain.items():
        setattr(matter, name, value)
    matter.save(update_fields=list(plain))
    if "offences" in values:
        matter.offences.set(values["offences"])
    if identifiers is not None:
        matter.identifiers.all().delete()
        MatterIdentifier.objects.bulk_create(
            MatterIdentifier(matter=matter, **row) for row in identifiers
        )
    case.title = values.get("title") or case.title
    touch(case, by=actor)
    _record(actor, case, "urgent.edit")


def _own_desk(actor: Actor) -> Authority:
    if actor.role not in DESK:
        raise NotYours(_("Only the people of a desk open urgent matters."))
    return Authority.objects.select_related("state").get(pk=actor.authority_id)


@transaction.atomic
def _open(
    requesting: Authority,
    requested: Authority,
    *,
    opened_by: Side,
    actor: Actor,
    title: str,
    kind: str,
    **content: Any,
) -> UrgentMatter:
    if requesting.state_id == requested.state_id:
        raise Missing(_("An urgent matter goes to another State."))
    case = open_case(kind=KIND, title=title)
    matter = UrgentMatter.objects.create(
        case=case,
        kind=MatterKind(kind),
        requesting=requesting,
        requested=requested,
        opened_by=opened_by,
        # Whoever writes it has it, until somebody takes it over.
        **{f"{opened_by.value}_holder_id": actor.person_id},
        **content,
    )
    give_to(case, requesting=requesting, requested=requested, seen_by=opened_by)
    _record(actor, case, "urgent.open")
    return matter


def _record(actor: Actor, case: Case, verb: str) -> None:
    audit.services.record(
        chain=f"case:{case.pk}", verb=verb, actor=actor.stamp, case_id=case.pk, shared=False
    )
