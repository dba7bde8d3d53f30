"""Who is on duty at a desk, now and at any moment; where nobody is.

A shift counts while its person may sign in, holds an appointment there that lets them stand, and
is not absent; the rest of it is a gap. `shifts_at` asks the database for one moment, `pieces` works
out a stretch of time: they agree.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import Role
from accounts.models import Appointment, Person

from ..models import Absence, Shift
from ..spans import Span, joined, within, without

# Who may stand on a roster, in the order in which forms offer them.
STANDING = (Role.DUTY_OFFICER, Role.CENTRAL_AUTHORITY_OFFICER)
FIRST = 1
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Stretch:
    """From a moment until before another the same first person, or nobody: a gap."""

    starts_at: datetime
    ends_at: datetime
    person: Person | None

    @property
    def is_gap(self) -> bool:
        """Whether nobody is the first person."""
        return self.person is None


@dataclass(frozen=True)
class Piece:
    """A part of a shift in which its person really stands."""

    starts_at: datetime
    ends_at: datetime
    shift: Shift


def on_duty(authority_id: int, at: datetime) -> list[Person]:
    """The people on duty at that moment, the first person first; empty: nobody is.

    Who is absent then does not count, whatever the roster says.
    """
    return [shift.person for shift in shifts_at(authority_id, at)]


def first_on_duty(authority_id: int, at: datetime) -> Person | None:
    """The first person of that moment; None: the roster has a gap."""
    first = shifts_at(authority_id, at).filter(place=FIRST).first()
    return first.person if first else None


def shifts_at(authority_id: int, at: datetime) -> QuerySet[Shift]:
    """The shifts that count at that moment, the first person's first."""
    here = {"person": OuterRef("person"), "authority": OuterRef("authority")}
    away = Absence.objects.filter(
        **here, starts_at__lte=at, ends_at__gt=at, cancelled_at__isnull=True
    )
    day = at.astimezone(UTC).date()
    appointed = Appointment.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day),
        Q(stopped_at__isnull=True) | Q(stopped_at__gt=at),
        **here,
        role__in=STANDING,
        since__lte=day,
    )
    return (
        Shift.objects.filter(
            ~Exists(away),
            Exists(appointed),
            authority=authority_id,
            starts_at__lte=at,
            ends_at__gt=at,
            cancelled_at__isnull=True,
            person__is_active=True,
        )
        .select_related("person")
        .order_by("place", "starts_at")
    )


def rota(authority_id: int, at: datetime) -> Iterator[Person]:
    """Whom to page, one after the other: who is on duty, each once."""
    seen: set[int] = set()
    for person in on_duty(authority_id, at):
        if person.pk not in seen:
            seen.add(person.pk)
            yield person


def coverage(authority_id: int, since: datetime, until: datetime) -> list[Stretch]:
    """The stretches from `since` until before `until`, in order and without a hole.

    Each has the first person or none; two in a row never have the same.
    """
    return stretches(pieces([authority_id], since, until), since, until)


def gaps(authority_id: int, since: datetime, until: datetime) -> list[Stretch]:
    """When nobody will be the first person."""
    return [one for one in coverage(authority_id, since, until) if one.is_gap]


def stretches(found: Iterable[Piece], since: datetime, until: datetime) -> list[Stretch]:
    """The first persons of one authority's pieces, with the gaps between them."""
    rows: list[Stretch] = []
    at = since
    for piece in found:
        if piece.shift.place != FIRST:
            continue
        if at < piece.starts_at:
            rows.append(Stretch(at, piece.starts_at, None))
        rows.append(Stretch(piece.starts_at, piece.ends_at, piece.shift.person))
        at = piece.ends_at
    if at < until:
        rows.append(Stretch(at, until, None))
    return [_merged(list(same)) for _, same in groupby(rows, key=lambda row: row.person)]


def pieces(authority_ids: Collection[int], since: datetime, until: datetime) -> list[Piece]:
    """The parts of shifts that count in that time, cut to it, by beginning and place.

    A fixed number of queries, however many authorities and shifts.
    """
    shifts = list(
        Shift.objects.filter(
            authority__in=authority_ids,
            starts_at__lt=until,
            ends_at__gt=since,
            cancelled_at__isnull=True,
            person__is_active=True,
        ).select_related("person")
    )
    people = {shift.person_id for shift in shifts}
    live = appointed_spans(authority_ids, people)
    away = absent_spans(authority_ids, people, since, until)
    found = []
    for shift in shifts:
        key = shift.authority_id, shift.person_id
        whole = [(max(shift.starts_at, since), min(shift.ends_at, until))]
        stood = without(within(whole, live.get(key, [])), away.get(key, []))
        found += [Piece(begin, end, shift) for begin, end in stood]
    return sorted(found, key=lambda piece: (piece.starts_at, piece.shift.place, piece.shift.pk))


def appointed_spans(
    authority_ids: Collection[int], people: Collection[int]
) -> dict[tuple[int, int], list[Span]]:
    """When each of these people may stand at each of these authorities."""
    rows = Appointment.objects.filter(
        authority__in=authority_ids, person__in=people, role__in=STANDING
    )
    found: dict[tuple[int, int], list[Span]] = {}
    for row in rows.order_by():
        found.setdefault((row.authority_id, row.person_id), []).append(_span_of(row))
    return {key: joined(spans) for key, spans in found.items()}


def absent_spans(
    authority_ids: Collection[int], people: Collection[int], since: datetime, until: datetime
) -> dict[tuple[int, int], list[Span]]:
    """When each of these people is absent from each of these authorities, in that time."""
    rows = Absence.objects.filter(
        authority__in=authority_ids,
        person__in=people,
        starts_at__lt=until,
        ends_at__gt=since,
        cancelled_at__isnull=True,
    )
    found: dict[tuple[int, int], list[Span]] = {}
    for row in rows.order_by("starts_at"):
        found.setdefault((row.authority_id, row.person_id), []).append((row.starts_at, row.ends_at))
    return found


def _span_of(appointment: Appointment) -> Span:
    """An appointment holds on whole days of UTC, unless it was stopped before."""
    end = END_OF_TIME
    if appointment.until is not None and appointment.until < date.max:
        end = _begin_of(appointment.until + timedelta(days=1))
    if appointment.stopped_at is not None:
        end = min(end, appointment.stopped_at)
    return _begin_of(appointment.since), end


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _merged(same: list[Stretch]) -> Stretch:
    return Stretch(same[0].starts_at, same[-1].ends_at, same[0].person)
