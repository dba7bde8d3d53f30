"""The steps of rows: offences, persons, identifiers, measures. One row is written at a time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.once import named
from workflow.refusals import Missing

from ...choices import Step
from ...forms.rows import ROW_FORMS, IdentifierListForm, RowForm
from ...identifiers import parsed_lines
from ...models import Request
from ...services import drafting
from ...services.rows import add_identifiers, finish_row, keep_row, may_take_out, rows_of
from . import autosave, frame
from .opened import Opened
from .words import in_words


def answer(opened: Opened) -> HttpResponse:
    """Show the rows and the form of one; save it, or many at once."""
    request = opened.request
    if request.POST.get("many") and opened.step == Step.IDENTIFIERS:
        return _answer_many(opened)
    # A key that names no row of this draft is none; the words are then those of a new row.
    chosen = request.GET.get("row", "")
    row = next((row for row in _rows(opened) if str(row.pk) == chosen), None)
    form = ROW_FORMS[opened.step](request.POST or None, instance=row)
    if not form.is_bound:
        return _page(opened, form)
    if not opened.accepts(form):
        return autosave.declined(form) if opened.saves_itself else _page(opened, form, status=422)
    try:
        version = opened.save(_writer(opened, form))
    except drafting.Overtaken as other:
        return _overtaken(opened, form, other)
    if opened.saves_itself:
        return autosave.saved(
            opened, version, here=f"{opened.url}?row={form.instance.pk}", **_parts(opened, form)
        )
    messages.success(request, _("Saved."))
    return redirect(opened.url)


def _writer(opened: Opened, form: RowForm) -> drafting.Write:
    """Keep the row under the name that its page gives it; by hand, as finished with these words."""
    words = [opened.request.POST.get(field, "") for field in form.fields]
    name, finished = _named(opened, form), _named(opened, form, *words)

    def write(found: Request) -> None:
        row = form.save(commit=False)
        if opened.saves_itself:
            keep_row(found, opened.step, row, name=name)
        else:
            finish_row(found, opened.step, row, name=name, finished=finished)

    return write


def _named(opened: Opened, form: RowForm, *words: str) -> UUID | None:
    view = opened.view
    return named(
        opened.page, view.actor.person_id, view.case.pk, opened.step, form.instance.pk, *words
    )


def _answer_many(opened: Opened) -> HttpResponse:
    many = IdentifierListForm(opened.request.POST)
    form = ROW_FORMS[opened.step]()
    if not opened.accepts(many):
        return _page(opened, form, many=many, status=422)
    kind = many.cleaned_data["kind"]
    try:
        lines = list(parsed_lines(kind, many.cleaned_data["values"]))
        opened.save(lambda found: add_identifiers(found, kind, lines))
    except Missing as refusal:
        many.add_error("values", list(refusal.reasons))
        return _page(opened, form, many=many, status=422)
    except drafting.Overtaken as other:
        return _overtaken(opened, form, other, many=many)
    messages.success(opened.request, _("Saved."))
    return redirect(opened.url)


def _overtaken(
    opened: Opened, form: RowForm, other: drafting.Overtaken, **more: Any
) -> HttpResponse:
    told: dict[str, Any] = {"overtaken": other.section, "overtaken_values": []}
    if opened.saves_itself:
        return autosave.overtaken(opened, told, **_parts(opened, form))
    seen = opened.hidden(version=opened.version)
    return _page(opened, form, status=409, seen=seen, **told, **more)


def _page(
    opened: Opened,
    form: RowForm,
    *,
    status: int = 200,
    many: IdentifierListForm | None = None,
    **more: Any,
) -> HttpResponse:
    if many is None and opened.step == Step.IDENTIFIERS:
        many = IdentifierListForm()
    context = {"form": form, "many_form": many, "step_template": "requests/steps/rows.html"}
    return frame.page(opened, status=status, **context, **_list(opened, form), **more)


def _parts(opened: Opened, form: RowForm) -> dict[str, str]:
    """The parts of this page that change while a row is being written."""
    shown = {**_list(opened, form), "seen": opened.hidden(version=opened.version)}
    parts = ("rows", "row_title", "row_button")
    return {
        part: render_to_string(f"requests/steps/_{part}.html", shown, opened.request)
        for part in parts
    }


def _list(opened: Opened, form: RowForm) -> dict[str, Any]:
    current = form.instance.pk
    return {
        "rows": [_row(opened, row, current) for row in _rows(opened)],
        "editing": current is not None,
        "cancel_url": opened.url if current is not None else "",
        "add_label": _("Add"),
        "empty_title": _("Nothing here yet"),
    }


def _rows(opened: Opened) -> Any:
    return rows_of(opened.view.request, opened.step).all()


def _row(opened: Opened, row: Any, current: int | None) -> dict[str, Any]:
    title, about = in_words(opened.step, row)
    names = [opened.view.case.pk, opened.step, row.pk]
    may_go = may_take_out(opened.view.request, opened.step)
    return {
        "title": title,
        "about": about,
        "edit_url": f"{opened.url}?row={row.pk}#row-form",
        "remove_url": reverse("requests:remove_row", args=names) if may_go else "",
        "current": row.pk == current,
    }
