"""What a draft can rest on, as the catalogue sees it today; and what the choice still lacks.

The officer chooses. Another basis than the one proposed first is as good, but wants a reason: that
is a house rule and stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from audit import moment
from convention.bases import Proposal, proposal

from . import scope
from .choices import Status
from .models import Offence, Request

if TYPE_CHECKING:
    from .completeness import Content

# The content rule of the catalogue that the choice is tested for.
RULE = "legal_basis"
RECIPROCITY = "RECIPROCITY"
# Afterwards nobody can choose any more.
CHOOSING = frozenset({Status.DRAFTING.value, Status.IN_REVIEW.value})


def proposed(request: Request, offences: Iterable[Offence]) -> Proposal:
    """What the request can rest on today, in order; load both authorities' States with it."""
    return proposal(
        request.requesting.state,
        request.requested.state,
        scope.investigated(list(offences)),
        moment.now().date(),
    )


def lacks(content: Content) -> str:
    """What the choice of the basis lacks, in words; empty where it lacks nothing."""
    request = content.request
    if request.basis_reason.strip() and request.basis_id:
        return ""
    if request.received_on_paper or request.case.status not in CHOOSING:
        return ""
    if not request.basis_id:
        return _("Legal basis of the request")
    first = proposed(request, content.offences).first.instrument
    if first.pk == request.basis_id:
        return ""
    return _("Why this legal basis, when “%(first)s” is proposed first") % {
        "first": first.short_name
    }
