"""What one's State asks of requests: kept by its administrator."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.views import actor_required
from audit import moment
from workflow.refusals import Missing, NotFromHere

from ..forms.rules import RuleForm
from ..models import StateRule
from ..services import rules as keeping
from ..state_rules import in_force

PAGE = "requests/rules/index.html"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every rule of the State in its latest version, and how it stands."""
    actor = _administrator(request)
    rows = StateRule.objects.filter(state=actor.state).prefetch_related("kinds", "measure_types")
    latest = {row.number: row for row in rows.order_by("number", "version")}
    binding = {row.pk for row in in_force(actor.state)}
    newest = sorted(latest.values(), key=lambda row: row.retired_at is not None)
    rules = [{"rule": row, "standing": _standing(row, binding)} for row in newest]
    return render(request, PAGE, {"rules": rules})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    actor = _administrator(request)
    form = RuleForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            rule = keeping.add_rule(
                actor=actor, wording=form.wording(), form_key=form.cleaned_data["once"]
            )
        except Missing as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Rule %(number)s is kept.") % {"number": rule.number})
            return redirect("requests:rules")
    context = {"form": form, "state_name": actor.state_name}
    status = 422 if form.is_bound else 200
    return render(request, "requests/rules/edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Make the next version of a rule; the versions before it can be read below."""
    actor = _administrator(request)
    versions = _versions(actor, number)
    form = RuleForm(request.POST or None, rule=versions[0])
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            rule = _changed(actor, number, form)
        except Missing as refusal:
            form.add_error(None, list(refusal.reasons))
        except NotFromHere as refusal:
            form.add_error(None, list(refusal.reasons))
            status = 409
        else:
            said = _("Rule %(number)s is kept as version %(version)s.")
            messages.success(request, said % {"number": number, "version": rule.version})
            return redirect("requests:rules")
    context = {
        "form": form,
        "rule": versions[0],
        "versions": versions,
        "state_name": actor.state_name,
        "retire_url": reverse("requests:retire_rule", args=[number]),
    }
    return render(request, "requests/rules/edit.html", context, status=status)


@require_POST
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Ask it of nobody any more."""
    actor = _administrator(request)
    _versions(actor, number)
    keeping.retire_rule(actor=actor, number=number)
    messages.success(request, _("Rule %(number)s is retired.") % {"number": number})
    return redirect("requests:rules")


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_required(request)
    keeping.refuse_who_may_not_rule(actor)
    return actor


def _versions(actor: Actor, number: int) -> list[StateRule]:
    """All versions of a rule of the own State, the latest first; 404 if it has none."""
    rows = StateRule.objects.filter(state=actor.state, number=number)
    versions = list(rows.prefetch_related("kinds", "measure_types").order_by("-version"))
    if not versions:
        raise Http404
    return versions


def _changed(actor: Actor, number: int, form: RuleForm) -> StateRule:
    seen = form.cleaned_data["version"] or 0
    wording = form.wording()
    return keeping.change_rule(actor=actor, number=number, seen_version=seen, wording=wording)


def _standing(rule: StateRule, binding: set[int]) -> dict[str, str]:
    """How the latest version stands, in a word for the page and in words for people."""
    if rule.retired_at:
        return {"code": "retired", "words": _("retired")}
    if rule.pk in binding:
        return {"code": "in_force", "words": _("in force")}
    if rule.valid_from > moment.now().date():
        return {"code": "coming", "words": _("begins later")}
    return {"code": "ended", "words": _("ended")}
