"""What a State's page shows of its authorities: to everybody who is signed in."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from convention.models import State
from convention.panels import Panel

from .choices import AuthorityKind
from .models import Authority


def central_authorities(state: State, request: HttpRequest) -> Panel:
    """The State's central authorities that this installation knows, and how each is reached."""
    known = Authority.objects.filter(state=state, kind=AuthorityKind.CENTRAL)
    return Panel(
        _("Central authorities"), "accounts/_central_authorities.html", {"authorities": known}
    )
