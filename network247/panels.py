"""What a State's page shows of its contact points: to whom the directory is open."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.middleware import admitted
from convention.models import State
from convention.panels import Panel

from .queries.directory import directory


def contact_points(state: State, request: HttpRequest) -> Panel | None:
    """The State's lines of the directory; None for who could not open the directory itself."""
    if admitted(request) is None:
        return None
    lines = list(directory(state.pk))
    return Panel(
        _("Contact points, 24/7"), "network/directory/_contact_points.html", {"lines": lines}
    )
