"""Questions and answers of a case; for whoever asks, the gaps and the list before it is sent."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views import actor_required
from workflow.choices import Side
from workflow.refusals import NotFromHere, NotYours

from ..arrival import gaps_on_arrival
from ..choices import Action
from ..completeness import Gap
from ..forms.exchange import QuestionListForm
from ..models import DraftQuestion
from ..services import answering, asking
from ..services.exchange import next_number
from ..table import STAFF, TABLE
from . import pieces
from .case import counts_of, exhibits_of, letters_of
from .pieces import Seen

# The key of a line of the list, as it stands in the name of its field.
LINE = re.compile(r"[0-9]{1,15}")


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody who sees the case reads what was asked; the list is kept by those who ask."""
    view = pieces.seen(actor_required(request), pk)
    if request.method == "POST":
        return _keep(request, view)
    arrived = _arrived(view)
    page = _page(view, _form(view, arrived), arrived)
    return render(request, "requests/questions/show.html", page)


def _keep(request: HttpRequest, view: Seen) -> HttpResponse:
    arrived = _arrived(view)
    form = _form(view, arrived, request.POST)
    if form is None and asking.writer_for(view.actor, view.case, Action.ASK):
        raise NotFromHere(
            _("Questions are asked while the request is being dealt with."), case=view.case
        )
    if form is None:
        raise NotYours(_("Only the staff of the requested authority asks questions."))
    left: list[DraftQuestion] = []
    if form.is_valid():
        left = asking.keep_list(
            actor=view.actor,
            case=view.case,
            texts=_texts(request),
            seen=form.seen_marks,
            gaps=form.cleaned_data.get("gaps", []),
            question=form.cleaned_data["question"],
        )
        if not left:
            messages.success(request, _("The list is kept. Nothing has been sent."))
            goes_on = "then" in request.POST
            return redirect(_act_url(view, Action.ASK) if goes_on else _url(view))
        form = _form(view, arrived, typed=_texts(request))
    context = {**_page(view, form, arrived), "left": left}
    return render(request, "requests/questions/show.html", context, status=409 if left else 422)


def _arrived(view: Seen) -> list[Gap]:
    """What was missing on arrival, for those who read it."""
    return gaps_on_arrival(view.request) if _reads_gaps(view) else []


def _form(
    view: Seen,
    arrived: Sequence[Gap],
    data: Any = None,
    *,
    typed: Mapping[int, str] | None = None,
) -> QuestionListForm | None:
    """The list as this side has it, or as somebody typed it; None for who may not write on it."""
    if not asking.may_list(view.actor, view.case):
        return None
    side = asking.writer_for(view.actor, view.case, Action.ASK)
    rows = asking.listed(view.request, side or "")
    gaps = asking.gaps_to_ask(view.request, rows, arrived)
    first = next_number(view.request)
    return QuestionListForm(data, rows=rows, gaps=gaps, first=first, typed=typed or {})


def _texts(request: HttpRequest) -> dict[int, str]:
    """Every line that the page had, those included that are gone by now."""
    return {
        int(line): request.POST[name]
        for name in request.POST
        if (line := name.removeprefix("text_")) != name and LINE.fullmatch(line)
    }


def _reads_gaps(view: Seen) -> bool:
    """The requested side's staff alone reads what was missing."""
    return view.side == Side.REQUESTED and view.actor.role in STAFF


def _page(view: Seen, form: QuestionListForm | None, arrived: Sequence[Gap]) -> dict[str, Any]:
    counts = counts_of(view, letters_of(view), exhibits_of(view))
    may_answer = answering.may_answer(view.actor, view.case)
    can_ask = form is not None and TABLE.find(view.case.status, Action.ASK) is not None
    shows_gaps = _reads_gaps(view)
    return {
        "page": pieces.head(view),
        "case": view.case,
        "tabs": pieces.tabs(view, "questions", counts),
        "exchange": view.request.questions.all(),
        "answer_url": _act_url(view, Action.REPLY) if may_answer else "",
        "shows_gaps": shows_gaps,
        "gaps": _gaps(view, arrived) if shows_gaps else [],
        "on_paper": view.request.received_on_paper,
        "list_form": form,
        "list_url": _url(view),
        "ask_url": _act_url(view, Action.ASK) if can_ask else "",
    }


def _gaps(view: Seen, arrived: Sequence[Gap]) -> list[dict[str, Any]]:
    """What was missing, and under which number it was asked for."""
    asked = dict(view.request.questions.exclude(gap="").values_list("gap", "number"))
    listed = {row.gap for row in asking.listed(view.request, Side.REQUESTED)}
    return [
        {"gap": gap, "asked": asked.get(gap.key), "listed": gap.key in listed} for gap in arrived
    ]


def _url(view: Seen) -> str:
    return reverse("requests:questions", args=[view.case.pk])


def _act_url(view: Seen, action: str) -> str:
    return reverse("requests:act", args=[view.case.pk, action])
