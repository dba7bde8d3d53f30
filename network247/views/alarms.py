"""The page on which it rings. It reads the rows: it rings also where worker and beat are dead."""

from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import Actor
from accounts.queries import visible_to
from accounts.views import actor_required
from workflow.refusals import NotYours
from workflow.services import Act, perform

from ..choices import KIND, Action
from ..queries.alarms import RINGING_ROLES, ringing_for, state_of
from ..services.alarms import note_seen


@require_safe
@never_cache
def ringing(request: HttpRequest) -> HttpResponse:
    """What rings now, since when, who was paged; and a button that accepts."""
    actor = _officer(request)
    state = state_of(actor)
    if state.unseen:
        note_seen(actor, state.unseen)
    shown = [(one, matter_address(one.case_id)) for one in ringing_for(actor)]
    context = {"shown": shown, "stands_still": state.stands_still}
    return render(request, "network/alarm/ringing.html", context)


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Numbers for the page that asks every few seconds; 304 as long as nothing changes."""
    actor = _officer(request)
    found = state_of(actor)
    if found.unseen:
        note_seen(actor, found.unseen)
    text = found.text
    etag = f'"{sha256(text.encode()).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    answer = HttpResponse(text, content_type="application/json", headers=headers)
    return get_conditional_response(request, etag=etag, response=answer) or answer


@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept a matter: the move ends its alarm."""
    actor = actor_required(request)
    case = get_object_or_404(visible_to(actor).filter(kind=KIND), pk=pk)
    perform(case=case, act=Act(Action.ACCEPT, {}), by=actor)
    return redirect(matter_address(case.pk))


def matter_address(pk: UUID) -> str:
    """Where the matter is read."""
    return reverse("network:matter", args=[pk])


def _officer(request: HttpRequest) -> Actor:
    actor = actor_required(request)
    if actor.role not in RINGING_ROLES:
        raise NotYours(_("Alarms ring for duty officers and central-authority officers."))
    return actor
