"""What the guards of the table look at: a plain picture of one request, gathered under lock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.keyring import signing_sides
from workflow.choices import UNSENT, LetterState, Side, StepKind
from workflow.models import Case, Clock, Letter

from . import completeness, decided, scope
from .choices import GRANTED, GRANTING, Action, Outcome, RecordState, Released, Status
from .completeness import Content
from .criminality.standing import Found, found_of
from .grounds import ABSENT
from .models import Comparison, Decision, Request, RightsRecord, TalkItem
from .rights.standing import Standing, standing_of

# The clock of a request that came orally.
WRITTEN = "written"
# Where a move asks for a rights record, and whose.
JUDGED = {
    Status.IN_REVIEW: Side.REQUESTING,
    Status.RECEIVED: Side.REQUESTED,
    **dict.fromkeys(GRANTED, Side.REQUESTED),
}


@dataclass(frozen=True)
class DecisionLine:
    """One measure and what the decision sheet says of it; outcome empty when undecided.

    `is_sent`: it was decided and the other side knows.
    """

    number: int
    outcome: str = ""
    is_sent: bool = False
    ground: str = ""
    consult_first: bool = False
    has_reasons: bool = False
    has_internal_reasons: bool = False
    has_conditions: bool = False
    has_cut: bool = False
    # A refusal that rests on another instrument has its ground there, in the reasons.
    needs_ground: bool = True
    has_review_date: bool = False


@dataclass(frozen=True)
class Judgement:
    """The decision as a second person is to read it, and who has signed it as it now stands."""

    letter: str = ""
    failure: str = ""
    is_current: bool = False
    signers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Supplementary:
    """The supplementary request that waits for the second person; `letter` empty if there is none.

    `by` is the person who prepared it.
    """

    letter: str = ""
    failure: str = ""
    by: int | None = None


@dataclass(frozen=True)
class Extendable:
    """A clock that may be given a later end, and who owes the act."""

    name: str
    owed_by: Side


@dataclass(frozen=True)
class RequestFacts:
    """Everything a guard may ask; plain values, so that the table needs no database."""

    blocking_gaps: tuple[str, ...] = ()
    drafters: frozenset[int] = frozenset()
    letter: str = ""
    letter_failure: str = ""
    letter_is_current: bool = True
    keys: frozenset[Side] = frozenset({Side.REQUESTING, Side.REQUESTED})
    # Sides without a key where one waits for its fingerprint to be read.
    keys_waiting: frozenset[Side] = frozenset()
    assessors: frozenset[int] = frozenset()
    judgement: Judgement = Judgement()
    lines: tuple[DecisionLine, ...] = ()
    supplementary: Supplementary = Supplementary()
    # Something was granted already: what is decided from now on is added to it.
    is_granted: bool = False
    talks_held: bool = False
    no_talks_reason: bool = False
    unreported: tuple[int, ...] = ()
    undelivered: int = 0
    receipt_confirmed: bool = False
    status_asked: bool = False
    confirmation_awaited: bool = False
    extendable: tuple[Extendable, ...] = ()
    wish_open: bool = False
    conditions_proposed: bool = False
    partner: str = ""
    rights: Mapping[Side, Standing] = field(default_factory=dict)
    criminality: Found = field(default_factory=Found)

    @property
    def open_lines(self) -> tuple[DecisionLine, ...]:
        """What has to be decided: every measure at first, later what was left or added."""
        return tuple(line for line in self.lines if not line.is_sent)

    @property
    def postponed(self) -> tuple[int, ...]:
        """Measures that the other side was told to wait for."""
        return tuple(
            line.number for line in self.lines if line.is_sent and line.outcome == Outcome.POSTPONED
        )


def gather(case: Case) -> RequestFacts:
    """The facts of a request; a fixed number of queries, whatever the size of the case."""
    request = Request.objects.select_related("case", "requesting__state", "requested__state").get(
        pk=case
    )
    sides = {Side.REQUESTING: request.requesting, Side.REQUESTED: request.requested}
    keys, keys_waiting = signing_sides(sides)
    content = completeness.content_of(request)
    letter = current_request_letter(case)
    wrote = _wrote_rights(case)
    measures = content.measures
    decisions = {
        row.measure_id: row for row in Decision.objects.in_force(request).select_related("ground")
    }
    needs_ground = scope.is_by_convention(request)
    lines = tuple(
        _line(measure.number, decisions.get(measure.pk), needs_ground) for measure in measures
    )
    clocks = list(_running(case))
    granted = {line.number for line in lines if line.is_sent and line.outcome in GRANTING}
    # Where nothing is left to decide, nothing that only a decision needs is looked up.
    is_judged = case.status in JUDGED and not all(line.is_sent for line in lines)
    return RequestFacts(
        blocking_gaps=tuple(gap.text for gap in completeness.gaps(content) if gap.blocks),
        drafters=wrote[Side.REQUESTING]
        | frozenset(request.drafters.values_list("person_id", flat=True)),
        letter=letter.state if letter else "",
        letter_failure=letter.failure if letter else "",
        letter_is_current=letter is not None
        and letter.payload_sha256 == completeness.digest_of(content),
        keys=keys,
        keys_waiting=keys_waiting,
        assessors=wrote[Side.REQUESTED]
        | _wrote_comparison(case)
        | frozenset(request.assessors.values_list("person_id", flat=True)),
        judgement=_judgement(request) if is_judged else Judgement(),
        lines=lines,
        supplementary=_supplementary(case),
        is_granted=case.status in GRANTED,
        talks_held=request.talks.filter(accepted__isnull=False).exists(),
        no_talks_reason=bool(request.no_talks_reason),
        unreported=tuple(
            measure.number
            for measure in measures
            if measure.number in granted and not measure.result
        ),
        undelivered=case.exhibits.filter(
            delivered_at__isnull=True, withdrawn_at__isnull=True
        ).count(),
        receipt_confirmed=request.receipt_confirmed_at is not None,
        status_asked=any(clock.name == Action.STATUS_REPLY for clock in clocks),
        confirmation_awaited=any(clock.name == WRITTEN for clock in clocks),
        extendable=extendable(clocks),
        wish_open=request.use_requests.filter(answered_at__isnull=True).exists(),
        conditions_proposed=TalkItem.objects.filter(
            talk__request=request, talk__accepted__isnull=True
        ).exists(),
        partner=request.requesting.state.name,
        rights=_rights(content) if is_judged else {},
        criminality=_criminality(request, lines) if is_judged else Found(),
    )


def _running(case: Case) -> QuerySet[Clock]:
    """The open clocks, each with the number of extensions it had."""
    extensions = Count("steps", filter=Q(steps__kind=StepKind.EXTENSION))
    return case.clocks.filter(stopped_at__isnull=True).annotate(extended=extensions)


def extendable(clocks: Iterable[Any]) -> tuple[Extendable, ...]:
    """Those of `_running` that run and whose rule allows one more extension."""
    return tuple(
        Extendable(clock.name, Side(clock.owed_by))
        for clock in clocks
        if clock.paused_at is None and clock.extended < clock.extensions
    )


def extendable_of(case: Case) -> tuple[Extendable, ...]:
    """The clocks of a case that may be extended; one query."""
    return extendable(_running(case))


def current_request_letter(case: Case) -> Letter | None:
    """The request form that stands for review or was sent; None if none was ordered."""
    return (
        case.letters.filter(kind=Released.REQUEST)
        .exclude(state=LetterState.SUPERSEDED)
        .order_by("-number")
        .first()
    )


def waiting_supplementary(case: Case) -> Letter | None:
    """The supplementary request that waits for the second person; None if there is none."""
    waiting = case.letters.filter(kind=Released.SUPPLEMENTARY, state__in=UNSENT)
    return waiting.select_related("event").order_by("-number").first()


# The document that a second person has before them, by the move that stands by it.
READS: Mapping[str, Callable[[Case], Letter | None]] = {
    Action.SEND: current_request_letter,
    Action.COUNTERSIGN: decided.current_letter,
    Action.ACCEPT: decided.current_letter,
    Action.REFUSE: decided.current_letter,
    Action.DECIDE_FURTHER: decided.current_letter,
    Action.SEND_SUPPLEMENTARY: waiting_supplementary,
}
# Of these, the moves that sign it with the authority's key and send it.
RELEASES = frozenset(READS) - {Action.COUNTERSIGN}


def document_of(action: str, case: Case) -> Letter | None:
    """The document that a move reads; None for a move that reads none, or before it is made."""
    find = READS.get(action)
    return find(case) if find else None


def _wrote_rights(case: Case) -> dict[str, frozenset[int]]:
    """Who wrote on the rights record in force, by side: whoever assessed does not decide."""
    rows = RightsRecord.objects.filter(case=case, state=RecordState.FINISHED)
    wrote = {side: frozenset(writers) for side, writers in rows.values_list("side", "writers")}
    return {side.value: wrote.get(side.value, frozenset()) for side in Side}


def _wrote_comparison(case: Case) -> frozenset[int]:
    """Who wrote on the comparison of the offences in force: they assessed as well."""
    rows = Comparison.objects.filter(case=case, state=RecordState.FINISHED)
    return frozenset(
        person for writers in rows.values_list("writers", flat=True) for person in writers
    )


def _judgement(request: Request) -> Judgement:
    letter = decided.current_letter(request.case)
    signed = list(request.countersignatures.alive().values_list("person_id", "digest"))
    if letter is None and not signed:
        return Judgement()
    now = decided.digest_of(decided.text_of(request))
    return Judgement(
        letter=letter.state if letter else "",
        failure=letter.failure if letter else "",
        is_current=letter is not None and letter.payload_sha256 == now,
        signers=frozenset(person for person, digest in signed if digest == now),
    )


def _supplementary(case: Case) -> Supplementary:
    letter = waiting_supplementary(case)
    if letter is None:
        return Supplementary()
    by = letter.event.actor_id if letter.event else None
    return Supplementary(letter=letter.state, failure=letter.failure, by=by)


def _rights(content: Content) -> Mapping[Side, Standing]:
    side = JUDGED[Status(content.request.case.status)]
    return {side: standing_of(content, side)}


def _criminality(request: Request, lines: tuple[DecisionLine, ...]) -> Found:
    """How the comparison stands, looked up only where a decision rests on it."""
    rests = any(line.ground == ABSENT and not line.is_sent for line in lines)
    return found_of(request) if rests else Found()


def _line(number: int, decision: Decision | None, needs_ground: bool) -> DecisionLine:
    if decision is None:
        return DecisionLine(number)
    return DecisionLine(
        number=number,
        outcome=decision.outcome,
        is_sent=decision.sent_at is not None,
        ground=decision.ground_id or "",
        consult_first=bool(decision.ground and decision.ground.consult_first),
        has_reasons=bool(decision.reasons.strip()),
        has_internal_reasons=bool(decision.internal_reasons.strip()),
        has_conditions=bool(decision.conditions.strip()),
        has_cut=bool(decision.cut.strip()),
        needs_ground=needs_ground,
        has_review_date=decision.review_on is not None,
    )
