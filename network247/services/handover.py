"""Hand-over: take the desk over, offer matters by name, take them over, close the shift.

Nothing open is left behind: a shift does not close while a matter has nobody, or only the one who
leaves. Matters are locked before a shift, and a case before its matter.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.models import Person
from audit import moment
from audit.canonical import Json
from audit.canonical import moment as written
from workflow.choices import Side
from workflow.models import Case
from workflow.once import made_once, named
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked

from ..models import Holding, LogEntry, Shift, UrgentMatter
from ..moments import said
from ..queries.handover import (
    MARGIN,
    OpenMatter,
    able_to_hold,
    clock_label,
    goes_on,
    matter_of,
    next_clocks,
    open_matters,
    sees,
    side_of_desk,
)
from ..queries.roster import may_stand

MOST_CHARACTERS = 4000


def refuse_who_keeps_no_desk(actor: Actor) -> None:
    """Raise NotYours for whoever cannot be on duty."""
    if not may_stand(actor):
        raise NotYours(_("Only duty officers and central-authority officers keep the desk."))


# --- the shift ------------------------------------------------------------------------------------


@transaction.atomic
def begin_shift(*, actor: Actor, pk: int) -> Shift:
    """Take the desk over, from half an hour before the shift begins.

    Raises NotYours for another's shift, NotFromHere for one that cannot be begun now or any more.
    """
    refuse_who_keeps_no_desk(actor)
    shift, now = _own_shift(actor, pk), moment.now()
    if shift.begun_at:
        raise NotFromHere(_("You took the desk over already. Nothing was changed."))
    if shift.cancelled_at or shift.ends_at <= now:
        raise NotFromHere(_("This shift is over or was cancelled. Nothing was changed."))
    if shift.starts_at - MARGIN > now:
        raise Missing(
            _("This shift is %(when)s. You can take the desk over half an hour before it begins.")
            % {"when": said((shift.starts_at, shift.ends_at), shift.authority.zone)}
        )
    shift.begun_at = now
    shift.save(update_fields=["begun_at"])
    _record_shift(actor, shift, "shift.begin")
    return shift


@transaction.atomic
def end_shift(*, actor: Actor, pk: int, note: str = "") -> Shift:
    """Close the shift. What the next one should know goes into `note`.

    Raises Missing naming each open matter that nobody has, or that the one who leaves still has;
    somebody whose next shift follows at once keeps theirs.
    """
    refuse_who_keeps_no_desk(actor)
    matters = _locked_open_matters(actor)
    shift, note = _own_shift(actor, pk), note.strip()
    if shift.begun_at is None or shift.ended_at:
        raise NotFromHere(_("This shift is not under way. Nothing was changed."))
    stays = goes_on(shift)
    reasons = [reason for one in matters if (reason := _left_behind(one, actor, stays=stays))]
    if shift.cancelled_at is None and shift.ends_at - MARGIN > moment.now():
        reasons.insert(
            0,
            _(
                "Your shift is %(when)s. Close it from half an hour before its end; until then, "
                "give what is left of it to somebody else."
            )
            % {"when": said((shift.starts_at, shift.ends_at), shift.authority.zone)},
        )
    if len(note) > MOST_CHARACTERS:
        reasons.append(_("Say it in at most %(number)s characters.") % {"number": MOST_CHARACTERS})
    if reasons:
        raise Missing(*reasons)
    shift.ended_at, shift.ended_note = moment.now(), note
    shift.save(update_fields=["ended_at", "ended_note"])
    _record_shift(
        actor,
        shift,
        "shift.end",
        open_matters=len(matters),
        note=audit.services.sealed(note) if note else None,
    )
    return shift


def write_log(*, actor: Actor, text: str, form_key: UUID | None = None) -> LogEntry:
    """Write a line into the log of the desk; the same line from the same form is one."""
    refuse_who_keeps_no_desk(actor)
    text = text.strip()
    if not text:
        raise Missing(_("Write what happened."))
    if len(text) > MOST_CHARACTERS:
        raise Missing(_("Say it in at most %(number)s characters.") % {"number": MOST_CHARACTERS})
    name = named(form_key, actor.person_id, actor.authority_id, text)

    def make() -> LogEntry:
        with transaction.atomic():
            entry = LogEntry.objects.create(
                once=name,
                authority_id=actor.authority_id,
                shift=_running_shift(actor),
                text=text,
                by_id=actor.person_id,
                by_name=actor.name,
            )
            audit.services.record(
                chain=f"state:{actor.state}",
                verb="shift.log",
                actor=actor.stamp,
                details={"entry": entry.pk, "text": audit.services.sealed(text)},
            )
        return entry

    return made_once(LogEntry, name, make)


# --- matters --------------------------------------------------------------------------------------


@transaction.atomic
def offer(*, actor: Actor, case_id: UUID, to: Person, next_step: str) -> Holding:
    """Offer an open matter to a colleague by name; an offer that waited is void.

    It keeps what runs out next as it stands now. Raises Missing with every reason.
    """
    refuse_who_keeps_no_desk(actor)
    case, matter, side = _locked_matter(actor, case_id)
    next_step = next_step.strip()
    if reasons := _problems_of_offer(actor, case, to, next_step):
        raise Missing(*reasons)
    _void_offers(matter, side)
    clock = next_clocks([case.pk]).get(case.pk)
    holding = Holding.objects.create(
        matter=matter,
        side=side,
        given_by_id=actor.person_id,
        given_by_name=actor.name,
        offered_to=to,
        next_step=next_step,
        runs_out=clock_label(clock)[:200] if clock else "",
        runs_out_at=clock.due_at if clock else None,
    )
    _record(
        actor,
        case,
        "holding.offer",
        holding,
        next_step=audit.services.sealed(next_step),
        runs_out=holding.runs_out,
        runs_out_at=written(holding.runs_out_at) if holding.runs_out_at else None,
    )
    return holding


@transaction.atomic
def take(*, actor: Actor, pk: int) -> Holding:
    """Take over a matter that was offered: from now on it is this person's.

    Raises NotFromHere if the offer is void, was answered, or the matter ended.
    """
    refuse_who_keeps_no_desk(actor)
    case, matter, holding = _locked_offer(actor, pk)
    holding.taken_at = moment.now()
    holding.save(update_fields=["taken_at"])
    _hold(matter, holding.side, actor.person_id)
    _record(actor, case, "holding.take", holding)
    return holding


@transaction.atomic
def decline(*, actor: Actor, pk: int) -> Holding:
    """Say no; the matter stays whose it was."""
    refuse_who_keeps_no_desk(actor)
    case, _matter, holding = _locked_offer(actor, pk)
    holding.void_at = moment.now()
    holding.save(update_fields=["void_at"])
    _record(actor, case, "holding.decline", holding)
    return holding


@transaction.atomic
def take_up(*, actor: Actor, case_id: UUID) -> Holding:
    """Take a matter that was not offered: nobody has it, or whoever has it cannot be asked.

    Raises NotFromHere if it is this person's already.
    """
    refuse_who_keeps_no_desk(actor)
    case, matter, side = _locked_matter(actor, case_id)
    before = matter.holder(side)
    if before and before.pk == actor.person_id:
        raise NotFromHere(_("You have this matter already. Nothing was changed."))
    _void_offers(matter, side)
    holding = Holding.objects.create(
        matter=matter,
        side=side,
        given_by_id=before.pk if before else None,
        given_by_name=before.name if before else "",
        offered_to_id=actor.person_id,
        taken_at=moment.now(),
    )
    _hold(matter, side, actor.person_id)
    _record(actor, case, "holding.take_up", holding)
    return holding


# --- what they share ------------------------------------------------------------------------------


def _own_shift(actor: Actor, pk: int) -> Shift:
    """The actor's shift, locked."""
    rows = Shift.objects.select_for_update(no_key=True, of=("self",))
    shift = rows.select_related("authority", "person").get(pk=pk)
    if shift.person_id != actor.person_id or shift.authority_id != actor.authority_id:
        raise NotYours(_("This is somebody else's shift."))
    return shift


