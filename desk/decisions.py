"""What waits for a decision: how far each case is, what makes it delicate, what changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Participation
from audit import moment
from requests_mla.choices import GRANTED, Action, RecordState, Released, Risk, Status, Urgency
from requests_mla.decided import DECISIONS
from requests_mla.models import Countersignature, Decision, Measure, Request, RightsRecord
from requests_mla.table import TABLE
from workflow import words
from workflow.choices import UNSENT, LetterState, Side
from workflow.models import Clock, Letter

from .queries import DECIDE, seen_rows

MOST = 100


@dataclass
class Matter:
    """What is known of one case that waits; gathered for all cases at once."""

    row: Participation
    clock: Clock | None = None
    letter: Letter | None = None
    record: RightsRecord | None = None
    measures: int = 0
    outcomes: set[int] = field(default_factory=set)
    signed: set[int] = field(default_factory=set)
    void: set[int] = field(default_factory=set)

    @property
    def request(self) -> Request:
        """The request of the case."""
        return self.row.case.request


def queue(actor: Actor) -> list[dict[str, Any]]:
    """The cases this State has to decide, by what runs out first; a fixed number of queries."""
    matters = _gathered(list(_rows(actor)))
    rows = [_shown(actor, matter) for matter in matters]
    # A case whose clock stands still comes last; it waits for somebody else.
    return sorted(rows, key=lambda row: (row["at"] is None, row["at"]))


def _rows(actor: Actor) -> Iterable[Participation]:
    return [row for some in seen_rows(actor) for row in _waiting(some)]


def _waiting(rows: QuerySet[Participation]) -> Iterable[Participation]:
    """What is being assessed, and what was granted but for a measure still to be decided."""
    owed = Clock.objects.filter(case=OuterRef("case"), name=DECIDE, stopped_at__isnull=True)
    return (
        rows.filter(
            side=Side.REQUESTED,
            leads=True,
            authority__connected=True,
        )
        .filter(Q(case__status=Status.RECEIVED) | Q(case__status__in=GRANTED) & Exists(owed))
        .select_related("case__request", "partner__state")
        .order_by("opened_at", "case_id")[:MOST]
    )


def _gathered(rows: list[Participation]) -> list[Matter]:
    matters: dict[UUID, Matter] = {row.case_id: Matter(row) for row in rows}
    keys = list(matters)
    for clock in Clock.objects.filter(case__in=keys, name=DECIDE, stopped_at__isnull=True):
        assert clock.case_id is not None  # see the filter
        matters[clock.case_id].clock = clock
    letters = Letter.objects.filter(case__in=keys, kind__in=DECISIONS, state__in=UNSENT)
    for letter in letters.order_by("number"):
        matters[letter.case_id].letter = letter
    records = RightsRecord.objects.filter(case__in=keys, side=Side.REQUESTED)
    for record in records.filter(state=RecordState.FINISHED):
        matters[record.case_id].record = record
    for signature in Countersignature.objects.filter(request__in=keys, sent_at__isnull=True):
        matter = matters[signature.request_id]
        (matter.void if signature.voided_at else matter.signed).add(signature.person_id)
    lines = Decision.objects.filter(measure=OuterRef("pk"), superseded_at__isnull=True)
    undecided = Measure.objects.filter(request__in=keys).exclude(Exists(lines.sent()))
    filled = undecided.annotate(is_filled=Exists(lines)).values_list(
        "request", "number", "is_filled"
    )
    for case, number, is_filled in filled:
        matters[case].measures += 1
        if is_filled:
            matters[case].outcomes.add(number)
    return list(matters.values())


def _shown(actor: Actor, matter: Matter) -> dict[str, Any]:
    case, clock = matter.row.case, matter.clock
    standing, label, url = _next(actor, matter)
    return {
        "url": reverse("requests:case", args=[case.pk]),
        "title": case.title,
        "reference": matter.row.reference,
        "partner": matter.row.partner.state.name,
        "deadline": _deadline(actor, clock) if clock else None,
        "at": clock.due_at if clock and not clock.paused_at else None,
        "marks": list(_marks(matter)),
        "changed": actor.person_id in matter.void - matter.signed,
        "standing": standing,
        "step": {"label": label, "url": url},
    }


def _deadline(actor: Actor, clock: Clock) -> words.Deadline:
    label = str(TABLE.clock(DECIDE).label)
    return words.deadline(clock, label, now=moment.now(), zone=actor.zone)


def _marks(matter: Matter) -> Iterator[str]:
    """What makes a case delicate."""
    request, record = matter.request, matter.record
    if request.urgency != Urgency.ORDINARY:
        yield str(Urgency(request.urgency).label)
    if request.confidential:
        yield _("confidential")
    if record and record.overall_risk == Risk.HIGH:
        yield _("high risk to rights")
    if record and record.needs_second:
        yield _("second officer agreed") if record.agreed else _("second officer needed")


def _next(actor: Actor, matter: Matter) -> tuple[str, str, str]:
    """How far the case is in words, and the step that usually comes next with its address."""
    case, letter, record = matter.row.case_id, matter.letter, matter.record
    if letter and letter.state in (LetterState.ORDERED, LetterState.RENDERED):
        action = _sends(matter.row.case.status, letter)
        said = _("countersigned, to be sent") if matter.signed else _("waits for the second person")
        return said, _("Read and decide"), reverse("requests:act", args=[case, action])
    if record is None:
        url = reverse("requests:rights", args=[case])
        return _("rights record not finished"), _("Rights record"), url
    if record.waits_for_second:
        url = reverse("requests:rights", args=[case])
        return _("rights record waits for a second officer"), _("Rights record"), url
    if len(matter.outcomes) < matter.measures:
        return _("being assessed"), _("Decision sheet"), reverse("requests:sheet", args=[case])
    url = reverse("requests:act", args=[case, Action.PROPOSE])
    return _("assessed, to be put forward"), str(Action.PROPOSE.label), url


def _sends(status: str, letter: Letter) -> Action:
    """The step that sends this decision."""
    if status in GRANTED:
        return Action.DECIDE_FURTHER
    return Action.REFUSE if letter.kind == Released.REFUSAL else Action.ACCEPT
