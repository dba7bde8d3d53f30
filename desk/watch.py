"""The assurance watch: what binds in one's own cases, what ends soon, what waits for a word."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from audit import moment
from requests_mla.models import Undertaking, UseRequest
from workflow.choices import Side

from .queries import seen_rows

MOST = 100


def undertakings(actor: Actor) -> list[dict[str, Any]]:
    """Lines in force in the actor's cases: those with an end first, then those not accepted yet."""
    in_force = Q(until__isnull=True) | Q(until__gte=moment.now().date())
    rows = (
        _own(actor, Undertaking.objects.filter(in_force))
        .prefetch_related("measures")
        .order_by(F("until").asc(nulls_last=True), F("accepted_at").desc(nulls_first=True), "-pk")
    )
    return [_line(row) for row in rows[:MOST]]


def wishes(actor: Actor) -> list[dict[str, Any]]:
    """Wishes for another use that wait for an answer."""
    rows = _own(actor, UseRequest.objects.filter(answered_at__isnull=True))
    return [
        {
            "url": _address(row.request_id),
            "title": row.request.case.title,
            "kind": row.get_kind_display(),
            "asked_at": row.asked_at,
            "turn": "ours" if row.own_side == Side.REQUESTED else "theirs",
        }
        for row in rows.order_by("asked_at")[:MOST]
    ]


def _own(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the cases the actor sees, with the side on which the actor stands."""
    of_case = {"case": OuterRef("request_id"), "leads": True}
    parts = [Subquery(some.filter(**of_case).values("side")[:1]) for some in seen_rows(actor)]
    own: QuerySet[Any] = rows.annotate(own_side=Coalesce(*parts, Value(""), Value("")))
    return own.exclude(own_side="").select_related("request__case")


def _line(row: Any) -> dict[str, Any]:
    return {
        "url": _address(row.request_id),
        "title": row.request.case.title,
        "kind": row.get_kind_display(),
        "text": row.text,
        "reference": row.reference,
        "binds": "ours" if row.binds == row.own_side else "theirs",
        "measures": [measure.number for measure in row.measures.all()],
        "until": row.until,
        "open": "" if row.accepted_at else _("not accepted yet"),
    }


def _address(case_id: Any) -> str:
    return f"{reverse('requests:case', args=[case_id])}?tab=conditions"
