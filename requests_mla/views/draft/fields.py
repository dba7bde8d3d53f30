"""The steps of plain fields."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ...forms.drafts import STEP_FORMS, StepForm
from ...models import Request
from ...services import drafting
from . import autosave, frame
from .opened import Opened


def answer(opened: Opened, **around: Any) -> HttpResponse:
    """Show the fields, with what the step has `around` them; save them."""
    form = form_of(opened, opened.request.POST or None)
    if not form.is_bound:
        return frame.page(opened, form=form, **around)
    if not opened.accepts(form):
        if opened.saves_itself:
            return autosave.declined(form)
        return frame.page(opened, status=422, form=form, **around)
    values = {name: form.cleaned_data[name] for name in form.fields}
    try:
        version = opened.save(lambda found: drafting.save_fields(found, values))
    except drafting.Overtaken as other:
        told = {"overtaken": other.section, "overtaken_values": _values(opened, form)}
        if opened.saves_itself:
            return autosave.overtaken(opened, told)
        seen = opened.hidden(version=opened.version)
        return frame.page(opened, status=409, form=form, seen=seen, **told, **around)
    if opened.saves_itself:
        return autosave.saved(opened, version)
    messages.success(opened.request, _("Saved."))
    return redirect(frame.next_url(opened) if opened.request.POST.get("then") else opened.url)


def form_of(opened: Opened, data: Any = None) -> StepForm:
    """The form of the step, with a request of its own to write on."""
    stored = Request.objects.get(pk=opened.view.case.pk)
    return STEP_FORMS[opened.step](data, instance=stored, initial={"title": opened.view.case.title})


def _values(opened: Opened, form: StepForm) -> list[tuple[Any, str]]:
    """What stands there now, to be read beside what was typed."""
    stored = Request.objects.select_related("case").get(pk=opened.view.case.pk)
    return [
        (field.label, str(_stored(stored, field.name) or "")) for field in form.visible_fields()
    ]


def _stored(stored: Request, name: str) -> object:
    return stored.case.title if name == "title" else getattr(stored, name)
