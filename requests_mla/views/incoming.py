"""Take in the letter of another installation: look at it, show what was found, register it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from accounts.views import actor_required
from evidence.choices import PDF
from evidence.refusals import FileRefused
from evidence.services import keep_file, read_kept
from evidence.uploads import RefusedUpload, Upload
from workflow.refusals import Missing
from workflow.services import CASEWORK

from .. import incoming
from ..forms.incoming import GoOnForm, LetterForm
from ..forms.kept import KeptFile, kept_file
from ..incoming import Incoming, LetterRefused
from ..services import importing, opening
from ..services.importing import Found, Known
from . import imported

KEPT = "letter_kept"


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """The page for the file; what was found in it."""
    actor = actor_required(request)
    opening.refuse_who_may_not_record(actor)
    form = LetterForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    upload: Upload = form.cleaned_data["letter"]
    try:
        letter = incoming.read(_bytes_of(upload))
        known = importing.known_here(actor, letter)
        if known:
            return _page(request, LetterForm(), known=known, letter=letter)
        found = importing.found_in(actor, letter)
        file = keep_file(
            upload=upload,
            actor_stamp=actor.stamp,
            accept=frozenset({PDF}),
            limit=incoming.MOST_BYTES,
        )
    except (FileRefused, LetterRefused) as refusal:
        for reason in refusal.reasons:
            form.add_error(None, reason)
        return _page(request, form)
    kept = KeptFile(file, upload.name or "")
    return _found(request, actor, found, kept, GoOnForm(found=found))


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Register what was shown. The letter is looked at again: whom one trusts may have changed."""
    actor = actor_required(request)
    opening.refuse_who_may_not_record(actor)
    kept = kept_file(request.POST.get(KEPT, ""), actor.person_id)
    if kept is None:
        messages.error(request, _("Too much time has passed. Choose the letter again."))
        return redirect("requests:take_in")
    found = importing.found_in(actor, incoming.read(read_kept(kept.file.sha256)))
    form = GoOnForm(request.POST, found=found)
    if form.is_valid():
        try:
            made = importing.register_letter(
                actor=actor,
                found=found,
                file=kept.file,
                sender=form.cleaned_data["sender"],
                because=form.cleaned_data.get("because", ""),
                form_key=form.cleaned_data["once"],
            )
        except Missing as refusal:
            form.add_error(None, " ".join(refusal.reasons))
        else:
            messages.success(request, _("The request is on the register."))
            return redirect("requests:case", pk=made.pk)
    return _found(request, actor, found, kept, form)


def _bytes_of(upload: Upload) -> bytes:
    """The file, if it is small enough to be looked at. Raises FileRefused or LetterRefused."""
    if isinstance(upload, RefusedUpload):
        raise upload.why
    # One byte more than a letter has is enough to see that it is none.
    content: bytes = upload.read(incoming.MOST_BYTES + 1)
    upload.seek(0)
    return content


def _page(
    request: HttpRequest,
    form: LetterForm,
    *,
    known: Known | None = None,
    letter: Incoming | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "letter": letter, "known": known, "known_url": ""}
    if known and known.case:
        context["known_url"] = CASEWORK[known.case.kind].address(known.case.pk)
    status = 422 if form.is_bound else 200
    return render(request, "requests/incoming.html", context, status=status)


def _found(
    request: HttpRequest, actor: Actor, found: Found, kept: KeptFile, form: GoOnForm
) -> HttpResponse:
    context = {
        "form": form,
        "kept": {"field": KEPT, "name": kept.name, "token": kept.token(actor.person_id)},
        **imported.shown(found),
    }
    status = 422 if form.is_bound else 200
    return render(request, "requests/incoming_found.html", context, status=status)
