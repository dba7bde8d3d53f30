"""What a State's page shows of its authorities: to everybody who is signed in."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit import moment
from convention.models import State
from convention.panels import Panel
from workflow.calendars import StateCalendar

from .choices import AuthorityKind
from .models import Authority
from .services.calendars import weekdays
from .years import weekly_rest


def central_authorities(state: State, request: HttpRequest) -> Panel:
    """The State's central authorities that this installation knows, and how each is reached."""
    known = Authority.objects.filter(state=state, kind=AuthorityKind.CENTRAL)
    return Panel(
        _("Central authorities"), "accounts/_central_authorities.html", {"authorities": known}
    )


def days_of_rest(state: State, request: HttpRequest) -> Panel:
    """The weekly days of rest, and the way to the calendar."""
    named = frozenset(state.weekly_rest) if state.weekly_rest is not None else None
    # Corrections are single days and no part of the week.
    calendar = StateCalendar(code=state.calendar, weekly=named)
    context = {"state": state, "weekly": weekdays(weekly_rest(calendar, moment.now().year))}
    return Panel(_("Days of rest"), "accounts/_days_of_rest.html", context)
