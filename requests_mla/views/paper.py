"""Register a request that came by post, from what stands on its letter."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.views import actor_required
from evidence.choices import SCANS
from evidence.refusals import FileRefused
from evidence.services import keep_file
from workflow.refusals import Missing

from ..forms.kept import KeptFile, kept_file
from ..forms.opening import PaperRequestForm
from ..forms.paper import MORE
from ..models import Request
from ..services import opening
from ..services.papers import Translation

FILES = ("letter_scan", "translation")
# The button that asks for more rows, and of which kind.
MORE_BUTTON = "more"
KEPT = "_kept"


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The page; more rows for it; the request on the register."""
    actor = actor_required(request)
    opening.refuse_who_may_not_record(actor)
    if request.method != "POST":
        return _page(request, actor, PaperRequestForm(state=actor.state, zone=actor.zone), {})
    files, refused = _files(request, actor)
    if request.POST.get(MORE_BUTTON) in MORE:
        return _page(request, actor, _with_more_rows(request, actor, files), files)
    form = PaperRequestForm(
        request.POST, request.FILES, state=actor.state, zone=actor.zone, kept=files
    )
    for name, reason in refused.items():
        form.add_error(name, reason)
    if form.is_valid():
        try:
            found = _registered(actor, form, files)
        except Missing as refusal:
            form.add_error(None, " ".join(refusal.reasons))
        else:
            messages.success(request, _("The request is on the register."))
            return redirect("requests:case", pk=found.pk)
    return _page(request, actor, form, files)


def _files(request: HttpRequest, actor: Actor) -> tuple[dict[str, KeptFile], dict[str, str]]:
    """The files that are there, chosen now or on the page before; and why others are not."""
    found, refused = {}, {}
    for name in FILES:
        upload = request.FILES.get(name)
        if upload is None:
            kept = kept_file(request.POST.get(name + KEPT, ""), actor.person_id)
            if kept:
                found[name] = kept
            continue
        try:
            stored = keep_file(upload=upload, actor_stamp=actor.stamp, accept=SCANS)
        except FileRefused as refusal:
            refused[name] = refusal.reasons[0]
        else:
            found[name] = KeptFile(stored, upload.name or "")
    return found, refused


def _with_more_rows(
    request: HttpRequest, actor: Actor, files: dict[str, KeptFile]
) -> PaperRequestForm:
    """The page with what was typed and more rows of the kind asked for; nothing is judged yet."""
    rows = request.POST[MORE_BUTTON]
    shown = PaperRequestForm(request.POST, state=actor.state, zone=actor.zone).shown[rows]
    typed = {**request.POST.dict(), rows: str(shown + MORE[rows])}
    return PaperRequestForm(initial=typed, state=actor.state, zone=actor.zone, kept=files)


def _registered(actor: Actor, form: PaperRequestForm, files: dict[str, KeptFile]) -> Request:
    given, came_with = form.cleaned_data, files.get("translation")
    translation = None
    if came_with:
        preset = form.fields["translation_language"].initial
        language = given["translation_language"] or preset
        translation = Translation(came_with.file, came_with.name, language)
    return opening.register_paper(
        actor=actor,
        sender=given["sender"],
        title=given["title"],
        their_reference=given["their_reference"],
        dated=form.dated,
        scan=None if given["came_orally"] else files["letter_scan"].file,
        remark=given["read_back"] if given["came_orally"] else "",
        measures=form.measures(),
        offences=form.offences(),
        basis=given["basis"],
        conducting_authority=given["conducting_authority"],
        facts=given["facts"],
        language=given["language"],
        translation=translation,
        form_key=given["once"],
    )


def _page(
    request: HttpRequest, actor: Actor, form: PaperRequestForm, files: dict[str, KeptFile]
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "kept": {
            name: {"field": name + KEPT, "name": one.name, "token": one.token(actor.person_id)}
            for name, one in files.items()
        },
    }
    status = 422 if form.is_bound else 200
    return render(request, "requests/paper.html", context, status=status)
