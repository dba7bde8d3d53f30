"""Who sees a case: seal it, name people, step back from it; and say what it is opened for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, Conflict, Seal
from accounts.queries import live_conflicts
from accounts.views import actor_required
from workflow.refusals import Missing, NotYours

from ..forms.access import NameForm, PurposeForm, ReasonForm, ReferenceForm, SealForm
from ..services import access
from ..services.access import naming, rules
from . import pieces, purposes
from .pieces import Seen

PAGE = "requests/access/show.html"


def panel(view: Seen) -> dict[str, Any]:
    """What the case page says of who sees it; nothing for a reader from outside."""
    if view.side is None:
        return {}
    rows = view.case.participations.filter(side=view.side, visible=True)
    return {
        "sealed": view.sealed,
        "authorities": [] if view.sealed else [row.authority for row in _with_authority(rows)],
        "named": _named(view) if view.sealed else [],
        "url": reverse("requests:access", args=[view.case.pk]),
    }


@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody on a side reads who sees the case there; liaison officers act on it."""
    view = pieces.seen(actor_required(request), pk)
    return render(request, PAGE, _page(view))


@require_POST
def seal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Seal the case for the own side."""
    view = pieces.seen(actor_required(request), pk)
    form = SealForm(request.POST, people=_nameable(view))

    def act(given: dict[str, Any]) -> None:
        access.seal_case(actor=view.actor, case=view.case, **given)

    return _done(request, view, "seal_form", form, act, _("The case is sealed."))


@require_POST
def unseal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lift the seal of the own side."""
    view = pieces.seen(actor_required(request), pk)
    form = ReasonForm(request.POST, prefix="unseal")

    def act(given: dict[str, Any]) -> None:
        access.unseal_case(actor=view.actor, case=view.case, **given)

    return _done(request, view, "unseal_form", form, act, _("The case is no longer sealed."))


