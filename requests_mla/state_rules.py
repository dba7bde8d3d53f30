"""Which rules of a State apply, and to what."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from audit import moment

from .models import Measure, StateRule


def in_force(state: str, at: datetime | None = None) -> list[StateRule]:
    """The rules that the State asked to be kept at that moment (now); a fixed number of queries.

    Of each rule the highest version counts that had been made and had begun. A rule that is entered
    with an earlier first day binds nobody before it was entered.
    """
    at = at or moment.now()
    latest = {row.number: row for row in _begun(state, at)}
    today = at.date()
    return [row for row in latest.values() if not row.valid_until or row.valid_until >= today]


def coming(state: str) -> QuerySet[StateRule]:
    """Versions that are entered and begin on a later day."""
    today = moment.now().date()
    rows = StateRule.objects.filter(state=state, retired_at__isnull=True, valid_from__gt=today)
    return rows.prefetch_related("kinds", "measure_types").order_by("valid_from", "number")


def concerned(rule: StateRule, measures: Sequence[Measure]) -> list[Measure] | None:
    """The measures that the rule is about; None if the request is not its concern."""
    kinds = {row.pk for row in rule.kinds.all()}
    types = {row.pk for row in rule.measure_types.all()}
    if not kinds and not types:
        return list(measures)
    found = [
        measure
        for measure in measures
        if measure.type_id in types or measure.type.request_type_id in kinds
    ]
    return found or None


def is_general(rule: StateRule) -> bool:
    """Whether the rule concerns every request."""
    return not rule.kinds.all() and not rule.measure_types.all()


def _begun(state: str, at: datetime) -> QuerySet[StateRule]:
    """From the first version to the latest; what was retired meanwhile is left out."""
    alive = Q(retired_at__isnull=True) | Q(retired_at__gt=at)
    rows = StateRule.objects.filter(
        alive, state=state, made_at__lte=at, valid_from__lte=at.date()
    ).order_by("number", "version")
    return rows.prefetch_related("kinds", "measure_types")
