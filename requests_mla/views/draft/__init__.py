"""The draft, step by step; every step can be saved unfinished, in any order."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from workflow.refusals import Refusal

from ...choices import REPEATED_STEPS, Step
from ...forms.rows import ROW_FORMS
from ...services import drafting
from ...services.rows import take_out
from . import attachments, autosave, check, fields, rows, translation, who
from .opened import Opened, open_step, saves_itself


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """One step of the draft, shown, saved by hand, or saved by itself while somebody writes."""
    try:
        return _answer(open_step(request, pk, step))
    except Refusal as refusal:
        if not saves_itself(request):
            raise
        return autosave.refused(refusal)
    except drafting.Behind as later:
        return autosave.behind(later)


def _answer(opened: Opened) -> HttpResponse:
    if opened.step == Step.CHECK:
        return check.answer(opened)
    # What a request from paper rests on was chosen by those who wrote it.
    if opened.step == Step.WHO and not opened.view.request.received_on_paper:
        return who.answer(opened)
    if opened.step == Step.ATTACHMENTS:
        return attachments.answer(opened)
    if opened.step == Step.TRANSLATION:
        return translation.answer(opened)
    return rows.answer(opened) if opened.step in ROW_FORMS else fields.answer(opened)


@require_POST
def remove_row(request: HttpRequest, pk: UUID, step: str, row: int) -> HttpResponse:
    """Take a row out of a draft; measures are numbered anew."""
    opened = open_step(request, pk, step)
    if step not in REPEATED_STEPS:
        raise Http404
    try:
        if opened.seen.is_valid():
            opened.save(lambda found: take_out(found, step, row))
        else:
            messages.error(request, _("This page is too old. Look again."))
    except drafting.Overtaken:
        messages.error(request, _("Somebody changed this step meanwhile. Look again."))
    return redirect("requests:draft", pk=pk, step=step)
