"""The auditor's pages: the record over all cases, one case's history, and the way out; delays."""

from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import audit.verify
from accounts.actors import Actor
from accounts.queries import audited_by, sealed_among
from audit import moment
from audit.pages import Page, page_of
from audit.triggers import faults
from audit.verification import verified
from requests_mla.services.access import note_auditing

from .bars import chart_of
from .choices import Format
from .delays import LEAST, measured
from .entries import entries
from .forms import DelayForm, ExportForm, FilterForm
from .guards import refuse_all_but_auditors, refuse_who_may_not_measure
from .queries import COUNTED, Filters, matching, names_of, up_to
from .services import export_record


def auditor_of(request: HttpRequest) -> Actor:
    """The acting auditor; raises NotYours for everybody else."""
    return refuse_all_but_auditors(getattr(request, "actor", None))


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Everything the auditor may see, newest first, narrowed by the filters."""
    actor = auditor_of(request)
    form = FilterForm(request.GET)
    if not form.is_valid():
        page, filters, count = Page([], "", ""), Filters(), 0
    else:
        filters = form.filters
        found = matching(filters, actor)
        page, count = _page(request, filters, actor), up_to(found)
    context = {
        "form": form,
        "filtered": bool(filters.as_details()),
        "count": count,
        "more_than": COUNTED if count > COUNTED else None,
        "export_url": _export_url(filters) if form.is_valid() else "",
        **_shown(request, page, actor),
    }
    return render(request, "oversight/events.html", context)


@require_GET
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A case's history as far as the auditor's State may see it, its chain checked just now."""
    actor = auditor_of(request)
    found = get_object_or_404(audited_by(actor), pk=pk)
    filters = Filters(case=found.pk)
    reference, title = names_of([found.pk], actor).get(found.pk, ("", found.title))
    context = {
        "case": found,
        "reference": reference,
        "title": title,
        "verdict": verified(f"case:{found.pk}"),
        "unguarded": faults(connection),
        "checked_at": moment.now(),
        "export_url": _export_url(filters),
        **_shown(request, _page(request, filters, actor), actor),
    }
    return render(request, "oversight/case.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Say what would leave the house (GET); record it and send it (POST)."""
    actor = auditor_of(request)
    ordered = request.method == "POST"
    form = ExportForm(request.POST if ordered else {"format": Format.JSONL, **request.GET.dict()})
    filters = form.filters if form.is_valid() else Filters()
    if filters.case:
        get_object_or_404(audited_by(actor), pk=filters.case)
    if ordered and form.is_valid():
        return _sent(actor, filters, Format(form.cleaned_data["format"]))
    context = {
        "form": form,
        "asked": [(form.fields[name].label or name, text) for name, text in _told(filters)],
        "count": matching(filters, actor).count() if form.is_valid() else 0,
        "back": f"{reverse('oversight:events')}?{urlencode(filters.as_details())}",
    }
    return render(request, "oversight/export.html", context)


@require_GET
def delays(request: HttpRequest) -> HttpResponse:
    """How long partner States and we wait for each other, stage by stage."""
    actor = refuse_who_may_not_measure(getattr(request, "actor", None))
    form = DelayForm(request.GET)
    asked = form.asked
    found = measured(actor, asked)
    form.offer_years(found.years)
    context = {
        "form": form,
        "asked": asked,
        "lines": found.lines,
        "chart": chart_of(found.lines),
        "least": LEAST,
    }
    return render(request, "oversight/delays.html", context)


@require_GET
def checker(request: HttpRequest) -> FileResponse:
    """The script that checks an export anywhere, to be kept beside it."""
    auditor_of(request)
    script = Path(audit.verify.__file__)
    return FileResponse(
        script.open("rb"),
        as_attachment=True,
        filename="check_audit.py",
        content_type="text/x-python",
    )


def _sent(actor: Actor, filters: Filters, form: Format) -> StreamingHttpResponse:
    taken = export_record(actor=actor, filters=filters, form=form)
    response = StreamingHttpResponse(taken.chunks, content_type=form.media_type)
    name = f"audit-{actor.state}-{taken.event.at:%Y%m%dT%H%M%SZ}.{form.value}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, filters: Filters, actor: Actor) -> Page:
    return page_of(
        matching(filters, actor),
        newer=request.GET.get("newer", ""),
        older=request.GET.get("older", ""),
    )


def _shown(request: HttpRequest, page: Page, actor: Actor) -> dict[str, object]:
    """A page of events for the template, with the addresses of the pages around it.

    That the record of a sealed case was read is recorded in its turn.
    """
    cases = {event.case_id for event in page.events if event.case_id}
    note_auditing(actor=actor, case_ids=sealed_among(cases, actor))
    kept = {
        name: value
        for name, value in request.GET.items()
        if value and name not in ("newer", "older")
    }
    return {
        "entries": entries(page.events, names_of(cases, actor)),
        "newer_url": f"?{urlencode({**kept, 'newer': page.newer})}" if page.newer else "",
        "older_url": f"?{urlencode({**kept, 'older': page.older})}" if page.older else "",
    }


def _told(filters: Filters) -> list[tuple[str, str]]:
    return list(filters.as_details().items())


def _export_url(filters: Filters) -> str:
    return f"{reverse('oversight:export')}?{urlencode(filters.as_details())}"
