"""What a State's page shows of its rules and its law: to everybody who is signed in."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit import moment
from convention.criminality import offences_in
from convention.models import State
from convention.panels import Panel

from .state_rules import coming, in_force


def state_rules(state: State, request: HttpRequest) -> Panel | None:
    """What the State asks of requests now, and what it will ask from a later day on."""
    if not request.user.is_authenticated:
        return None
    context = {"state": state, "rules": in_force(state.pk), "coming": coming(state.pk)}
    return Panel(_("What it asks of requests"), "requests/rules/_panel.html", context)


def national_offences(state: State, request: HttpRequest) -> Panel | None:
    """What the State requires of each offence of Articles 7 to 17, today."""
    if not request.user.is_authenticated:
        return None
    context = {"offences": offences_in(state, moment.now().date())}
    return Panel(_("What it requires of an offence"), "requests/criminality/_state.html", context)
