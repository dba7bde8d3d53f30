"""Local time of a desk and moments in UTC, over the nights on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .spans import Span


def moment_in(zone: str, day: date, at: time) -> datetime:
    """The moment, in UTC, at which a clock on that desk's wall shows it on that day.

    Of an hour that comes twice the first; a time that the change of clocks leaves out is read as if
    it had not been changed yet. So what ends at a time and what begins at it always meet.
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def moment_of(zone: str, local: datetime) -> datetime:
    """The same for a date and time in one."""
    return moment_in(zone, local.date(), local.time())


def day_span(zone: str, day: date) -> Span:
    """From midnight to midnight there: 23, 24 or 25 hours."""
    return moment_in(zone, day, time.min), moment_in(zone, day + timedelta(days=1), time.min)


def local(at: datetime, zone: str) -> datetime:
    """What a clock on that desk's wall shows at that moment."""
    return at.astimezone(ZoneInfo(zone))


def said(span: Span, zone: str) -> str:
    """A stretch of time in words, as the desk's clock shows it."""
    begin, end = (local(at, zone) for at in span)
    # Translators: a stretch of time, as in "Mon 30 Nov 22:00 – Tue 1 Dec 06:00".
    return _("%(begin)s – %(end)s") % {
        "begin": date_format(begin, "D j M H:i"),
        "end": date_format(end, "H:i" if begin.date() == end.date() else "D j M H:i"),
    }


def lasting(span: Span) -> str:
    """How long it is, in the largest unit that fits."""
    minutes = int((span[1] - span[0]).total_seconds()) // 60
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        if rest:
            return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = minutes // (24 * 60)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
