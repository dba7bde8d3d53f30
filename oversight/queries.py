"""What an auditor sees of the record: nothing that the other side keeps to itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import F, Q, QuerySet, TextField, Value, When
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Participation
from accounts.queries import audited_by, readable_by, sealed_among
from audit.models import Event
from audit.verification import with_heads

COUNTED = 1000
LINK = ("chain", "seq", "prev", "hash", "shown", "pk", "head_seq", "head_hash")


@dataclass(frozen=True)
class Filters:
    """What an auditor asked for; days are UTC days, both inclusive; empty means any."""

    since: date | None = None
    until: date | None = None
    verb: str = ""
    person: str = ""
    reference: str = ""
    state: str = ""
    case: UUID | None = None

    def as_details(self) -> dict[str, str]:
        """Only what was asked for, as text: for addresses and for the record."""
        return {name: str(value) for name, value in vars(self).items() if value}


def seen_by(actor: Actor) -> Q:
    """Events of the cases the State takes part in that are shared or its own, and its own chain."""
    of_cases = Q(case_id__in=audited_by(actor).values("pk"))
    return Q(chain=f"state:{actor.state}") | of_cases & readable_by(actor)


def asked_for(filters: Filters, actor: Actor) -> Q:
    """The filters as a condition on events."""
    wanted = Q()
    if filters.since:
        wanted &= Q(at__gte=_midnight(filters.since))
    if filters.until:
        wanted &= Q(at__lt=_midnight(filters.until + timedelta(days=1)))
    if filters.verb:
        wanted &= Q(verb__startswith=filters.verb)
    if filters.person:
        wanted &= Q(person_name__icontains=filters.person)
    if filters.state:
        wanted &= Q(state=filters.state)
    if filters.case:
        wanted &= Q(case_id=filters.case)
    if filters.reference:
        named = _references_known_to(actor).filter(reference__icontains=filters.reference)
        wanted &= Q(case_id__in=named.values("case_id"))
    return wanted


def matching(filters: Filters, actor: Actor) -> QuerySet[Event]:
    """The events the actor sees and asked for, in no order yet."""
    return Event.objects.filter(seen_by(actor) & asked_for(filters, actor))


def links_matching(filters: Filters, actor: Actor) -> QuerySet[Event, Any]:
    """Every link of each chain with a matching event, as LINK; `shown` is its text or None.

    The links of events that the actor may not see or did not ask for keep the chain checkable.
    """
    wanted = seen_by(actor) & asked_for(filters, actor)
    touched = Event.objects.filter(wanted).values("chain")
    shown = Choice(
        When(wanted, then=F("payload")), default=Value(None), output_field=TextField(null=True)
    )
    events = with_heads(Event.objects.filter(chain__in=touched)).annotate(shown=shown)
    return events.values_list(*LINK)


def up_to(events: QuerySet[Event], limit: int = COUNTED) -> int:
    """How many there are, counted no further than one above `limit`."""
    return events.order_by()[: limit + 1].count()


def names_of(cases: Collection[UUID | None], actor: Actor) -> dict[UUID, tuple[str, str]]:
    """Reference and title of each case, the own State's reference before the other's.

    Of a sealed case only that it is sealed: its title is what the seal keeps.
    """
    sealed = sealed_among((case for case in cases if case), actor)
    rows = (
        _references_known_to(actor)
        .filter(case_id__in={case for case in cases if case})
        .values_list("case_id", "reference", "case__title", "state_id", "leads")
    )
    # The best row comes last and stays: with a reference, of the own State, leading.
    best = sorted(rows, key=lambda row: (bool(row[1]), row[3] == actor.state, row[4]))
    return {row[0]: (row[1], _("Sealed case") if row[0] in sealed else row[2]) for row in best}


def _references_known_to(actor: Actor) -> QuerySet[Participation]:
    """The own State's participations, and the leading one of the other side once it shows."""
    return Participation.objects.filter(
        Q(state_id=actor.state) | Q(leads=True, visible=True), case__in=audited_by(actor)
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
