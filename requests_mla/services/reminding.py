"""Stop the reminders of one date for the own side, with a reason; let them begin again."""

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.models import Participation
from accounts.queries import side_led_by
from workflow import reminding
from workflow.choices import Side
from workflow.models import Case, Clock
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked

from ..table import STAFF


def reminded_side(case: Case, clock: Clock) -> Side:
    """Who hears of a clock: the side that owes the act; where it reads no inbox, the other one."""
    owing = Participation.objects.filter(case=case, leads=True, side=clock.owed_by)
    side = Side(clock.owed_by)
    return side if owing.filter(authority__connected=True).exists() else side.other


def may_silence(actor: Actor, case: Case, clock: Clock) -> bool:
    """Whether this person decides about the reminders of this clock: staff of whom it reminds."""
    return actor.role in STAFF and side_led_by(actor, case) == reminded_side(case, clock)


@transaction.atomic
def silence(*, actor: Actor, case: Case, clock: Clock, reason: str) -> None:
    """Send no reminder of this clock any more. It runs on, and the page says who wanted that.

    Raises Missing without a reason, NotFromHere where it reminds nobody any more.
    """
    kept = _locked(actor, case, clock)
    if not reason.strip():
        raise Missing(_("Say why nobody needs to be reminded."))
    if kept.silenced_at:
        raise NotFromHere(_("Its reminders are stopped already."), case=case)
    reminding.silence(kept, reason=reason.strip(), by_name=actor.name)
    _record(actor, kept, "request.silence", because=audit.services.sealed(reason.strip()))


@transaction.atomic
def speak_again(*, actor: Actor, case: Case, clock: Clock) -> None:
    """Let a clock whose reminders were stopped remind again of what lies ahead."""
    kept = _locked(actor, case, clock)
    if not kept.silenced_at:
        raise NotFromHere(_("Its reminders are not stopped."), case=case)
    reminding.speak_again(kept)
    _record(actor, kept, "request.speak_again")


def _locked(actor: Actor, case: Case, clock: Clock) -> Clock:
    locked(case.pk)
    if not may_silence(actor, case, clock):
        raise NotYours(_("Only the staff of the side that is reminded decides about this."))
    kept = Clock.objects.select_for_update(no_key=True).get(pk=clock.pk)
    if kept.stopped_at:
        raise NotFromHere(_("This date does not run any more."), case=case)
    return kept


def _record(actor: Actor, clock: Clock, verb: str, **details: str) -> None:
    audit.services.record(
        chain=f"case:{clock.case_id}",
        verb=verb,
        actor=actor.stamp,
        case_id=clock.case_id,
        shared=False,
        details={"clock": clock.name, **details},
    )
