"""Who writes the rights record of a side, who reads it, who is its second officer."""

from accounts.actors import Actor
from accounts.choices import Role
from accounts.queries import side_led_by, side_of
from workflow.choices import Side
from workflow.models import Case

from ... import table
from ...models import RightsRecord


def kept_by(actor: Actor, case: Case) -> Side | None:
    """The side whose record this person writes: staff of the authority that leads it."""
    return side_led_by(actor, case) if actor.role in table.STAFF else None


def read_by(actor: Actor, case: Case) -> Side | None:
    """The side whose finished records this person reads: the same, and the State's auditor."""
    return side_of(actor, case) if actor.role == Role.AUDITOR else kept_by(actor, case)


def may_write(actor: Actor, case: Case) -> bool:
    """Whether this person may write on the record of their side now."""
    return not table.TABLE.state(case.status).is_end and kept_by(actor, case) is not None


def may_second(actor: Actor, record: RightsRecord) -> bool:
    """Whether this person is the second officer who may agree to this record or return it.

    Persons are compared, not appointments: two appointments of one person are one person.
    """
    return (
        record.waits_for_second
        and actor.role == Role.LIAISON_OFFICER
        and kept_by(actor, record.case) == record.side
        and actor.person_id not in {record.author_id, *record.writers}
    )
