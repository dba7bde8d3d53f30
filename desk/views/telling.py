"""The page on which a person says how they are told, and makes the address of their calendar."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Person
from accounts.views import actor_required
from workflow.refusals import NotFromHere

from ..forms import TellingForm
from ..models import NoticeSettings
from ..private_address import address_in_force, make_address, revoke_address
from ..telling import settings_of, zone_of


@require_http_methods(["GET", "POST"])
@never_cache
def telling(request: HttpRequest) -> HttpResponse:
    """When one is e-mailed, and where one's dates can be read."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds for what happens from now on."))
        return redirect("desk:telling")
    return _page(request, form, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def address(request: HttpRequest) -> HttpResponse:
    """Make the private address of one's calendar, or another in its place; it is shown once."""
    if request.method != "POST":
        return redirect("desk:telling")
    token = make_address(actor=actor_required(request))
    made = settings.SITE_ADDRESS + reverse("desk:feed", args=[token])
    return _page(request, TellingForm(**_kept(request)), made=made)


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """End the address; calendar programs that read it find nothing from now on."""
    try:
        revoke_address(actor=actor_required(request))
    except NotFromHere as refusal:
        messages.warning(request, refusal.reasons[0])
    else:
        messages.success(request, _("Revoked. Nobody can read your dates under that address."))
    return redirect("desk:telling")


def _form(request: HttpRequest) -> TellingForm:
    return TellingForm(request.POST or None, **_kept(request))


def _kept(request: HttpRequest) -> dict[str, Any]:
    """What the person chose so far, and the zone that holds while they choose none."""
    assert isinstance(request.user, Person)
    usual = zone_of(request.user, NoticeSettings())
    return {"instance": settings_of(request.user), "usual_zone": usual}


def _page(
    request: HttpRequest, form: TellingForm, *, made: str = "", status: int = 200
) -> HttpResponse:
    actor = actor_required(request)
    context = {"form": form, "made": made, "feed": address_in_force(actor.person_id)}
    return render(request, "desk/telling.html", context, status=status)
