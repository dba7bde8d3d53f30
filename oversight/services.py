"""Take the record out of the house: every time on the record."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

import audit.services
from accounts.actors import Actor
from audit.models import Event

from .choices import Format
from .guards import refuse_all_but_auditors
from .queries import Filters, matching
from .streams import chunks


@dataclass(frozen=True)
class Export:
    """A recorded export and its bytes, still to be made."""

    event: Event
    chunks: Iterator[bytes]


def export_record(*, actor: Actor, filters: Filters, form: Format) -> Export:
    """Record who takes out what, then give the bytes: they hold what was recorded before that.

    Raises NotYours for everybody but an auditor.
    """
    refuse_all_but_auditors(actor)
    with transaction.atomic():
        event = audit.services.record(
            chain=f"state:{actor.state}",
            verb="audit.export",
            actor=actor.stamp,
            details={
                "format": form.value,
                "filters": filters.as_details(),
                "count": matching(filters, actor).count(),
            },
        )
    return Export(event, chunks(form, filters, actor, event))