def _running_shift(actor: Actor) -> Shift | None:
    own = Shift.objects.filter(
        authority=actor.authority_id,
        person=actor.person_id,
        begun_at__isnull=False,
        ended_at__isnull=True,
    )
    return own.order_by("-starts_at").first()


def _locked_open_matters(actor: Actor) -> list[OpenMatter]:
    """The open matters of the desk, none of which changes hands until the transaction ends."""
    own = Q(requesting=actor.authority_id) | Q(requested=actor.authority_id)
    rows = UrgentMatter.objects.filter(own, ended_at__isnull=True).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    return open_matters(actor, actor.authority_id)


def _left_behind(one: OpenMatter, actor: Actor, *, stays: bool) -> str:
    """Why a matter keeps the shift open; empty if somebody else has it."""
    told = {"matter": one.name, "name": one.holder.name if one.holder else ""}
    waits = one.offer.offered_to.name if one.offer else ""
    if one.holder and one.holder.pk == actor.person_id:
        if stays:
            return ""
        if waits:
            return _("%(matter)s: %(name)s has not taken it over yet.") % {**told, "name": waits}
        return _("%(matter)s: you still have it. Offer it to a colleague.") % told
    if one.holder is None:
        if waits:
            return _("%(matter)s: nobody has it; %(name)s has not taken it over yet.") % {
                **told,
                "name": waits,
            }
        return _("%(matter)s: nobody has it. Take it, or offer it to a colleague.") % told
    if not one.is_held:
        return _("%(matter)s: %(name)s has it and does not work here any more.") % told
    return ""


