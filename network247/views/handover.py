"""The own shift, the hand-over of matters by name, and the sheet for a day without a network."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import Actor
from accounts.models import Authority, Person
from accounts.views import actor_required
from audit import moment
from workflow import words

from .. import paper
from ..forms.handover import EndForm, NoteForm, OfferForm
from ..models import Holding, Shift, UrgentMatter
from ..queries.duty import coverage, on_duty
from ..queries.handover import (
    MARGIN,
    OpenMatter,
    colleagues,
    coming_shifts,
    left_by_others,
    log_of,
    matter_of,
    open_matters,
    own_shift,
)
from ..queries.roster import gaps_ahead, roster_for, who_is_on_duty_everywhere
from ..services import handover
from .trying import tried

LOG_BACK = timedelta(hours=24)
SHEET_DAYS = timedelta(days=7)


@require_safe
def shift(request: HttpRequest) -> HttpResponse:
    """The own shift: begin it, hand over, write down, close it."""
    return _page(request, _keeper(request))


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the desk over."""
    actor = _keeper(request)
    handover.begin_shift(actor=actor, pk=_shift(actor, pk).pk)
    messages.success(request, _("You have the desk. Look at the open matters first."))
    return redirect("network:shift")


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the shift, if nothing is left behind."""
    actor = _keeper(request)
    found, form = _shift(actor, pk), EndForm(request.POST)

    def close() -> None:
        handover.end_shift(actor=actor, pk=found.pk, note=form.cleaned_data["note"])

    if tried(form, close):
        messages.success(request, _("Your shift is closed. Thank you."))
        return redirect("network:shift")
    return _page(request, actor, end_form=form, status=422)


@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Write a line into the log."""
    actor, form = _keeper(request), NoteForm(request.POST)

    def write() -> None:
        given = form.cleaned_data
        handover.write_log(actor=actor, text=given["text"], form_key=given["once"])

    if tried(form, write):
        messages.success(request, _("Written down."))
        return redirect("network:shift")
    return _page(request, actor, note_form=form, status=422)


@require_POST
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer a matter to a colleague by name."""
    actor = _keeper_of(request, pk)
    form = OfferForm(request.POST, people=list(colleagues(actor)), key=str(pk))

    def give() -> None:
        given = form.cleaned_data
        handover.offer(actor=actor, case_id=pk, to=given["to"], next_step=given["next_step"])

    if _found(lambda: tried(form, give)):
        told = {"name": form.cleaned_data["to"].name}
        messages.success(request, _("Offered. It is yours until %(name)s takes it over.") % told)
        return redirect("network:shift")
    return _page(request, actor, offer_form=(pk, form), status=422)


@require_POST
def take_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a matter that was not offered."""
    actor = _keeper_of(request, pk)
    _found(lambda: handover.take_up(actor=actor, case_id=pk))
    messages.success(request, _("You have it now."))
    return redirect("network:shift")


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over what was offered."""
    actor = _keeper(request)
    _found(lambda: handover.take(actor=actor, pk=pk))
    messages.success(request, _("You have it now."))
    return redirect("network:shift")


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave it to whoever has it."""
    actor = _keeper(request)
    _found(lambda: handover.decline(actor=actor, pk=pk))
    messages.success(request, _("Declined. It stays where it was."))
    return redirect("network:shift")


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """What has to be at hand on paper when nothing else works."""
    actor = actor_required(request)
    authority, now = roster_for(actor), moment.now()
    if authority is None:
        authority = Authority.objects.select_related("state").get(pk=actor.authority_id)
    everywhere = who_is_on_duty_everywhere(actor)
    context = {
        "authority": authority,
        "zone": authority.zone,
        "now": now,
        "stretches": coverage(authority.pk, now, now + SHEET_DAYS),
        "own": next((line for line in everywhere if line.is_own), None),
        "everywhere": everywhere,
        "matters": open_matters(actor, authority.pk),
        "steps": paper.STEPS,
        "call": paper.CALL,
        "preservation": paper.PRESERVATION,
        "emergency": paper.EMERGENCY,
        "read_back": paper.READ_BACK,
    }
    return render(request, "network/handover/sheet.html", context)


# --- what they share ------------------------------------------------------------------------------


def _keeper(request: HttpRequest) -> Actor:
    actor = actor_required(request)
    handover.refuse_who_keeps_no_desk(actor)
    return actor


def _keeper_of(request: HttpRequest, case_id: UUID) -> Actor:
    """Whoever keeps the desk of a matter; one that they may not see does not exist."""
    actor = actor_required(request)
    if matter_of(actor, case_id) is None:
        raise Http404
    handover.refuse_who_keeps_no_desk(actor)
    return actor


def _shift(actor: Actor, pk: int) -> Shift:
    """An own shift; anybody else's is not there."""
    own = {"person": actor.person_id, "authority": actor.authority_id}
    return get_object_or_404(Shift, pk=pk, **own)


def _found(act: Callable[[], Any]) -> Any:
    """The act's answer; a matter that is not this person's to see does not exist."""
    try:
        return act()
    except (UrgentMatter.DoesNotExist, Holding.DoesNotExist):
        raise Http404 from None


def _page(
    request: HttpRequest,
    actor: Actor,
    *,
    end_form: EndForm | None = None,
    note_form: NoteForm | None = None,
    offer_form: tuple[UUID, OfferForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    own, now = own_shift(actor), moment.now()
    since = min((own.begun_at or own.starts_at) if own else now, now - LOG_BACK)
    matters, people = open_matters(actor, actor.authority_id), list(colleagues(actor))
    gaps = [gap for gap in gaps_ahead(actor.authority_id, SHEET_DAYS) if gap.starts_at <= now]
    context = {
        "shift": own,
        "may_begin": own is not None and own.begun_at is None,
        "is_over": own is not None and own.ends_at <= now,
        "may_end": own is not None and own.begun_at and own.ends_at - MARGIN <= now,
        "is_gap": bool(gaps),
        "on_duty": on_duty(actor.authority_id, now),
        "coming": coming_shifts(actor)[:5],
        "rows": [_row(one, actor, people, offer_form) for one in matters],
        "mine": sum(1 for one in matters if one.holder and one.holder.pk == actor.person_id),
        "left": left_by_others(actor.authority_id, now),
        "log": log_of(actor, actor.authority_id, since, now),
        "since": since,
        "end_form": end_form or EndForm(),
        "note_form": note_form or NoteForm(),
        "wrong": end_form or note_form or (offer_form[1] if offer_form else None),
    }
    return render(request, "network/handover/shift.html", context, status=status)


def _row(
    one: OpenMatter,
    actor: Actor,
    people: Sequence[Person],
    came_back: tuple[UUID, OfferForm] | None,
) -> dict[str, Any]:
    """A matter with the time left in words, and the form that offers it."""
    key = one.matter.pk
    left = words.to_the_minute(one.runs_out_at, now=moment.now()) if one.runs_out_at else None
    wrong = came_back[1] if came_back and came_back[0] == key else None
    return {
        "matter": one,
        "left": left[0] if left else "",
        "is_short": left[1] if left else False,
        "is_mine": one.holder is not None and one.holder.pk == actor.person_id,
        "offered_to_me": one.offer is not None and one.offer.offered_to_id == actor.person_id,
        "form": wrong or OfferForm(people=people, key=str(key)),
        "is_open": wrong is not None,
    }
