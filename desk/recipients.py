"""Whom a notice concerns, as things stand when it is told."""

from uuid import UUID

from django.db.models import Q

from accounts.choices import Role
from accounts.models import Participation, Person
from accounts.queries import administrators_of, told_of
from workflow.models import Notice
from workflow.notices import TELLINGS


def recipients(notice: Notice) -> list[Person]:
    """Those who hold its roles and see the case: on a sealed one only the named.

    Of the end of an appointment, the person who is appointed and the administrators of the State;
    of what else has no case, those whom its subject names.
    """
    if notice.case_id is None:
        return _of_no_case(notice)
    told = _authorities(notice.case_id, notice)
    return told_of(notice.case_id, notice.side, told, notice.roles)


def _authorities(case_id: UUID, notice: Notice) -> list[int]:
    """The leading authority of that side; those that execute only where executing is meant."""
    rows = Participation.objects.filter(
        case_id=case_id, side=notice.side, visible=True, authority__connected=True
    )
    if Role.EXECUTING_OFFICER not in notice.roles:
        rows = rows.filter(leads=True)
    return list(rows.values_list("authority_id", flat=True))


def _of_no_case(notice: Notice) -> list[Person]:
    clock = notice.clock
    if clock is None:
        return list(TELLINGS[notice.subject].people(notice))
    appointed = Q(appointments=int(clock.item), is_active=True)
    looking_after = Q(pk__in=administrators_of(clock.state))
    return list(Person.objects.filter(appointed | looking_after).distinct())
