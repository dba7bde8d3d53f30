"""After the plays: everybody was told at the time, so that inboxes read like a history."""

from datetime import datetime, timedelta

from django.db.models import F, Min

from accounts.services import tell_of_ending_keys
from audit.moment import pretended
from desk.models import InboxEntry
from desk.services import deliver_notice
from network247.services.drill_notices import tell_of_due_calls
from workflow.choices import RowState
from workflow.models import Clock, Notice
from workflow.sweeping import fire_reminders, lapse

READ_AFTER = timedelta(days=2)


def tell_everybody(today: datetime) -> None:
    """Fire reminders and deliver notices at their own moments, in the order of time.

    The first sweep of the worker then finds nothing old. Nobody is written to about what was
    invented: the mail of that time counts as sent.
    """
    while (at := _next_reminder()) and at <= today:
        with pretended(at):
            fire_reminders()
            lapse()
    with pretended(today):
        tell_of_due_calls()
        tell_of_ending_keys()
    waiting = Notice.objects.filter(state=RowState.WAITING).order_by("created_at", "pk")
    for notice in list(waiting):
        with pretended(notice.created_at):
            deliver_notice(notice.pk)
    InboxEntry.objects.update(mailed_at=F("arrived_at"))
    _read_what_is_old(today - READ_AFTER)


def _next_reminder() -> datetime | None:
    at: datetime | None = Clock.objects.aggregate(at=Min("next_fires_at"))["at"]
    return at


def _read_what_is_old(at: datetime) -> None:
    """Everybody looked into their inbox that day."""
    InboxEntry.objects.filter(arrived_at__lte=at).update(read_at=at)
