"""Deliver notices to inboxes: each once, however often the sweep runs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.core.mail import get_connection
from django.db import transaction

import audit.services
from accounts.models import Participation, Person
from audit import moment
from audit.stamps import SYSTEM
from workflow.choices import RowState
from workflow.models import Clock, Notice
from workflow.services import CASEWORK

from .mail import MAIL_TIMEOUT_SECONDS, send_mails
from .models import InboxEntry
from .recipients import recipients
from .telling import post_for


def deliver_notices(limit: int = 500) -> int:
    """Put waiting notices into inboxes, then send the e-mails. How many were delivered."""
    keys = Notice.objects.filter(state=RowState.WAITING).order_by("created_at")
    delivered = sum(deliver_notice(pk) for pk in keys.values_list("pk", flat=True)[:limit])
    send_mails(get_connection(timeout=MAIL_TIMEOUT_SECONDS), limit)
    return delivered


@transaction.atomic
def deliver_notice(pk: int) -> bool:
    """Claim one notice and write an entry for everybody it concerns."""
    if not Notice.objects.filter(pk=pk, state=RowState.WAITING).update(state=RowState.DONE):
        return False
    notice = Notice.objects.select_related("event", "clock", "reminder", "case").get(pk=pk)
    if notice.clock and notice.case_id:
        _address(notice, notice.clock)
    InboxEntry.objects.bulk_create(_entries(notice), ignore_conflicts=True)
    if notice.reminder:
        _record(notice)
    return True


def _entries(notice: Notice) -> Iterator[InboxEntry]:
    actor_id = notice.event.actor_id if notice.event else None
    now = moment.now()
    for person in recipients(notice):
        if person.pk != actor_id:
            yield _entry(notice, person, now)


def _entry(notice: Notice, person: Person, now: datetime) -> InboxEntry:
    post = post_for(person, urgent=notice.urgent, now=now)
    return InboxEntry(
        notice=notice,
        person=person,
        arrived_at=now,
        mail_due_at=post.at,
        in_digest=post.in_digest,
    )


def _address(notice: Notice, clock: Clock) -> None:
    """What a State that is reached by post owes is told to whoever waits for it.

    It reads no inbox; the other side writes to it.
    """
    if CASEWORK[clock.kind].table.reminds_both(clock.name):
        return  # whoever waits for it has a notice of their own
    leads = Participation.objects.filter(case=notice.case_id, leads=True)
    owing, waiting = sorted(
        leads.select_related("authority"), key=lambda row: row.side != clock.owed_by
    )
    told = owing if owing.authority.connected else waiting
    if notice.side != told.side:
        notice.side = told.side
        notice.save(update_fields=["side"])


def _record(notice: Notice) -> None:
    """That somebody was reminded is on the record of the State whose clock it is."""
    clock, reminder = notice.clock, notice.reminder
    assert clock is not None
    assert reminder is not None
    audit.services.record(
        chain=f"case:{notice.case_id}" if notice.case_id else f"state:{clock.state}",
        verb=f"{clock.kind}.remind",
        actor=replace(SYSTEM, state=clock.state),
        case_id=notice.case_id,
        details={
            "clock": clock.name,
            "rung": reminder.rung,
            "stands_for": notice.stands_for,
            "late": notice.late_since is not None,
        },
    )