@require_POST
def name(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name one more person."""
    view = pieces.seen(actor_required(request), pk)
    form = NameForm(request.POST, people=_nameable(view))

    def act(given: dict[str, Any]) -> None:
        access.name_person(actor=view.actor, case=view.case, **given)

    return _done(request, view, "name_form", form, act, _("The person is named."))


@require_POST
def strike(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Take a name off the case."""
    view = pieces.seen(actor_required(request), pk)
    try:
        access.strike_person(actor=view.actor, case=view.case, grant_id=number)
    except Missing as refusal:
        context = {**_page(view), "refused": refusal.reasons}
        return render(request, PAGE, context, status=422)
    messages.success(request, _("The name is struck off."))
    return _next(view)


@require_POST
def conflict(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Step back from the case; what follows is a list without it."""
    view = pieces.seen(actor_required(request), pk)
    form = ReasonForm(request.POST, prefix="conflict")

    def act(given: dict[str, Any]) -> None:
        access.declare_conflict(actor=view.actor, case=view.case, **given)

    return _done(request, view, "conflict_form", form, act, _("You do not see this case any more."))


@require_POST
def lift(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Let somebody back who had declared a conflict of interest."""
    view = pieces.seen(actor_required(request), pk)
    found = get_object_or_404(
        Conflict.objects.select_related("case"), pk=number, case=view.case, side=view.side or ""
    )
    form = ReasonForm(request.POST, prefix=f"lift{number}")

    def act(given: dict[str, Any]) -> None:
        access.lift_conflict(actor=view.actor, conflict=found, **given)

    return _done(request, view, f"lift{number}", form, act, _("The case is open to them again."))


@require_POST
def purpose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what the case is opened for, and go on to the page that was asked for."""
    view = pieces.found_by(actor_required(request), pk)
    form = PurposeForm(request.POST)
    wanted = request.POST.get("next", "")
    if form.is_valid():
        try:
            access.state_purpose(actor=view.actor, case=view.case, **form.given())
        except Missing as refusal:
            form.add_error("words", refusal.reasons[0])
        else:
            local = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
            return redirect(wanted if local else reverse("requests:case", args=[pk]))
    context = {"refusal": purposes.needed(view.case, form), "case": view.case, "next": wanted}
    return render(request, "errors/428.html", context, status=422)


@require_http_methods(["GET", "POST"])
def by_reference(request: HttpRequest) -> HttpResponse:
    """A State administrator names a liaison officer on a sealed case, which stays closed here."""
    actor = actor_required(request)
    if not rules.may_name_by_reference(actor):
        raise NotYours(_("Only a State administrator names somebody by the reference."))
    form = ReferenceForm(request.POST or None, people=_liaisons(actor))
    if form.is_bound and form.is_valid():
        try:
            access.name_by_reference(actor=actor, **form.cleaned_data)
        except Missing as refusal:
            form.add_error("reference", list(refusal.reasons))
        else:
            messages.success(request, _("The liaison officer is named on the case."))
            return redirect("requests:sealed")
    status = 422 if form.is_bound else 200
    return render(request, "requests/access/by_reference.html", {"form": form}, status=status)


def _done(
    request: HttpRequest,
    view: Seen,
    which: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    said: str,
) -> HttpResponse:
    """Do it and say so; otherwise the page again, with what was typed and what is missing."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Missing as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, said)
            return _next(view)
    return render(request, PAGE, _page(view, **{which: form}), status=422)


def _next(view: Seen) -> HttpResponse:
    """The page again; the register for who does not see the case any more."""
    # What was known of the reader when the request came may be what has just changed.
    actor = replace(view.actor, may_have_grants=True, may_have_conflicts=True)
    try:
        pieces.found_by(actor, view.case.pk)
    except Http404:
        return redirect("requests:register")
    return redirect("requests:access", pk=view.case.pk)


def _page(view: Seen, **given: Any) -> dict[str, Any]:
    """Who sees the case on this side, and the acts that are open to the reader, each as a form."""
    if view.side is None:
        raise Http404
    actor, case = view.actor, view.case
    seals, keeps = access.may_seal(actor, case), access.may_keep_seal(actor, case)
    conflicts = _conflicts(view, given) if rules.side_answered_for(actor, case) else []
    context: dict[str, Any] = {
        "page": pieces.head(view),
        "case": case,
        "access": panel(view),
        "seal": Seal.objects.filter(case=case, side=view.side, lifted_at=None).first(),
        "keeps_seal": keeps,
        "conflicts": conflicts,
        "conflict_form": given.get("conflict_form") or ReasonForm(prefix="conflict"),
    }
    if seals:
        context["seal_form"] = given.get("seal_form") or SealForm(people=_nameable(view))
    if keeps:
        context["name_form"] = given.get("name_form") or NameForm(people=_nameable(view))
        context["unseal_form"] = given.get("unseal_form") or ReasonForm(prefix="unseal")
    return context


def _conflicts(view: Seen, given: dict[str, Any]) -> list[dict[str, Any]]:
    """What was declared on this side, for its liaison officers alone, each with a form to lift."""
    rows = live_conflicts(view.case.pk).filter(side=view.side or "").select_related("person")
    return [
        {
            "row": row,
            "form": given.get(f"lift{row.pk}") or ReasonForm(prefix=f"lift{row.pk}"),
            "url": reverse("requests:lift_conflict", args=[view.case.pk, row.pk]),
        }
        for row in rows
    ]


def _named(view: Seen) -> list[dict[str, Any]]:
    grants = naming.grants_on(view.case, view.side or "").select_related("user", "authority")
    return [
        {
            "grant": grant,
            "name": grant.user.name,
            "url": reverse("requests:strike_person", args=[view.case.pk, grant.pk]),
        }
        for grant in grants.order_by("user__name")
    ]


def _nameable(view: Seen) -> Any:
    """Whom a form offers: everybody of the side but the reader, who is named by sealing."""
    rows = access.nameable(view.case, view.side or "")
    return rows.exclude(person=view.actor.person_id)


def _liaisons(actor: Actor) -> Any:
    """The liaison officers of the administrator's State, whatever they are named on."""
    return (
        Appointment.objects.filter(authority__state=actor.state, role=Role.LIAISON_OFFICER)
        .filter(pk__in=naming.live())
        .select_related("person", "authority")
        .order_by("authority__name", "person__name")
    )


def _with_authority(rows: Any) -> Any:
    return rows.select_related("authority").order_by("-leads", "authority__name")
