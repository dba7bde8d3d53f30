"""The urgent desk: what is open, asking another desk, taking a call, and writing it down."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.views import actor_required
from audit import moment
from requests_mla.views.clock_sums import deadline
from workflow.choices import Side
from workflow.models import Clock
from workflow.refusals import Missing, NotYours
from workflow.services import Act, perform
from workflow.words import turn_of

from ..choices import Action
from ..contents import gaps
from ..forms.matters import CallForm, MatterForm, OpenForm
from ..models import UrgentMatter
from ..queries.duty import first_on_duty
from ..queries.matters import MOST, earlier_freezes, matters, open_matters, other_desks
from ..services import following, opening
from ..table import DESK, TABLE
from .seen import Seen, head, seen


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every open matter, what runs out first at the top; and who is on duty."""
    actor = actor_required(request)
    ended = request.GET.get("ended") == "yes"
    rows = matters(actor).filter(ended_at__isnull=False) if ended else open_matters(actor)
    found = list(rows[: MOST + 1])
    context = {
        "rows": _rows(actor, found[:MOST]),
        "more": len(found) > MOST,
        "ended": ended,
        "may_ask": actor.role in DESK,
        "first": first_on_duty(actor.authority_id, moment.now()),
    }
    return render(request, "network/matters/desk.html", context)


def _rows(actor: Actor, found: list[UrgentMatter]) -> list[dict[str, Any]]:
    clocks: dict[UUID, Clock] = {}
    running = Clock.objects.filter(
        case__in=[matter.pk for matter in found], stopped_at__isnull=True, paused_at__isnull=True
    )
    for clock in running.order_by("-due_at"):
        if clock.case_id:
            clocks[clock.case_id] = clock
    rows = [_row(actor, matter, clocks.get(matter.pk)) for matter in found]
    return sorted(rows, key=lambda row: (row["clock"] is None, row["due_at"]))


def _row(actor: Actor, matter: UrgentMatter, clock: Clock | None) -> dict[str, Any]:
    side = Side.REQUESTED if matter.requested.state_id == actor.state else Side.REQUESTING
    view = Seen(actor, matter.case, matter, side)
    holder = matter.holder(side)
    return {
        "url": reverse("network:matter", args=[matter.pk]),
        "title": matter.case.title,
        "kind": matter.get_kind_display(),
        "partner": view.partner,
        "direction": _("from") if side == Side.REQUESTED else _("to"),
        "status": TABLE.state(matter.case.status).label,
        "turn": turn_of(TABLE, matter.case.status, side),
        "unverified": side == Side.REQUESTED and matter.is_unverified,
        "holder": holder.name if holder else "",
        "clock": clock,
        "due_at": clock.due_at if clock else matter.case.opened_at,
        "deadline": deadline(view, clock) if clock else None,
    }


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Begin to ask another desk."""
    actor = _of_the_desk(request)
    form = OpenForm(request.POST or None, desks=other_desks(actor), initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        matter = opening.open_matter(
            actor=actor,
            kind=given["kind"],
            to=given["desk"],
            title=given["title"],
            route=given["route"],
            form_key=given["once"],
        )
        return redirect("network:write", pk=matter.pk)
    status = 422 if form.is_bound else 200
    return render(request, "network/matters/ask.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Begin to take down a call."""
    actor = _of_the_desk(request)
    form = CallForm(request.POST or None, desks=other_desks(actor), initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        matter = opening.open_call(
            actor=actor,
            kind=given["kind"],
            sender=given["desk"],
            title=given["title"],
            caller=given["caller"],
            route=given["route"],
            form_key=given["once"],
        )
        return redirect("network:write", pk=matter.pk)
    status = 422 if form.is_bound else 200
    return render(request, "network/matters/call.html", {"form": form}, status=status)


def _asked_for(request: HttpRequest) -> dict[str, str]:
    return {"kind": request.GET.get("kind", "")}


def _of_the_desk(request: HttpRequest) -> Actor:
    actor = actor_required(request)
    if actor.role not in DESK:
        raise NotYours(_("Only the people of a desk open urgent matters."))
    return actor


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fill in the boxes; keep them, or send them and ring."""
    view = seen(actor_required(request), pk)
    if not opening.may_write(view.actor, _with_matter(view)):
        return redirect("network:matter", pk=pk)
    form = MatterForm(
        request.POST or None,
        matter=view.matter,
        earlier=earlier_freezes(view.matter),
        takes_call=view.is_asked,
    )
    if request.method == "POST" and form.is_valid():
        opening.save_matter(
            actor=view.actor,
            case=view.case,
            values=form.values(),
            identifiers=form.identifiers(),
            version=form.cleaned_data["version"],
        )
        if "go" not in request.POST:
            messages.success(request, _("Kept. Nothing has been sent."))
            return redirect("network:write", pk=pk)
        return _go(request, seen(view.actor, pk))
    status = 422 if form.is_bound else 200
    return render(request, "network/matters/write.html", _written(view, form), status=status)


def _go(request: HttpRequest, view: Seen) -> HttpResponse:
    """What was kept is sent, or taken down; what it lacks is told beside what was typed."""
    action = Action.TAKE_DOWN if view.is_asked else Action.ASK
    try:
        perform(case=view.case, act=Act(action, {}), by=view.actor)
    except Missing as refusal:
        form = _form(view)
        context = {**_written(view, form), "reasons": refusal.reasons}
        return render(request, "network/matters/write.html", context, status=422)
    move = TABLE.move(action)
    assert move is not None
    messages.success(request, _("Done: %(what)s.") % {"what": move.done})
    return redirect("network:matter", pk=view.case.pk)


def _form(view: Seen) -> MatterForm:
    return MatterForm(
        matter=view.matter, earlier=earlier_freezes(view.matter), takes_call=view.is_asked
    )


def _written(view: Seen, form: MatterForm) -> dict[str, Any]:
    return {
        "page": head(view),
        "form": form,
        "matter": view.matter,
        "gaps": [
            {
                "what": gap.text,
                "blocks": gap.blocks,
                "kind": gap.asked_by,
                "source": gap.reference,
                "verified": gap.verified,
                "url": f"#id_{gap.field}",
            }
            for gap in gaps(view.matter)
        ],
        "takes_call": view.is_asked,
    }


def _with_matter(view: Seen) -> Any:
    view.case.urgent = view.matter
    return view.case


@require_POST
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Turn a freeze into a draft request with everything filled in that is known."""
    view = seen(actor_required(request), pk)
    made = following.draft_request(actor=view.actor, case=view.case)
    messages.success(request, _("The draft has everything that was known here. Read it through."))
    return redirect("requests:draft", pk=made.pk, step="who")
