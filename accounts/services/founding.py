"""What the operator does from the command line before anybody can sign in: the first people."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit import moment
from audit.stamps import Stamp
from workflow.refusals import Missing

from ..choices import OPERATOR, Role
from ..models import Appointment, Authority, Person
from ..queries import not_over
from .recording import record


def operator_of(state: str) -> Stamp:
    """Who acts at the command line: no person of the house, on the record of that State."""
    return Stamp(None, "Operator of the installation", OPERATOR, None, "", state)


@transaction.atomic
def add_administrator(
    *, authority: Authority, email: str, name: str, password: str | None
) -> Person:
    """Make somebody State administrator at an authority from today on.

    Without a password the person has none that works until they set one. Who has the address
    already keeps name and password. Raises Missing if they may not sign in or hold the role.
    """
    by, today = operator_of(authority.state_id), moment.now().date()
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person.objects.create_user(email, password, name=name)
        record(by, "people.invite", person=person.pk)
    if not person.is_active:
        raise Missing(_("%(name)s may not sign in.") % {"name": person.name})
    role = Role.STATE_ADMINISTRATOR.value
    held = person.appointments.filter(not_over(today), authority=authority, role=role)
    if held.exists():
        raise Missing(_("%(name)s is State administrator there already.") % {"name": person.name})
    Appointment.objects.create(person=person, authority=authority, role=role, since=today)
    record(by, "people.appoint", person=person.pk, authority=authority.pk, role=role)
    return person
