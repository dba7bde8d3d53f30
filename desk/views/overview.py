"""The overview: what is owed by us and to us, in numbers and by what runs out first."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.choices import Role
from accounts.views import actor_required
from audit import moment
from convention.queries import state_names
from requests_mla.choices import Order
from workflow.refusals import NotYours

from ..dated import OURS, OWED, THEIRS, act_in_words, in_words
from ..dates import first_dates
from ..forms import LIST
from ..tallies import LATER, MOST, OVERDUE, PAUSED, SOON, TODAY, Both, Tallies, tallies

# Who looks after the time of a whole authority or State; others see their own desk.
OVERSEEING_ROLES = frozenset({Role.CENTRAL_AUTHORITY_OFFICER, Role.LIAISON_OFFICER, Role.AUDITOR})
SHOWN = 60
PARTNERS = 10
BUCKETS = {
    OVERDUE: gettext_lazy("overdue"),
    TODAY: gettext_lazy("today"),
    SOON: gettext_lazy("in the six days after"),
    LATER: gettext_lazy("later"),
    PAUSED: gettext_lazy("paused"),
}
# What the cells of a row say where it is shown as a card.
COLUMNS = {
    OURS: (
        gettext_lazy("by us, overdue"),
        gettext_lazy("by us, 7 days"),
        gettext_lazy("by us, all"),
    ),
    THEIRS: (
        gettext_lazy("to us, overdue"),
        gettext_lazy("to us, 7 days"),
        gettext_lazy("to us, all"),
    ),
}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every date of the authority, for an auditor of the State."""
    actor = actor_required(request)
    if actor.role not in OVERSEEING_ROLES:
        raise NotYours(
            _("The overview is for the central authority, its liaison officers and auditors.")
        )
    now = moment.now()
    counted = tallies(actor, now=now)
    found = first_dates(actor, most=SHOWN + 1)
    register = f"{reverse('requests:register')}?{urlencode({'order': Order.RUNS_OUT.value})}"
    context = {
        "whose": actor.state_name if actor.role == Role.AUDITOR else actor.authority,
        "sides": [_side(owed, counted.by_side()[owed]) for owed in (OURS, THEIRS)],
        "acts": _acts(counted),
        "partners": _partners(counted)[:PARTNERS],
        "partners_shown": PARTNERS if len(counted.by_partner()) > PARTNERS else 0,
        "capped": f"{MOST:,}" if counted.capped else "",
        "rows": [in_words(one, now=now, zone=actor.zone) for one in found[:SHOWN]],
        "more_url": register if len(found) > SHOWN else "",
    }
    return render(request, "desk/overview.html", context)


def _side(owed: str, counted: Counter[str]) -> dict[str, Any]:
    return {
        "side": owed,
        "heading": OWED[owed],
        "numbers": [
            {
                "words": label,
                "number": counted[bucket],
                "url": _list_of(owed=owed, overdue="on") if bucket == OVERDUE else "",
                "alert": bucket in {OVERDUE, TODAY} and counted[bucket] > 0,
            }
            for bucket, label in BUCKETS.items()
        ],
    }


def _acts(counted: Tallies) -> list[dict[str, Any]]:
    rows = [
        {"name": act_in_words(*act), "url": _list_of(act=act[1]), **_numbers(both)}
        for act, both in counted.by_act().items()
    ]
    return sorted(rows, key=_most_pressing)


def _partners(counted: Tallies) -> list[dict[str, Any]]:
    names = state_names(get_language() or "en")
    rows = [
        {"name": names.get(code, code), "url": _list_of(partner=code), **_numbers(both)}
        for code, both in counted.by_partner().items()
    ]
    return sorted(rows, key=_most_pressing)


def _numbers(both: Both) -> dict[str, Any]:
    """Of both sides: what is overdue, what comes within a week, everything that is open."""
    cells = []
    for owed, labels in COLUMNS.items():
        counted = both[owed]
        numbers = (counted[OVERDUE], counted[TODAY] + counted[SOON], counted.total())
        whats = ("overdue", "soon", "open")
        cells += [
            {"what": what, "label": label, "number": number}
            for what, label, number in zip(whats, labels, numbers, strict=True)
        ]
    return {"cells": cells}


def _most_pressing(row: Mapping[str, Any]) -> tuple[int, int, int, str]:
    """What is overdue first, then what comes within a week, then what there is most of."""
    ours, theirs = row["cells"][:3], row["cells"][3:]
    overdue, soon, total = (
        -(one["number"] + other["number"]) for one, other in zip(ours, theirs, strict=True)
    )
    return overdue, soon, total, row["name"]


def _list_of(**filters: str) -> str:
    """The calendar as a list, narrowed."""
    return f"{reverse('desk:calendar')}?{urlencode({'view': LIST, **filters})}"
