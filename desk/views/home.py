"""My desk, the decision queue, the assurance watch and the inbox."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.choices import Role
from accounts.views import actor_required
from audit import moment
from requests_mla.services.opening import OPENING_ROLES

from ..decisions import queue
from ..models import InboxEntry
from ..queries import MOST, desk, entries
from ..sentences import address_of, heading_of, sentence
from ..watch import undertakings, wishes

PAGE = 50
LONGEST_KEY = 18  # digits: what fits a key of the table


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What runs out first, across all casework."""
    actor = actor_required(request)
    if actor.role == Role.STATE_ADMINISTRATOR:
        return redirect("accounts:people")
    here = moment.now().astimezone(ZoneInfo(actor.zone))
    groups = desk(actor)
    shown = sum(len(group.rows) for group in groups)
    context = {
        "today": _("%(day)s, %(time)s in %(state)s")
        % {
            "day": date_format(here, "l j F Y"),
            "time": here.strftime("%H:%M"),
            "state": actor.state_name,
        },
        "groups": groups,
        "may_open": actor.role in OPENING_ROLES,
        "more_url": reverse("requests:register") if shown >= MOST else "",
    }
    return render(request, "desk/home.html", context)


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """What this State has to decide."""
    rows = queue(actor_required(request))
    return render(request, "desk/decisions.html", {"rows": rows})


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """What binds in one's own cases."""
    actor = actor_required(request)
    context = {"undertakings": undertakings(actor), "wishes": wishes(actor)}
    return render(request, "desk/watch.html", context)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What the person was told, newest first; looking at it marks it as read."""
    actor = actor_required(request)
    before = request.GET.get("before", "")
    rows = entries(actor)
    if before.isdecimal() and len(before) <= LONGEST_KEY:
        rows = rows.filter(pk__lt=int(before))
    page = list(
        rows.select_related(
            "notice__case", "notice__event", "notice__reminder", "notice__clock"
        ).order_by("-pk")[: PAGE + 1]
    )
    shown, more = page[:PAGE], page[PAGE:]
    notices = [
        {
            "pk": row.pk,
            "url": address_of(row.notice),
            "title": heading_of(row.notice),
            "what": sentence(row.notice),
            "when": row.arrived_at,
            "unread": row.read_at is None,
        }
        for row in shown
    ]
    InboxEntry.objects.filter(pk__in=[row.pk for row in shown], read_at__isnull=True).update(
        read_at=moment.now()
    )
    path = reverse("desk:inbox")
    context = {
        "notices": notices,
        "newer_url": path if before else "",
        "older_url": f"{path}?before={shown[-1].pk}" if more else "",
    }
    return render(request, "desk/inbox.html", context)
