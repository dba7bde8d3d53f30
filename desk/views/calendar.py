"""The calendar: what runs out in a month, as a grid of days or as a list."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.views import actor_required
from audit import moment
from convention.calendars import calendar_of
from convention.models import State
from workflow.calendars import StateCalendar

from ..dated import Dated, in_words
from ..dates import Key, Wanted, dates, key_of, paused
from ..forms import LIST, MONTH, DatesForm
from ..months import Month, begins, day_in, first_weekday, month_in, month_of

# So many dates of a month are looked at, so many of a day stand in the grid, so many on a page.
MOST_IN_MONTH = 1000
MOST_IN_DAY = 4
PAGE = 60
DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLACE = re.compile(r"(\d{1,18})_(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Reading:
    """What somebody asked the calendar for: a month, perhaps one day of it, narrowed by filters."""

    actor: Actor
    now: datetime
    month: Month
    day: date | None
    view: str
    given: Mapping[str, str]
    # A list of everything, from the first date on: where no month was asked for.
    whole: bool = False
    after: Key | None = None

    @property
    def today(self) -> date:
        """The day it is where the reader is."""
        return self.now.astimezone(ZoneInfo(self.actor.zone)).date()

    @property
    def only_overdue(self) -> bool:
        """Whether only what has run out is wanted."""
        return "overdue" in self.given

    def wanted(self, first: date, last: date) -> Wanted:
        """The dates of these days, as the reader counts them, narrowed by the filters."""
        until = begins(last + DAY, self.actor.zone)
        return Wanted(
            since=begins(first, self.actor.zone),
            until=min(until, self.now) if self.only_overdue else until,
            owed=self.given.get("owed", ""),
            act=self.given.get("act", ""),
            partner=self.given.get("partner", ""),
            after=self.after,
        )

    def address(self, **changed: str) -> str:
        """The calendar with something changed; the filters stay."""
        month = "" if self.whole else str(self.month)
        query = {**self.given, "view": self.view, "month": month, **changed}
        return f"{reverse('desk:calendar')}?{urlencode({k: v for k, v in query.items() if v})}"


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What runs out, by the day on which it does where the reader is."""
    actor = actor_required(request)
    form = DatesForm(request.GET, actor=actor)
    reading, notes = _read(request, actor, form.given())
    shown = _as_list(reading) if reading.view == LIST else _as_month(reading)
    context = {
        "form": form,
        "filtered": bool(reading.given),
        "notes": [*notes, *shown.pop("notes")],
        "view": reading.view,
        "month": "" if reading.whole else str(reading.month),
        **_turning(reading),
        **shown,
    }
    return render(request, "desk/calendar.html", context)


def _read(
    request: HttpRequest, actor: Actor, given: Mapping[str, str]
) -> tuple[Reading, list[str]]:
    """What the address asks for, and in words what of it could not be understood."""
    now, notes = moment.now(), []
    month, day = month_of(now.astimezone(ZoneInfo(actor.zone)).date()), None
    asked = {name: request.GET.get(name, "") for name in ("month", "day", "after")}
    if asked["day"]:
        day = day_in(asked["day"])
        if day is None:
            notes.append(_("There is no such day here. You see the month instead."))
    if day is not None:
        month = month_of(day)
    elif asked["month"]:
        found = month_in(asked["month"])
        if found is None:
            notes.append(_("There is no such month here. You see the present one."))
        month = found or month
    view = LIST if day or request.GET.get("view") == LIST else MONTH
    whole = view == LIST and not day and ("overdue" in given or not asked["month"])
    after = _key_in(asked["after"]) if view == LIST else None
    return Reading(actor, now, month, day, view, given, whole, after), notes


def _turning(reading: Reading) -> dict[str, Any]:
    """Where one can turn to from here."""
    before, after = reading.month.later(-1), reading.month.later(1)
    return {
        "label": _label(reading),
        "month_label": date_format(reading.month.first, "F Y"),
        "previous_url": reading.address(month=str(before)) if before else "",
        "previous_label": date_format(before.first, "F Y") if before else "",
        "next_url": reading.address(month=str(after)) if after else "",
        "next_label": date_format(after.first, "F Y") if after else "",
        "today_url": reading.address(month=str(month_of(reading.today))),
        "views": [
            {
                "label": label,
                "url": reading.address(view=view),
                "current": reading.view == view and not reading.day,
            }
            for view, label in ((MONTH, _("Month")), (LIST, _("List")))
        ],
        "everything_url": f"{reverse('desk:calendar')}?{urlencode({'view': reading.view})}",
        "zone": reading.actor.zone,
    }


def _label(reading: Reading) -> str:
    if reading.whole:
        return _("Everything overdue") if reading.only_overdue else _("By what runs out first")
    if reading.day:
        return date_format(reading.day, "l j F Y")
    return date_format(reading.month.first, "F Y")


# --- the month ------------------------------------------------------------------------------------


