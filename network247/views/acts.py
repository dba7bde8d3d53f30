"""One page for every move of an urgent matter: its form, its unmet reasons, what it will do."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views import actor_required
from evidence.choices import SCANS
from evidence.refusals import FileRefused
from evidence.services import add_exhibit, keep_file
from requests_mla.letters.pages import KINDS
from workflow.choices import Side
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import Act, perform
from workflow.table import Offer

from ..choices import Action
from ..forms.acts import ActForm
from ..offers import offers_for
from ..table import TABLE
from .matter import button
from .seen import Seen, head, seen

ANSWERS = {Action.ANSWER, Action.ANSWER_FROZEN}


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Show what a move needs; make it."""
    view = seen(actor_required(request), pk)
    offer = _offer(view, action)
    form = ActForm(
        request.POST or None,
        request.FILES or None,
        matter=view.matter,
        offer=offer,
        zone=view.actor.zone,
    )
    if request.method == "POST" and form.is_valid():
        try:
            perform(case=view.case, act=_act(view, offer, form), by=view.actor)
        except Missing as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("Done: %(what)s.") % {"what": offer.move.done})
            return redirect("network:matter", pk=pk)
    status = 422 if form.is_bound else 200
    return render(request, "network/matters/act.html", _context(view, offer, form), status=status)


def _offer(view: Seen, action: str) -> Offer:
    for offer in offers_for(view.actor, view.case):
        if offer.move.action == action:
            return offer
    state = TABLE.state(view.case.status)
    if TABLE.find(view.case.status, action):
        raise NotYours(_("Your role does not include this step."))
    raise NotFromHere(
        _("“%(state)s” is where the case stands now; this step does not start there.")
        % {"state": state.label},
        case=view.case,
    )


def _act(view: Seen, offer: Offer, form: ActForm) -> Act:
    """The act with its files kept: bytes first, then the transaction that uses them."""
    given = dict(form.cleaned_data)
    version, key = given.pop("version"), given.pop("once")
    given.pop("came_at", None)
    scan, file = given.get("letter_scan"), given.pop("answer_file", None)
    try:
        if scan:
            given["letter_scan"] = keep_file(
                upload=scan, actor_stamp=view.actor.stamp, accept=SCANS, case_id=view.case.pk
            )
        if file and not offer.on_behalf:
            add_exhibit(
                case=view.case,
                side=Side.REQUESTED,
                upload=file,
                description=given.get("answer", "")[:1000],
                measure_number=None,
                actor=view.actor,
                form_key=key,
            )
    except FileRefused as refusal:
        raise Missing(*refusal.reasons) from refusal
    return Act(
        action=offer.move.action,
        given=given,
        version=version,
        happened_at=form.happened_at,
        on_behalf=offer.on_behalf,
    )


def _context(view: Seen, offer: Offer, form: ActForm) -> dict[str, Any]:
    move = offer.move
    makes = move.letter in KINDS and not offer.on_behalf
    return {
        "page": head(view),
        "offer": button(view, offer),
        "form": form,
        "matter": view.matter,
        "is_call": move.action in {Action.VERIFY, Action.NOTE_ATTEMPT},
        "letter_note": _("This step makes a letter: %(letter)s.")
        % {"letter": KINDS[move.letter][0]()}
        if makes
        else "",
    }
