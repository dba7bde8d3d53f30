"""Who makes the moves, and whom they tell."""

from accounts.choices import Role
from accounts.guards import authority_has_a_key
from workflow.choices import Side
from workflow.table import Tell

from .. import guards
from ..choices import Status

ASKING, ASKED = Side.REQUESTING, Side.REQUESTED
OFFICER = Role.CENTRAL_AUTHORITY_OFFICER.value
LIAISON = Role.LIAISON_OFFICER.value
EXECUTING = Role.EXECUTING_OFFICER.value
STAFF = (OFFICER, LIAISON)

TELL_ASKING = (Tell(ASKING, STAFF),)
TELL_ASKED = (Tell(ASKED, STAFF),)
LIVE = frozenset(
    {
        Status.SENT,
        Status.RECEIVED,
        Status.CONSULTING,
        Status.POSTPONED,
        Status.ACCEPTED,
        Status.EXECUTING,
    }
)
SIGNING = (authority_has_a_key,)
# What the own side has looked at before it sends or decides.
RIGHTS = (guards.rights_record_is_finished, guards.a_second_officer_agreed_where_needed)
