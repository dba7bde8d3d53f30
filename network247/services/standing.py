"""Why somebody cannot stand at a place at a time; looked at under the lock of the authority."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Authority, Person

from ..models import Shift
from ..moments import said
from ..queries.duty import FIRST, absent_spans, appointed_spans
from ..spans import Span, without


@dataclass
class Standing:
    """What is planned around a stretch of time: the shifts, absences and appointments in it."""

    authority: Authority
    shifts: list[Shift]
    absences: dict[tuple[int, int], list[Span]]
    appointed: dict[tuple[int, int], list[Span]]

    @classmethod
    def around(
        cls,
        authority: Authority,
        people: Iterable[Person],
        span: Span,
        *,
        leaving_out: Collection[int] = (),
    ) -> "Standing":
        """Read it; the shifts `leaving_out` are not looked at, because they are to change."""
        ids = [person.pk for person in people]
        begin, end = span
        # Of these people the shifts at other authorities as well: nobody stands twice.
        shifts = Shift.objects.filter(
            Q(authority=authority) | Q(person__in=ids),
            starts_at__lt=end,
            ends_at__gt=begin,
            cancelled_at__isnull=True,
        ).exclude(pk__in=leaving_out)
        return cls(
            authority,
            list(shifts.select_related("person", "authority").order_by("starts_at")),
            absent_spans([authority.pk], ids, begin, end),
            appointed_spans([authority.pk], ids),
        )

    def problems(self, person: Person, place: int, span: Span) -> list[str]:
        """Every reason why the person cannot stand there then; empty if they can."""
        key = self.authority.pk, person.pk
        reasons = [_taken(shift, self.authority) for shift in self._at(place, span)]
        reasons += [
            _busy(shift, self.authority.zone)
            for shift in self.shifts
            if shift.person_id == person.pk
            and _overlap((shift.starts_at, shift.ends_at), span)
            and not (shift.authority_id == self.authority.pk and shift.place == place)
        ]
        reasons += [
            _("%(name)s is absent %(when)s.")
            % {"name": person.name, "when": said(absence, self.authority.zone)}
            for absence in self.absences.get(key, [])
            if _overlap(absence, span)
        ]
        if not person.is_active:
            reasons.append(_("%(name)s may not sign in any more.") % {"name": person.name})
        elif lacking := without([span], self.appointed.get(key, [])):
            reasons.append(
                _("%(name)s holds no appointment here that lets them be on duty %(when)s.")
                % {"name": person.name, "when": said(lacking[0], self.authority.zone)}
            )
        return reasons

    def add(self, shift: Shift) -> None:
        """Count a shift in that is about to be written."""
        self.shifts.append(shift)

    def _at(self, place: int, span: Span) -> list[Shift]:
        return [
            shift
            for shift in self.shifts
            if shift.authority_id == self.authority.pk
            and shift.place == place
            and _overlap((shift.starts_at, shift.ends_at), span)
        ]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _taken(shift: Shift, authority: Authority) -> str:
    words = (
        _("%(name)s is the first person %(when)s.")
        if shift.place == FIRST
        else _("%(name)s stands at place %(place)s %(when)s.")
    )
    when = said((shift.starts_at, shift.ends_at), authority.zone)
    return words % {"name": shift.person.name, "place": shift.place, "when": when}


def _busy(shift: Shift, zone: str) -> str:
    when = said((shift.starts_at, shift.ends_at), zone)
    told = {"name": shift.person.name, "when": when, "authority": shift.authority.name}
    return _("%(name)s is on duty already %(when)s, at %(authority)s.") % told
