"""The register: search, filters, order, keyset pages; and opening a case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from accounts.views import actor_required
from audit import moment
from workflow import words
from workflow.choices import Side

from ..choices import Order
from ..forms.filters import FilterForm, SearchForm
from ..forms.opening import NewRequestForm
from ..lists import Filters, Row, count, register
from ..orders import SORTINGS, Key
from ..precedents import READERS
from ..services import opening
from ..services.searches import kept_by
from .register_rows import drawn

# Stands for any case in an address that is worked out once for all rows.
NOWHERE = UUID(int=0)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The cases one may see, newest first or in another order."""
    return register_page(request, FilterForm(request.GET, actor=actor_required(request)))


def register_page(
    request: HttpRequest, form: FilterForm, *, keeping: SearchForm | None = None
) -> HttpResponse:
    """The register as the form narrows and sorts it; `keeping` has what is wrong with a name."""
    actor, filters, order = actor_required(request), form.filters(), form.sorted_by()
    after, before = (Key.parse(request.GET.get(name, "")) for name in ("after", "before"))
    page = register(actor, filters, order=order, after=after, before=before)
    given, rows = form.given(), _shown(page.rows, actor)
    context = {
        "form": form,
        "rows": rows,
        "drawn": drawn(rows),
        "filtered": filters != Filters(),
        "orders": {name: _order(name, order, given) for name in Order.values},
        "shown": _("%(number)s in all") % {"number": count(actor, filters, page)},
        "newer_url": _address({**given, "before": page.newer}) if page.newer else "",
        "older_url": _address({**given, "after": page.older}) if page.older else "",
        "views": [
            {"name": name, "url": f"{_address({})}?{query}"}
            for name, query in kept_by(actor).values_list("name", "query")
        ],
        "keeping": keeping or (SearchForm(initial={"query": urlencode(given)}) if given else None),
        "may_open": actor.role in opening.OPENING_ROLES,
        "reads_precedents": actor.role in READERS,
    }
    status = 422 if keeping else 200
    return render(request, "requests/register.html", context, status=status)


def _address(query: Mapping[str, str]) -> str:
    path = reverse("requests:register")
    return f"{path}?{urlencode(query)}" if query else path


def _order(name: str, order: str, given: Mapping[str, str]) -> dict[str, str]:
    """A column's link, and how the column is sorted now (as `aria-sort` says it)."""
    others = {field: value for field, value in given.items() if field != "order"}
    way = "descending" if SORTINGS[name].descends else "ascending"
    return {
        "url": _address(others if name == Order.NEWEST else {**others, "order": name}),
        "sorted": way if name == order else "",
    }


def _shown(rows: list[Row], actor: Actor) -> list[dict[str, Any]]:
    """The rows in words. Whatever is the same in each is asked for once: pages show 25."""
    now, anywhere = moment.now(), reverse("requests:case", args=[NOWHERE])
    by_post, confidential = _("by post"), _("confidential")
    directions = {Side.REQUESTING: _("we ask"), Side.REQUESTED: _("they ask")}
    turns = {"ours": _("ours"), "theirs": _("theirs"), "": ""}
    shown: list[dict[str, Any]] = []
    for row in rows:
        direction = directions[row.side]
        told = {
            "url": anywhere.replace(str(NOWHERE), str(row.id)),
            "title": row.title,
            "reference": row.our_reference,
            "their_reference": row.their_reference,
            "partner": row.partner,
            "direction": f"{direction} · {by_post}" if row.by_post else direction,
            "status": row.status_label,
            "turn": row.turn,
            "turn_word": turns[row.turn],
            "tag": confidential if row.confidential else "",
            "changed": words.day(row.changed_at, zone=actor.zone),
        }
        shown.append(told | _due(row, actor, now))
    return shown


def _due(row: Row, actor: Actor, now: datetime) -> dict[str, Any]:
    if not row.due_at:
        return {}
    left, today = words.left(row.due_at, now=now, zone=actor.zone, owed_in=row.due_in)
    return {"due": left, "today": today, "due_at": row.due_at.isoformat(), "clock": row.clock}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a draft to another State."""
    actor = actor_required(request)
    form = NewRequestForm(request.POST or None, state=actor.state)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        draft = opening.open_draft(
            actor=actor, to=given["to"], title=given["title"], form_key=given["once"]
        )
        return redirect("requests:draft", pk=draft.pk, step="who")
    return render(
        request, "requests/new.html", {"form": form}, status=422 if form.is_bound else 200
    )
