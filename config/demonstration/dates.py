"""Dates that were moved, and why: a day of rest, a time limit of the State, more time, silence."""

from datetime import date, datetime, timedelta

from accounts.models import Appointment
from accounts.services import end_appointment
from accounts.services.calendars import correct_day
from accounts.services.time_rules import Wording, set_rule
from audit.moment import pretended
from requests_mla.choices import KIND
from requests_mla.services.reminding import silence
from requests_mla.table import TABLE
from workflow import recomputing
from workflow.choices import Source, Unit, Whose
from workflow.models import Case

from .cast import Cast
from .play import Play

STATUS_REPLY = "status_reply"


def belmara_sets_a_limit(cast: Cast, at: datetime) -> None:
    """Three working days to say how a request stands, by a circular of the ministry."""
    shipped = TABLE.clock(STATUS_REPLY)
    wording = Wording(
        amount=3,
        unit=Unit.WORKING_DAYS,
        whose=Whose.OWING,
        extensions=shipped.extensions,
        source=Source.HOUSE,
        basis="Circular 7/2026, paragraph 4",
        ladder=shipped.ladder,
        reason="Partners telephone when they hear nothing for a week.",
    )
    with pretended(at):
        set_rule(
            actor=cast.actors["sean"],
            kind=KIND,
            clock=STATUS_REPLY,
            wording=wording,
            seen_version=0,
        )


def dates_move(cast: Cast, today: datetime) -> None:
    """What happened to dates in the last days."""
    _a_day_of_rest(cast, today - timedelta(days=2, hours=1))
    _more_time(cast, "Sale of stolen log-ins", today - timedelta(days=1, hours=2))
    _no_reminders(cast, "Botnet control server", today - timedelta(days=1))
    with pretended(today - timedelta(days=3)):
        end_appointment(
            actor=cast.actors["sean"],
            appointment=Appointment.objects.get(person=cast.actors["niamh"].person_id),
            last_day=(today + timedelta(days=24)).date(),
        )


def _a_day_of_rest(cast: Cast, at: datetime) -> None:
    """The government of Belmara closes its offices on a day that no calendar knew."""
    with pretended(at):
        correct_day(
            actor=cast.actors["sean"],
            day=_wednesday_after(at.date()),
            worked=False,
            name="State funeral",
        )
        recomputing.follow()


def _wednesday_after(day: date) -> date:
    """Of the next week, so that it is a working day in every calendar."""
    return day + timedelta(days=7 - day.weekday() + 2)


def _more_time(cast: Cast, title: str, at: datetime) -> None:
    play = _play(cast, title, at)
    decide = play.case.clocks.get(name="decide", stopped_at=None)
    play.act(
        "tom",
        "extend",
        clock="decide",
        extended_until=(decide.due_at + timedelta(days=12)).date(),
        reasons="The provider has moved the account to another company.",
    )


def _no_reminders(cast: Cast, title: str, at: datetime) -> None:
    case = Case.objects.get(title=title)
    with pretended(at):
        silence(
            actor=cast.actors["aoife"],
            case=case,
            clock=case.clocks.get(name="review", stopped_at=None),
            reason="The investigating unit reports to us every Monday.",
        )


def _play(cast: Cast, title: str, at: datetime) -> Play:
    play = Play(cast, at)
    play.request = Case.objects.get(title=title).request
    return play
