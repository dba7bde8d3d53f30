"""The rights record of one's own side: write it, read it, agree to it or return it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views import actor_required
from workflow.choices import Side
from workflow.refusals import Missing, NotYours, Refusal

from ..choices import RecordState
from ..completeness import content_of
from ..facts import RequestFacts
from ..forms.rights import DraftForm, SecondForm, answer_forms
from ..forms.seen import UNREADABLE
from ..models import RightsRecord
from ..rights import content, rules, standing
from ..services import rights
from . import pieces, rights_draft
from .draft import autosave
from .draft.opened import saves_itself
from .pieces import Seen
from .rights_draft import Writing


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write on the draft; whoever may not, or finds it finished, reads the newest finished one."""
    try:
        return _draft(request, pk)
    except Refusal as refusal:
        if not saves_itself(request):
            raise
        return autosave.refused(refusal)


def _draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    view, side = _opened(request, pk)
    kept = _records(view, side)
    newest = next((one for one in kept if not one.is_draft), None)
    stored = next((one for one in kept if one.is_draft), None)
    in_force = newest is not None and newest.is_in_force
    if request.method == "GET" and in_force and stored is None and newest:
        return redirect("requests:rights_record", pk=pk, number=newest.number)
    if not rights.may_write(view.actor, view.case):
        if request.method == "POST":
            raise NotYours(_("Only the staff of the leading authority writes its rights record."))
        return _read_newest(request, view, newest)
    earlier = [one for one in kept if not one.is_draft]
    rights.tell_drafting(actor=view.actor, draft=stored, listed=earlier)
    questions = standing.applying(
        view.request, side, measures=view.request.measures.select_related("type")
    )
    data = request.POST if request.method == "POST" else None
    initial = rights_draft.initial_of(stored)
    writing = Writing(
        request=request,
        view=view,
        stored=stored,
        kept=earlier,
        forms=answer_forms(questions, data, initial),
        seen=DraftForm(data, initial={"seen_version": stored.version if stored else 0}),
    )
    return rights_draft.answer(writing)


@require_POST
def anew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the record that supersedes the finished one."""
    view, _side = _opened(request, pk)
    rights.begin_anew(actor=view.actor, case=view.case)
    messages.success(request, _("A new record was begun with the answers of the last one."))
    return redirect("requests:rights", pk=pk)


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw the draft away as it was shown."""
    view, side = _opened(request, pk)
    form = DraftForm(request.POST)
    if not form.is_valid():
        messages.error(request, UNREADABLE)
        return redirect("requests:rights", pk=pk)
    seen = form.cleaned_data["seen_version"]
    try:
        rights.discard(actor=view.actor, case=view.case, seen_version=seen)
    except rights.Overtaken as other:
        said = _("%(name)s saved the draft meanwhile. Read it before you discard it.")
        messages.error(request, said % {"name": other.record.saved_by_name})
        return redirect("requests:rights", pk=pk)
    messages.success(request, _("The draft of the rights record is discarded."))
    newest = next((one for one in _records(view, side) if one.is_in_force), None)
    if newest:
        return redirect("requests:rights_record", pk=pk, number=newest.number)
    return redirect("requests:case", pk=pk)


@require_safe
def shown(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Read a finished record."""
    view, side = _opened(request, pk)
    record = _finished(view, side, number)
    others = _others(_records(view, side), record)
    rights.tell_reading(actor=view.actor, record=record, listed=others)
    return _page(request, view, record, SecondForm(initial={"digest": record.digest}))


@require_POST
def second(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Agree to the record that was read, or return it."""
    view, side = _opened(request, pk)
    record = _finished(view, side, number)
    form = SecondForm(request.POST)
    if not form.is_valid():
        return _page(request, view, record, form, status=422)
    given = {"number": number, "seen_digest": form.cleaned_data["digest"]}
    given["remark"] = form.cleaned_data["remark"]
    says = rights.return_record if "return" in request.POST else rights.agree
    try:
        says(actor=view.actor, case=view.case, **given)
    except Missing as refusal:
        form.add_error("remark", refusal.reasons[0])
        return _page(request, view, record, form, status=422)
    if "return" in request.POST:
        messages.success(request, _("The record went back; it is a draft again."))
    else:
        messages.success(request, _("You agreed to the rights record."))
    return redirect("requests:case", pk=pk)


def panel(view: Seen, facts: RequestFacts | None) -> dict[str, Any] | None:
    """What the case page says of the own side's record; None for whoever has none to read.

    `facts` are those that the page has gathered already.
    """
    side = rights.read_by(view.actor, view.case)
    if side is None:
        return None
    now = facts.rights.get(side) if facts else None
    if now is None:
        now = standing.standing_of(content_of(view.request), side)
    if not standing.is_awaited(view.request, side):
        now = replace(now, missing=(), changed=())
    may_write = rights.may_write(view.actor, view.case)
    return {
        "now": now,
        "may_write": may_write,
        "to_look_at": may_write and now.is_finished and not now.has_draft and not now.fits,
        "url": reverse("requests:rights", args=[view.case.pk]),
        "anew_url": reverse("requests:rights_anew", args=[view.case.pk]),
    }


def _opened(request: HttpRequest, pk: UUID) -> tuple[Seen, Side]:
    """The case and the side whose record is opened: always the reader's own."""
    view = pieces.seen(actor_required(request), pk)
    side = rights.read_by(view.actor, view.case)
    if side is None:
        raise NotYours(_("The rights record is kept by the staff of the leading authority."))
    return view, side


def _records(view: Seen, side: Side) -> list[RightsRecord]:
    return list(RightsRecord.objects.filter(case=view.case, side=side).order_by("-number"))


def _others(kept: list[RightsRecord], record: RightsRecord) -> list[RightsRecord]:
    """The other finished records of the same side."""
    return [one for one in kept if one.pk != record.pk and not one.is_draft]


def _finished(view: Seen, side: Side, number: int) -> RightsRecord:
    records = RightsRecord.objects.filter(case=view.case, side=side, number=number)
    record = records.exclude(state=RecordState.DRAFT).select_related("case").first()
    if record is None:
        raise Http404
    return record


def _read_newest(request: HttpRequest, view: Seen, newest: RightsRecord | None) -> HttpResponse:
    if newest:
        return redirect("requests:rights_record", pk=view.case.pk, number=newest.number)
    return render(request, "requests/rights/none.html", {"page": pieces.head(view)})


def _changed(view: Seen, record: RightsRecord) -> tuple[str, ...]:
    """What of the request the record did not judge, as long as something still rests on it."""
    if not (record.is_in_force and standing.is_awaited(view.request, Side(record.side))):
        return ()
    return standing.changed_since(record, content_of(view.request))


def _page(
    request: HttpRequest, view: Seen, record: RightsRecord, form: SecondForm, status: int = 200
) -> HttpResponse:
    answers = list(record.answers.select_related("question"))
    told = {one.question_id: one for one in answers}
    kept = _records(view, Side(record.side))
    in_force = record.is_in_force
    context = {
        "page": pieces.head(view),
        "record": record,
        "groups": [
            (group.label, [(told[one.code], rules.is_grave(told[one.code])) for one in some])
            for group, some in rules.grouped(one.question for one in answers)
        ],
        "reasons": rules.reasons_for_second(answers),
        "is_intact": content.is_intact(record, answers),
        "changed": _changed(view, record),
        "others": _others(kept, record),
        "form": form if rights.may_second(view.actor, record) else None,
        "may_supersede": in_force and rights.may_write(view.actor, view.case),
        "has_draft": any(one.is_draft for one in kept),
    }
    return render(request, "requests/rights/record.html", context, status=status)
