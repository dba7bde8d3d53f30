"""Who can be asked to execute."""

from django.db.models import Q, QuerySet

from accounts.choices import AuthorityKind
from accounts.models import Authority

from ..models import Request


def executors(request: Request) -> QuerySet[Authority]:
    """The executing authorities of the requested State; last its central authority itself.

    A State without any executes by its central authority: its officers then report.
    """
    executing = Q(state_id=request.requested.state_id, kind=AuthorityKind.EXECUTING)
    found = Authority.objects.filter(executing | Q(pk=request.requested_id))
    return found.order_by("-kind", "name")  # backwards: "executing" before "central"
