"""What one shift hands to the next: open matters with who has them, and the log of the desk."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Appointment, Participation, Person
from accounts.queries import live_appointments, not_over, visible_to
from audit import moment
from workflow.choices import Side
from workflow.models import Case, Clock, Event
from workflow.services import CASEWORK

from ..choices import KIND, Action, MatterKind, Status
from ..models import Attempt, Holding, LogEntry, Shift, UrgentMatter
from .duty import STANDING

# From how long before it begins a shift can be taken over, and from how long before its end closed.
MARGIN = timedelta(minutes=30)
MOST_LINES = 300
# The reference of each case on each side.
References = Mapping[tuple[UUID, str], str]


@dataclass(frozen=True)
class OpenMatter:
    """An urgent matter of the desk that has not ended, as whoever is on duty needs to know it."""

    matter: UrgentMatter
    side: Side
    reference: str
    their_reference: str
    other: str
    url: str
    kind: str
    status: str
    holder: Person | None
    # Whether the holder can still act here; who left the authority holds nothing.
    is_held: bool
    runs_out: str
    runs_out_at: datetime | None
    # The offer that waits, and the newest that was declined or overtaken since it was last taken.
    offer: Holding | None
    lapsed: Holding | None

    @property
    def name(self) -> str:
        """The own reference; while there is none, the subject."""
        return self.reference or self.matter.case.title


@dataclass(frozen=True)
class Line:
    """A line of the log: what happened, when and by whom."""

    at: datetime
    what: str
    who: str = ""
    text: str = ""
    reference: str = ""
    url: str = ""
    is_note: bool = False


def open_matters(actor: Actor, authority_id: int) -> list[OpenMatter]:
    """The open matters of the desk that this person may see; what runs out first comes first.

    A fixed number of queries, however many there are.
    """
    found = _matters(actor, authority_id).filter(ended_at__isnull=True)
    matters = list(
        found.select_related(
            "case", "requesting__state", "requested__state", "requesting_holder", "requested_holder"
        )
    )
    ids = [matter.pk for matter in matters]
    clocks, references = next_clocks(ids), _references(ids)
    offers = _offers(ids)
    able = able_to_hold(authority_id, _holders(matters))
    lines = [
        _line(matter, authority_id, clocks.get(matter.pk), references, offers, able)
        for matter in matters
    ]
    return sorted(lines, key=lambda one: (one.runs_out_at is None, one.runs_out_at, one.name))


def side_of_desk(matter: UrgentMatter, authority_id: int) -> Side:
    """The side on which an authority's desk stands."""
    return Side.REQUESTING if matter.requesting_id == authority_id else Side.REQUESTED


def matter_of(actor: Actor, case_id: UUID) -> UrgentMatter | None:
    """A matter of the actor's own desk that they may see; None for any other."""
    own = Q(requesting=actor.authority_id) | Q(requested=actor.authority_id)
    return (
        UrgentMatter.objects.filter(own, case__in=visible_to(actor), pk=case_id)
        .select_related("case")
        .first()
    )


def next_clocks(case_ids: Collection[UUID]) -> dict[UUID, Clock]:
    """Of each case the clock that runs and ends first; paused ones end nowhere yet."""
    running = Clock.objects.filter(
        case__in=case_ids, stopped_at__isnull=True, paused_at__isnull=True
    )
    found: dict[UUID, Clock] = {}
    for clock in running.order_by("due_at", "pk"):
        assert clock.case_id is not None  # see the filter
        found.setdefault(clock.case_id, clock)
    return found


def clock_label(clock: Clock) -> str:
    """The act that a clock awaits, as its table calls it."""
    work = CASEWORK.get(clock.kind)
    try:
        return str(work.table.clock(clock.name).label) if work else clock.name.replace("_", " ")
    except KeyError:
        return clock.name.replace("_", " ")


def able_to_hold(authority_id: int, people: Collection[int]) -> set[int]:
    """Those of these people who can act at the desk today."""
    day = moment.now().date()
    live = Appointment.objects.filter(
        not_over(day),
        authority=authority_id,
        role__in=STANDING,
        since__lte=day,
        person__in=people,
        person__is_active=True,
    )
    return set(live.values_list("person", flat=True))


