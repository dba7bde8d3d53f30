"""The record of a case as one side reads it, its chain checked while the page is made."""

from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.views import actor_required
from audit import moment
from audit.pages import page_of
from audit.triggers import faults
from audit.verification import verified

from ..record import entries, record_of
from . import pieces
from .case import counts_of, exhibits_of, letters_of


@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is recorded of the case and may be read on this side, newest first."""
    view = pieces.seen(actor_required(request), pk)
    page = page_of(
        record_of(view.case, view.actor),
        newer=request.GET.get("newer", ""),
        older=request.GET.get("older", ""),
    )
    counts = counts_of(view, letters_of(view), exhibits_of(view))
    context = {
        "page": pieces.head(view),
        "case": view.case,
        "tabs": pieces.tabs(view, "history", counts),
        "entries": entries(page.events, request=view.request, actor=view.actor),
        "verdict": verified(f"case:{view.case.pk}"),
        "unguarded": faults(connection),
        "checked_at": moment.now(),
        "newer_url": f"?{urlencode({'newer': page.newer})}" if page.newer else "",
        "older_url": f"?{urlencode({'older': page.older})}" if page.older else "",
    }
    return render(request, "requests/history.html", context)
