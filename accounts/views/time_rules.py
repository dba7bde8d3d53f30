"""The time limits of one's State: kept by its administrator."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workflow.choices import Source, Unit
from workflow.models import TimeRule
from workflow.refusals import Missing, NotFromHere
from workflow.rules import as_kept
from workflow.table import ClockRule

from .. import limits
from ..actors import Actor
from ..choices import Role
from ..forms.time_rules import ReasonForm, TimeRuleForm
from ..limits import Limit
from ..services import time_rules as keeping
from .acting import actor_required

LATEST = 5


@require_safe
def time_rules(request: HttpRequest) -> HttpResponse:
    """Every clock with the rule that holds for it in the State."""
    actor = _administrator(request)
    by_kind = groupby(limits.limits_of(actor.state), key=attrgetter("kind"))
    groups = [
        {"label": limits.kind_in_words(kind), "lines": [_line(limit) for limit in found]}
        for kind, found in by_kind
    ]
    return render(request, "accounts/time_rules.html", {"groups": groups})


@require_http_methods(["GET", "POST"])
def time_rule(request: HttpRequest, kind: str, clock: str) -> HttpResponse:
    """Make the next version of a rule; the versions before it can be read below."""
    actor = _administrator(request)
    limit = _limit(actor, kind, clock)
    if request.method != "POST" or not limit.may_be_changed:
        return _page(request, actor, limit)
    form, status = TimeRuleForm(request.POST, limit=limit), 422
    if form.is_valid():
        try:
            version = keeping.set_rule(
                actor=actor,
                kind=kind,
                clock=clock,
                wording=form.wording(),
                seen_version=form.cleaned_data["version"],
            )
        except (Missing, NotFromHere) as refusal:
            form.add_error(None, list(refusal.reasons))
            status = refusal.status
        else:
            said = _("Kept as version %(version)s. Dates that start from now on follow it.")
            messages.success(request, said % {"version": version.version})
            return redirect("accounts:time_rule", kind, clock)
    return _page(request, actor, limit, form=form, status=status)


@require_POST
def apply(request: HttpRequest, kind: str, clock: str) -> HttpResponse:
    """Put open dates under the newest version."""
    actor = _administrator(request)
    limit = _limit(actor, kind, clock)
    form = ReasonForm(request.POST, prefix="apply")
    rule, status = limit.found.version, 422
    if rule is None:
        raise NotFromHere(_("The rule of the installation holds. Nothing was changed."))
    if form.is_valid():
        try:
            keeping.apply_to_open(actor=actor, rule=rule, reason=form.cleaned_data["reason"])
        except (Missing, NotFromHere) as refusal:
            form.add_error("reason", list(refusal.reasons))
            status = refusal.status
        else:
            messages.success(request, _("Open dates are being worked out anew."))
            return redirect("accounts:time_rule", kind, clock)
    return _page(request, actor, limit, applying=form, status=status)


@require_POST
def return_to_table(request: HttpRequest, kind: str, clock: str) -> HttpResponse:
    """Let the rule of the installation hold again."""
    actor = _administrator(request)
    limit = _limit(actor, kind, clock)
    form, status = ReasonForm(request.POST, prefix="back"), 422
    if form.is_valid():
        try:
            keeping.return_to_table(
                actor=actor,
                kind=kind,
                clock=clock,
                seen_version=_seen(request),
                reason=form.cleaned_data["reason"],
            )
        except (Missing, NotFromHere) as refusal:
            form.add_error("reason", list(refusal.reasons))
            status = refusal.status
        else:
            messages.success(request, _("The rule of the installation holds again."))
            return redirect("accounts:time_rule", kind, clock)
    return _page(request, actor, limit, returning=form, status=status)


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_required(request)
    keeping.refuse_who_may_not_set(actor)
    return actor


def _limit(actor: Actor, kind: str, clock: str) -> Limit:
    limit = limits.limit_of(actor.state, kind, clock)
    if limit is None:
        raise Http404
    return limit


def _seen(request: HttpRequest) -> int:
    """The version that the page showed; one that cannot be is no version's."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else -1


def _page(
    request: HttpRequest,
    actor: Actor,
    limit: Limit,
    *,
    form: TimeRuleForm | None = None,
    applying: ReasonForm | None = None,
    returning: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The rule with its forms, one of them perhaps come back."""
    versions = limits.versions_of(actor.state, limit.kind, limit.clock)
    orders = limits.recomputations(actor.state).filter(
        rule__kind=limit.kind, rule__clock=limit.clock
    )
    context = {
        "limit": limit,
        "line": _line(limit),
        "form": form or TimeRuleForm(limit=limit),
        "versions": [_version(limit, row) for row in versions],
        "of_the_table": _in_words(limit.shipped),
        "older": limits.on_older_versions(actor.state, limit),
        "is_followed": orders.filter(rule=limit.found.version, done_at__isnull=True).exists(),
        "applying": applying or ReasonForm(prefix="apply"),
        "returning": returning or ReasonForm(prefix="back"),
        "wrong": applying or returning,
        "recomputations": orders[:LATEST],
        "trail": [(_("Time limits"), reverse("accounts:time_rules"))],
    }
    return render(request, "accounts/time_rule.html", context, status=status)


def _line(limit: Limit) -> dict[str, Any]:
    """One clock as the table of all shows it."""
    around = limits.moves_around(limit.kind, limit.clock)
    return {
        "limit": limit,
        "owed_by": limit.shipped.owed_by.label if limit.is_of_cases else "",
        "moves": {name: [move.label for move in moves] for name, moves in around.items() if moves},
        **_in_words(limit.rule),
    }


def _in_words(rule: ClockRule) -> dict[str, Any]:
    """What a rule says, for people."""
    return {
        "period": limits.period(rule),
        "whose": rule.whose.label if rule.unit == Unit.WORKING_DAYS and rule.amount else "",
        "extensions": rule.extensions,
        "source": rule.source.label,
        "is_house": rule.source == Source.HOUSE,
        "basis": rule.basis,
        "reminders": [
            {
                "when": rung.label,
                "roles": [Role(role).label for role in rung.roles],
                "urgent": rung.urgent,
            }
            for rung in limits.in_order(rule.ladder)
        ],
    }


def _version(limit: Limit, row: TimeRule) -> dict[str, Any]:
    return {"row": row, **_in_words(as_kept(limit.shipped, row))}