def colleagues(actor: Actor) -> QuerySet[Person]:
    """Who can take a matter over from this person today."""
    day = moment.now().date()
    live = Appointment.objects.filter(
        not_over(day),
        authority=actor.authority_id,
        role__in=STANDING,
        since__lte=day,
        person=OuterRef("pk"),
    )
    found = Person.objects.filter(Exists(live), is_active=True)
    return found.exclude(pk=actor.person_id).order_by("name", "pk")


def sees(person: Person, authority_id: int, case: Case) -> bool:
    """Whether somebody who keeps that desk may see a case."""
    return any(
        visible_to(Actor.of(one)).filter(pk=case.pk).exists()
        for one in live_appointments(person.pk).filter(authority=authority_id, role__in=STANDING)
    )


def own_shift(actor: Actor) -> Shift | None:
    """The shift a person works in, or can take over now: one that was begun goes first."""
    now = moment.now()
    own = Shift.objects.filter(
        authority=actor.authority_id, person=actor.person_id, ended_at__isnull=True
    ).select_related("authority", "person")
    begun = own.filter(begun_at__isnull=False).order_by("starts_at").first()
    if begun:
        return begun
    ahead = own.filter(
        cancelled_at__isnull=True, starts_at__lte=now + MARGIN, ends_at__gt=now, begun_at=None
    )
    return ahead.order_by("starts_at", "place").first()


def coming_shifts(actor: Actor) -> QuerySet[Shift]:
    """The person's next shifts at this authority."""
    return Shift.objects.filter(
        authority=actor.authority_id,
        person=actor.person_id,
        cancelled_at__isnull=True,
        ended_at__isnull=True,
        begun_at__isnull=True,
        ends_at__gt=moment.now(),
    ).order_by("starts_at")


def goes_on(shift: Shift) -> bool:
    """Whether its person stays: another shift of theirs follows at once."""
    now = moment.now()
    follows = Shift.objects.filter(
        authority=shift.authority_id,
        person=shift.person_id,
        cancelled_at__isnull=True,
        ended_at__isnull=True,
        starts_at__lte=max(now, shift.ends_at) + MARGIN,
        ends_at__gt=max(now, shift.ends_at),
    )
    return follows.exclude(pk=shift.pk).exists()


def left_by_others(authority_id: int, before: datetime) -> QuerySet[Shift]:
    """The shifts that were closed in the day before, with what they left to be known."""
    return (
        Shift.objects.filter(
            authority=authority_id,
            ended_at__gt=before - timedelta(days=1),
            ended_at__lte=before + timedelta(days=1),
        )
        .exclude(ended_note="")
        .select_related("person")
        .order_by("-ended_at")[:3]
    )


# --- the log --------------------------------------------------------------------------------------


def log_of(actor: Actor, authority_id: int, since: datetime, until: datetime) -> list[Line]:
    """What happened at the desk in that time, newest first: what this person may see of it.

    Moves of urgent matters, attempts to page somebody, and notes that people wrote.
    """
    visible = _matters(actor, authority_id).values("pk")
    moves = Event.objects.filter(
        case__in=visible, recorded_at__gte=since, recorded_at__lte=until
    ).select_related("case__urgent")
    pages = Attempt.objects.filter(
        alarm__authority=authority_id, alarm__case__in=visible, at__gte=since, at__lte=until
    ).select_related("alarm__case__urgent", "person")
    notes = LogEntry.objects.filter(authority=authority_id, at__gte=since, at__lte=until)
    events = list(moves.order_by("-recorded_at")[:MOST_LINES])
    attempts = list(pages.order_by("-at")[:MOST_LINES])
    references = _references(
        {event.case_id for event in events} | {one.alarm.case_id for one in attempts}
    )
    lines = [
        *_moves(events, authority_id, references),
        *_pages(attempts, authority_id, references),
        *(
            Line(at=entry.at, what=_("Note"), who=entry.by_name, text=entry.text, is_note=True)
            for entry in notes[:MOST_LINES]
        ),
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MOST_LINES]


