"""The documents that belong to the request."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from evidence.choices import SCANS
from evidence.refusals import FileRefused
from evidence.services import keep_file

from ...choices import Step
from ...forms.drafts import AttachmentForm
from ...models import Attachment, Request
from ...services import drafting
from ...services.documents import attach_document
from . import fields, frame
from .opened import Opened, steps_of


def answer(opened: Opened) -> HttpResponse:
    """The language of the request, and what is attached to it."""
    if "role" in opened.request.POST:
        return _attach(opened)
    return fields.answer(opened, **_around(opened, AttachmentForm()))


def _around(opened: Opened, form: AttachmentForm) -> dict[str, Any]:
    return {
        "step_template": "requests/steps/attachments.html",
        "attachment_form": form,
        "translation_url": _translation_url(opened),
        "rows": [_row(opened, row) for row in opened.view.request.attachments.all()],
    }


def _translation_url(opened: Opened) -> str:
    if Step.TRANSLATION not in steps_of(opened.view):
        return ""
    return reverse("requests:draft", args=[opened.view.case.pk, Step.TRANSLATION])


def _row(opened: Opened, row: Attachment) -> dict[str, str]:
    return {
        "title": row.name,
        "about": f"{row.get_role_display()} · {row.language}",
        "url": reverse("requests:document", args=[opened.view.case.pk, row.pk]),
        "remove_url": reverse(
            "requests:remove_row", args=[opened.view.case.pk, opened.step, row.pk]
        ),
    }


def _attach(opened: Opened) -> HttpResponse:
    """Attach a document: bytes first, then the transaction that uses them."""
    form = AttachmentForm(opened.request.POST, opened.request.FILES)
    seen = opened.hidden()
    if opened.accepts(form):
        try:
            _keep(opened, form.cleaned_data)
        except FileRefused as refusal:
            form.add_error("file", refusal.reasons[0])
        except drafting.Overtaken:
            form.add_error(None, _("Somebody changed this step meanwhile. Save again."))
            seen = opened.hidden(version=opened.version)
        else:
            messages.success(opened.request, _("The document is attached."))
            return redirect(opened.url)
    around = _around(opened, form)
    return frame.page(opened, status=422, seen=seen, form=fields.form_of(opened), **around)


def _keep(opened: Opened, given: dict[str, Any]) -> None:
    actor, case = opened.view.actor, opened.view.case
    upload = given.pop("file")
    kept = keep_file(upload=upload, actor_stamp=actor.stamp, accept=SCANS, case_id=case.pk)

    def write(found: Request) -> None:
        attach_document(found, file=kept, name=upload.name, by=actor, **given)

    opened.save(write)
