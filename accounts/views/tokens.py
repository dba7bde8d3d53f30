"""Tokens that programs act with, under the appointment of whoever made them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit import moment
from workflow.refusals import NotFromHere

from .. import services
from ..models import ApiToken
from .acting import actor_required


def _token_name(request: HttpRequest) -> str:
    return request.POST.get("name", "").replace("\x00", "").strip()[:100] or "API"


@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Make tokens for the API, and see those in force; a new token is shown once."""
    actor = actor_required(request)
    made = ""
    if request.method == "POST":
        made = services.make_token(actor=actor, name=_token_name(request))
    rows = ApiToken.objects.filter(
        appointment_id=actor.appointment_id,
        revoked_at__isnull=True,
        expires_at__gt=moment.now(),
    ).order_by("-created_at", "-pk")
    return render(request, "accounts/tokens.html", {"tokens": rows, "made": made})


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens; whatever uses it is refused from now on."""
    actor = actor_required(request)
    own = ApiToken.objects.filter(appointment__person_id=actor.person_id)
    token = get_object_or_404(own.select_related("appointment"), pk=pk)
    try:
        services.revoke_token(actor=actor, token=token)
    except NotFromHere as refusal:
        messages.warning(request, refusal.reasons[0])
    else:
        said = _("“%(name)s” was revoked. A program that uses it is refused from now on.")
        messages.success(request, said % {"name": token.name})
    return redirect("accounts:tokens")
