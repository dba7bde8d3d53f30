"""The page on which a comparison is written: save, finish, and what came in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from audit import moment
from convention.criminality import required_by
from convention.models import NationalElement
from workflow.refusals import Missing

from ..choices import Met
from ..criminality import gaps
from ..criminality.asked import Asked
from ..criminality.gaps import Looked
from ..criminality.subjects import Subject, subjects_of
from ..forms.criminality import DraftForm, OffenceForms, forms_of
from ..models import ComparedElement, ComparedOffence, Comparison
from ..services import criminality
from ..services.criminality.rows import BESIDE, LINE, written_in
from . import pieces
from .pieces import Seen

Written = criminality.Written
# Stands for what is written beside the lines of an offence, where a line has its code.
AROUND = "beside"


@dataclass(frozen=True)
class Writing:
    """The draft as somebody has it open; `stored` is None before the first save."""

    request: HttpRequest
    view: Seen
    stored: Comparison | None
    earlier: Sequence[Comparison]
    asked: Asked
    national: Mapping[str, NationalElement]
    offences: Sequence[OffenceForms]
    seen: DraftForm


def opened(
    request: HttpRequest,
    view: Seen,
    stored: Comparison | None,
    *,
    earlier: Sequence[Comparison],
    asked: Asked,
) -> Writing:
    """The draft with its forms: what was sent, else what is stored, else what our law says."""
    data = request.POST if request.method == "POST" else None
    told = written_in(stored) if stored else {}
    national = required_by(view.request.requested.state_id, moment.now().date())
    return Writing(
        request=request,
        view=view,
        stored=stored,
        earlier=earlier,
        asked=asked,
        national=national,
        offences=[
            forms_of(
                one,
                data,
                beside=told.get(one.offence.pk, Written()).beside,
                lines=told[one.offence.pk].lines
                if one.offence.pk in told
                else _from_our_law(one, national),
            )
            for one in subjects_of(view.request)
        ],
        seen=DraftForm(data, initial={"seen_version": stored.version if stored else 0}),
    )


def _from_our_law(
    subject: Subject, national: Mapping[str, NationalElement]
) -> dict[str, dict[str, str]]:
    """What a line begins with where the catalogue says what our State requires."""
    return {code: _begins(national[code]) for code in subject.asked if code in national}


def _begins(known: NationalElement) -> dict[str, str]:
    if not known.required:
        return {"here": _("Not required by our law."), "finding": Met.NOT_REQUIRED.value}
    return {"here": ": ".join(part for part in (known.provision, known.words) if part)}


def answer(writing: Writing) -> HttpResponse:
    """Show the draft; save it; finish it."""
    if writing.request.method != "POST":
        return _page(writing)
    # Every form is looked at, so that all errors show at once.
    forms = [writing.seen, *(form for one in writing.offences for form in one.all)]
    if [one for one in forms if not one.is_valid()]:
        return _page(writing, status=422)
    given = {one.subject.offence.pk: _given(one) for one in writing.offences}
    who: dict[str, Any] = {"actor": writing.view.actor, "case": writing.view.case}
    seen = writing.seen.cleaned_data["seen_version"]
    try:
        draft = criminality.save_comparison(**who, offences=given, seen_version=seen)
    except criminality.Overtaken as other:
        return _overtaken(writing, other.comparison, given)
    if "finish" not in writing.request.POST:
        messages.success(writing.request, _("Saved."))
        return redirect("requests:criminality", pk=writing.view.case.pk)
    try:
        comparison = criminality.finish(**who, seen_version=draft.version)
    except Missing as refusal:
        return _page(writing, stored=draft, status=422, open=refusal.reasons)
    messages.success(writing.request, _("The comparison is finished."))
    return redirect("requests:comparison", pk=writing.view.case.pk, number=comparison.number)


def _given(one: OffenceForms) -> Written:
    return Written(
        beside={name: one.beside.cleaned_data[name] for name in BESIDE},
        lines={
            code: {name: form.cleaned_data.get(name, "") for name in LINE}
            for code, form in one.lines.items()
        },
    )


def _overtaken(writing: Writing, other: Comparison, given: Mapping[int, Written]) -> HttpResponse:
    """Nothing is overwritten: what was typed stays, what stands there now is shown beside it."""
    now = written_in(other)
    differs = {
        (pk, code): [name for name in LINE if now[pk].lines[code][name] != line[name]]
        for pk, written in given.items()
        for code, line in written.lines.items()
        if pk in now and code in now[pk].lines
    }
    for pk in now.keys() & given.keys():
        differs[pk, AROUND] = [
            name for name in BESIDE if now[pk].beside[name] != given[pk].beside[name]
        ]
    return _page(writing, stored=other, status=409, overtaken=other, differs=differs)


def _page(
    writing: Writing,
    *,
    stored: Comparison | None = None,
    status: int = 200,
    differs: Mapping[tuple[int, str], list[str]] | None = None,
    **extra: Any,
) -> HttpResponse:
    stored = stored or writing.stored
    looked = gaps.looked_at(stored, [one.subject for one in writing.offences])
    context = {
        "page": pieces.head(writing.view),
        "facts": writing.view.request.facts,
        "stored": stored,
        "earlier": writing.earlier,
        "asked": writing.asked,
        "offences": [
            _offence(writing, forms, one, differs or {})
            for forms, one in zip(writing.offences, looked, strict=True)
        ],
        "seen": _seen(writing, stored),
        **extra,
    }
    return render(writing.request, "requests/criminality/draft.html", context, status=status)


def _seen(writing: Writing, stored: Comparison | None) -> DraftForm:
    """What the page sends along: what was just stored, or else what it showed before."""
    if writing.seen.is_bound and stored is writing.stored:
        return writing.seen
    return DraftForm(initial={"seen_version": stored.version if stored else 0})


def _offence(
    writing: Writing,
    forms: OffenceForms,
    looked: Looked,
    differs: Mapping[tuple[int, str], list[str]],
) -> dict[str, Any]:
    subject, pk = forms.subject, forms.subject.offence.pk
    elements = {one.pk: one for one in subject.elements}
    return {
        "key": f"o{pk}",
        "name": subject.name,
        "offence": subject.offence,
        "beside": forms.beside,
        "forms": forms.all,
        "finding": looked.finding if looked.beside else "",
        "finding_words": looked.finding.label if looked.beside else "",
        "open": gaps.words_of(looked.open_beside) if looked.beside else "",
        "now": _in_words(looked.beside, differs.get((pk, AROUND), ())),
        "lines": [
            {
                "key": f"o{pk}-{number}",
                "asked": subject.asked[code],
                "element": elements.get(code),
                "national": writing.national.get(code),
                "form": form,
                "open": gaps.words_of(looked.open_lines.get(code, ())),
                "begun": code in looked.lines,
                "now": _in_words(looked.lines.get(code), differs.get((pk, code), ())),
            }
            for number, (code, form) in enumerate(forms.lines.items(), start=1)
        ],
    }


def _in_words(
    row: ComparedElement | ComparedOffence | None, names: Sequence[str]
) -> list[tuple[str, str]]:
    """What stands there now in these fields, to be read beside what was typed."""
    return [(str(gaps.LABELS[name]), _value(row, name) or "–") for name in names if row]


def _value(row: ComparedElement | ComparedOffence, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else getattr(row, name))
