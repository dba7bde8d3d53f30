"""The pages that belong to no part."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audit import moment
from desk import health
from desk.pulse import BEAT, WORKER
from workflow.middleware import refused
from workflow.refusals import NotYours


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """For load balancers and monitors: is the database there, do beat and worker still work?

    503 only when pages cannot work. A late or missing beat or worker is named (`beat`, `worker`:
    ok, late, never) with 200, because taking the web away would not bring it back.
    `oldest_due_seconds`: for how long the oldest reminder has been due; 0 if none is.
    """
    try:
        connection.ensure_connection()
        now = moment.now()
        signs, reminders = health.signs(now), health.due_reminders(now)
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    beat, worker = signs[BEAT], signs[WORKER]
    told: dict[str, str | int] = {"database": "ok", "beat": beat.pulse, "worker": worker.pulse}
    if beat.age is not None:
        told["beat_age_seconds"] = int(beat.age.total_seconds())
    oldest = now - (reminders.oldest_at or now)
    told["oldest_due_seconds"] = int(oldest.total_seconds())
    return JsonResponse(told)


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
