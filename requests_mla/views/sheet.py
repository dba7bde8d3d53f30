"""The decision sheet: one line for each measure."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views import actor_required
from convention.models import ForbiddenGround
from workflow.refusals import Missing, NotFromHere, NotYours

from .. import decided
from ..choices import GRANTED
from ..forms.deciding import DecisionForm, NoTalksForm
from ..grounds import offer_of
from ..models import Decision
from ..services import deciding, talks
from ..table import TABLE
from . import criminality, pieces, precedents
from .pieces import Seen

FIELDS = ("outcome", *deciding.TEXTS, "review_on")


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fill in the sheet; it stays this side's until the decision is sent."""
    view = pieces.seen(actor_required(request), pk)
    if not deciding.assesses(view.actor, view.case):
        raise NotYours(_("Only the staff of the requested authority decides, while assessing."))
    if not deciding.may_assess(view.actor, view.case):
        raise NotFromHere(
            _("“%(state)s” is where the case stands now; there is nothing to decide.")
            % {"state": TABLE.state(view.case.status).label},
            case=view.case,
        )
    lines = _lines(view, request.POST or None)
    shown = {"no_talks_reason": view.request.no_talks_reason, "version": view.case.version}
    no_talks = NoTalksForm(request.POST or None, initial=shown)
    forms = [line["form"] for line in lines]
    # Every form is looked at, so that all errors show at once.
    valid = not [form for form in (*forms, no_talks) if not form.is_valid()]
    if request.method == "POST" and valid:
        try:
            _save(view, forms, no_talks)
        except Missing as refusal:
            no_talks.add_error(None, " ".join(refusal.reasons))
        else:
            messages.success(request, _("The decisions are kept."))
            return redirect("requests:case", pk=pk)
    context = {
        "page": pieces.head(view),
        "lines": lines,
        "no_talks_form": no_talks,
        "is_further": view.case.status in GRANTED,
        "no_grounds": ForbiddenGround.objects.all(),
        "criminality": criminality.panel(view),
        **precedents.beside_sheet(view),
    }
    return render(request, "requests/decide.html", context, status=422 if request.POST else 200)


def _lines(view: Seen, data: Any) -> list[dict[str, Any]]:
    measures = decided.open_measures(view.request)
    offer = offer_of(view.request, measures)
    agreed = talks.agreed(view.request)
    lines = Decision.objects.in_force(view.request).unsent()
    decisions = {row.measure_id: row for row in lines}
    return [
        {
            "measure": measure,
            "is_in_scope": offer.is_in_scope(measure),
            "withheld": offer.withheld(measure),
            "form": DecisionForm(
                data,
                measure=measure,
                grounds=offer.grounds(measure),
                initial=_initial(decisions.get(measure.pk), agreed.get(measure.pk, [])),
            ),
        }
        for measure in measures
    ]


def _initial(decision: Decision | None, agreed: list[str]) -> dict[str, Any]:
    """What stands there; on an empty line, the conditions that were agreed in talks."""
    if decision is None:
        return {"conditions": "\n".join(agreed)}
    return {"ground": decision.ground_id, **{name: getattr(decision, name) for name in FIELDS}}


def _save(view: Seen, forms: list[DecisionForm], no_talks: NoTalksForm) -> None:
    deciding.save_sheet(
        actor=view.actor,
        case=view.case,
        lines={form.measure.number: form.cleaned_data for form in forms},
        no_talks_reason=no_talks.cleaned_data["no_talks_reason"],
        seen_version=no_talks.cleaned_data["version"],
    )
