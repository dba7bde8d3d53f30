"""The roster as pages show it: who may plan, its days with their gaps, and other States' desks."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, Authority, Person
from accounts.queries import not_over
from audit import moment
from convention.calendars import calendar_of
from convention.models import State
from workflow.calendars import Rest
from workflow.recorded import today

from ..models import Absence, ContactPoint, ContactVersion, Shift, Swap
from ..moments import day_span, lasting, local
from ..spans import Span
from .duty import FIRST, STANDING, Piece, Stretch, coverage, pieces, stretches

PLANNERS = frozenset({*STANDING, Role.STATE_ADMINISTRATOR})
GAPS_AHEAD = timedelta(days=60)
# How far the end of somebody's present duty is looked for.
WEEK = timedelta(days=7)


def may_plan(actor: Actor, authority: Authority) -> bool:
    """Who plans the roster of an authority; the only place that decides it."""
    return actor.role in PLANNERS and actor.state == authority.state_id


def may_stand(actor: Actor) -> bool:
    """Whether somebody acts in a role that can be on duty."""
    return actor.role in STANDING


def rostered(state: str) -> QuerySet[Authority]:
    """The authorities of a State whose desk is, or may be, kept by a roster."""
    day = moment.now().date()
    appointed = Appointment.objects.filter(
        not_over(day), authority=OuterRef("pk"), role=Role.DUTY_OFFICER
    )
    return (
        Authority.objects.filter(state=state, connected=True)
        .filter(
            Exists(appointed)
            | Exists(Shift.objects.filter(authority=OuterRef("pk")))
            | Exists(ContactPoint.objects.filter(authority=OuterRef("pk"), current__isnull=False))
        )
        .select_related("state")
    )


def roster_for(actor: Actor, pk: int | None = None) -> Authority | None:
    """The authority whose roster somebody looks at: the one asked for, their own, or their State's.

    None where the State has none of that number, or no authority with a roster at all.
    """
    found = list(rostered(actor.state))
    if pk is not None:
        return next((one for one in found if one.pk == pk), None)
    own = (one for one in found if one.pk == actor.authority_id)
    return next(own, found[0] if found else None)


def staff(authority_id: int) -> QuerySet[Person]:
    """Who can be put on the roster of an authority: appointed there, now or later."""
    day = moment.now().date()
    held = Appointment.objects.filter(
        not_over(day), authority=authority_id, role__in=STANDING, person=OuterRef("pk")
    )
    return Person.objects.filter(Exists(held), is_active=True).order_by("name", "pk")


# --- the days of a roster -------------------------------------------------------------------------


@dataclass(frozen=True)
class Turn:
    """A line of a day: from when to when who stands; a gap if it has no shift."""

    begin: datetime
    end: datetime
    # It ends with the day, which its clock calls 24:00.
    to_midnight: bool
    shift: Shift | None = None

    @property
    def person(self) -> Person | None:
        """Who stands then."""
        return self.shift.person if self.shift else None

    @property
    def is_past(self) -> bool:
        """Whether it is over: a gap that nobody can fill any more."""
        return self.end <= moment.now()


@dataclass(frozen=True)
class Day:
    """A day of the roster, as the desk's clock counts it."""

    day: date
    is_today: bool
    hours: int
    rest: Rest | None
    first: Sequence[Turn]
    behind: Sequence[Turn]
    absences: Sequence[Absence]

    @property
    def has_gap(self) -> bool:
        """Whether nobody is the first person for a part of it."""
        return any(turn.shift is None for turn in self.first)

    @property
    def clocks_change(self) -> bool:
        """Whether summer time begins or ends on that day."""
        return self.hours != 24


@dataclass(frozen=True)
class Gap:
    """A time to come for which nobody is the first person."""

    starts_at: datetime
    ends_at: datetime
    # Whose shift leaves it: they are absent then, or not appointed any more.
    shift: Shift | None = None

    @property
    def lasting(self) -> str:
        """How long, in words."""
        return lasting((self.starts_at, self.ends_at))


