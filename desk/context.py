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
from accounts.keyring import OFFICERS
from network247.table import DESK
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
    inbox, sections = reverse("desk:inbox"), _rail(actor.role, get_language(), get_script_prefix())
    current = _current([url for _heading, places in sections for _label, url in places], path)
    return [
        {
            "heading": heading,
            "items": [
                {
                    "label": label,
                    "url": url,
                    "current": url == current,
                    "count": _unread(actor) if url == inbox else 0,
                }
                for label, url in places
            ],
        }
        for heading, places in sections
    ]


def _current(urls: Sequence[str], path: str) -> str:
    """The place that a page belongs to: the nearest above it; to the desk, the desk alone."""
    home = get_script_prefix()
    around = [url for url in urls if url == path or (url != home and path.startswith(url))]
    return max(around, key=len, default="")


@lru_cache(maxsize=256)
def _rail(role: Role, language: str | None, prefix: str) -> Places:
    """What the rail offers to a role, in the active language and below the active prefix."""
    sections: list[tuple[str, Sequence[tuple[str, str]]]] = []
    if role != Role.STATE_ADMINISTRATOR:
        sections.append((_("Work"), _work(role)))
    reference = [
        (_("States and authorities"), reverse("convention:states")),
        (_("The Convention"), reverse("convention:articles")),
        (_("24/7 directory"), reverse("network:contacts")),
    ]
    if role in OFFICERS:
        reference.append((_("Keys"), reverse("accounts:keys")))
    sections.append((_("Reference"), reference))
    running = (_("What runs by itself"), reverse("desk:running"))
    if role == Role.AUDITOR:
        read = [
            (_("Histories and exports"), reverse("oversight:events")),
            (_("Delays"), reverse("oversight:delays")),
            running,
        ]
        sections.append((_("Oversight"), read))
    if role == Role.STATE_ADMINISTRATOR:
        kept = [
            (_("People"), reverse("accounts:people")),
            (_("Authorities"), reverse("accounts:authorities")),
            (_("Keys"), reverse("accounts:keys")),
            (_("What we ask of requests"), reverse("requests:rules")),
            (_("Time limits"), reverse("accounts:time_rules")),
            (_("Days of rest"), reverse("accounts:days")),
            (_("Sealed cases"), reverse("requests:sealed")),
            (_("Duty roster"), reverse("network:roster")),
            (_("Calendar"), reverse("desk:calendar")),
            (_("Inbox"), reverse("desk:inbox")),
            running,
        ]
        sections.append((_("Administration"), kept))
    return sections


def _work(role: Role) -> list[tuple[str, str]]:
    judging = [
        (_("Decisions"), reverse("desk:decisions")),
        (_("Assurances"), reverse("desk:watch")),
    ]
    urgent = [(_("Urgent desk"), reverse("network:desk"))]
    duty = [
        (_("Alarm"), reverse("network:alarm")),
        (_("My shift"), reverse("network:shift")),
        (_("Duty roster"), reverse("network:roster")),
    ]
    overview = [(_("Overview"), reverse("desk:overview"))]
    delays = [(_("Delays"), reverse("oversight:delays"))]
    return [
        (_("My desk"), reverse("desk:home")),
        (_("Calendar"), reverse("desk:calendar")),
        *(overview if role in (*STAFF, Role.AUDITOR) else ()),
        (_("Requests"), reverse("requests:register")),
        *(judging if role in STAFF else ()),
        *(urgent if role in (*DESK, Role.LIAISON_OFFICER, Role.AUDITOR) else ()),
        *(duty if role in DESK else ()),
        (_("Inbox"), reverse("desk:inbox")),
        *(delays if role in STAFF else ()),
    ]


def _unread(actor: Actor) -> int:
    """How many entries of the inbox are unread; a hundred is enough to know."""
    unread = entries(actor).filter(read_at__isnull=True).order_by()
    # Fetched and not counted by the database: COUNT over a limit takes Django longer to compose.
    return len(unread.values_list("pk")[:100])
