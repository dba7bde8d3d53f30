"""The sections of the rail, for whoever acts."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.choices import Role
from requests_mla.table import STAFF

from .queries import entries


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: sections with heading and items; worked out only when a page shows them."""
    actor: Actor | None = getattr(request, "actor", None)
    return {"nav": SimpleLazyObject(lambda: list(_sections(actor, request.path)))}


def _sections(actor: Actor | None, path: str) -> Iterator[dict[str, Any]]:
    if actor is None:
        return
    if actor.role != Role.STATE_ADMINISTRATOR:
        yield {"heading": _("Work"), "items": [_item(path, *one) for one in _work(actor)]}
    reference = [
        (_("States and authorities"), reverse("convention:states"), 0),
        (_("The Convention"), reverse("convention:articles"), 0),
        (_("24/7 network"), reverse("network:contacts"), 0),
    ]
    yield {"heading": _("Reference"), "items": [_item(path, *one) for one in reference]}
    if actor.role == Role.AUDITOR:
        histories = (_("Histories and exports"), reverse("oversight:events"), 0)
        yield {"heading": _("Oversight"), "items": [_item(path, *histories)]}
    if actor.role == Role.STATE_ADMINISTRATOR:
        kept = [
            (_("People"), reverse("accounts:people"), 0),
            (_("Authorities"), reverse("accounts:authorities"), 0),
            (_("What we ask of requests"), reverse("requests:rules"), 0),
            (_("Sealed cases"), reverse("requests:sealed"), 0),
        ]
        yield {"heading": _("Administration"), "items": [_item(path, *one) for one in kept]}


def _work(actor: Actor) -> list[tuple[str, str, int]]:
    judging = [
        (_("Decisions"), reverse("desk:decisions"), 0),
        (_("Assurances"), reverse("desk:watch"), 0),
    ]
    unread = entries(actor).filter(read_at__isnull=True)
    return [
        (_("My desk"), reverse("desk:home"), 0),
        (_("Requests"), reverse("requests:register"), 0),
        *(judging if actor.role in STAFF else ()),
        (_("Inbox"), reverse("desk:inbox"), unread[:100].count()),
    ]


def _item(path: str, label: str, url: str, count: int) -> dict[str, Any]:
    current = path == url if url == "/" else path.startswith(url)
    return {"label": label, "url": url, "current": current, "count": count}