def days(authority: Authority, first: date, number: int) -> list[Day]:
    """So many days of a roster; as many queries for one as for fourteen."""
    listed = [first + timedelta(days=step) for step in range(number)]
    spans = {day: day_span(authority.zone, day) for day in listed}
    since, until = spans[listed[0]][0], spans[listed[-1]][1]
    found = pieces([authority.pk], since, until)
    absences = list(absences_in(authority.pk, since, until))
    calendar, now = calendar_of(authority.state), today(authority.zone)
    return [
        Day(
            day=day,
            is_today=day == now,
            hours=round((span[1] - span[0]).total_seconds() / 3600),
            rest=calendar.rest_on(day),
            first=_first_of(found, span, authority.zone),
            behind=[
                _turn(piece, span, authority.zone)
                for piece in _meeting(found, span)
                if piece.shift.place != FIRST
            ],
            absences=[one for one in absences if one.starts_at < span[1] and span[0] < one.ends_at],
        )
        for day, span in spans.items()
    ]


def absences_in(authority_id: int, since: datetime, until: datetime) -> QuerySet[Absence]:
    """Absences that count in that time."""
    return (
        Absence.objects.filter(
            authority=authority_id,
            starts_at__lt=until,
            ends_at__gt=since,
            cancelled_at__isnull=True,
        )
        .select_related("person")
        .order_by("starts_at", "pk")
    )


def gaps_ahead(authority_id: int, ahead: timedelta = GAPS_AHEAD) -> list[Gap]:
    """The gaps from now on, each split where a shift begins or ends that nobody stands."""
    now = moment.now()
    until = now + ahead
    empty = [one for one in coverage(authority_id, now, until) if one.is_gap]
    if not empty:
        return []
    left = Shift.objects.filter(
        authority=authority_id,
        place=FIRST,
        cancelled_at__isnull=True,
        starts_at__lt=until,
        ends_at__gt=now,
    ).select_related("person")
    planned = list(left.order_by("starts_at"))
    return [gap for stretch in empty for gap in _split(stretch, planned)]


def open_swaps(actor: Actor, authority: Authority) -> QuerySet[Swap]:
    """Swaps that wait for an answer: the person's own; all of the roster for whoever plans it."""
    waiting = Swap.objects.filter(answered_at__isnull=True, shift__ends_at__gt=moment.now())
    if may_plan(actor, authority):
        waiting = waiting.filter(shift__authority=authority)
    else:
        own = Q(asked_by=actor.person_id) | Q(offered_to=actor.person_id)
        waiting = waiting.filter(own, shift__authority=authority)
    return waiting.select_related("shift", "asked_by", "offered_to").order_by("shift__starts_at")


def _first_of(found: Sequence[Piece], span: Span, zone: str) -> list[Turn]:
    """The first persons of a day, and its gaps."""
    first = [piece for piece in _meeting(found, span) if piece.shift.place == FIRST]
    cut = [
        Piece(max(one.starts_at, span[0]), min(one.ends_at, span[1]), one.shift) for one in first
    ]
    holes = [
        _turn_of((one.starts_at, one.ends_at), span, zone, None)
        for one in stretches(cut, *span)
        if one.is_gap
    ]
    turns = [_turn(piece, span, zone) for piece in cut]
    return sorted([*turns, *holes], key=lambda turn: turn.begin)


def _meeting(found: Iterable[Piece], span: Span) -> list[Piece]:
    return [one for one in found if one.starts_at < span[1] and span[0] < one.ends_at]


def _turn(piece: Piece, day: Span, zone: str) -> Turn:
    return _turn_of((piece.starts_at, piece.ends_at), day, zone, piece.shift)


def _turn_of(span: Span, day: Span, zone: str, shift: Shift | None) -> Turn:
    begin, end = max(span[0], day[0]), min(span[1], day[1])
    return Turn(local(begin, zone), local(end, zone), to_midnight=end == day[1], shift=shift)


def _split(stretch: Stretch, planned: Sequence[Shift]) -> list[Gap]:
    """A gap, cut where shifts begin and end that their people do not stand."""
    rows, at = [], stretch.starts_at
    for shift in planned:
        if shift.ends_at <= at or stretch.ends_at <= shift.starts_at:
            continue
        if at < shift.starts_at:
            rows.append(Gap(at, shift.starts_at))
            at = shift.starts_at
        end = min(shift.ends_at, stretch.ends_at)
        rows.append(Gap(at, end, shift))
        at = end
    if at < stretch.ends_at:
        rows.append(Gap(at, stretch.ends_at))
    return rows


