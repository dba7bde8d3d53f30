"""When a person's mail is due: at once, after the quiet hours, or with the digest of the day."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Person
from accounts.queries import live_appointments

from .models import NoticeSettings


@dataclass(frozen=True)
class Post:
    """When the mail of one entry goes out, UTC, and whether together with others."""

    at: datetime
    in_digest: bool = False


def post_for(person: Person, *, urgent: bool, now: datetime) -> Post:
    """When a person is mailed what arrives `now`, by their own settings or the defaults."""
    if urgent:
        return Post(now)
    wishes = settings_of(person)
    zone = ZoneInfo(zone_of(person, wishes))
    if wishes.digest:
        return Post(_next(wishes.digest_at, now, zone), in_digest=True)
    return Post(_after_quiet_hours(wishes, now, zone))


def settings_of(person: Person) -> NoticeSettings:
    """What the person chose; the defaults, not saved, where they chose nothing."""
    return NoticeSettings.objects.filter(person=person).first() or NoticeSettings(person=person)


def zone_of(person: Person, wishes: NoticeSettings) -> str:
    """The zone of their times: the one they chose, else of the first authority they act for."""
    if wishes.zone:
        return wishes.zone
    first = next(iter(live_appointments(person.pk)), None)
    return first.authority.zone if first else "UTC"


def _next(at: time, now: datetime, zone: ZoneInfo) -> datetime:
    """The next moment at which clocks in the zone show `at`."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=step) for step in (0, 1))
    moments = (datetime.combine(day, at, zone).astimezone(now.tzinfo) for day in days)
    return next(moment for moment in moments if moment > now)


def _after_quiet_hours(wishes: NoticeSettings, now: datetime, zone: ZoneInfo) -> datetime:
    begins, ends = wishes.quiet_from, wishes.quiet_until
    if begins is None or ends is None:
        return now
    here = now.astimezone(zone).time()
    quiet = begins <= here < ends if begins < ends else here >= begins or here < ends
    return _next(ends, now, zone) if quiet else now
