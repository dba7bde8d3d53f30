"""One page for every move: its form, its unmet reasons, and what it will do."""

from collections.abc import Mapping
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
from evidence.services import keep_file
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import Act, perform
from workflow.table import Offer

from ..choices import Action
from ..facts import READS
from ..forms import supplements
from ..forms.acts import ActForm
from ..letters.pages import KINDS
from ..offers import offers_for
from ..table import TABLE
from . import exchange, pieces, releasing
from .pieces import Seen

FILES = {"letter_scan": SCANS, "attachment": SCANS}


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Show what a move needs; make it."""
    view = pieces.seen(actor_required(request), pk)
    offer = _offer(view, action)
    if exchange.KEEP in request.POST:
        return _kept(request, view, offer)
    form = ActForm(
        request.POST or None,
        request.FILES or None,
        case=view.case,
        request=view.request,
        offer=offer,
        initial=_initial(view, action),
        is_listed=exchange.is_listed(view, action),
    )
    if request.method == "POST" and form.is_valid():
        try:
            perform(case=view.case, act=_act(view, offer, form, request.POST), by=view.actor)
        except Missing as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("Done: %(what)s.") % {"what": offer.move.done})
            return redirect("requests:case", pk=pk)
    status = 422 if form.is_bound else 200
    return render(request, "requests/act.html", _context(view, offer, form), status=status)


def _kept(request: HttpRequest, view: Seen, offer: Offer) -> HttpResponse:
    """Keep answers without sending them; what somebody else wrote meanwhile is read first."""
    left = exchange.keep(view, offer, request.POST)
    if not left:
        messages.success(request, _("The answers are kept. Nothing has been sent."))
        return redirect("requests:act", pk=view.case.pk, action=offer.move.action)
    typed = {name: value for name, value in request.POST.items() if name != "version"}
    form = ActForm(case=view.case, request=view.request, offer=offer, initial=typed)
    context = {**_context(view, offer, form), "left": left}
    return render(request, "requests/act.html", context, status=409)


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


def _initial(view: Seen, action: str) -> dict[str, Any]:
    if action in READS:
        return releasing.initial(view, action)
    return exchange.initial(view, action)


def _act(view: Seen, offer: Offer, form: ActForm, sent: Mapping[str, str]) -> Act:
    """The act with its files kept: bytes first, then the transaction that uses them."""
    given = {**form.cleaned_data, **exchange.beside(offer.move.action, sent)}
    version = given.pop("version")
    given.pop("letter_date", None)
    for name, accept in FILES.items():
        upload = given.get(name)
        if upload:
            given[f"{name}_name"] = upload.name
            try:
                given[name] = keep_file(
                    upload=upload,
                    actor_stamp=view.actor.stamp,
                    accept=accept,
                    case_id=view.case.pk,
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
    note = ""
    # What is read here was made before; a decision is named by its document, grant or refusal.
    makes = move.letter in KINDS and move.action not in {*READS, Action.PROPOSE}
    if makes and not offer.on_behalf:
        note = _("This step makes a letter: %(letter)s.") % {"letter": KINDS[move.letter][0]()}
    return {
        "page": pieces.head(view),
        "offer": {
            **pieces.button(view, offer),
            "hint": ", ".join(move.basis),
            "on_behalf": offer.on_behalf,
            "grave": move.grave,
        },
        "form": form,
        "letter_note": note,
        **releasing.around(view, offer),
        **_fields(view, offer, form),
    }


def _fields(view: Seen, offer: Offer, form: ActForm) -> dict[str, Any]:
    """The fields as they stand on the page; what is asked in addition is folded away."""
    if "added" not in form.needs:
        return exchange.around(view, offer.move.action, form)
    groups = list(supplements.groups(form))
    folded = {field.name for group in groups for field in group["fields"]}
    rest = [field for field in form.visible_fields() if field.name not in folded]
    return {"rest": rest, "groups": groups}
