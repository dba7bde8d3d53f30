"""The actor: a person under one appointment. What every service asks for instead of a request."""

from dataclasses import dataclass

from django.utils.translation import get_language

from audit.stamps import Stamp
from convention.queries import state_names

from .choices import Role
from .models import Appointment


@dataclass(frozen=True)
class Actor:
    """Who acts, for which authority, in which role; a plain value that needs no database."""

    person_id: int
    name: str
    appointment_id: int
    authority_id: int
    authority: str
    state: str
    state_name: str
    role: Role
    zone: str
    # Whether cases may have been opened to the person by name; False spares looking.
    may_have_grants: bool = True
    # Whether the person may have declared a conflict of interest; False spares looking.
    may_have_conflicts: bool = True

    @property
    def role_label(self) -> str:
        """The role in words, in the active language."""
        return str(self.role.label)

    @property
    def looks_after_people(self) -> bool:
        """Whether the role is to look after people; whoever does sees no case."""
        return self.role == Role.STATE_ADMINISTRATOR

    @property
    def stamp(self) -> Stamp:
        """The copy of names that goes into the record."""
        return Stamp(
            self.person_id,
            self.name,
            self.role.value,
            self.authority_id,
            self.authority,
            self.state,
        )

    @classmethod
    def of(cls, appointment: Appointment) -> "Actor":
        """The actor an appointment makes; load person and authority with it."""
        authority = appointment.authority
        names = state_names(get_language() or "en")
        return cls(
            person_id=appointment.person_id,
            name=appointment.person.name,
            appointment_id=appointment.pk,
            authority_id=authority.pk,
            authority=authority.name,
            state=authority.state_id,
            state_name=names.get(authority.state_id) or authority.state.name,
            role=Role(appointment.role),
            zone=authority.zone,
            may_have_grants=getattr(appointment, "has_grants", True),
            may_have_conflicts=getattr(appointment, "has_conflicts", True),
        )
