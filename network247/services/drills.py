"""Call the desks of other States to see whether and how fast they answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from audit import moment
from audit.canonical import Json
from audit.services import record
from convention.models import State
from workflow.refusals import Missing, NotFromHere, NotYours

from ..choices import CallOutcome
from ..models import ContactPoint, ContactVersion, TestCall
from ..queries.directory import standing_before
from ..queries.drills import may_call, open_calls

# Nobody lets it ring longer; what is longer was typed wrongly.
LONGEST = timedelta(hours=1)


@dataclass(frozen=True)
class Findings:
    """What a call brought."""

    outcome: CallOutcome
    language: str = ""
    note: str = ""


@transaction.atomic
def start_call(*, actor: Actor, point: ContactPoint) -> TestCall:
    """Begin a call now; one that the caller has already open at that desk goes on."""
    refuse_who_may_not_call(actor, point.state_id)
    # One press of the button at a time: two would begin two calls.
    State.objects.select_for_update().get(pk=actor.state)
    already = open_calls(actor).filter(point=point).first()
    if already:
        return already
    version = ContactPoint.objects.select_related("current").get(pk=point.pk).current
    if version is None:
        raise NotFromHere(_("This desk is not in the directory any more."))
    call = _make(actor, version, started_at=moment.now())
    _record(actor, "drill.start", call)
    return call


@transaction.atomic
def note_answer(*, actor: Actor, call: TestCall) -> TestCall:
    """They answered: now, by the clock of this server."""
    call = _own_open(actor, call)
    if call.answered_at is None:
        # A clock that was set back meanwhile does not make an answer before the call.
        call.answered_at = max(moment.now(), call.started_at)
        call.save(update_fields=["answered_at"])
        _record(actor, "drill.answer", call)
    return call


@transaction.atomic
def end_call(*, actor: Actor, call: TestCall, findings: Findings) -> TestCall:
    """Say what the call brought; it is then over."""
    call = _own_open(actor, call)
    _end(call, findings, ended_at=moment.now())
    call.save()
    _record(actor, "drill.end", call)
    return call


@transaction.atomic
def discard_call(*, actor: Actor, call: TestCall) -> None:
    """Take away a call that was begun here and never made; the record keeps that it was begun."""
    call = _own_open(actor, call)
    _record(actor, "drill.discard", call)
    call.delete()


@transaction.atomic
def record_call(
    *,
    actor: Actor,
    point: ContactPoint,
    started_at: datetime,
    seconds: int | None,
    findings: Findings,
) -> TestCall:
    """Enter a call that was made before; `seconds`: how long it rang until somebody answered.

    Raises Missing if it lies ahead, if the desk was not in the directory then, or if times and
    outcome do not fit.
    """
    refuse_who_may_not_call(actor, point.state_id)
    waited = timedelta(seconds=seconds or 0)
    if started_at + waited > moment.now():
        raise Missing(_("The call lies in the future."))
    if not timedelta(0) <= waited <= LONGEST:
        raise Missing(_("It rings for an hour at most."))
    version = standing_before(started_at).filter(point=point).first()
    if version is None:
        raise Missing(_("This desk was not in the directory then."))
    call = _make(actor, version, started_at=started_at)
    call.answered_at = None if seconds is None else started_at + waited
    _end(call, findings, ended_at=started_at + waited)
    call.save()
    _record(actor, "drill.record", call)
    return call


def refuse_who_may_not_call(actor: Actor, state: str) -> None:
    """Those who keep the directory call, and only other States' desks."""
    if actor.state == state:
        raise NotYours(_("A State does not drill its own desks; the other States do."))
    if not may_call(actor, state):
        raise NotYours(
            _(
                "Test calls are made by State administrators, duty officers and"
                " central-authority officers."
            )
        )


def _make(actor: Actor, version: ContactVersion, *, started_at: datetime) -> TestCall:
    return TestCall.objects.create(
        point=version.point,
        version=version,
        authority_id=actor.authority_id,
        started_at=started_at,
        by_id=actor.person_id,
        by_name=actor.name,
    )


def _end(call: TestCall, findings: Findings, *, ended_at: datetime) -> None:
    """Outcome and times fit: whoever answered did so at a moment, and the other way round."""
    reached = call.answered_at is not None
    if findings.outcome == CallOutcome.NO_ANSWER and reached:
        raise Missing(_("Somebody answered: say what came of it, or leave the seconds out."))
    if findings.outcome != CallOutcome.NO_ANSWER and not reached:
        raise Missing(_("Say after how many seconds they answered."))
    call.outcome, call.ended_at = findings.outcome, ended_at
    call.language, call.note = findings.language if reached else "", findings.note.strip()


def _own_open(actor: Actor, call: TestCall) -> TestCall:
    """The call, locked; a refusal unless it is the actor's own and not over."""
    found = TestCall.objects.select_for_update(of=("self",)).select_related("point", "authority")
    call = found.get(pk=call.pk)
    if call.by_id != actor.person_id or call.authority.state_id != actor.state:
        raise NotYours(_("Whoever made the call says what came of it."))
    if call.ended_at:
        raise NotFromHere(_("What this call brought is written down already."))
    return call


def _record(actor: Actor, verb: str, call: TestCall) -> None:
    told: dict[str, Json] = {
        "call": call.pk,
        "contact": call.point_id,
        "version": call.version.number,
        "desk": call.version.authority_name,
        "outcome": call.outcome,
        "seconds": call.seconds,
    }
    record(chain=f"state:{actor.state}", verb=verb, actor=actor.stamp, details=told)
