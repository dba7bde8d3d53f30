"""Send the pages of an alarm: each by its channel, all at the same time, no matter what fails.

What is guaranteed: one row for each round, person and channel, and one worker at a time that sends
it. Who is killed between sending and writing that down sends once more after the lease, under the
same Message-ID or key: of one attempt, at least once; never two attempts.
"""

import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit import moment
from convention.queries import state_names

from .. import pagers
from ..choices import AttemptState, Channel
from ..models import Attempt
from ..queries.alarms import asked_by, waiting_attempts

log = logging.getLogger(__name__)

# Longer than any try takes; who sends a page and dies holds it up for so long.
LEASE = timedelta(seconds=90)
# Of one word of a mail server: a whole mail is a dozen of them.
MAIL_SECONDS = 5
MOST_TRIES = 4
PAUSE = timedelta(seconds=15)
# So many are sent at the same time: none waits for another's time-out.
AT_ONCE = 40
LONGEST_PROBLEM = 500


@dataclass(frozen=True)
class Page:
    """An attempt, and how it is sent; sending touches no database."""

    attempt: Attempt
    send: Callable[[], object]


def deliver(limit: int = 400) -> int:
    """Send what waits; how many were tried. What fails is tried again after a short pause."""
    tried = 0
    while tried < limit and (claimed := _claim(min(AT_ONCE, limit - tried))):
        tried += len(claimed)
        pages = [Page(attempt, _way_of(attempt)) for attempt in claimed]
        with ThreadPoolExecutor(max_workers=len(pages)) as pool:
            sending = {pool.submit(page.send): page.attempt for page in pages}
            # Written down one by one: a kill repeats only what was on its way just then.
            for future in as_completed(sending):
                _note(sending[future], _problem(future))
    return tried


def _claim(limit: int) -> list[Attempt]:
    """Attempts that this worker sends now; what was never tried comes first."""
    now = moment.now()
    waiting = waiting_attempts(now, LEASE)
    if not waiting.exists():  # without taking the right to write
        return []
    with transaction.atomic():
        free = waiting.select_for_update(skip_locked=True)
        _give_up(waiting.filter(tries__gte=MOST_TRIES))
        keys = list(free.order_by("tries", "pk").values_list("pk", flat=True)[:limit])
        Attempt.objects.filter(pk__in=keys).update(
            leased_until=now + LEASE, tries=F("tries") + 1, tried_at=now
        )
    related = ("person", "alarm__authority", "alarm__case__urgent")
    sides = ("alarm__case__urgent__requesting", "alarm__case__urgent__requested")
    return list(Attempt.objects.filter(pk__in=keys).select_related(*related, *sides))


def _give_up(attempts: QuerySet[Attempt]) -> None:
    """The last try never came back: the worker stopped in the middle of it."""
    attempts.update(
        state=AttemptState.FAILED, leased_until=None, problem=_("No try came to its end.")
    )


def _note(attempt: Attempt, problem: str) -> None:
    """Write down what became of it."""
    row = Attempt.objects.filter(pk=attempt.pk)
    if not problem:
        # Whatever happened meanwhile, it was sent.
        row.update(state=AttemptState.DONE, leased_until=None, problem="")
        return
    log.warning("Page %s by %s: %s", attempt.pk, attempt.channel, problem)
    mine = row.filter(state=AttemptState.WAITING, tries=attempt.tries)
    if attempt.tries < MOST_TRIES:
        mine.update(leased_until=moment.now() + PAUSE * attempt.tries, problem=problem)
    else:
        mine.update(state=AttemptState.FAILED, leased_until=None, problem=problem)


def _problem(future: "Future[object]") -> str:
    """What went wrong, in words for whoever runs the installation; empty if nothing did."""
    problem = future.exception()
    if problem is None:
        return ""
    if not isinstance(problem, (pagers.PagerFailed, OSError)):  # SMTPException is an OSError
        # Not carried on with: this attempt says that it failed, and the log says where.
        log.error("A page could not be sent", exc_info=problem)
    return f"{type(problem).__name__}: {problem}"[:LONGEST_PROBLEM]


# --- what is sent ---------------------------------------------------------------------------------


def _way_of(attempt: Attempt) -> Callable[[], object]:
    """How this attempt is sent, with all words made."""
    if attempt.channel == Channel.MAIL:
        return _mail(attempt).send
    pager = settings.PAGERS.get(attempt.alarm.authority.state_id, pagers.Pager())
    body = _payload(attempt)
    if attempt.channel == Channel.WEBHOOK and pager.webhook:
        at = int(moment.now().timestamp())
        return partial(pagers.call, pager, body, key=_name(attempt), at=at)
    if attempt.channel == Channel.COMMAND and pager.command:
        return partial(pagers.run, pager, body)
    return _unset


def _unset() -> None:
    raise pagers.PagerFailed("is not set any more")


def _mail(attempt: Attempt) -> EmailMessage:
    """That a matter waits, its kind, from which State, and where to accept it. Nothing else."""
    alarm, person = attempt.alarm, attempt.person
    assert person is not None  # only NOBODY has none
    with translation.override(person.mail_language):
        code = asked_by(alarm)
        words = {
            "kind": capfirst(alarm.case.urgent.get_kind_display()),
            "state": state_names(person.mail_language).get(code, code),
            "since": alarm.raised_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
            "level": attempt.level,
            "address": _address(),
        }
        subject = _("URGENT: %(kind)s, %(state)s, waits for somebody to accept it") % words
        body = "\n\n".join(_sentences()) % words
    # The same for every try: mail systems drop the copy that a crash may have caused.
    host = urlsplit(settings.SITE_ADDRESS).hostname
    return EmailMessage(
        subject,
        body,
        to=[person.email],
        connection=get_connection(timeout=MAIL_SECONDS),
        headers={
            "Message-ID": f"<{_name(attempt)}@{host}>",
            "Importance": "high",
            "Auto-Submitted": "auto-generated",
        },
    )


def _sentences() -> Iterator[str]:
    yield _("%(kind)s, from %(state)s, has been waiting since %(since)s (UTC).")
    yield _("Accept it here: %(address)s")
    yield _("This is round %(level)s of paging. It goes on until somebody accepts.")


def _payload(attempt: Attempt) -> bytes:
    """The page for a pager, as JSON; nothing of what is in the matter."""
    alarm, person = attempt.alarm, attempt.person
    told = {
        "version": 1,
        "id": _name(attempt),
        "alarm": alarm.pk,
        "level": attempt.level,
        "kind": alarm.case.urgent.kind,
        "from": asked_by(alarm),
        "for": alarm.authority.state_id,
        "authority": alarm.authority.name,
        "person": {"name": person.name, "email": person.email} if person else None,
        "since": alarm.raised_at.astimezone(UTC).isoformat(timespec="seconds"),
        "address": _address(),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _name(attempt: Attempt) -> str:
    """The same for every try of one attempt."""
    return f"alarm.{attempt.alarm_id}.{attempt.level}.{attempt.person_id}"


def _address() -> str:
    return settings.SITE_ADDRESS + reverse("network:alarm")
