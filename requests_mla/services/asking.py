"""The list of questions before it is sent: only the side that writes it sees it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from audit import moment
from workflow.choices import Side
from workflow.models import Case
from workflow.refusals import NotFromHere, NotYours
from workflow.services import locked

from .. import marks
from ..arrival import gaps_on_arrival, question_about
from ..choices import Action, Status
from ..completeness import Gap
from ..models import DraftQuestion, Request
from ..table import TABLE
from ..table.sides import LIVE
from .casework import RequestCasework

# While a case stands here a list may be written; the table says when it may be sent.
LISTABLE = LIVE | {Status.CLARIFYING}


def writer_for(actor: Actor, case: Case, action: str) -> Side | None:
    """The side for whose eyes the actor prepares that move; None if it is not theirs to prepare.

    Whoever records for a State that is reached by post prepares on the own side.
    """
    work = RequestCasework()
    who, move = work.who(case, actor.stamp), TABLE.move(action)
    if who is None or move is None:
        return None
    by_post = work.is_by_post(case, who.side.other)
    return who.side if TABLE.acts_as(move, who, counterpart_by_post=by_post) else None


def may_list(actor: Actor, case: Case) -> bool:
    """Whether this person may write on the list now."""
    return case.status in LISTABLE and writer_for(actor, case, Action.ASK) is not None


def listed(request: Request, side: str) -> list[DraftQuestion]:
    """The list as that side has it, in its order."""
    return list(request.draft_questions.filter(side=side))


def gaps_to_ask(
    request: Request, rows: Sequence[DraftQuestion], arrived: Sequence[Gap]
) -> list[Gap]:
    """What of the gaps on arrival is neither on the list nor asked already."""
    known = {row.gap for row in rows}
    known |= set(request.questions.exclude(gap="").values_list("gap", flat=True))
    return [gap for gap in arrived if gap.key not in known]


@transaction.atomic
def keep_list(
    *,
    actor: Actor,
    case: Case,
    texts: Mapping[int, str],
    seen: Mapping[int, str],
    gaps: Collection[str] = (),
    question: str = "",
) -> list[DraftQuestion]:
    """Keep the list as it was typed; the lines that somebody else changed meanwhile are left.

    `texts` and `seen` go by the line: what it says, and the mark of what the page showed. An empty
    line is taken off. A gap that is on the list already, and the same words twice, are added once.
    """
    case = locked(case.pk)
    side = writer_for(actor, case, Action.ASK)
    if case.status not in LISTABLE:
        raise NotFromHere(
            _("Questions are asked while the request is being dealt with."), case=case
        )
    if side is None:
        raise NotYours(_("Only the staff of the requested authority asks questions."))
    request = Request.objects.select_related("requested__state").get(pk=case.pk)
    request.case = case
    rows = {row.pk: row for row in listed(request, side)}
    before = _lines(rows.values())
    overtaken = [row for row in rows.values() if not _keep_line(row, texts, seen, actor)]
    open_gaps = gaps_to_ask(request, list(rows.values()), gaps_on_arrival(request)) if gaps else []
    for gap in open_gaps:
        if gap.key in gaps:
            _add(request, side, question_about(gap), actor, gap=gap.key)
    standing = {row.text for row in listed(request, side)}
    for text in (*_lost(rows, texts, seen), question):
        if text.strip() and text not in standing:
            _add(request, side, text, actor)
            standing.add(text)
    if _lines(listed(request, side)) != before:
        audit.services.record(
            chain=f"case:{case.pk}",
            verb="request.list_questions",
            actor=actor.stamp,
            case_id=case.pk,
            details={"lines": len(standing)},
        )
    return overtaken


def _lines(rows: Iterable[DraftQuestion]) -> list[tuple[int, str]]:
    return [(row.pk, row.text) for row in rows]


def _keep_line(
    row: DraftQuestion, texts: Mapping[int, str], seen: Mapping[int, str], actor: Actor
) -> bool:
    """Write a line that was changed here; False if it was changed elsewhere too."""
    text = texts.get(row.pk, row.text)
    typed, stands = marks.mark(text), marks.mark(row.text)
    if typed in (stands, seen.get(row.pk)):
        return True
    if marks.is_overtaken(typed=typed, seen=seen.get(row.pk), stands=stands):
        return False
    if not text.strip():
        row.delete()
        return True
    row.text, row.written_by_name, row.written_at = text, actor.name, moment.now()
    row.save(update_fields=["text", "written_by_name", "written_at"])
    return True


def _lost(
    rows: Mapping[int, DraftQuestion], texts: Mapping[int, str], seen: Mapping[int, str]
) -> list[str]:
    """Words that were changed here on a line that is gone: they become a line of their own."""
    return [
        text
        for line, text in texts.items()
        if line not in rows and marks.mark(text) != seen.get(line)
    ]


def _add(request: Request, side: str, text: str, actor: Actor, *, gap: str = "") -> None:
    DraftQuestion.objects.create(
        request=request,
        side=side,
        text=text,
        gap=gap,
        written_by_name=actor.name,
        written_at=moment.now(),
    )
