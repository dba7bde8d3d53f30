"""Documents that belong to a request: attached, seen by whom they are meant for, opened."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

import audit.services
from accounts.actors import Actor
from evidence.models import StoredFile
from workflow.choices import Side
from workflow.models import Case

from ..models import Attachment, Request


def documents_seen(case: Case, side: Side | None) -> QuerySet[Attachment]:
    """What crossed the border, and what that side attached for itself or for its draft."""
    rows = Attachment.objects.filter(Q(shared=True) | Q(side=side), request=case.pk)
    return rows.select_related("file").order_by("pk")


def attach_document(
    found: Request, *, file: StoredFile, name: str, by: Actor, **about: Any
) -> Attachment:
    """Attach to a draft, or for one's own side to a request that came on paper. Under its lock.

    `about`: role, language, certified, shared. What is attached to a draft crosses the border with
    it.
    """
    return Attachment.objects.create(
        request=found,
        file=file,
        name=name[:200],
        side=Side.REQUESTED if found.received_on_paper else Side.REQUESTING,
        added_by_name=by.name,
        **about,
    )


def share_documents(found: Request) -> None:
    """The request is sent: what is attached to it goes along."""
    found.attachments.filter(side=Side.REQUESTING).update(shared=True)


@transaction.atomic
def note_reading(*, document: Attachment, actor: Actor) -> None:
    """Record that the actor was given the file of a document."""
    audit.services.record(
        chain=f"case:{document.request_id}",
        verb="document.read",
        actor=actor.stamp,
        case_id=document.request_id,
        details={
            "document": document.pk,
            "role": document.role,
            "sha256": document.file.sha256,
            "name": audit.services.sealed(document.name),
        },
    )
