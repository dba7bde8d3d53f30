"""Earlier decisions of one's own State; and what of them stands beside a decision sheet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.views import actor_required

from ..forms.precedents import PrecedentForm
from ..precedents import (
    READERS,
    Conditions,
    Key,
    beside,
    precedents,
    refuse_who_may_not_read,
)
from .pieces import Seen

# Beyond so many kinds and partners the page asks to narrow; the sum above them stays whole.
MOST_GROUPS = 50


def index(request: HttpRequest) -> HttpResponse:
    """Earlier decisions by partner, measure, ground and year, with what was granted alike."""
    actor = actor_required(request)
    refuse_who_may_not_read(actor)
    form = PrecedentForm(request.GET, actor=actor)
    conditions = form.conditions()
    page = precedents(actor, conditions, after=Key.parse(request.GET.get("after", "")))
    query = {name: str(value) for name, value in request.GET.items() if value and name != "after"}
    path = reverse("requests:precedents")
    context = {
        "form": form,
        "page": page,
        "groups": page.groups[:MOST_GROUPS],
        "hidden": max(len(page.groups) - MOST_GROUPS, 0),
        "by_ground": bool(conditions.ground),
        "filtered": conditions != Conditions(),
        "zone": actor.zone,
        "newer_url": "" if page.is_first else f"{path}?{urlencode(query)}",
        "older_url": f"{path}?{urlencode({**query, 'after': page.older})}" if page.older else "",
        "trail": [(_("Requests"), reverse("requests:register"))],
    }
    return render(request, "requests/precedents.html", context)


def beside_sheet(view: Seen) -> dict[str, Any]:
    """What `requests/_precedents.html` shows beside a decision sheet; two queries.

    Nothing for whoever may not read precedents, or stands on the asking side.
    """
    if view.is_requesting or view.actor.role not in READERS:
        return {}
    query = urlencode({"partner": view.request.requesting.state_id})
    return {
        "precedents": beside(view.actor, view.request),
        "precedents_partner": view.partner,
        "precedents_url": f"{reverse('requests:precedents')}?{query}",
    }
