"""An alarm from ring to stop, and its rounds. Who sends the pages is `paging`.

All of it are rows: a sweep that dies has changed nothing, two at a time page nobody twice.
"""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.models import Authority, Person
from audit import moment
from audit.stamps import SYSTEM, Stamp
from workflow.models import Case

from ..choices import AlarmEnd, AttemptState, Channel
from ..models import Alarm, Attempt
from ..queries.alarms import due_alarms, rounds_of

log = logging.getLogger(__name__)


def ring(case: Case, *, authority: Authority, at: datetime | None = None) -> Alarm:
    """Let a matter ring at a desk, in the transaction of the move by which it arrived.

    `at`: when it arrived, if not now. What rings there already is given back and rings on.
    """
    now = moment.now()
    alarm, _made = Alarm.objects.get_or_create(
        case=case,
        authority=authority,
        ended_at=None,
        defaults={"raised_at": at or now, "next_page_at": now},
    )
    return alarm


def stop(case: Case, *, authority: Authority, by: Stamp, end: AlarmEnd) -> Alarm | None:
    """End the alarm of a matter at a desk, in the transaction of the move that ends it.

    `by` accepted it, or did what overtook it. None where nothing rings any more.
    """
    rings = Alarm.objects.filter(case=case, authority=authority, ended_at__isnull=True)
    alarm = rings.select_for_update().first()
    if alarm is None:
        return None
    alarm.ended_at, alarm.next_page_at = moment.now(), None
    alarm.ended_by_name, alarm.end = by.name, end
    alarm.save(update_fields=["ended_at", "next_page_at", "ended_by_name", "end"])
    # After the alarm's row was locked: a sweep has written all that it will write.
    waiting = alarm.attempts.filter(state=AttemptState.WAITING)
    waiting.update(state=AttemptState.DROPPED, leased_until=None)
    return alarm


def sweep(limit: int = 500) -> int:
    """Begin every round that is due; how many.

    Each alarm is a transaction of its own: one that cannot be paged stops no other. Raises at the
    end what went wrong, so that nobody takes the sweep for a good one.
    """
    due = due_alarms(moment.now(), interval())
    begun, problems = 0, []
    for pk in due.order_by("next_page_at").values_list("pk", flat=True)[:limit]:
        try:
            begun += _begin_round(pk)
        except Exception as problem:
            # Not carried on with: this alarm says so in the log, and again when all were paged.
            log.exception("Alarm %s could not page anybody", pk)
            problems.append(problem)
    if problems:
        raise ExceptionGroup("Alarms that could not page anybody", problems)
    return begun


def note_seen(actor: Actor, alarms: Iterable[int]) -> None:
    """Their page has shown these alarms to this person; noted once."""
    now = moment.now()
    levels = Alarm.objects.filter(pk__in=list(alarms)).values_list("pk", "level")
    Attempt.objects.bulk_create(
        [
            Attempt(
                alarm_id=pk,
                level=level,
                person_id=actor.person_id,
                person_name=actor.name,
                channel=Channel.SCREEN,
                state=AttemptState.DONE,
                at=now,
                tried_at=now,
            )
            for pk, level in levels
        ],
        ignore_conflicts=True,  # two tabs
    )


def interval() -> timedelta:
    """From one round to the next: a target of the house, not of the Convention."""
    return timedelta(seconds=settings.ALARM_SECONDS)


@transaction.atomic
def _begin_round(pk: int) -> bool:
    """Write the next round of one alarm, unless somebody else does or it has just ended."""
    now = moment.now()
    # Another sweep, or the move that accepts, holds it: passed over on PostgreSQL. On SQLite this
    # transaction is the only writer.
    free = due_alarms(now, interval()).select_for_update(skip_locked=True, of=("self",))
    alarm = free.select_related("authority").filter(pk=pk).first()
    if alarm is None:
        return False
    alarm.level += 1
    # From now on, not from when it was due: what beat has slept through is one round, not twenty.
    alarm.next_page_at = now + interval()
    alarm.save(update_fields=["level", "next_page_at"])
    rounds = rounds_of(alarm, now)
    people = rounds.of(alarm.level)
    attempts = [_to_somebody(alarm, one, channel) for one in people for channel in _channels(alarm)]
    if not rounds.somebody_on_duty:
        attempts.append(_to_nobody(alarm, people))
    Attempt.objects.bulk_create(attempts)
    _record(alarm, people, attempts)
    return True


def _channels(alarm: Alarm) -> list[Channel]:
    pager = settings.PAGERS.get(alarm.authority.state_id)
    channels = [Channel.MAIL]
    if pager and pager.webhook:
        channels.append(Channel.WEBHOOK)
    if pager and pager.command:
        channels.append(Channel.COMMAND)
    return channels


def _to_somebody(alarm: Alarm, person: Person, channel: Channel) -> Attempt:
    return Attempt(
        alarm=alarm, level=alarm.level, person=person, person_name=person.name, channel=channel
    )


def _to_nobody(alarm: Alarm, people: list[Person]) -> Attempt:
    gap = _("Nobody is on duty by the roster.")
    nobody = _("Nobody of this desk can be paged.")
    return Attempt(
        alarm=alarm,
        level=alarm.level,
        channel=Channel.NOBODY,
        state=AttemptState.FAILED,
        problem=gap if people else f"{gap} {nobody}",
    )


def _record(alarm: Alarm, people: list[Person], attempts: list[Attempt]) -> None:
    """The round is on the record of the case, for the State whose desk it is."""
    audit.services.record(
        chain=f"case:{alarm.case_id}",
        verb="urgent.page",
        actor=replace(SYSTEM, state=alarm.authority.state_id),
        case_id=alarm.case_id,
        details={
            "authority": alarm.authority.name,
            "level": alarm.level,
            "people": [person.name for person in people],
            "channels": sorted({str(attempt.channel) for attempt in attempts}),
        },
    )
