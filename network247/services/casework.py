"""Urgent matters as the engine sees them: the table, the facts, and what each move writes."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.actors import Actor
from accounts.places import lead_of, office_of, place
from accounts.queries import rows_to_act_under
from audit.stamps import SYSTEM, Stamp
from convention.languages import named
from evidence.models import StoredFile
from evidence.queries import exhibits_of
from requests_mla.letters.bodies.values import utc
from requests_mla.letters.parts import Payload
from requests_mla.services.posting import record_scan
from workflow.choices import Side
from workflow.clocks import Office, Owed
from workflow.models import Case, Event, Notice
from workflow.services import Act
from workflow.table import Move, Who

from .. import notices
from ..choices import Action, AlarmEnd, MatterKind, Status
from ..facts import MatterFacts, gather
from ..letters import payloads
from ..models import UrgentMatter
from ..table import TABLE
from . import alarms
from .effects import EFFECTS
from .writing import Writing

# The field of a move whose words the timeline carries.
SPOKEN = (
    *("answer", "message", "reasons", "words", "caution_text", "review", "remark"),
    *("frozen_what", "custodian"),
)


class UrgentCasework:
    """The casework of kind `urgent`."""

    table = TABLE
    slow: frozenset[str] = frozenset()

    def make_ready(self, case: Case, act: Act, by: Actor) -> None:
        """Nothing: every letter is ordered, and signed by the worker."""

    def facts(self, case: Case) -> MatterFacts:
        """See `facts.gather`."""
        return gather(case)

    def who(self, case: Case, by: Stamp) -> Who | None:
        """Side and role through the participation of the authority that is acted for."""
        row = rows_to_act_under(case, by).values_list("side", flat=True).first()
        return Who(by.person_id or 0, by.role, Side(row)) if row else None

    def is_by_post(self, case: Case, side: Side) -> bool:
        """Whether the desk of that side does not work in this installation."""
        return not lead_of(case, side).connected

    def is_urgent(self, case: Case) -> bool:
        """Always told at once."""
        return True

    def office(self, case: Case, side: Side) -> Office:
        """See `places.office_of`."""
        return office_of(case, side)

    def address(self, case_id: UUID) -> str:
        """The page of the matter."""
        return reverse("network:matter", args=[case_id])

    def sentence(self, notice: Notice) -> str:
        """See `notices.sentence`."""
        return notices.sentence(notice)

    def subject(self, reference: str, notice: Notice) -> str:
        """See `notices.subject_line`."""
        return notices.subject_line(reference, notice)

    def write(self, case: Case, move: Move, event: Event, act: Act, by: Actor) -> None:
        """Write the content of the move."""
        effect = EFFECTS.get(move.action)
        if effect:
            effect(Writing(case, _matter(case), event, act, by))

    def write_letter(self, case: Case, move: Move, event: Event, act: Act, by: Actor) -> None:
        """Order or record the letter of the move; of what is asked orally there is none yet."""
        matter = _matter(case)
        scan = act.given.get("letter_scan")
        if event.recorded:
            if isinstance(scan, StoredFile):
                record_scan(case, kind=move.letter or "urgent_letter", event=event, file=scan)
            return
        oral = move.action == Action.ASK and matter.is_oral
        if move.letter and not oral:
            more = partial(_more, Writing(case, matter, event, act, by))
            payloads.order(matter, kind=move.letter, event=event, more=more)

    def owed(self, case: Case, move: Move, event: Event) -> Iterable[Owed]:
        """Which clocks start now."""
        return _owed(_matter(case), move, event)

    def words(self, case: Case, move: Move, act: Act) -> tuple[str, dict[str, Any]]:
        """The words that the timeline carries, and details for letters and lists."""
        spoken = next((act.given[name] for name in SPOKEN if act.given.get(name)), "")
        if move.action == Action.VERIFY:
            return "", {"method": str(act.given.get("method"))}
        details: dict[str, Any] = {}
        for name in ("asked_until", "extended_until", "order_until"):
            if act.given.get(name):
                details[name] = act.given[name].isoformat()
        return str(spoken), details

    def place(self, case: Case, changed_for: tuple[Side, ...]) -> None:
        """Let lists follow, and the alarm: what is no longer asked does not ring."""
        place(case, changed_for=changed_for)
        ended = TABLE.state(case.status).is_end
        UrgentMatter.objects.filter(pk=case.pk).update(ended_at=case.changed_at if ended else None)
        if case.status != Status.ASKED:
            desk = lead_of(case, Side.REQUESTED)
            alarms.stop(case, authority=desk, by=SYSTEM, end=AlarmEnd.OVERTAKEN)


def _matter(case: Case) -> UrgentMatter:
    matter = UrgentMatter.objects.select_related("requesting__state", "requested__state").get(
        pk=case.pk
    )
    matter.case = case
    return matter


def _owed(matter: UrgentMatter, move: Move, event: Event) -> Iterator[Owed]:
    if move.action in {Action.ASK, Action.TAKE_DOWN}:
        yield from _asked(matter)
    elif move.action == Action.ACCEPT and not event.recorded:
        yield Owed("verify")
    elif move.action in {Action.CONFIRM, Action.SECURE}:
        yield Owed("preserved", at=matter.preservation.frozen_from)
    elif move.action in {Action.ANSWER, Action.ANSWER_FROZEN}:
        emergency = matter.kind == MatterKind.EMERGENCY_DATA and not event.recorded
        running = matter.case.clocks.filter(name="review", stopped_at__isnull=True)
        if emergency and not running.exists():
            yield Owed("review")


def _asked(matter: UrgentMatter) -> Iterator[Owed]:
    """What the desk that is asked owes by the kind of matter; in writing, what was asked orally."""
    if matter.kind == MatterKind.EMERGENCY_DATA:
        yield Owed("help")
    elif matter.kind == MatterKind.PRESERVATION:
        yield Owed("freeze")
    elif matter.kind != MatterKind.SPONTANEOUS:
        yield Owed("respond")
    if matter.is_oral:
        yield Owed("written")


def _more(writing: Writing) -> Payload:
    """What the letter of this step says beside the matter itself."""
    maker = MORE.get(writing.event.action)
    return maker(writing) if maker else {}


def _of_freeze(writing: Writing) -> Payload:
    freeze = writing.matter.preservation
    assert freeze.frozen_from is not None  # the effect has written it
    clock = writing.case.clocks.get(name="preserved", stopped_at=None)
    return {
        "freeze": {
            "custodian": freeze.custodian,
            "reference": freeze.custodian_reference,
            "from": utc(freeze.frozen_from),
            "until": clock.due_at.date().isoformat(),
            "what": freeze.what,
        }
    }


def _of_answer(writing: Writing) -> Payload:
    exhibits = exhibits_of(case=writing.case, side=Side.REQUESTED).filter(
        delivered_at__isnull=False
    )
    return {
        "permission": writing.given("permission"),
        "files": [
            {"number": row.number, "name": row.name, "hash": row.file.sha256}
            for row in exhibits.select_related("file").order_by("number")
        ],
    }


def _of_refusal(writing: Writing) -> Payload:
    ground = writing.matter.answers.select_related("ground").latest("pk").ground
    if ground is None:
        return {"ground": None}
    return {
        "ground": {"code": ground.pk, "name": named(ground.name), "reference": ground.reference}
    }


def _of_trace(writing: Writing) -> Payload:
    trace = writing.matter.traces.select_related("state").latest("pk")
    return {
        "trace": {
            "communication": trace.communication,
            "state": trace.state_id,
            "state_name": trace.state.name,
            "provider": trace.provider,
            "path": trace.path,
        }
    }


MORE: dict[str, Callable[[Writing], Payload]] = {
    Action.CONFIRM: _of_freeze,
    Action.SECURE: _of_freeze,
    Action.WARN: lambda writing: {"caution": {"kind": writing.given("caution")}},
    Action.ASK_EXTENSION: lambda writing: {"until": writing.given("asked_until").isoformat()},
    Action.EXTEND: lambda writing: {"until": writing.given("extended_until").isoformat()},
    Action.ANSWER: _of_answer,
    Action.ANSWER_FROZEN: _of_answer,
    Action.REFUSE: _of_refusal,
    Action.TELL_TRACE: _of_trace,
}
