"""A person's dates as a calendar file (iCalendar, RFC 5545).

It says which act is awaited and our reference, and nothing of what a case says: whoever has the
address can read it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import Person
from accounts.private_address import actors_of
from audit import moment
from workflow.models import ClockStep

from .dated import OWED, Dated
from .dates import Wanted, dates, key_of

# The nearest dates; what comes after moves up by itself.
MOST = 1000
PRODUCT = "-//Rogatory//Dates//EN"
READ_EVERY = timedelta(hours=1)


class Change(NamedTuple):
    """How often a date was moved, and when last."""

    times: int
    at: datetime


def calendar_file(person: Person) -> bytes:
    """What runs out for a person under all their live appointments, in their language."""
    with translation.override(person.mail_language):
        made: bytes = _calendar(dates_of(person)).to_ical()
    return made


def dates_of(person: Person) -> list[Dated]:
    """Every date that runs and that the person sees under any live appointment, each once."""
    found = {
        one.clock: one for actor in actors_of(person) for one in dates(actor, Wanted(), most=MOST)
    }
    return sorted(found.values(), key=key_of)[:MOST]


def _calendar(found: list[Dated]) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Rogatory: what runs out"))
    made.add("refresh-interval", READ_EVERY, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    changes, now = _changes(found), moment.now()
    for one in found:
        made.add_component(_event(one, changes, now))
    return made


def _event(one: Dated, changes: Mapping[int, Change], now: datetime) -> Event:
    change = changes.get(one.clock, Change(0, one.started_at))
    event = Event()
    event.add("uid", f"clock-{one.clock}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("dtstamp", now)
    event.add("last-modified", max(change.at, one.started_at))
    event.add("sequence", change.times)
    if one.is_to_the_hour:
        event.add("dtstart", one.due_at)
    else:
        # The day of the place where the act is owed, whole; it ends before the next one begins.
        event.add("dtstart", one.day_there())
        event.add("dtend", one.day_there() + timedelta(days=1))
    event.add("summary", _summary(one))
    event.add("url", settings.SITE_ADDRESS + one.url)
    if one.owed:
        event.add("categories", [str(OWED[one.owed])])
    event.add("transp", "TRANSPARENT")
    return event


def _summary(one: Dated) -> str:
    """The act and our reference, on one line; of a sealed case not even that."""
    if one.case is None:
        return one.what
    which = _("Sealed case") if one.sealed else one.reference or _("no number yet")
    return " ".join(f"{one.what}: {which}".split())


def _changes(found: list[Dated]) -> dict[int, Change]:
    steps = ClockStep.objects.filter(clock__in=[one.clock for one in found]).order_by()
    moved = steps.values("clock").annotate(times=Count("pk"), at=Max("ended_at"))
    return {row["clock"]: Change(row["times"], row["at"]) for row in moved}
