"""After the plays: everybody was told at the time, so that inboxes read like a history."""

from datetime import datetime, timedelta

from django.core.mail import get_connection

from audit.moment import pretended
from desk.models import InboxEntry
from desk.services import deliver_notice, fire_reminders, send_mails
from workflow.choices import RowState
from workflow.models import Notice, Reminder

READ_AFTER = timedelta(days=2)


def tell_everybody(today: datetime) -> None:
    """Fire reminders and deliver notices at their own moments, in the order of time.

    The first sweep of the worker then finds nothing old. The mail of that time goes nowhere:
    nobody is written to about what was invented.
    """
    nowhere = get_connection("django.core.mail.backends.dummy.EmailBackend")
    due = Reminder.objects.filter(state=RowState.WAITING, fires_at__lte=today)
    for at in list(due.order_by("fires_at").values_list("fires_at", flat=True)):
        with pretended(at):
            fire_reminders()
    waiting = Notice.objects.filter(state=RowState.WAITING).order_by("created_at", "pk")
    for notice in list(waiting):
        with pretended(notice.created_at):
            deliver_notice(notice.pk)
            send_mails(nowhere)
    _read_what_is_old(today - READ_AFTER)


def _read_what_is_old(at: datetime) -> None:
    """Everybody looked into their inbox that day."""
    InboxEntry.objects.filter(arrived_at__lte=at).update(read_at=at)