# --- every State's desk ---------------------------------------------------------------------------


@dataclass(frozen=True)
class StateOnDuty:
    """Who can be reached at a State's desk now. Another State reads no name.

    `until` and `zone`: when the duty ends, and the clock of that desk. Without `has_roster`
    nothing is known of who is on duty there.
    """

    state: State
    version: ContactVersion | None
    zone: str
    has_roster: bool
    is_own: bool
    name: str = ""
    until: datetime | None = None
    more: list[ContactVersion] = field(default_factory=list)

    @property
    def is_gap(self) -> bool:
        """Whether there is a roster and nobody on duty."""
        return self.has_roster and self.until is None

    @property
    def until_there(self) -> datetime | None:
        """The end of the duty as the clock there shows it."""
        return local(self.until, self.zone) if self.until else None

    @property
    def time_there(self) -> datetime:
        """What the clock there shows now."""
        return local(moment.now(), self.zone)


def who_is_on_duty_everywhere(actor: Actor) -> list[StateOnDuty]:
    """Each State that has a desk in the directory or a roster here, by name; the own State first.

    A fixed number of queries, however many States and shifts.
    """
    now = moment.now()
    versions = _desks()
    authorities = _rosters(now, versions)
    found = pieces([one.pk for one in authorities.values()], now, now + WEEK)
    states = State.objects.in_bulk([*versions, *authorities])
    lines = [
        _line(actor, state, versions.get(code, []), authorities.get(code), found, now)
        for code, state in states.items()
    ]
    return sorted(lines, key=lambda line: (not line.is_own, line.state.name))


def _desks() -> dict[str, list[ContactVersion]]:
    """The entries of the directory in force, by State."""
    found: dict[str, list[ContactVersion]] = {}
    points = ContactPoint.objects.filter(current__isnull=False, current__closes=False)
    for point in points.select_related("current").order_by("pk"):
        assert point.current is not None  # see the filter
        point.current.point = point
        found.setdefault(point.state_id, []).append(point.current)
    return found


def _rosters(now: datetime, versions: dict[str, list[ContactVersion]]) -> dict[str, Authority]:
    """Of each State the authority that keeps a roster; that of the desk if there are several."""
    kept = Shift.objects.filter(authority=OuterRef("pk"), cancelled_at__isnull=True)
    authorities = Authority.objects.filter(Exists(kept.filter(ends_at__gt=now - WEEK)))
    desks = {row.point.authority_id for rows in versions.values() for row in rows}
    found: dict[str, Authority] = {}
    for authority in authorities.filter(connected=True).order_by("pk"):
        if authority.state_id not in found or authority.pk in desks:
            found[authority.state_id] = authority
    return found


def _line(
    actor: Actor,
    state: State,
    versions: Sequence[ContactVersion],
    authority: Authority | None,
    found: Sequence[Piece],
    now: datetime,
) -> StateOnDuty:
    version = _desk_of(authority, versions)
    own, first = state.pk == actor.state, _first_now(authority, found, now)
    zone = authority.zone if authority else version.timezone if version else "UTC"
    return StateOnDuty(
        state=state,
        version=version,
        zone=zone,
        has_roster=authority is not None,
        is_own=own,
        name=first.person.name if own and first and first.person else "",
        until=first.ends_at if first else None,
        more=[one for one in versions if one is not version],
    )


def _desk_of(
    authority: Authority | None, versions: Sequence[ContactVersion]
) -> ContactVersion | None:
    """The desk of the authority that keeps the roster, else the State's first."""
    own = (one for one in versions if authority and one.point.authority_id == authority.pk)
    return next(own, versions[0] if versions else None)


def _first_now(
    authority: Authority | None, found: Collection[Piece], now: datetime
) -> Stretch | None:
    """The first person of now, until when somebody else follows, or nobody."""
    if authority is None:
        return None
    own = [piece for piece in found if piece.shift.authority_id == authority.pk]
    first = stretches(own, now, now + WEEK)[0]
    return None if first.is_gap else first
