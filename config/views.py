"""The pages that belong to no part."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audit import moment
from desk.models import Heartbeat
from workflow.middleware import refused
from workflow.refusals import NotYours

BEAT_IS_LATE_AFTER_SECONDS = 180


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """For load balancers and monitors: is the database there, and does beat still tick?

    503 only when pages cannot work. A late or missing beat is named (`beat`: late, never) with
    200, because taking the web away would not bring it back.
    """
    try:
        connection.ensure_connection()
        last = Heartbeat.objects.aggregate(last=Max("beaten_at"))["last"]
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    if last is None:
        return JsonResponse({"database": "ok", "beat": "never"})
    age = max(0, int((moment.now() - last).total_seconds()))
    beat = "ok" if age <= BEAT_IS_LATE_AFTER_SECONDS else "late"
    return JsonResponse({"database": "ok", "beat": beat, "beat_age_seconds": age})


def address_is_kept(request: HttpRequest) -> HttpResponse:
    """Nobody changes the address they sign in with themselves; says who does."""
    raise NotYours(
        _(
            "You cannot change the address you sign in with yourself. "
            "The administrator of your State corrects it for you."
        )
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the same page as a refusal, with what was typed given back."""
    return refused(request, NotYours())
