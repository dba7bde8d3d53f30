"""Which exhibits there are, and which of them a side may see."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from workflow.choices import Side
from workflow.models import Case, Letter

from .models import Exhibit, StoredFile


def exhibits_of(*, case: Case, side: Side) -> QuerySet[Exhibit]:
    """The exhibits of one side that were not withdrawn, by number."""
    return (
        Exhibit.objects.filter(case=case, side=side, withdrawn_at__isnull=True)
        .select_related("file")
        .order_by("number")
    )


def exhibits_seen_by(*, case: Case, keeping: Collection[Side]) -> QuerySet[Exhibit]:
    """What a reader sees who keeps the evidence of those sides, and of others what was delivered.

    Of the sides it keeps, withdrawn exhibits too; those are never delivered.
    """
    return (
        Exhibit.objects.filter(Q(side__in=keeping) | Q(delivered_at__isnull=False), case=case)
        .select_related("file")
        .order_by("number")
    )


def is_known(sha256: str) -> bool:
    """Whether a row points at that content: a stored file or a letter, signed or to be read."""
    return (
        StoredFile.objects.filter(sha256=sha256).exists()
        or Letter.objects.filter(Q(sha256=sha256) | Q(rendered_sha256=sha256)).exists()
    )
