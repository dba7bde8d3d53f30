"""The private address of the roster: read by a calendar program, which nobody signs in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.views import actor_required
from accounts.views.private_address import calendar_answer
from workflow.refusals import NotYours

from ..queries.roster import PLANNERS
from ..roster_feed import ADDRESSES, desk_file, own_file


@require_POST
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """Make the address, or another in its place; it is shown once."""
    actor = actor_required(request)
    if actor.role not in PLANNERS:
        raise NotYours(_("Only whoever is on a roster, or plans one, has it in a calendar."))
    token = ADDRESSES.make(actor=actor)
    made = [
        (label, settings.SITE_ADDRESS + reverse(name, args=[token]))
        for label, name in (
            (_("Your own shifts"), "network:own_shifts_file"),
            (_("The whole roster, with its gaps"), "network:roster_file"),
        )
    ]
    trail = [(_("Duty roster"), reverse("network:roster"))]
    return render(request, "network/roster/address.html", {"made": made, "trail": trail})


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """End it; calendar programs that read it find nothing from now on."""
    ADDRESSES.revoke(actor=actor_required(request))
    messages.success(request, _("Revoked. Nobody can read the roster under that address."))
    return redirect("network:roster")


@require_safe
@login_not_required
def own_shifts(request: HttpRequest, token: str) -> HttpResponse:
    """The shifts of whoever made the address."""
    return calendar_answer(request, token, reader_of=ADDRESSES.reader_of, made=own_file)


@require_safe
@login_not_required
def whole_roster(request: HttpRequest, token: str) -> HttpResponse:
    """The rosters that they are on, or plan."""
    return calendar_answer(request, token, reader_of=ADDRESSES.reader_of, made=desk_file)
