"""The directory: its desks and their history, and how changes are proposed and confirmed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.views import actor_required
from workflow.recorded import today
from workflow.refusals import Missing, NotFromHere, Refusal

from ..choices import STALE_AFTER_DAYS, VersionState
from ..forms.directory import ContactForm, DayForm, ReasonForm
from ..models import ContactPoint, ContactVersion
from ..queries import directory as standing
from ..queries.directory_history import comparison, history, stood_on
from ..queries.drills import calls_to, may_call
from ..services import directory as keeping

MOST_CALLS = 50


@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Every desk, the time there now, how fresh it is, and what waits for a second person."""
    actor = actor_required(request)
    context = {
        "lines": list(standing.directory()),
        "waiting": _waiting(actor),
        "may_add": standing.keeps(actor),
        "stale_after": STALE_AFTER_DAYS,
        "tabs": tabs("contacts"),
    }
    return render(request, "network/directory/contacts.html", context)


@require_safe
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One desk: what is in force, what stood when, who changed it, and the calls made to it."""
    actor = actor_required(request)
    point = _point(pk)
    chapters = history(actor, point)
    if not chapters:
        # Only proposed, by another State.
        raise Http404
    day = today(actor.zone)
    form = DayForm(request.GET if "on" in request.GET else None, today=day)
    on = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    waiting = next((one.version for one in chapters if _waits(one.version)), None)
    context = {
        "point": point,
        "name": chapters[0].version.authority_name,
        "line": standing.line_of(point) if point.current else None,
        "chapters": chapters,
        "form": form,
        "on": on,
        "stood": stood_on(point, on, actor.zone) if on else [],
        "waiting": waiting,
        "waits_for_me": waiting and _is_asked(actor, waiting),
        "may_propose": standing.may_propose(actor, point.state_id) and not waiting,
        "may_call": bool(point.current) and may_call(actor, point.state_id),
        "calls": _calls(actor, point),
        "stale_after": STALE_AFTER_DAYS,
        "trail": trail(),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "network/directory/contact.html", context, status=status)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Propose a new desk of one's own State, or of one that keeps none here."""
    actor = actor_required(request)
    states = standing.states_kept_by(actor)
    keeping.refuse_who_may_not_propose(actor, actor.state)
    initial = {"state": request.GET.get("state", actor.state), "timezone": actor.zone}
    form = ContactForm(request.POST or None, states=states, initial=initial)
    return _proposing(request, actor, form, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose another version of a desk."""
    actor = actor_required(request)
    point = _point(pk)
    keeping.refuse_who_may_not_propose(actor, point.state_id)
    last = point.current or point.versions.filter(state__in=standing.STOOD).first()
    if last is None and not point.versions.filter(proposed_by_state=actor.state).exists():
        raise Http404
    form = ContactForm(request.POST or None, version=last or point.versions.first())
    return _proposing(request, actor, form, point)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose that a desk leaves the directory."""
    actor = actor_required(request)
    point = _point(pk)
    keeping.refuse_who_may_not_propose(actor, point.state_id)
    if point.current is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    status, refusal = (422 if form.is_bound else 200), None
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            version = keeping.propose_closing(actor=actor, contact=point, reason=reason)
        except NotFromHere as problem:
            status, refusal = problem.status, problem
        else:
            return _proposed(request, version)
    context = {"form": form, "point": point, "refusal": refusal, "trail": trail(point)}
    return render(request, "network/directory/close.html", context, status=status)


@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal: old and new side by side, and what the reader may do with it."""
    actor = actor_required(request)
    return _proposal_page(request, actor, _proposal(actor, pk), ReasonForm())


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a proposal in force."""
    return _deciding(request, pk, keeping.confirm_version, _("It is in force now."))


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a proposal with a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        actor = actor_required(request)
        return _proposal_page(request, actor, _proposal(actor, pk), form, status=422)
    act = partial(keeping.decline_version, reason=form.cleaned_data["reason"])
    return _deciding(request, pk, act, _("Declined. The directory stays as it is."))


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own proposal."""
    said = _("Taken back. The directory stays as it is.")
    return _deciding(request, pk, keeping.take_back_version, said)


def tabs(current: str) -> list[dict[str, Any]]:
    """The three pages of the directory."""
    pages = (
        ("contacts", _("Points of contact")),
        ("drills", _("Test calls")),
        ("lists", _("Yearly list")),
    )
    return [
        {"label": label, "url": reverse(f"network:{name}"), "current": name == current}
        for name, label in pages
    ]


def trail(point: ContactPoint | None = None) -> list[tuple[str, str]]:
    """The way back to the directory, and to a desk."""
    steps = [(_("24/7 network"), reverse("network:contacts"))]
    if point:
        steps.append((str(point), reverse("network:contact", args=[point.pk])))
    return steps


def _proposing(
    request: HttpRequest, actor: Actor, form: ContactForm, point: ContactPoint | None
) -> HttpResponse:
    """The form of a desk; what was typed stays there when it is refused."""
    status, refusal = (422 if form.is_bound else 200), None
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data.get("state")
        try:
            version = keeping.propose_contact(
                actor=actor,
                details=form.details(),
                contact=point,
                state=chosen.pk if chosen else "",
                reason=form.cleaned_data["reason"],
            )
        except Missing as problem:
            for reason in problem.reasons:
                form.add_error(None, reason)
        except NotFromHere as problem:
            status, refusal = 409, problem
        else:
            return _proposed(request, version)
    waiting = point.versions.filter(state=VersionState.PROPOSED).first() if point else None
    context = {
        "form": form,
        "point": point,
        "refusal": refusal,
        "waiting": waiting,
        "trail": trail(point),
    }
    return render(request, "network/directory/edit.html", context, status=status)


def _proposed(request: HttpRequest, version: ContactVersion) -> HttpResponse:
    messages.success(
        request, _("Proposed. It is in force as soon as a second person of your State confirms it.")
    )
    return redirect("network:proposal", version.pk)


def _deciding(
    request: HttpRequest, pk: int, act: Callable[..., ContactVersion], said: str
) -> HttpResponse:
    """Decide on a proposal; where it is refused, the proposal is shown as it stands now."""
    actor = actor_required(request)
    version = _proposal(actor, pk)
    try:
        act(actor=actor, version=version)
    except (NotFromHere, Missing) as refusal:
        return _proposal_page(
            request, actor, _proposal(actor, pk), ReasonForm(), refusal.status, refusal
        )
    messages.success(request, said)
    return redirect("network:contact", version.point_id)


def _proposal_page(
    request: HttpRequest,
    actor: Actor,
    version: ContactVersion,
    form: ReasonForm,
    status: int = 200,
    refusal: Refusal | None = None,
) -> HttpResponse:
    waits = _waits(version)
    before = version.point.current if waits else _stood_before(version)
    context = {
        "version": version,
        "point": version.point,
        "before": before,
        "fields": [] if version.closes else comparison(before, version),
        "proposed_by": standing.named(actor, version, version.proposed_by_name),
        "decided_by": standing.named(actor, version, version.decided_by_name),
        "waits": waits,
        "may_confirm": standing.may_confirm(actor, version),
        "may_decline": standing.may_decline(actor, version),
        "may_take_back": standing.may_take_back(actor, version),
        "form": form,
        "refusal": refusal,
        "trail": trail(version.point),
    }
    return render(request, "network/directory/proposal.html", context, status=status)


def _stood_before(version: ContactVersion) -> ContactVersion | None:
    earlier = version.point.versions.filter(
        number__lt=version.number, state__in=standing.STOOD, closes=False
    )
    return earlier.order_by("-number").first()


def _waiting(actor: Actor) -> list[dict[str, Any]]:
    """Proposals with who made them, those that wait for the reader first."""
    rows = [
        {
            "version": version,
            "proposed_by": standing.named(actor, version, version.proposed_by_name),
            "is_asked": _is_asked(actor, version),
        }
        for version in standing.waiting_for(actor)
    ]
    return sorted(rows, key=lambda row: not row["is_asked"])


def _is_asked(actor: Actor, version: ContactVersion) -> bool:
    return standing.may_confirm(actor, version) or standing.may_decline(actor, version)


def _calls(actor: Actor, point: ContactPoint) -> list[dict[str, Any]]:
    """Calls to a desk; what the caller noted stays with the caller's State."""
    return [
        {"call": call, "is_ours": call.authority.state_id == actor.state}
        for call in calls_to(actor, point)[:MOST_CALLS]
    ]


def _waits(version: ContactVersion) -> bool:
    return version.state == VersionState.PROPOSED


def _point(pk: int) -> ContactPoint:
    points = standing.with_last_answer(ContactPoint.objects.all())
    return get_object_or_404(points.select_related("authority"), pk=pk)


def _proposal(actor: Actor, pk: int) -> ContactVersion:
    """A version that somebody proposed, where the reader's State sees it."""
    versions = ContactVersion.objects.select_related("point__state", "point__current", "listed_in")
    version = get_object_or_404(versions, pk=pk)
    if not standing.sees_proposal(actor, version):
        raise Http404
    return version
