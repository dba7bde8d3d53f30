"""`perform`: the one path of every change. Lock, look, guard, write, record; all or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from audit import moment
from audit.stamps import Stamp

from . import clocks
from .choices import Side
from .models import Case, Event, Notice
from .refusals import Missing, NotFromHere, NotYours
from .table import BACK, STAY, Move, Table, Who, unmet


@dataclass(frozen=True)
class Act:
    """What somebody wants to do: the move, what was filled in, and the picture it was based on.

    `version` None skips the check for a stale picture (recorded imports, the demonstration).
    `happened_at` is the date of a recorded letter; otherwise now. `ready` is what the casework made
    before the case was locked; only `perform` fills it.
    """

    action: str
    given: Mapping[str, Any]
    version: int | None = None
    happened_at: datetime | None = None
    on_behalf: bool = False
    ready: Any = None


class Acting(Protocol):
    """Somebody who acts; the engine needs only the copy of the names for the record."""

    @property
    def stamp(self) -> Stamp:
        """Names and role as they are now."""


class Casework(Protocol):
    """What a kind of casework gives the engine: table, facts under lock, own writing."""

    table: Table
    # Moves that ask somebody outside, who may be slow: `make_ready` does that for them.
    slow: frozenset[str]

    def make_ready(self, case: Case, act: Act, by: Any) -> Any:
        """What a slow move needs from outside, made while nobody waits for the case.

        Nothing is kept of it if the move is then refused.
        """

    def facts(self, case: Case) -> Any:
        """What guards look at, read from the locked case."""

    def who(self, case: Case, by: Stamp) -> Who | None:
        """On which side and in which role somebody stands; None if the case is not theirs."""

    def is_by_post(self, case: Case, side: Side) -> bool:
        """Whether that side does not work in this installation."""

    def is_urgent(self, case: Case) -> bool:
        """Whether what happens in the case is told at once, whatever the hour."""

    def office(self, case: Case, side: Side) -> clocks.Office:
        """State, zone and days of the authority that leads that side."""

    def write(self, case: Case, move: Move, event: Event, act: Act, by: Any) -> None:
        """Write the content of the move; raise a refusal to undo everything."""

    def write_letter(self, case: Case, move: Move, event: Event, act: Act, by: Any) -> None:
        """Order, sign or record the letter of the move."""

    def owed(self, case: Case, move: Move, event: Event) -> Iterable[clocks.Owed]:
        """Which clocks that the move may start it does start.

        Asked after the move has written what it writes.
        """

    def address(self, case_id: UUID) -> str:
        """The page of a case."""

    def sentence(self, notice: Notice) -> str:
        """What a notice tells, in words for an inbox and an e-mail."""

    def subject(self, reference: str, notice: Notice) -> str:
        """The subject of the e-mail that tells it: one line, and nothing that a case says."""

    def words(self, case: Case, move: Move, act: Act) -> tuple[str, dict[str, Any]]:
        """The text and the details that the timeline shows."""

    def place(self, case: Case, changed_for: tuple[Side, ...]) -> None:
        """Let the lists follow: clocks may have turned, and the case changed for these sides."""


CASEWORK: dict[str, Casework] = {}


def register(casework: Casework) -> None:
    """Make a kind of casework known to the engine, its checks and its docs."""
    CASEWORK[casework.table.kind] = casework


def offices_of(case: Case) -> clocks.Offices:
    """The offices of both sides of a case, each looked up once."""
    work = CASEWORK[case.kind]
    return lru_cache(maxsize=None)(lambda side: work.office(case, side))


def open_case(
    *, kind: str, title: str, at: datetime | None = None, key: UUID | None = None
) -> Case:
    """A new case in the first state of its table. The caller adds who takes part.

    `key` is what another installation calls it already.
    """
    moment_of_opening = at or moment.now()
    return Case.objects.create(
        id=key or uuid4(),
        kind=kind,
        status=CASEWORK[kind].table.initial,
        title=title,
        opened_at=moment_of_opening,
        changed_at=moment_of_opening,
    )


def locked(case_id: UUID) -> Case:
    """The case, locked until the transaction ends; Case.DoesNotExist if there is none.

    Not against rows that only refer to it: a sweep that holds a clock writes its notice, while a
    move that holds the case waits for the clock.
    """
    return Case.objects.select_for_update(no_key=True).get(pk=case_id)


def touch(case: Case, *, by: Acting) -> None:
    """Mark a locked case as edited, so that nobody acts on the old picture.

    For the lists it has changed on the side of who did it; the other side learns of moves only.
    """
    case.version += 1
    case.changed_at = moment.now()
    case.save(update_fields=["version", "changed_at", "title"])
    work = CASEWORK[case.kind]
    who = work.who(case, by.stamp)
    work.place(case, (who.side,) if who else ())


def perform(*, case: Case, act: Act, by: Acting) -> Event:
    """Make a move. The only code that writes `Case.status`.

    Raises NotFromHere (409), NotYours (403) or Missing (422, with every reason); then nothing has
    changed. State, role and guards are tested on the locked row; of a slow move, twice.
    """
    work = CASEWORK[case.kind]
    if act.action in work.slow:
        with transaction.atomic():
            seen = locked(case.pk)
            _checked(work, seen, act, by.stamp)
        act = replace(act, ready=work.make_ready(seen, act, by))
    with transaction.atomic():
        return _move(work, locked(case.pk), act, by)


def _move(work: Casework, case: Case, act: Act, by: Acting) -> Event:
    """Make a move of a locked case."""
    move, who, facts = _checked(work, case, act, by.stamp)
    at = act.happened_at or moment.now()
    event = _write_event(work, case, move, who, act, by.stamp, at, _target(move, case, facts))
    work.write(case, move, event, act, by)
    case.status = event.target
    case.version += 1
    case.changed_at = moment.now()
    case.save(update_fields=["status", "version", "changed_at"])
    _turn_clocks(work, case, move, act.given, event)
    work.place(case, tuple(Side) if move.shared else (who.side,))
    _tell(work, case, move, event)
    work.write_letter(case, move, event, act, by)
    _record(case, move, event, by.stamp)
    return event


def _checked(work: Casework, case: Case, act: Act, by: Stamp) -> tuple[Move, Who, Any]:
    """The move that somebody may make now, and the facts; else a refusal with every reason."""
    move = _found(work, case, act)
    who = _allowed(work, case, move, act, by)
    facts = work.facts(case)
    reasons = unmet(move, who, facts)
    if reasons:
        raise Missing(*reasons)
    return move, who, facts


def _found(work: Casework, case: Case, act: Act) -> Move:
    move = work.table.find(case.status, act.action)
    state = work.table.state(case.status)
    if move is None:
        raise NotFromHere(
            _("“%(state)s” is where the case stands now; this step does not start there.")
            % {"state": state.label},
            case=case,
        )
    if act.version is not None and act.version != case.version:
        raise NotFromHere(
            _("Somebody changed the case after you opened this page. It stands at “%(state)s”.")
            % {"state": state.label},
            case=case,
        )
    return move


def _allowed(work: Casework, case: Case, move: Move, act: Act, by: Stamp) -> Who:
    who = work.who(case, by)
    acting = who and work.table.acts_as(
        move, who, counterpart_by_post=work.is_by_post(case, who.side.other)
    )
    if not acting or acting.on_behalf != act.on_behalf:
        raise NotYours(_("Your role does not include this step."))
    return acting


def _target(move: Move, case: Case, facts: Any) -> str:
    if move.target == STAY:
        return case.status
    if move.target == BACK:
        entered = case.events.filter(target=case.status).exclude(source=case.status).first()
        if entered is None:
            raise NotFromHere(_("The case does not remember where it came from."))
        return entered.source
    return move.target


def _write_event(
    work: Casework,
    case: Case,
    move: Move,
    who: Who,
    act: Act,
    by: Stamp,
    at: datetime,
    target: str,
) -> Event:
    text, details = work.words(case, move, act)
    last = case.events.order_by("-number").values_list("number", flat=True).first() or 0
    return Event.objects.create(
        case=case,
        number=last + 1,
        action=move.action,
        source=case.status,
        target=target,
        side=who.side,
        shared=move.shared,
        actor_id=by.person_id,
        actor_name=by.name,
        actor_role=by.role,
        authority_name=by.authority,
        recorded=who.on_behalf,
        happened_at=at,
        recorded_at=moment.now(),
        text=text,
        given=details,
    )


def _turn_clocks(
    work: Casework, case: Case, move: Move, given: Mapping[str, Any], event: Event
) -> None:
    at = event.happened_at
    if work.table.state(case.status).is_end and move.target != STAY:
        clocks.stop(case, None, at=at)
    offices = offices_of(case)
    clocks.stop(case, move.stops, at=at)
    clocks.pause(case, move.pauses, at=at)
    clocks.resume(case, move.resumes, at=at, offices=offices)
    if move.extends:
        _extend(case, move, given, event)
    begun = [clocks.Owed(name, given.get(f"{name}_until")) for name in move.starts]
    if move.may_start:
        begun += work.owed(case, move, event)
    for one in begun:
        clocks.start(
            case,
            work.table.clock(one.name),
            at=one.at or at,
            offices=offices,
            until=one.until,
            item=one.item,
            owed_by=one.owed_by,
        )


def _extend(case: Case, move: Move, given: Mapping[str, Any], event: Event) -> None:
    """Give the clock that the form names its later end."""
    running = case.clocks.filter(stopped_at__isnull=True, name__in=move.extends)
    # A move that extends one clock only need not ask which.
    clock = running.filter(name=given.get("clock", move.extends[0])).first()
    if clock is None:
        raise NotFromHere(_("This date does not run any more."), case=case)
    try:
        clocks.extend(
            clock,
            until=given["extended_until"],
            at=event.happened_at,
            reason=event.text,
            by_name=event.actor_name,
        )
    except ValueError as problem:
        raise Missing(_("Choose a day after the one on which it ends now.")) from problem


def _tell(work: Casework, case: Case, move: Move, event: Event) -> None:
    urgent = bool(move.tells) and work.is_urgent(case)
    for tell in move.tells:
        Notice.objects.create(
            case=case,
            event=event,
            side=tell.side,
            roles=list(tell.roles),
            subject=move.action,
            urgent=urgent,
        )


def _record(case: Case, move: Move, event: Event, by: Stamp) -> None:
    audit.services.record(
        chain=f"case:{case.pk}",
        verb=f"{case.kind}.{move.action}",
        actor=by,
        case_id=case.pk,
        shared=move.shared,
        details={
            "event": event.number,
            "from": event.source,
            "to": event.target,
            "side": event.side,
            "recorded": event.recorded,
            "text": audit.services.sealed(event.text) if event.text else None,
        },
    )
