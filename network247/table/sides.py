"""Who makes the moves, and whom they tell."""

from accounts.choices import Role
from workflow.choices import Side
from workflow.table import Tell

from ..choices import Status

ASKING, ASKED = Side.REQUESTING, Side.REQUESTED
DUTY = Role.DUTY_OFFICER.value
OFFICER = Role.CENTRAL_AUTHORITY_OFFICER.value
LIAISON = Role.LIAISON_OFFICER.value
# Preservation may go through the contact point or the central authority; both act at a desk.
DESK = (DUTY, OFFICER)
# Refusing, and letting something go on unverified, is open to liaison officers as well.
JUDGING = (DUTY, OFFICER, LIAISON)

TELL_ASKING = (Tell(ASKING, DESK),)
TELL_ASKED = (Tell(ASKED, DESK),)

FROZEN = frozenset({Status.SECURED, Status.PRESERVED, Status.HELD})
# From acceptance until it is answered, refused or frozen.
BEING_DONE = frozenset({Status.ACCEPTED, Status.ORDERED})
# Both sides know of it, and it has not ended.
LIVE = frozenset({Status.ASKED, Status.ANSWERED}) | BEING_DONE | FROZEN
ENDS = frozenset({Status.CLOSED, Status.REFUSED, Status.WITHDRAWN, Status.DISOWNED})
