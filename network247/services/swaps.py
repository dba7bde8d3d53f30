"""Swaps: a person offers their shift to a colleague by name; it is theirs once they accept."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Authority, Person
from audit import moment
from audit.canonical import Json
from workflow.refusals import Missing, NotFromHere, NotYours

from ..models import Shift, Swap
from ..queries.roster import may_plan
from .roster import (
    hand_over,
    lock_people,
    locked_shift,
    record,
    refuse_what_is_over,
)
from .standing import Standing


@transaction.atomic
def ask_swap(*, actor: Actor, pk: int, to: Person) -> Swap:
    """Offer one's own shift, or what is left of it, to a colleague.

    Raises NotYours for another's shift, NotFromHere for one that is over, Missing with every reason
    if it was offered already or they could not stand.
    """
    authority, shift = locked_shift(pk)
    if shift.person_id != actor.person_id:
        raise NotYours(_("Only whoever has the shift offers it to somebody else."))
    refuse_what_is_over(shift, moment.now())
    if reasons := _problems(authority, shift, to):
        raise Missing(*reasons)
    swap = Swap.objects.create(shift=shift, asked_by=shift.person, offered_to=to)
    _record(actor, authority, "roster.ask_swap", swap)
    return swap


@transaction.atomic
def accept_swap(*, actor: Actor, pk: int) -> Shift:
    """Take a shift that was offered; returns it as the person has it now.

    Raises Missing with every reason if they cannot stand then any more.
    """
    authority, swap = _open(pk)
    _refuse_another(actor, swap)
    lock_people(swap.offered_to, swap.asked_by)
    swap.answered_at, swap.accepted = moment.now(), True
    swap.save(update_fields=["answered_at", "accepted"])
    given = hand_over(swap.shift, swap.offered_to, since=None, until=None, by=swap.asked_by.name)
    _record(actor, authority, "roster.accept_swap", swap, given=given.pk)
    return given


@transaction.atomic
def decline_swap(*, actor: Actor, pk: int) -> Swap:
    """Say no; the shift stays whose it is."""
    authority, swap = _open(pk)
    _refuse_another(actor, swap)
    swap.answered_at, swap.accepted = moment.now(), False
    swap.save(update_fields=["answered_at", "accepted"])
    _record(actor, authority, "roster.decline_swap", swap)
    return swap


@transaction.atomic
def take_back_swap(*, actor: Actor, pk: int) -> Swap:
    """Keep the shift after all; whoever plans the roster may do that as well."""
    authority, swap = _open(pk)
    if swap.asked_by_id != actor.person_id and not may_plan(actor, authority):
        raise NotYours(_("Only whoever offered the shift takes the offer back."))
    swap.answered_at = moment.now()
    swap.save(update_fields=["answered_at"])
    _record(actor, authority, "roster.take_back_swap", swap)
    return swap


def _open(pk: int) -> tuple[Authority, Swap]:
    """A swap that nobody has answered, under the locks of its roster."""
    authority, shift = locked_shift(Swap.objects.values_list("shift", flat=True).get(pk=pk))
    swap = Swap.objects.select_related("asked_by", "offered_to").get(pk=pk)
    swap.shift = shift
    if swap.answered_at:
        raise NotFromHere(
            _("This offer was answered, taken back, or its shift changed. Nothing was changed.")
        )
    return authority, swap


def _refuse_another(actor: Actor, swap: Swap) -> None:
    if swap.offered_to_id != actor.person_id:
        raise NotYours(_("Only whoever the shift was offered to answers."))


def _problems(authority: Authority, shift: Shift, to: Person) -> list[str]:
    if to.pk == shift.person_id:
        return [_("Choose somebody else: the shift is yours already.")]
    waiting = shift.swaps.filter(answered_at__isnull=True).select_related("offered_to").first()
    if waiting:
        told = {"name": waiting.offered_to.name}
        return [_("It is offered to %(name)s already. Take that back first.") % told]
    span = max(shift.starts_at, moment.now()), shift.ends_at
    standing = Standing.around(authority, [to], span, leaving_out=[shift.pk])
    return standing.problems(to, shift.place, span)


def _record(actor: Actor, authority: Authority, verb: str, swap: Swap, **more: Json) -> None:
    record(
        actor,
        authority,
        verb,
        swap=swap.pk,
        shift=swap.shift_id,
        asked_by=swap.asked_by_id,
        asked_by_name=swap.asked_by.name,
        offered_to=swap.offered_to_id,
        offered_to_name=swap.offered_to.name,
        **more,
    )
