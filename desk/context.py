"""The sections of the rail, for whoever acts."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.choices import Role
from requests_mla.table import STAFF

from .queries import entries

# Headings of the rail, each with the names and addresses of its pages.
Places = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: sections with heading and items; `rail`: the same as HTML.

    Worked out only when a page shows them; drawn once, although every page has them twice (beside
    it, and on narrow screens in a menu).
    """
    actor: Actor | None = getattr(request, "actor", None)
    nav = SimpleLazyObject(lambda: _sections(actor, request.path))
    rail = SimpleLazyObject(lambda: render_to_string("components/nav.html", {"nav": nav}))
    return {"nav": nav, "rail": rail}


def _sections(actor: Actor | None, path: str) -> list[dict[str, Any]]:
    if actor is None:
        return []
    inbox = reverse("desk:inbox")
    return [
        {
            "heading": heading,
            "items": [
                _item(path, label, url, _unread(actor) if url == inbox else 0)
                for label, url in places
            ],
        }
        for heading, places in _rail(actor.role, get_language(), get_script_prefix())
    ]


@lru_cache(maxsize=256)
def _rail(role: Role, language: str | None, prefix: str) -> Places:
    """What the rail offers to a role, in the active language and below the active prefix."""
    sections: list[tuple[str, Sequence[tuple[str, str]]]] = []
    if role != Role.STATE_ADMINISTRATOR:
        sections.append((_("Work"), _work(role)))
    reference = [
        (_("States and authorities"), reverse("convention:states")),
        (_("The Convention"), reverse("convention:articles")),
        (_("24/7 network"), reverse("network:contacts")),
    ]
    sections.append((_("Reference"), reference))
    if role == Role.AUDITOR:
        histories = (_("Histories and exports"), reverse("oversight:events"))
        sections.append((_("Oversight"), [histories]))
    if role == Role.STATE_ADMINISTRATOR:
        kept = [
            (_("People"), reverse("accounts:people")),
            (_("Authorities"), reverse("accounts:authorities")),
            (_("What we ask of requests"), reverse("requests:rules")),
            (_("Sealed cases"), reverse("requests:sealed")),
        ]
        sections.append((_("Administration"), kept))
    return sections


def _work(role: Role) -> list[tuple[str, str]]:
    judging = [
        (_("Decisions"), reverse("desk:decisions")),
        (_("Assurances"), reverse("desk:watch")),
    ]
    return [
        (_("My desk"), reverse("desk:home")),
        (_("Requests"), reverse("requests:register")),
        *(judging if role in STAFF else ()),
        (_("Inbox"), reverse("desk:inbox")),
    ]


def _unread(actor: Actor) -> int:
    """How many entries of the inbox are unread; a hundred is enough to know."""
    unread = entries(actor).filter(read_at__isnull=True).order_by()
    # Fetched and not counted by the database: COUNT over a limit takes Django longer to compose.
    return len(unread.values_list("pk")[:100])


def _item(path: str, label: str, url: str, count: int) -> dict[str, Any]:
    current = path == url if url == "/" else path.startswith(url)
    return {"label": label, "url": url, "current": current, "count": count}
