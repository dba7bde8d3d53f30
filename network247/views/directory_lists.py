"""The yearly list of Article 41(2): it leaves as a file, and comes in as one to be looked at."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import Actor
from accounts.views import actor_required
from workflow.recorded import today
from workflow.refusals import Missing, NotFromHere

from ..choices import LineKind, ListFormat
from ..forms.directory import ExportForm, UploadForm
from ..models import ContactList, ContactVersion
from ..queries.directory import keeps, may_confirm_all, named
from ..queries.directory_export import exported
from ..queries.directory_history import changes_between, comparison
from ..queries.directory_lists import plan_of
from ..queries.directory_reading import MOST_BYTES
from ..services import directory_lists as taking
from .directory import tabs, trail

# Lines on one page: some thirty kilobytes.
AT_A_TIME = 100
LATEST = 20


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Where the list leaves and comes in, and the lists that came in."""
    actor = actor_required(request)
    return _lists_page(request, actor)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file, as it stands or as it stood at the end of a day."""
    actor = actor_required(request)
    given = {"format": ListFormat.CSV.value, **request.GET.dict()}
    form = ExportForm(given, today=today(actor.zone))
    if not form.is_valid():
        return _lists_page(request, actor, export_form=form, status=422)
    day = form.cleaned_data["on"] or today(actor.zone)
    wanted = ListFormat(form.cleaned_data["format"])
    answer = HttpResponse(exported(wanted, day, actor.zone), content_type=wanted.media_type)
    name = f"contact-points-{day.isoformat()}.{wanted.value}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep a list that was sent in, and show what it would change."""
    actor = actor_required(request)
    taking.refuse_who_does_not_keep(actor)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = taking.keep_list(
                actor=actor, name=file.name or "", content=file.read(MOST_BYTES + 1)
            )
        except Missing as refusal:
            form.add_error("file", list(refusal.reasons))
        else:
            return redirect("network:list", kept.pk)
    return _lists_page(request, actor, upload_form=form, status=422)


@require_safe
def one_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What an uploaded list would change; or what became of what it changed."""
    actor = actor_required(request)
    kept = _kept(actor, pk)
    return _list_page(request, actor, kept)


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn what a list changes into proposals."""
    actor = actor_required(request)
    kept = _kept(actor, pk)
    try:
        number = taking.propose_list(actor=actor, kept=kept, mark=request.POST.get("seen", ""))
    except (NotFromHere, Missing) as refusal:
        kept.refresh_from_db()
        return _list_page(request, actor, kept, refusal=refusal)
    said = _("Proposed: %(number)d. A second person of your State confirms them on this page.")
    messages.success(request, said % {"number": number})
    return redirect("network:list", kept.pk)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Put in force everything of a list that waits."""
    actor = actor_required(request)
    kept = _kept(actor, pk)
    shown = request.POST.get("waiting", "")
    number = int(shown) if shown.isdecimal() and len(shown) < 6 else 0
    try:
        number = taking.confirm_list(actor=actor, kept=kept, number=number)
    except (NotFromHere, Missing) as refusal:
        return _list_page(request, actor, kept, refusal=refusal)
    messages.success(request, _("In force now: %(number)d.") % {"number": number})
    return redirect("network:list", kept.pk)


def _lists_page(
    request: HttpRequest,
    actor: Actor,
    *,
    export_form: ExportForm | None = None,
    upload_form: UploadForm | None = None,
    status: int = 200,
) -> HttpResponse:
    keeper = keeps(actor)
    context = {
        "export_form": export_form or ExportForm(today=today(actor.zone)),
        "upload_form": (upload_form or UploadForm()) if keeper else None,
        "wrong": export_form or upload_form,
        "kept": ContactList.objects.filter(state=actor.state).defer("text")[:LATEST]
        if keeper
        else [],
        "tabs": tabs("lists"),
    }
    return render(request, "network/directory/lists.html", context, status=status)


def _list_page(
    request: HttpRequest,
    actor: Actor,
    kept: ContactList,
    refusal: NotFromHere | Missing | None = None,
) -> HttpResponse:
    shown = _proposals(actor, kept) if kept.proposed_at else _lines(request, actor, kept)
    context = {
        "kept": kept,
        "refusal": refusal,
        "trail": [*trail(), (_("Yearly list"), reverse("network:lists"))],
        **shown,
        **_paged(request, shown["rows"]),
    }
    if kept.proposed_at:
        # What each changes takes its time: only of those that are shown.
        context["page"].object_list = [_proposal(one) for one in context["page"].object_list]
    status = refusal.status if refusal else 200
    return render(request, "network/directory/list.html", context, status=status)


def _lines(request: HttpRequest, actor: Actor, kept: ContactList) -> dict[str, Any]:
    """The plan, all lines or those of one kind."""
    plan = plan_of(actor, kept.text)
    kind = request.GET.get("kind", "")
    return {
        "plan": plan,
        "rows": [line for line in plan.lines if kind in ("", line.kind.value)],
        "kinds": _kinds(plan.counts, len(plan.lines), kind),
        "kind": kind,
    }


def _kinds(counts: dict[str, int], total: int, kind: str) -> list[dict[str, Any]]:
    found = [("", _("All"), total)]
    found += [(one.value, str(one.label), counts[one.value]) for one in LineKind]
    return [
        {
            "label": label[:1].upper() + label[1:],
            "url": f"?kind={value}",
            "current": value == kind,
            "count": number,
        }
        for value, label, number in found
        if number
    ]


def _proposals(actor: Actor, kept: ContactList) -> dict[str, Any]:
    """What was proposed from the list, and how each stands."""
    versions = list(kept.versions.select_related("point__state", "point__current").order_by("pk"))
    waiting = taking.waiting_in(kept)
    return {
        "rows": versions,
        "waiting": len(waiting),
        "proposed_by": named(actor, versions[0], versions[0].proposed_by_name) if versions else "",
        "may_confirm": bool(waiting) and may_confirm_all(actor, waiting),
    }


def _proposal(version: ContactVersion) -> dict[str, Any]:
    """A proposal with what it changes, as long as it waits."""
    before = version.point.current
    if before is None:
        changes = [change for change, _differs in comparison(None, version)]
    else:
        changes = changes_between(before, version)
    return {"version": version, "changes": changes, "is_new": before is None}


def _paged(request: HttpRequest, rows: list[Any]) -> dict[str, Any]:
    page = Paginator(rows, AT_A_TIME).get_page(request.GET.get("page"))

    def to(number: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(number)
        return f"?{asked.urlencode()}"

    return {
        "page": page,
        "newer_url": to(page.previous_page_number()) if page.has_previous() else "",
        "older_url": to(page.next_page_number()) if page.has_next() else "",
    }


def _kept(actor: Actor, pk: int) -> ContactList:
    """A list of one's own State, for those who keep the directory."""
    taking.refuse_who_does_not_keep(actor)
    return get_object_or_404(ContactList, pk=pk, state=actor.state)
