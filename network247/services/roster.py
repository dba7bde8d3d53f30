"""Plan the roster of a desk: shifts one by one or by a pattern; cancel one, give it to another.

Each act locks the authority's row first and looks then, so that two planners at once cannot both
put somebody at one place. Times are UTC; patterns follow the desk's clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.models import Authority, Person
from audit import moment
from audit.canonical import Json
from audit.canonical import moment as written
from workflow.once import made_once, named
from workflow.refusals import Missing, NotFromHere, NotYours

from ..models import Shift
from ..moments import moment_in, said
from ..queries.duty import FIRST
from ..queries.roster import may_plan
from ..spans import Span
from .standing import Standing

PLACES = (1, 2, 3)
# How long a shift may last, how far ahead it may lie, and how long ago it may have begun: what was
# is not written anew.
LONGEST = timedelta(days=14)
FURTHEST = timedelta(days=400)
LATE = timedelta(hours=1)
MOST_WEEKS = 26
MOST_PER_DAY = 4
# So many reasons are told of a pattern that does not fit; the rest is counted.
MOST_REASONS = 10


@dataclass(frozen=True)
class Pattern:
    """Shifts of equal length around the clock, people in turn, by the clock of the desk.

    `by_week`: each keeps the same hours for a week, then all move on by one; else one follows the
    other. `leaves_out` what cannot be planned, as a gap, instead of planning nothing.
    """

    people: Sequence[Person]
    first_day: date
    weeks: int
    begins: time
    per_day: int
    place: int = FIRST
    by_week: bool = False
    leaves_out: bool = False

    def turns(self, zone: str) -> Iterator[tuple[Person, Span]]:
        """Who stands from when to when. Each ends where the next begins, clock change or not."""
        in_a_week = 7 * self.per_day
        for number in range(self.weeks * in_a_week):
            week, hours = number // in_a_week, number % self.per_day
            turn = hours + week if self.by_week else number
            span = self._boundary(zone, number), self._boundary(zone, number + 1)
            yield self.people[turn % len(self.people)], span

    def _boundary(self, zone: str, number: int) -> datetime:
        """The beginning of a shift: counted on the clock of the wall, then turned into UTC."""
        day, part = divmod(number, self.per_day)
        wall = datetime.combine(self.first_day, self.begins) + timedelta(
            days=day, hours=24 * part / self.per_day
        )
        return moment_in(zone, wall.date(), wall.time())


def refuse_who_may_not_plan(actor: Actor, authority: Authority) -> None:
    """Raise NotYours for whoever does not plan this roster."""
    if not may_plan(actor, authority):
        raise NotYours(
            _(
                "The roster is planned by duty officers, central-authority officers and State "
                "administrators of that State."
            )
        )


def locked(authority_id: int) -> Authority:
    """The authority, locked until the transaction ends: one change of its roster at a time.

    Not against rows that only refer to it.
    """
    return Authority.objects.select_for_update(no_key=True).get(pk=authority_id)


def lock_people(*people: Person) -> None:
    """Also the people, who may stand at two authorities; always after the authority."""
    ids = sorted({person.pk for person in people})
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


def plan_shift(
    *,
    actor: Actor,
    authority: Authority,
    person: Person,
    span: Span,
    place: int = FIRST,
    form_key: UUID | None = None,
) -> Shift:
    """Put somebody on the roster from one moment until another.

    `form_key`: the same shift from the same form is one. Raises NotYours for whoever does not plan
    this roster, Missing with every reason why it cannot be.
    """
    refuse_who_may_not_plan(actor, authority)
    name = named(form_key, actor.person_id, authority.pk, person.pk, place, *span)
    return made_once(
        Shift,
        name,
        lambda: _planned(
            actor,
            authority,
            Shift(once=name, person=person, place=place, starts_at=span[0], ends_at=span[1]),
        ),
    )


@transaction.atomic
def plan_pattern(*, actor: Actor, authority: Authority, pattern: Pattern) -> list[Shift]:
    """Plan a pattern of shifts: all of it, or with `leaves_out` as much as can be.

    Raises Missing if it makes no sense, if something stands in the way, or if nothing is left.
    """
    refuse_who_may_not_plan(actor, authority)
    _refuse_senseless(pattern)
    authority = locked(authority.pk)
    lock_people(*pattern.people)
    turns = list(pattern.turns(authority.zone))
    whole = turns[0][1][0], turns[-1][1][1]
    standing = Standing.around(authority, pattern.people, whole)
    planned: list[Shift] = []
    reasons: list[str] = []
    for person, span in turns:
        found = [*_problems_of_time(span), *standing.problems(person, pattern.place, span)]
        if found:
            reasons += [reason for reason in found if reason not in reasons]
            continue
        shift = _new(actor, authority, person, pattern.place, span)
        planned.append(shift)
        standing.add(shift)
    if reasons and not (pattern.leaves_out and planned):
        raise Missing(*_shortened(reasons))
    Shift.objects.bulk_create(planned)
    record(
        actor,
        authority,
        "roster.plan_pattern",
        people=[person.pk for person in pattern.people],
        place=pattern.place,
        shifts=len(planned),
        left_out=len(turns) - len(planned),
        since=written(planned[0].starts_at),
        until=written(planned[-1].ends_at),
    )
    return planned


@transaction.atomic
def cancel_shift(*, actor: Actor, pk: int) -> Shift:
    """Take a shift off the roster; of one that runs, what is left of it.

    Raises NotFromHere if it is over or was cancelled already.
    """
    authority, shift = locked_shift(pk)
    refuse_who_may_not_plan(actor, authority)
    now = moment.now()
    refuse_what_is_over(shift, now)
    close_swaps(shift)
    if shift.starts_at < now:
        # What was stays as it was: the record and the alarms of that time refer to it.
        shift.ends_at = now
        write(shift, "ends_at")
        record(actor, authority, "roster.cut", **told(shift))
        return shift
    shift.cancelled_at, shift.cancelled_by_name = now, actor.name
    write(shift, "cancelled_at", "cancelled_by_name")
    record(actor, authority, "roster.cancel", **told(shift))
    return shift


@transaction.atomic
def give_shift(
    *, actor: Actor, pk: int, person: Person, since: datetime | None, until: datetime | None
) -> Shift:
    """Give a shift, or the part of it from `since` until `until`, to somebody else.

    For whoever plans: the person who had it need not agree, for they may be ill. Returns the shift
    as the other has it.
    """
    authority, shift = locked_shift(pk)
    refuse_who_may_not_plan(actor, authority)
    lock_people(person, shift.person)
    before = shift.person
    given = hand_over(shift, person, since=since, until=until, by=actor.name)
    record(
        actor, authority, "roster.give", before=before.pk, before_name=before.name, **told(given)
    )
    return given


def hand_over(
    shift: Shift, person: Person, *, since: datetime | None, until: datetime | None, by: str
) -> Shift:
    """Let another stand for a shift or for a part of it; inside the transaction, under the locks.

    A part is a shift of its own; what is left stays with whoever had it.
    """
    now = moment.now()
    refuse_what_is_over(shift, now)
    begin = max(shift.starts_at, since or shift.starts_at)
    if shift.starts_at < now:
        begin = max(begin, now)
    end = min(shift.ends_at, until or shift.ends_at)
    _refuse_hand_over(shift, person, (begin, end))
    close_swaps(shift)
    if (begin, end) == (shift.starts_at, shift.ends_at) and shift.begun_at is None:
        shift.person, shift.planned_by_name = person, by
        write(shift, "person", "planned_by_name")
        return shift
    return _split(shift, person, (begin, end), by)


def locked_shift(pk: int) -> tuple[Authority, Shift]:
    """The authority, then its shift, both locked."""
    authority = locked(Shift.objects.values_list("authority", flat=True).get(pk=pk))
    shift = Shift.objects.select_for_update(no_key=True, of=("self",)).select_related("person")
    return authority, shift.get(pk=pk)


def refuse_what_is_over(shift: Shift, now: datetime) -> None:
    """Raise NotFromHere for a shift that nobody can change any more."""
    if shift.cancelled_at:
        raise NotFromHere(
            _("%(name)s cancelled this shift already. Nothing was changed.")
            % {"name": shift.cancelled_by_name}
        )
    if shift.ends_at <= now:
        raise NotFromHere(_("This shift is over. Nothing was changed."))


def close_swaps(shift: Shift) -> None:
    """Nobody has to answer any more: the shift is not what it was."""
    shift.swaps.filter(answered_at__isnull=True).update(answered_at=moment.now())


def write(shift: Shift, *fields: str) -> None:
    """Save a change, so that calendar programs see that it is newer."""
    shift.sequence, shift.changed_at = shift.sequence + 1, moment.now()
    shift.save(update_fields=[*fields, "sequence", "changed_at"])


def told(shift: Shift) -> dict[str, Json]:
    """What the record says of a shift."""
    return {
        "shift": shift.pk,
        "person": shift.person_id,
        "name": shift.person.name,
        "place": shift.place,
        "since": written(shift.starts_at),
        "until": written(shift.ends_at),
    }


def record(actor: Actor, authority: Authority, verb: str, **details: Json) -> None:
    """One event in the chain of the State whose roster it is."""
    audit.services.record(
        chain=f"state:{authority.state_id}",
        verb=verb,
        actor=actor.stamp,
        details={"authority": authority.pk, **details},
    )


@transaction.atomic
def _planned(actor: Actor, authority: Authority, shift: Shift) -> Shift:
    authority = locked(authority.pk)
    lock_people(shift.person)
    span = shift.starts_at, shift.ends_at
    reasons = _problems_of_time(span)
    if shift.place not in PLACES:
        reasons.append(_("There are three places on a roster."))
    if span[0] < span[1]:
        standing = Standing.around(authority, [shift.person], span)
        reasons += standing.problems(shift.person, shift.place, span)
    if reasons:
        raise Missing(*reasons)
    shift.authority, shift.planned_by_name = authority, actor.name
    shift.save()
    record(actor, authority, "roster.plan", **told(shift))
    return shift


def _new(actor: Actor, authority: Authority, person: Person, place: int, span: Span) -> Shift:
    return Shift(
        authority=authority,
        person=person,
        place=place,
        starts_at=span[0],
        ends_at=span[1],
        planned_by_name=actor.name,
    )


def _split(shift: Shift, person: Person, part: Span, by: str) -> Shift:
    begin, end = part
    before, after = shift.starts_at < begin, end < shift.ends_at
    rest = Shift(
        authority_id=shift.authority_id,
        person=shift.person,
        place=shift.place,
        starts_at=end,
        ends_at=shift.ends_at,
        planned_by_name=shift.planned_by_name,
    )
    if before:
        shift.ends_at = begin
        write(shift, "ends_at")
    elif after:
        shift.starts_at = end
        write(shift, "starts_at")
    else:
        # Begun ahead of its time, and given whole: it ends with its person.
        shift.cancelled_at, shift.cancelled_by_name = moment.now(), by
        write(shift, "cancelled_at", "cancelled_by_name")
    if before and after:
        rest.save()
    return Shift.objects.create(
        authority_id=shift.authority_id,
        person=person,
        place=shift.place,
        starts_at=begin,
        ends_at=end,
        planned_by_name=by,
    )


def _refuse_hand_over(shift: Shift, person: Person, part: Span) -> None:
    authority = shift.authority
    if part[0] >= part[1]:
        raise Missing(
            _("This shift lasts %(when)s. Choose a part of it that is still to come.")
            % {"when": said((shift.starts_at, shift.ends_at), authority.zone)}
        )
    if person.pk == shift.person_id:
        raise Missing(_("%(name)s has this shift already.") % {"name": person.name})
    standing = Standing.around(authority, [person], part, leaving_out=[shift.pk])
    if reasons := standing.problems(person, shift.place, part):
        raise Missing(*reasons)


def _problems_of_time(span: Span) -> list[str]:
    begin, end = span
    now = moment.now()
    if end <= begin:
        return [_("A shift ends after it begins. Look at both times again.")]
    reasons = []
    if end - begin > LONGEST:
        reasons.append(_("A shift lasts at most %(n)s days.") % {"n": LONGEST.days})
    if begin < now - LATE:
        reasons.append(_("A shift begins at the earliest an hour ago: what was stays as it was."))
    if end > now + FURTHEST:
        reasons.append(_("Plan at most %(n)s days ahead.") % {"n": FURTHEST.days})
    return reasons


def _refuse_senseless(pattern: Pattern) -> None:
    reasons = []
    if not pattern.people:
        reasons.append(_("Choose at least one person."))
    if not 1 <= pattern.weeks <= MOST_WEEKS:
        reasons.append(_("Plan for 1 to %(n)s weeks at a time.") % {"n": MOST_WEEKS})
    if not 1 <= pattern.per_day <= MOST_PER_DAY:
        reasons.append(_("A day has 1 to %(n)s shifts.") % {"n": MOST_PER_DAY})
    if pattern.place not in PLACES:
        reasons.append(_("There are three places on a roster."))
    if reasons:
        raise Missing(*reasons)


def _shortened(reasons: list[str]) -> list[str]:
    more = len(reasons) - MOST_REASONS
    if more <= 0:
        return reasons
    return [*reasons[:MOST_REASONS], _("And %(n)s more reasons like these.") % {"n": more}]
