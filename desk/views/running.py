"""The operator's page: what works by itself, whether it does, what waits, and what to do."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.choices import Role
from accounts.views import actor_required
from workflow.refusals import NotYours

from ..health import Pulse, Queue, Sign, Standing, standing
from ..pulse import BEAT, WORKER

LOOKING_ROLES = frozenset({Role.STATE_ADMINISTRATOR, Role.AUDITOR})
# What runs, by its name in the schedule; one that is not here is shown by that name.
TASKS = {
    BEAT: gettext_lazy("Waking the worker (beat)"),
    WORKER: gettext_lazy("Answering when woken (worker)"),
    "letters": gettext_lazy("Making and signing letters"),
    "notices": gettext_lazy("Delivering notices and e-mails"),
    "reminders": gettext_lazy("Sending reminders"),
    "alarms": gettext_lazy("Paging people for urgent matters"),
    "recomputations": gettext_lazy("Working out dates anew after a correction"),
    "drills": gettext_lazy("Telling that test calls are due"),
    "keys": gettext_lazy("Telling that signing keys end soon"),
    "vault": gettext_lazy("Tidying the store of files"),
}
QUEUES = {
    "letters": gettext_lazy("Letters to make"),
    "notices": gettext_lazy("Notices to deliver"),
    "reminders": gettext_lazy("Reminders that are due"),
    "mails": gettext_lazy("E-mails to send"),
    "alarms": gettext_lazy("Alarms whose next page is due"),
}
PULSES = {
    Pulse.OK: (gettext_lazy("on time"), "done"),
    Pulse.LATE: (gettext_lazy("late"), "alert"),
    Pulse.NEVER: (gettext_lazy("has not run yet"), ""),
}
# From how many of a unit on the next larger one is used.
SECONDS, MINUTES, HOURS = 120, 120, 48


@require_safe
@never_cache
def running(request: HttpRequest) -> HttpResponse:
    """Numbers and ages, never a case."""
    actor = actor_required(request)
    if actor.role not in LOOKING_ROLES:
        raise NotYours(_("Only a State administrator or an auditor looks at what runs by itself."))
    now = standing()
    context = {
        "at": now.at,
        "advice": list(advice(now)),
        "signs": [_sign(sign) for sign in now.signs.values()],
        "queues": [_queue(queue, now) for queue in now.queues],
        "failed_letters": now.failed_letters,
        "wake_ups": now.wake_ups,
    }
    return render(request, "desk/running.html", context)


def advice(now: Standing) -> Iterator[str]:
    """What is wrong and whom to ask for what, in sentences; none while everything runs."""
    beat, worker = now.signs[BEAT], now.signs[WORKER]
    if now.wake_ups is None:
        yield _(
            "The queue between beat and worker (the broker) does not answer. Ask whoever runs the "
            "server to start it; beat and worker then find it by themselves."
        )
    elif beat.pulse != Pulse.OK:
        yield _("Beat, the alarm clock, does not tick. Ask whoever runs the server to start beat.")
    elif worker.pulse != Pulse.OK:
        yield _("Beat ticks, but nobody works. Ask whoever runs the server to start the worker.")
    elif behind := [sign for sign in now.signs.values() if sign.pulse == Pulse.LATE]:
        for sign in behind:
            yield _(
                "“%(task)s” has not come to an end for a while, although the worker works. Ask "
                "whoever runs the server to look into the worker's log."
            ) % {"task": TASKS.get(sign.name, sign.name)}
    if now.failed_letters:
        yield ngettext(
            "One letter could not be made. Its case says why, and what to do.",
            "%(number)s letters could not be made. Their cases say why, and what to do.",
            now.failed_letters,
        ) % {"number": now.failed_letters}


def in_words(span: timedelta) -> str:
    """A span in whole seconds, minutes, hours or days: the largest that says enough."""
    seconds = int(span.total_seconds())
    if seconds < SECONDS:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = seconds // 60
    if minutes < MINUTES:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < HOURS:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}


def _sign(sign: Sign) -> dict[str, Any]:
    words, tone = PULSES[sign.pulse]
    return {
        "task": TASKS.get(sign.name, sign.name),
        "every": in_words(sign.every),
        "beaten_at": sign.beaten_at,
        "age": None if sign.age is None else in_words(sign.age),
        "words": words,
        "tone": tone,
    }


def _queue(queue: Queue, now: Standing) -> dict[str, Any]:
    oldest = queue.oldest_at
    return {
        "name": QUEUES[queue.name],
        "length": queue.length,
        "oldest": "" if oldest is None else in_words(max(now.at - oldest, timedelta())),
    }