def _locked_matter(actor: Actor, case_id: UUID) -> tuple[Case, UrgentMatter, Side]:
    """An open matter of the actor's desk, its case locked first, as every move does."""
    if matter_of(actor, case_id) is None:
        raise UrgentMatter.DoesNotExist
    case = locked(case_id)
    matter = UrgentMatter.objects.select_for_update(no_key=True).get(pk=case_id)
    # Once more: somebody may have sealed the case while this waited.
    if matter_of(actor, case_id) is None:
        raise UrgentMatter.DoesNotExist
    if matter.ended_at:
        raise NotFromHere(_("This matter has ended. Nothing was changed."))
    return case, matter, side_of_desk(matter, actor.authority_id)


def _locked_offer(actor: Actor, pk: int) -> tuple[Case, UrgentMatter, Holding]:
    """An offer to this person that waits."""
    case_id = Holding.objects.values_list("matter", flat=True).get(pk=pk)
    case, matter, side = _locked_matter(actor, case_id)
    holding = Holding.objects.select_related("offered_to").get(pk=pk)
    if holding.offered_to_id != actor.person_id or holding.side != side:
        raise NotYours(_("This matter was offered to somebody else."))
    if holding.taken_at or holding.void_at:
        raise NotFromHere(
            _("This offer was answered, or another took its place. Nothing was changed.")
        )
    return case, matter, holding


def _problems_of_offer(actor: Actor, case: Case, to: Person, next_step: str) -> list[str]:
    reasons = []
    if to.pk == actor.person_id:
        reasons.append(_("Offer it to somebody else."))
    elif to.pk not in able_to_hold(actor.authority_id, [to.pk]):
        reasons.append(_("%(name)s does not keep this desk today.") % {"name": to.name})
    elif not sees(to, actor.authority_id, case):
        reasons.append(_("%(name)s may not see this matter.") % {"name": to.name})
    if not next_step:
        reasons.append(_("Say what has to be done next."))
    elif len(next_step) > MOST_CHARACTERS:
        reasons.append(_("Say it in at most %(number)s characters.") % {"number": MOST_CHARACTERS})
    return reasons


def _void_offers(matter: UrgentMatter, side: Side) -> None:
    waiting = Holding.objects.filter(
        matter=matter, side=side, taken_at__isnull=True, void_at__isnull=True
    )
    waiting.update(void_at=moment.now())


def _hold(matter: UrgentMatter, side: str, person_id: int) -> None:
    field = "requesting_holder" if side == Side.REQUESTING else "requested_holder"
    setattr(matter, f"{field}_id", person_id)
    matter.save(update_fields=[field])


def _record(actor: Actor, case: Case, verb: str, holding: Holding, **details: Json) -> None:
    """One event in the chain of the case, which the own side alone reads."""
    audit.services.record(
        chain=f"case:{case.pk}",
        case_id=case.pk,
        verb=verb,
        actor=actor.stamp,
        details={
            "holding": holding.pk,
            "offered_to": holding.offered_to_id,
            "offered_to_name": holding.offered_to.name,
            "given_by_name": holding.given_by_name,
            **details,
        },
    )


def _record_shift(actor: Actor, shift: Shift, verb: str, **details: Json) -> None:
    audit.services.record(
        chain=f"state:{actor.state}",
        verb=verb,
        actor=actor.stamp,
        details={
            "authority": shift.authority_id,
            "shift": shift.pk,
            "since": written(shift.starts_at),
            "until": written(shift.ends_at),
            **details,
        },
    )
