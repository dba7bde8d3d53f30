"""Requests as the engine sees them: the table, the facts, and what each move writes."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.places import lead_of, office_of, place
from accounts.queries import rows_to_act_under
from audit.stamps import Stamp
from evidence.models import StoredFile
from workflow.choices import Side
from workflow.clocks import Office, Owed
from workflow.models import Case, Event, Notice
from workflow.refusals import Missing
from workflow.services import Act
from workflow.table import Move, Who

from .. import decided, notices
from ..choices import GRANTED, Action, Released, Urgency
from ..facts import RELEASES, RequestFacts, document_of, gather, waiting_supplementary
from ..letters import payloads
from ..models import Decision, Request
from ..table import TABLE
from . import countersigning, exchange, following, owing, posting, supplementing, talks
from .effects import EFFECTS
from .writing import Writing

# The field of a move whose words the timeline and the letter carry.
SPOKEN = (
    "proposal",
    "reasons",
    "comments",
    "supplement",
    "status_text",
    "instructions",
    "result_text",
    "talks_about",
    "use_text",
    "use_answer_text",
    "disclosure",
    "remark",
)
# What they say was written when the decision was put forward.
DECIDING = frozenset({Action.ACCEPT, Action.REFUSE, Action.DECIDE_FURTHER})
# Their words say what is asked in addition.
SUPPLEMENTARY = frozenset({Action.PREPARE_SUPPLEMENTARY, Action.SEND_SUPPLEMENTARY})
# Their words are several, each under its number.
EXCHANGES = frozenset({Action.ASK, Action.REPLY})


class RequestCasework:
    """The casework of kind `request`."""

    table = TABLE
    slow = RELEASES

    def make_ready(self, case: Case, act: Act, by: Actor) -> posting.Ready | None:
        """The document that was read, signed: who stamps the time may take long to answer."""
        letter = document_of(act.action, case)
        if act.on_behalf or letter is None or letter.rendered_sha256 != act.given.get("document"):
            return None  # nothing is signed; an older document is refused when the move is made
        return posting.make_ready(letter, authority=lead_of(case, Side(letter.side)), by=by.stamp)

    def facts(self, case: Case) -> RequestFacts:
        """See `facts.gather`."""
        return gather(case)

    def who(self, case: Case, by: Stamp) -> Who | None:
        """Side and role through the participation of the authority that is acted for.

        None as well for who is not named on a sealed case, or declared a conflict of interest.
        """
        row = rows_to_act_under(case, by).values_list("side", flat=True).first()
        return Who(by.person_id or 0, by.role, Side(row)) if row else None

    def is_by_post(self, case: Case, side: Side) -> bool:
        """Whether the authority that leads that side is reached by post."""
        return not lead_of(case, side).connected

    def office(self, case: Case, side: Side) -> Office:
        """See `places.office_of`."""
        return office_of(case, side)

    def is_urgent(self, case: Case) -> bool:
        """Whether the request is marked as more pressing than an ordinary one, 40(26)."""
        urgency = Request.objects.filter(pk=case.pk).values_list("urgency", flat=True)
        return urgency.first() != Urgency.ORDINARY

    def address(self, case_id: UUID) -> str:
        """The case page."""
        return reverse("requests:case", args=[case_id])

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
            effect(Writing(case, self._request(case), event, act, by))
        if move.action not in DECIDING:
            countersigning.void_stale(case, by=by)

    def write_letter(self, case: Case, move: Move, event: Event, act: Act, by: Actor) -> None:
        """Release, record or order the letter of the move; then let others follow."""
        self._write_letter(case, move, event, act, by)
        following.tell(case, event, by)

    def _write_letter(self, case: Case, move: Move, event: Event, act: Act, by: Actor) -> None:
        request = self._request(case)
        if move.action in RELEASES and not event.recorded:
            letter = document_of(move.action, case)
            assert letter is not None  # a guard has looked, under the same lock
            posting.release(letter, act.ready, event=event)
        elif event.recorded:
            scan = act.given.get("letter_scan")
            if scan is None and move.action == Action.REGISTER and request.came_orally:
                return  # the letter is the written confirmation, which is awaited
            if not isinstance(scan, StoredFile):
                raise Missing(_("Attach the letter that came."))
            posting.record_scan(case, kind=move.letter or "request", event=event, file=scan)
        elif move.action == Action.PREPARE_SUPPLEMENTARY:
            supplementing.order(Writing(case, request, event, act, by))
        elif move.letter:
            kind = _proposed(request) if move.action == Action.PROPOSE else move.letter
            payloads.order(case, request, kind=kind, event=event, shared=move.shared)

    def owed(self, case: Case, move: Move, event: Event) -> Iterable[Owed]:
        """See `owing.owed`."""
        return owing.owed(self._request(case), move, event)

    def words(self, case: Case, move: Move, act: Act) -> tuple[str, dict[str, Any]]:
        """The words that the timeline carries, and details for letters and lists."""
        if move.action in EXCHANGES:
            return self._exchanged(case, move, act)
        if move.action in DECIDING and not act.on_behalf:
            return decided.remark(case), {}
        if move.action == Action.CONSULT:
            return talks.said(self._request(case), act.given), {}
        if move.action == Action.ANSWER_CONDITIONS:
            return talks.said_to_items(self._request(case), act.given), {}
        if move.action == Action.SEND_SUPPLEMENTARY and not act.on_behalf:
            letter = waiting_supplementary(case)
            return (supplementing.text_of(letter) if letter else ""), {}
        if move.action in SUPPLEMENTARY:
            return supplementing.said(self._request(case), act.given), {}
        spoken = next((act.given[name] for name in SPOKEN if act.given.get(name)), "")
        details: dict[str, Any] = {}
        if act.given.get("review_until"):
            details["review_on"] = act.given["review_until"].isoformat()
        if act.given.get("talks_on"):
            details["talks_on"] = act.given["talks_on"].isoformat()
        if act.given.get("measure"):
            details["measure"] = int(act.given["measure"])
        return str(spoken), details

    def place(self, case: Case, changed_for: tuple[Side, ...]) -> None:
        """Let the register and the desk follow."""
        place(case, changed_for=changed_for)

    def _exchanged(self, case: Case, move: Move, act: Act) -> tuple[str, dict[str, Any]]:
        """Questions or answers by their numbers; refused here already if something is missing."""
        request = self._request(case)
        writer = move.side.other if act.on_behalf else move.side
        if move.action == Action.ASK:
            asked = exchange.questions_given(request, act.given, side=writer)
            first = exchange.next_number(request)
            texts = {number: one.text for number, one in enumerate(asked, start=first)}
        else:
            answers = exchange.answers_given(request, act.given, side=writer)
            texts = {number: answer.words for number, answer in answers.items()}
        return exchange.said(texts), {"questions": list(texts)}

    def _request(self, case: Case) -> Request:
        return Request.objects.select_related(
            "case", "requesting__state", "requested__state", "basis"
        ).get(pk=case.pk)


def _proposed(request: Request) -> str:
    """The kind of letter that the sheet makes; a guard has seen that it makes one."""
    if request.case.status in GRANTED:
        return Released.DECISION.value
    rows = Decision.objects.in_force(request).unsent()
    kind = decided.letter_kind(dict(rows.values_list("measure__number", "outcome")))
    assert kind is not None
    return kind.value
