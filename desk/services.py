"""Deliver notices and fire reminders from rows: each once, however often the sweep runs."""

import logging
from dataclasses import replace
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

import audit.services
from accounts.choices import Role
from accounts.models import Participation, Person
from accounts.queries import told_of
from audit import moment
from audit.stamps import SYSTEM
from requests_mla.notices import subject_line
from workflow.choices import RowState
from workflow.models import Clock, Notice, Reminder
from workflow.services import locked

from .models import Heartbeat, InboxEntry

log = logging.getLogger(__name__)
# How long one try may take, how long until the next, and after what age no mail is sent.
MAIL_TIMEOUT_SECONDS = 20
MAIL_LEASE = timedelta(minutes=5)
MAILED_WITHIN = timedelta(days=3)
REMINDED_ROLES = [Role.CENTRAL_AUTHORITY_OFFICER.value, Role.LIAISON_OFFICER.value]


def beat(name: str) -> None:
    """Leave a sign of life."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beaten_at": moment.now()})


def fire_reminders(limit: int = 500) -> int:
    """Turn due reminders into notices; the cost grows with what is due. How many fired."""
    due = Reminder.objects.filter(state=RowState.WAITING, fires_at__lte=moment.now())
    keys = list(due.order_by("fires_at", "pk").values_list("pk", "clock__case_id")[:limit])
    return sum(_fire(pk, case_id) for pk, case_id in keys)


@transaction.atomic
def _fire(pk: int, case_id: UUID) -> bool:
    """Claim one reminder by a conditional update; whoever changes the row fires it."""
    # The case first, as every move does: the other way round the two would wait for each other.
    locked(case_id)
    claimed = Reminder.objects.filter(pk=pk, state=RowState.WAITING)
    if not claimed.update(state=RowState.DONE, fired_at=moment.now()):
        return False
    reminder = Reminder.objects.select_related("clock__case").get(pk=pk)
    clock = reminder.clock
    lead = _reminded(clock)
    Notice.objects.create(
        case=clock.case,
        reminder=reminder,
        side=lead.side,
        roles=REMINDED_ROLES,
        subject=reminder.rung,
    )
    audit.services.record(
        chain=f"case:{clock.case_id}",
        verb=f"{clock.case.kind}.remind",
        actor=replace(SYSTEM, state=lead.state_id),
        case_id=clock.case_id,
        details={"clock": clock.name, "rung": reminder.rung},
    )
    return True


def _reminded(clock: Clock) -> Participation:
    """Who hears of a clock: the side that owes the act, or the other where it is reached by post.

    A State that is reached by post reads no inbox; whoever waits for it writes to it.
    """
    leads = clock.case.participations.filter(leads=True).select_related("authority")
    owing, waiting = sorted(leads, key=lambda row: row.side != clock.owed_by)
    return owing if owing.authority.connected else waiting


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
    notice = Notice.objects.select_related("event").get(pk=pk)
    actor_id = notice.event.actor_id if notice.event else None
    InboxEntry.objects.bulk_create(
        (
            InboxEntry(notice=notice, person=person)
            for person in _recipients(notice)
            if person.pk != actor_id
        ),
        ignore_conflicts=True,
    )
    return True


def _recipients(notice: Notice) -> list[Person]:
    """Whom it concerns and who sees the case: on a sealed one only the named."""
    return told_of(notice.case_id, notice.side, _told(notice), notice.roles)


def _told(notice: Notice) -> list[int]:
    """The leading authority of that side; those that execute only where executing is meant."""
    rows = Participation.objects.filter(
        case_id=notice.case_id, side=notice.side, visible=True, authority__connected=True
    )
    if Role.EXECUTING_OFFICER not in notice.roles:
        rows = rows.filter(leads=True)
    return list(rows.values_list("authority_id", flat=True))


def send_mails(connection: Any, limit: int = 500) -> None:
    """E-mail what has not been mailed yet, under a lease; what fails is tried again for a while."""
    now = moment.now()
    free = Q(mail_leased_until__isnull=True) | Q(mail_leased_until__lt=now)
    waiting = InboxEntry.objects.filter(
        free, mailed_at__isnull=True, arrived_at__gte=now - MAILED_WITHIN, person__is_active=True
    )
    for entry in waiting.select_related("person", "notice__case", "notice__reminder__clock")[
        :limit
    ]:
        # By columns of the row alone: PostgreSQL would not look again at a joined person, and two
        # sweeps at the same moment would both send.
        claimed = InboxEntry.objects.filter(free, pk=entry.pk, mailed_at__isnull=True)
        if not claimed.update(mail_leased_until=now + MAIL_LEASE):
            continue
        if entry.person not in _recipients(entry.notice):
            continue  # the case was closed to them since; the entry waits, as in the inbox
        try:
            _message(entry, connection).send()
        except (SMTPRecipientsRefused, SMTPDataError) as problem:
            log.warning("Mail for inbox entry %s was refused: %s", entry.pk, problem)
        except OSError as problem:  # SMTPException is one
            log.warning("The mail server does not answer: %s", problem)
            return
        else:
            InboxEntry.objects.filter(pk=entry.pk).update(mailed_at=moment.now())


def _message(entry: InboxEntry, connection: Any) -> EmailMessage:
    """The mail: which case and what kind of thing, and where to read it. Nothing else."""
    notice = entry.notice
    lead = notice.case.participations.filter(side=notice.side, leads=True).first()
    # The same for every try: mail systems drop the copy that a crash may have caused.
    host = urlsplit(settings.SITE_ADDRESS).hostname
    message_id = f"<notice.{notice.pk}.{entry.person_id}@{host}>"
    with translation.override(entry.person.mail_language):
        address = settings.SITE_ADDRESS + reverse("requests:case", args=[notice.case_id])
        return EmailMessage(
            subject_line(lead.reference if lead else "", notice),
            _("Open the case: %(address)s") % {"address": address},
            to=[entry.person.email],
            connection=connection,
            headers={"Message-ID": message_id},
        )
