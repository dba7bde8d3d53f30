"""Talks as rounds of proposed conditions, each answered for itself, 40(28)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from workflow import recorded
from workflow.refusals import Missing

from ..choices import ItemAnswer
from ..models import Request, Talk, TalkItem
from .writing import Writing

# How many conditions one proposal carries; more come in another round.
MOST = 6


def field(number: int, part: str) -> str:
    """The name of a field of one condition: `item_2_text`."""
    return f"item_{number}_{part}"


def open_talk(request: Request) -> Talk | None:
    """The proposal that waits for an answer."""
    return request.talks.filter(accepted__isnull=True).order_by("pk").last()


def agreed(request: Request) -> dict[int | None, list[str]]:
    """The conditions that were accepted, by the key of their measure; None: the whole request."""
    rows = TalkItem.objects.filter(talk__request=request, answer=ItemAnswer.ACCEPTED)
    found: dict[int | None, list[str]] = {}
    for row in rows.order_by("talk", "number"):
        found.setdefault(row.measure_id, []).append(row.text)
    return found


def said(request: Request, given: Mapping[str, Any]) -> str:
    """The proposal as the timeline and the letter carry it: its words, then each condition."""
    measures = {row.pk: row.number for row in request.measures.all()}
    lines = [str(given.get("proposal") or "")]
    lines += [
        _item_line(number, measures.get(row.measure_id or 0), row.text)
        for number, row in enumerate(_items(request, given), start=1)
    ]
    return "\n".join(line for line in lines if line.strip())


def said_to_items(request: Request, given: Mapping[str, Any]) -> str:
    """The answers as the timeline and the letter carry them."""
    talk = open_talk(request)
    lines = [
        _("%(number)s. %(answer)s: %(text)s")
        % {
            "number": item.number,
            "answer": ItemAnswer(item.answer).label,
            "text": item.counter or item.text,
        }
        for item in (_answered(talk, given) if talk else [])
    ]
    return "\n".join([*lines, str(given.get("remark") or "")]).strip()


def propose(writing: Writing) -> None:
    """Talks begin with a proposal: words, conditions, or both."""
    request, given = writing.request, writing.act.given
    items = _items(request, given)
    if not items and not str(given.get("proposal") or "").strip():
        raise Missing(_("Write what you propose, or at least one condition."))
    talk = Talk.objects.create(
        request=request,
        proposal=writing.given("proposal"),
        opened_at=writing.event.happened_at,
    )
    for item in items:
        item.talk = talk
    TalkItem.objects.bulk_create(items)


def accept(writing: Writing) -> None:
    """Everything that was proposed is accepted."""
    _answer_all(writing, ItemAnswer.ACCEPTED)


def decline(writing: Writing) -> None:
    """Nothing that was proposed is accepted."""
    _answer_all(writing, ItemAnswer.REFUSED)


def answer(writing: Writing) -> None:
    """Each condition is accepted, refused, or answered with another proposal."""
    talk = open_talk(writing.request)
    if talk is None or not talk.items.exists():
        raise Missing(_("No single conditions were proposed. Accept or decline the proposal."))
    items = _answered(talk, writing.act.given)
    TalkItem.objects.bulk_update(items, ["answer", "counter"])
    _end(writing, talk, accepted=all(one.answer == ItemAnswer.ACCEPTED for one in items))


def record(writing: Writing) -> None:
    """Talks that were held by telephone or in a meeting: when, with whom, with what result."""
    held = recorded.moment_of(writing.given("talks_on"), zone=writing.request.requested.zone)
    Talk.objects.create(
        request=writing.request,
        proposal=writing.given("talks_about"),
        held_with=writing.given("talks_with"),
        accepted=writing.given("talks_result") == ItemAnswer.ACCEPTED,
        answer=str(ItemAnswer(writing.given("talks_result")).label),
        opened_at=held,
        answered_at=held,
        elsewhere=True,
    )


def _answer_all(writing: Writing, what: ItemAnswer) -> None:
    talk = open_talk(writing.request)
    if talk:
        talk.items.update(answer=what)
        _end(writing, talk, accepted=what == ItemAnswer.ACCEPTED)


def _end(writing: Writing, talk: Talk, *, accepted: bool) -> None:
    talk.accepted, talk.answered_at = accepted, writing.event.happened_at
    talk.answer = writing.given("remark") or writing.given("reasons")
    talk.save(update_fields=["accepted", "answered_at", "answer"])


def _items(request: Request, given: Mapping[str, Any]) -> list[TalkItem]:
    measures = {str(row.number): row for row in request.measures.all()}
    typed = [
        (str(given.get(field(number, "text")) or "").strip(), given.get(field(number, "measure")))
        for number in range(1, MOST + 1)
    ]
    return [
        TalkItem(number=number, text=text, measure=measures.get(str(measure or "")))
        for number, (text, measure) in enumerate(((t, m) for t, m in typed if t), start=1)
    ]


def _answered(talk: Talk, given: Mapping[str, Any]) -> list[TalkItem]:
    """The conditions with their answers; Missing names every one that has none."""
    items = list(talk.items.all())
    reasons = []
    for item in items:
        item.answer = str(given.get(field(item.number, "answer")) or "")
        item.counter = str(given.get(field(item.number, "counter")) or "").strip()
        if item.answer not in ItemAnswer.values:
            reasons.append(_("Condition %(number)s has no answer.") % {"number": item.number})
        elif item.answer != ItemAnswer.ACCEPTED and not item.counter:
            reasons.append(
                _("Say of condition %(number)s what you propose instead, or why not.")
                % {"number": item.number}
            )
    if reasons:
        raise Missing(*reasons)
    return items


def _item_line(number: int, measure: int | None, text: str) -> str:
    if measure is None:
        return _("%(number)s. %(text)s") % {"number": number, "text": text}
    return _("%(number)s. Measure %(measure)s: %(text)s") % {
        "number": number,
        "measure": measure,
        "text": text,
    }
