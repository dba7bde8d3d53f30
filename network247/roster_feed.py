"""Shifts as calendar files (iCalendar, RFC 5545): a person's own, and the roster of a desk.

They say who is on duty from when to when, and nothing of any matter: whoever has the address can
read them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.choices import Role
from accounts.models import Authority, Person
from accounts.private_address import Addresses, actors_of
from audit import moment

from .models import RosterFeed, Shift
from .queries.duty import FIRST, absent_spans
from .queries.roster import GAPS_AHEAD, gaps_ahead, may_stand

ADDRESSES = Addresses(RosterFeed, "roster_address")
PRODUCT = "-//Rogatory//Roster//EN"
READ_EVERY = timedelta(hours=1)
# What is shown of the past: long enough that a program that was off reads of a cancellation.
BACK = timedelta(days=31)
MOST = 2000


def own_file(person: Person) -> bytes:
    """The person's shifts, at whichever authority, in their language."""
    with translation.override(person.mail_language):
        made = _calendar(_("Rogatory: my shifts"))
        kept = [actor.authority_id for actor in actors_of(person) if may_stand(actor)]
        shifts = _shifts().filter(person=person, authority__in=kept)
        for shift, away in _with_absences(shifts[:MOST]):
            made.add_component(_event(shift, _own_summary(shift), away=away))
        file: bytes = made.to_ical()
    return file


def desk_file(person: Person) -> bytes:
    """The rosters of the authorities whose desk the person keeps, with their gaps."""
    with translation.override(person.mail_language):
        made = _calendar(_("Rogatory: duty roster"))
        for authority in authorities_of(person):
            for shift, away in _with_absences(_shifts().filter(authority=authority)[:MOST]):
                made.add_component(_event(shift, _summary(shift), away=away))
            for gap in gaps_ahead(authority.pk, GAPS_AHEAD):
                made.add_component(_gap(authority, gap.starts_at, gap.ends_at))
        file: bytes = made.to_ical()
    return file


def authorities_of(person: Person) -> list[Authority]:
    """The authorities at which the person is on duty or plans, under appointments that hold."""
    actors = actors_of(person)
    own = Q(pk__in=[actor.authority_id for actor in actors if may_stand(actor)])
    planned = Q(
        state__in=[actor.state for actor in actors if actor.role == Role.STATE_ADMINISTRATOR],
        shifts__isnull=False,
    )
    return list(Authority.objects.filter(own | planned).distinct().order_by("pk"))


def _shifts() -> QuerySet[Shift]:
    since = moment.now() - BACK
    return (
        Shift.objects.filter(ends_at__gt=since)
        .select_related("person", "authority")
        .order_by("starts_at", "place", "pk")
    )


def _with_absences(shifts: Iterable[Shift]) -> list[tuple[Shift, bool]]:
    """Each shift, and whether its person is absent for a part of it."""
    rows = list(shifts)
    if not rows:
        return []
    spans = absent_spans(
        {shift.authority_id for shift in rows},
        {shift.person_id for shift in rows},
        min(shift.starts_at for shift in rows),
        max(shift.ends_at for shift in rows),
    )
    return [
        (
            shift,
            any(
                begin < shift.ends_at and shift.starts_at < end
                for begin, end in spans.get((shift.authority_id, shift.person_id), [])
            ),
        )
        for shift in rows
    ]


def _calendar(name: str) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", READ_EVERY, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    return made


def _event(shift: Shift, summary: str, *, away: bool) -> Event:
    event = Event()
    event.add("uid", f"shift-{shift.pk}@{_host()}")
    event.add("dtstamp", moment.now())
    event.add("last-modified", shift.changed_at)
    event.add("sequence", shift.sequence)
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("summary", _one_line(summary))
    event.add("location", _one_line(shift.authority.name))
    event.add("url", settings.SITE_ADDRESS + reverse("network:roster_shift", args=[shift.pk]))
    event.add("status", "CANCELLED" if shift.cancelled_at else "TENTATIVE" if away else "CONFIRMED")
    if shift.cancelled_at:
        event.add("transp", "TRANSPARENT")
    return event


def _gap(authority: Authority, begin: datetime, end: datetime) -> Event:
    event = Event()
    # A gap that runs begins now, each time it is read: its end tells it from others.
    event.add("uid", f"gap-{authority.pk}-{end:%Y%m%dT%H%M%S}@{_host()}")
    event.add("dtstamp", moment.now())
    event.add("dtstart", begin)
    event.add("dtend", end)
    event.add("summary", _("Gap: nobody is on duty"))
    event.add("location", _one_line(authority.name))
    event.add("url", settings.SITE_ADDRESS + reverse("network:roster"))
    event.add("transp", "TRANSPARENT")
    return event


def _own_summary(shift: Shift) -> str:
    if shift.place == FIRST:
        return _("On duty, first person")
    return _("On duty, place %(place)s") % {"place": shift.place}


def _summary(shift: Shift) -> str:
    if shift.place == FIRST:
        return shift.person.name
    return _("%(name)s (place %(place)s)") % {"name": shift.person.name, "place": shift.place}


def _host() -> str:
    return urlsplit(settings.SITE_ADDRESS).hostname or "rogatory"


def _one_line(text: str) -> str:
    """Nothing that somebody was named can begin a line of the file."""
    return " ".join(text.split())
