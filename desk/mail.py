"""E-mail what lies in inboxes: at once, or once a day in one mail; never what a case says."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import moment

from .models import InboxEntry
from .recipients import recipients
from .sentences import address_of, subject_of

log = logging.getLogger(__name__)
# How long one try may take, how long until the next, and after what age no mail is sent.
MAIL_TIMEOUT_SECONDS = 20
MAIL_LEASE = timedelta(minutes=5)
MAILED_WITHIN = timedelta(days=3)
# So many lines does a digest have; the rest is in the inbox.
MOST_LINES = 50


def send_mails(connection: Any, limit: int = 500) -> None:
    """E-mail what is due and not mailed yet; what fails is tried again for a while.

    A mail is claimed by its first entry, under a lease: whoever has that sends the whole.
    """
    now = moment.now()
    free = Q(mail_leased_until__isnull=True) | Q(mail_leased_until__lt=now)
    due = InboxEntry.objects.filter(
        free,
        mailed_at__isnull=True,
        mail_due_at__lte=now,
        mail_due_at__gte=now - MAILED_WITHIN,
        person__is_active=True,
    )
    found = due.select_related("person").order_by("mail_due_at", "pk")[:limit]
    sent: set[tuple[object, ...]] = set()
    for entry in found:
        mail = (entry.person_id, entry.mail_due_at) if entry.in_digest else (entry.pk,)
        if mail in sent:
            continue
        sent.add(mail)
        together = _together(entry)
        if not together:
            continue
        # By columns of the row alone: PostgreSQL would not look again at a joined person, and two
        # sweeps at the same moment would both send.
        claimed = InboxEntry.objects.filter(free, pk=together[0].pk, mailed_at__isnull=True)
        if claimed.update(mail_leased_until=now + MAIL_LEASE) and not _send(together, connection):
            return


def _send(together: Sequence[InboxEntry], connection: Any) -> bool:
    """Send the mail of these entries of one person; False if no server answers."""
    entry = together[0]
    # What was closed to them since waits, as in the inbox.
    told = [one for one in together if entry.person in recipients(one.notice)]
    if not told:
        return True
    try:
        with translation.override(entry.person.mail_language):
            _message(entry, told, connection).send()
    except (SMTPRecipientsRefused, SMTPDataError) as problem:
        log.warning("Mail for inbox entry %s was refused: %s", entry.pk, problem)
    except OSError as problem:  # SMTPException is one
        log.warning("The mail server does not answer: %s", problem)
        return False
    else:
        keys = [one.pk for one in told]
        InboxEntry.objects.filter(pk__in=keys).update(mailed_at=moment.now())
    return True


def _together(entry: InboxEntry) -> list[InboxEntry]:
    """The entries of the same mail, the oldest first."""
    rows = InboxEntry.objects.filter(person=entry.person_id, mailed_at__isnull=True)
    if entry.in_digest:
        rows = rows.filter(in_digest=True, mail_due_at=entry.mail_due_at)
    else:
        rows = rows.filter(pk=entry.pk)
    related = ("person", "notice__case", "notice__clock", "notice__reminder", "notice__event")
    return list(rows.select_related(*related).order_by("pk"))


def _message(entry: InboxEntry, told: Sequence[InboxEntry], connection: Any) -> EmailMessage:
    """The mail: which case and what kind of thing, and where to read it. Nothing else."""
    if not entry.in_digest:
        name, subject = f"notice.{entry.notice_id}", subject_of(entry.notice)
        body = _("Open the case: %(address)s") if entry.notice.case_id else _("Open: %(address)s")
        body %= {"address": settings.SITE_ADDRESS + address_of(entry.notice)}
    else:
        name = f"digest.{entry.mail_due_at:%Y%m%dT%H%M%SZ}"
        subject = ngettext("%(n)s thing happened", "%(n)s things happened", len(told))
        subject %= {"n": len(told)}
        body = _digest(told)
    # The same for every try: mail systems drop the copy that a crash may have caused.
    host = urlsplit(settings.SITE_ADDRESS).hostname
    return EmailMessage(
        subject,
        body,
        to=[entry.person.email],
        connection=connection,
        headers={"Message-ID": f"<{name}.{entry.person_id}@{host}>"},
    )


def _digest(told: Sequence[InboxEntry]) -> str:
    lines = [
        f"- {subject_of(one.notice)}\n  {settings.SITE_ADDRESS}{address_of(one.notice)}"
        for one in told[:MOST_LINES]
    ]
    if len(told) > MOST_LINES:
        lines.append(_("And %(n)s more in your inbox.") % {"n": len(told) - MOST_LINES})
    where = settings.SITE_ADDRESS + reverse("desk:telling")
    foot = _("You get this once a day. To change that: %(address)s") % {"address": where}
    return "\n".join([*lines, "", foot])