def _moves(events: Iterable[Event], authority_id: int, references: References) -> Iterable[Line]:
    for event in events:
        side = side_of_desk(event.case.urgent, authority_id)
        # What the other side does for itself is not told, nor who does it there.
        if event.shared or event.side == side:
            yield Line(
                at=event.recorded_at,
                what=_done(event),
                who=event.actor_name if event.side == side else event.authority_name,
                text=event.text,
                reference=references.get((event.case_id, side), ""),
                url=address_of(event.case_id),
            )


def _pages(
    attempts: Iterable[Attempt], authority_id: int, references: References
) -> Iterable[Line]:
    for attempt in attempts:
        case = attempt.alarm.case
        told = {"channel": attempt.get_channel_display(), "state": attempt.get_state_display()}
        yield Line(
            at=attempt.at,
            what=_("Alarm, %(channel)s: %(state)s") % told,
            who=attempt.person_name or (attempt.person.name if attempt.person else ""),
            text=attempt.problem,
            reference=references.get((case.pk, side_of_desk(case.urgent, authority_id)), ""),
            url=address_of(case.pk),
        )


def _done(event: Event) -> str:
    """The act in words."""
    work = CASEWORK.get(KIND)
    move = work.table.move(event.action) if work else None
    if move:
        return str(move.done)
    labels = dict(Action.choices)
    return str(labels.get(event.action, event.action.replace("_", " ")))


# --- the matters ----------------------------------------------------------------------------------


def address_of(case_id: UUID) -> str:
    """The page of a matter; empty where its casework has none."""
    work = CASEWORK.get(KIND)
    return work.address(case_id) if work else ""


def _matters(actor: Actor, authority_id: int) -> QuerySet[UrgentMatter]:
    own = Q(requesting=authority_id) | Q(requested=authority_id)
    return UrgentMatter.objects.filter(own, case__in=visible_to(actor))


def _holders(matters: Iterable[UrgentMatter]) -> set[int]:
    found = (
        holder
        for matter in matters
        for holder in (matter.requesting_holder_id, matter.requested_holder_id)
    )
    return {holder for holder in found if holder is not None}


def _references(case_ids: Collection[UUID]) -> References:
    rows = Participation.objects.filter(case__in=case_ids, leads=True)
    return {
        (case, side): reference
        for case, side, reference in rows.values_list("case", "side", "reference")
    }


def _offers(case_ids: Collection[UUID]) -> dict[tuple[UUID, str], list[Holding]]:
    """The holdings of each matter and side, newest first."""
    found: dict[tuple[UUID, str], list[Holding]] = {}
    for row in Holding.objects.filter(matter__in=case_ids).select_related("offered_to"):
        found.setdefault((row.matter_id, row.side), []).append(row)
    return found


def _line(
    matter: UrgentMatter,
    authority_id: int,
    clock: Clock | None,
    references: References,
    offers: dict[tuple[UUID, str], list[Holding]],
    able: Collection[int],
) -> OpenMatter:
    side = side_of_desk(matter, authority_id)
    other = Side.REQUESTED if side == Side.REQUESTING else Side.REQUESTING
    holder = matter.holder(side)
    newest = next(iter(offers.get((matter.pk, side), [])), None)
    waits = newest is not None and newest.taken_at is None and newest.void_at is None
    return OpenMatter(
        matter=matter,
        side=side,
        reference=references.get((matter.pk, side), ""),
        their_reference=references.get((matter.pk, other), "") or matter.other_reference,
        other=matter.authority(other).state.name,
        url=address_of(matter.pk),
        kind=str(MatterKind(matter.kind).label),
        status=_status(matter.case),
        holder=holder,
        is_held=holder is not None and holder.pk in able,
        runs_out=clock_label(clock) if clock else "",
        runs_out_at=clock.due_at if clock else None,
        offer=newest if waits else None,
        lapsed=newest if newest and newest.void_at else None,
    )


def _status(case: Case) -> str:
    labels = dict(Status.choices)
    return str(labels.get(case.status, case.status))
