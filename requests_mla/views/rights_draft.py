"""The page on which a rights record is written: save, finish, and what came in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from workflow.refusals import Missing

from ..completeness import content_of
from ..forms.rights import AnswerForm, DraftForm
from ..models import RightsAnswer, RightsRecord
from ..rights import rules, standing
from ..services import rights
from ..services.rights import rows
from ..services.rights.rows import FIELDS, fields_of
from . import pieces
from .draft import autosave
from .draft.opened import saves_itself
from .pieces import Seen


@dataclass(frozen=True)
class Writing:
    """The draft as somebody has it open; `stored` is None before the first save."""

    request: HttpRequest
    view: Seen
    stored: RightsRecord | None
    kept: Sequence[RightsRecord]
    forms: Sequence[AnswerForm]
    seen: DraftForm


def initial_of(stored: RightsRecord | None) -> dict[str, dict[str, Any]]:
    """What stands in the draft, by the question's code."""
    return {one.question_id: fields_of(one) for one in _answers(stored)}


def answer(writing: Writing) -> HttpResponse:
    """Show the draft; save it; finish it."""
    if writing.request.method != "POST":
        return _page(writing)
    # Every form is looked at, so that all errors show at once.
    wrong = [one for one in (*writing.forms, writing.seen) if not one.is_valid()]
    if wrong and saves_itself(writing.request):
        return autosave.declined(wrong[0])
    if wrong:
        return _page(writing, status=422)
    given = {one.question.code: _given(one) for one in writing.forms}
    if saves_itself(writing.request):
        return _kept(writing, given)
    who: dict[str, Any] = {"actor": writing.view.actor, "case": writing.view.case}
    seen = writing.seen.cleaned_data["seen_version"]
    try:
        draft = rights.save_answers(**who, answers=given, seen_version=seen)
    except rights.Overtaken as other:
        return _overtaken(writing, other.record)
    if "finish" not in writing.request.POST:
        messages.success(writing.request, _("Saved."))
        return redirect("requests:rights", pk=writing.view.case.pk)
    try:
        record = rights.finish(**who, seen_version=draft.version)
    except Missing:
        return _page(writing, stored=draft, status=422, wanted_to_finish=True)
    messages.success(writing.request, _said(record))
    return redirect("requests:rights_record", pk=writing.view.case.pk, number=record.number)


def _kept(writing: Writing, given: rows.Given) -> HttpResponse:
    """What the page saves by itself while somebody writes."""
    try:
        draft = rights.keep_answers(
            actor=writing.view.actor,
            case=writing.view.case,
            answers=given,
            seen_version=writing.seen.cleaned_data["seen_version"],
        )
    except rights.Overtaken as other:
        said = _("Not saved: %(name)s saved this record at %(time)s. Press the button to see both.")
        said %= autosave.by_whom(other.record.saved_by_name, other.record.saved_at)
        return autosave.answer("overtaken", 409, said)
    around = {"now": _so_far(writing, draft), "stored": draft}
    so_far = render_to_string("requests/rights/_so_far.html", around, writing.request)
    parts = {"so_far": so_far}
    return autosave.answer("saved", 200, autosave.saved_now(), version=draft.version, parts=parts)


def _said(record: RightsRecord) -> str:
    if record.needs_second:
        return _("The rights record is finished. A second liaison officer has to agree to it.")
    return _("The rights record is finished.")


def _given(form: AnswerForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in FIELDS}


def _overtaken(writing: Writing, other: RightsRecord) -> HttpResponse:
    """Nothing is overwritten: what was typed stays, what stands there now is shown beside it."""
    now = initial_of(other)
    differs = {
        one.question.code: [
            name for name in FIELDS if now[one.question.code][name] != _given(one)[name]
        ]
        for one in writing.forms
        if one.question.code in now
    }
    return _page(writing, stored=other, status=409, overtaken=other, differs=differs)


def _page(
    writing: Writing,
    *,
    stored: RightsRecord | None = None,
    status: int = 200,
    differs: dict[str, list[str]] | None = None,
    **extra: Any,
) -> HttpResponse:
    stored = stored or writing.stored
    in_force = next((one for one in writing.kept if one.is_in_force), None)
    answers = _answers(stored)
    told = {one.question_id: one for one in answers}
    shown = {one.question.code: _row(one, told, differs or {}) for one in writing.forms}
    groups = rules.grouped(one.question for one in writing.forms)
    context = {
        "page": pieces.head(writing.view),
        "stored": stored,
        "kept": writing.kept,
        "in_force": in_force is not None,
        "changed": in_force and standing.changed_since(in_force, content_of(writing.view.request)),
        "groups": [(group.label, [shown[one.code] for one in some]) for group, some in groups],
        "open": [row for row in shown.values() if row["open"]],
        "now": _so_far(writing, stored),
        "seen": _seen(writing, stored),
        **extra,
    }
    return render(writing.request, "requests/rights/draft.html", context, status=status)


def _so_far(writing: Writing, stored: RightsRecord | None) -> dict[str, Any]:
    """How many questions are answered, and how grave it is, as saved."""
    told = {one.question_id: one for one in _answers(stored)}
    codes = [one.question.code for one in writing.forms]
    asked = [told[code] for code in codes if code in told]
    return {
        "asked": len(codes),
        "answered": len([one for one in asked if not rules.open_parts(one)]),
        "risk": rules.overall_risk(asked).label if asked else "",
        "reasons": rules.reasons_for_second(asked),
    }


def _seen(writing: Writing, stored: RightsRecord | None) -> DraftForm:
    """What the page sends along: what was just stored, or else what it showed before."""
    if writing.seen.is_bound and stored is writing.stored:
        return writing.seen
    return DraftForm(initial={"seen_version": stored.version if stored else 0})


def _row(
    form: AnswerForm, told: dict[str, RightsAnswer], differs: dict[str, list[str]]
) -> dict[str, Any]:
    stored = told.get(form.question.code)
    return {
        "question": form.question,
        "form": form,
        "begun": stored is not None,
        "open": standing.words_of(rules.open_parts(stored)),
        "grave": stored is not None and rules.is_grave(stored),
        "now": _in_words(stored, differs.get(form.question.code, ())) if stored else [],
    }


def _in_words(stored: RightsAnswer, names: Sequence[str]) -> list[tuple[str, Any]]:
    """What stands there now in these fields, to be read beside what was typed."""
    values = fields_of(stored)
    values["finding"] = stored.get_finding_display()
    values["remaining_risk"] = stored.get_remaining_risk_display()
    return [
        (label, values[name] or "–")
        for name, label in zip(names, standing.words_of(names), strict=True)
    ]


def _answers(stored: RightsRecord | None) -> list[RightsAnswer]:
    return list(stored.answers.select_related("question")) if stored else []
