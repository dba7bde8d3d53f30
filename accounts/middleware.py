"""Puts the actor on the request, checked anew each time: a lapsed appointment stops at once."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from workflow.middleware import refused
from workflow.refusals import NotYours

from .actors import Actor
from .queries import live_appointments

SESSION_KEY = "appointment"
# Pages that a signed-in person may open without acting under an appointment.
FREE_OF_ACTING = ("account", "mfa", "i18n", "convention")
FREE_PAGES = ("accounts:acting", "accounts:profile", "accounts:days_of")


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor under the chosen appointment, or under the only one; None if none is live."""
    if not request.user.is_authenticated:
        return None
    live = request.user.live
    if live is None:
        live = list(live_appointments(request.user.pk))
    chosen = request.session.get(SESSION_KEY)
    for appointment in live:
        if appointment.pk == chosen or (chosen is None and len(live) == 1):
            return Actor.of(appointment)
    return None


class ActingMiddleware:
    """Sets `request.actor`; sends those who have not chosen an appointment to choose one.

    Pages show times in the zone of the actor's authority; the API stays in UTC.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]  # ours, added here
        with timezone.override(None):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Let pages that need no actor pass; keep what was typed when the appointment lapsed."""
        if request.actor and not _is_api(request):  # type: ignore[attr-defined]  # see __call__
            timezone.activate(request.actor.zone)  # type: ignore[attr-defined]  # see __call__
        if not request.user.is_authenticated or _is_free(request, view):
            return None
        actor: Actor | None = request.actor  # type: ignore[attr-defined]  # see __call__
        if actor is None:
            return _without_actor(request)
        return None if is_proven(request, actor) else _without_second_factor(request, actor)


def admitted(request: HttpRequest) -> Actor | None:
    """The actor whom pages of casework let in; None where they would ask for something first.

    For pages that are free of acting and show a part of such a page.
    """
    actor: Actor | None = getattr(request, "actor", None)
    return actor if actor is not None and is_proven(request, actor) else None


def _is_free(request: HttpRequest, view: Any) -> bool:
    match = request.resolver_match
    if match is None or not getattr(view, "login_required", True):
        return True
    name = match.url_name or ""
    return (
        bool(set(match.app_names) & set(FREE_OF_ACTING))
        or match.view_name in FREE_PAGES
        or name.startswith(("account_", "mfa_", "set_language"))
        or _is_api(request)
    )


def _is_api(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.route.startswith("api/")


def _without_actor(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return refused(request, NotYours(_("Your appointment has ended or was not chosen.")))
    return redirect(f"{reverse('accounts:acting')}?{urlencode({'next': request.get_full_path()})}")


def _without_second_factor(request: HttpRequest, actor: Actor) -> HttpResponse:
    """To the page where one sets it up, which says why; what was typed is given back to copy."""
    if request.method in {"GET", "HEAD"}:
        return redirect("mfa_index")
    reason = _(
        "Your role as %(role)s asks for a second factor, and you have not set one up yet. "
        "Open “Second factor and passkeys” from the menu with your name, set it up, then do this "
        "again."
    )
    return refused(request, NotYours(reason % {"role": actor.role_label}))


def is_proven(request: HttpRequest, actor: Actor) -> bool:
    """Whether the person has the second factor that the role asks for."""
    from allauth.mfa.utils import is_mfa_enabled  # app registry must be ready

    return actor.role not in settings.SECOND_FACTOR_ROLES or bool(is_mfa_enabled(request.user))