def _as_month(reading: Reading) -> dict[str, Any]:
    rests = Rests(reading)
    weeks = reading.month.weeks(first_weekday(rests.own, reading.month))
    found = dates(reading.actor, reading.wanted(weeks[0][0], weeks[-1][-1]), most=MOST_IN_MONTH + 1)
    by_day: dict[date, list[Dated]] = defaultdict(list)
    for one in found[:MOST_IN_MONTH]:
        by_day[one.day_in(reading.actor.zone)].append(one)
    return {
        "weekdays": [
            {"short": date_format(day, "D"), "long": date_format(day, "l")} for day in weeks[0]
        ],
        "weeks": [[_cell(reading, day, by_day[day], rests) for day in week] for week in weeks],
        "is_empty": not any(by_day[day] for week in weeks for day in week),
        "notes": [_too_many(found, reading)] if len(found) > MOST_IN_MONTH else [],
        **_paused(reading),
    }


def _cell(reading: Reading, day: date, found: Sequence[Dated], rests: "Rests") -> dict[str, Any]:
    more = len(found) - MOST_IN_DAY
    return {
        "day": day,
        "words": date_format(day, "l j F"),
        "outside": month_of(day) != reading.month,
        "today": day == reading.today,
        "rests": rests.on(day),
        "items": [_item(one, reading) for one in found[:MOST_IN_DAY]],
        "more": _("and %(number)s more") % {"number": more} if more > 0 else "",
        "more_url": reading.address(view=LIST, day=day.isoformat(), month=""),
    }


def _too_many(found: Sequence[Dated], reading: Reading) -> str:
    last = found[MOST_IN_MONTH - 1].day_in(reading.actor.zone)
    said = _(
        "More than %(number)s dates fall into this month; those after %(day)s are not shown. "
        "Narrow it down by a filter, or read the list."
    )
    return said % {"number": f"{MOST_IN_MONTH:,}", "day": date_format(last, "j F")}


class Rests:
    """Days on which offices are closed, in words: of the own State, and of a chosen partner."""

    def __init__(self, reading: Reading) -> None:
        codes = [reading.actor.state, reading.given.get("partner", "")]
        states = State.objects.in_bulk([code for code in codes if code])
        self.own = calendar_of(states[reading.actor.state])
        partner = states.get(codes[1])
        self._theirs: tuple[str, StateCalendar] | None = None
        if partner:
            self._theirs = partner.name, calendar_of(partner)

    def on(self, day: date) -> list[dict[str, str]]:
        """Whose offices are closed on that day and why; `side` as everywhere."""
        found = []
        if rest := self.own.rest_on(day):
            text = _("closed here: %(feast)s") if rest.name else _("closed here")
            found.append({"side": "ours", "words": text % {"feast": rest.name}})
        if self._theirs and (rest := self._theirs[1].rest_on(day)):
            text = _("closed in %(state)s: %(feast)s") if rest.name else _("closed in %(state)s")
            facts = {"feast": rest.name, "state": self._theirs[0]}
            found.append({"side": "theirs", "words": text % facts})
        return found


# --- the list -------------------------------------------------------------------------------------


def _as_list(reading: Reading) -> dict[str, Any]:
    wanted = reading.wanted(reading.day or reading.month.first, reading.day or reading.month.last)
    if reading.whole:
        wanted = replace(wanted, since=None, until=reading.now if reading.only_overdue else None)
    found = dates(reading.actor, wanted, most=PAGE + 1)
    shown = found[:PAGE]
    day = reading.day.isoformat() if reading.day else ""
    still = {} if reading.day or reading.after else _paused(reading)
    return {
        "groups": list(_by_day(reading, shown)),
        "is_empty": not shown,
        "older_url": _goes_on(reading, shown[-1], day) if len(found) > PAGE else "",
        "newer_url": reading.address(day=day) if reading.after else "",
        "notes": [],
        **still,
    }


def _goes_on(reading: Reading, last: Dated, day: str) -> str:
    return reading.address(after=_written(key_of(last)), day=day)


def _by_day(reading: Reading, shown: Iterable[Dated]) -> Iterable[dict[str, Any]]:
    rests = Rests(reading)
    for day, group in groupby(shown, key=lambda one: one.day_in(reading.actor.zone)):
        heading = date_format(day, "l j F Y" if day.year != reading.today.year else "l j F")
        if day == reading.today:
            heading = _("Today, %(day)s") % {"day": heading}
        rows = [_item(one, reading) for one in group]
        yield {"heading": heading, "rests": rests.on(day), "rows": rows}


# --- what both show -------------------------------------------------------------------------------


def _item(one: Dated, reading: Reading) -> dict[str, Any]:
    return in_words(one, now=reading.now, zone=reading.actor.zone)


def _paused(reading: Reading) -> dict[str, Any]:
    """What stands still has no date for now; it is told beside those that have."""
    if reading.only_overdue:
        return {}
    found = paused(
        reading.actor, reading.wanted(reading.month.first, reading.month.last), most=PAGE + 1
    )
    return {
        "paused": [_item(one, reading) for one in found[:PAGE]],
        "paused_more": len(found) > PAGE,
    }


def _written(key: Key) -> str:
    """A place in the list as it stands in an address: microseconds since 1970, and the clock."""
    return f"{(key[0] - EPOCH) // MICROSECOND}_{key[1]}"


def _key_in(text: str) -> Key | None:
    """The place that an address names; None if it makes no sense."""
    found = PLACE.fullmatch(text)
    if not found:
        return None
    try:
        return EPOCH + int(found[1]) * MICROSECOND, int(found[2])
    except OverflowError:
        return None
