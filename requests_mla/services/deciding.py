"""The decision sheet: one line per measure, the requested side's own until the letter is sent."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from workflow.models import Case
from workflow.once import made_once, named
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked, touch
from workflow.table import Who

from .. import decided, table
from ..choices import GRANTED, Outcome, Status
from ..grounds import ABSENT, Offer, offer_of
from ..models import Decision, Measure, Note, Request
from . import countersigning
from .casework import RequestCasework
from .noting import may_write_note

# What a line says in words.
TEXTS = ("reasons", "internal_reasons", "conditions", "cut")


def may_assess(actor: Actor, case: Case) -> bool:
    """Whether this person may fill in the sheet now, for the own side or on its behalf."""
    return _is_open(case) and assesses(actor, case)


def _is_open(case: Case) -> bool:
    """Whether there is something to decide: while assessing, or what was left open by a grant."""
    if case.status in GRANTED:
        return bool(decided.open_measures(case.request))
    return case.status == Status.RECEIVED


def assesses(actor: Actor, case: Case) -> bool:
    """Whether this person fills in the sheet of this case while it is being assessed."""
    who = RequestCasework().who(case, actor.stamp)
    return who is not None and _is_assessor(who, case)


def _is_assessor(who: Who, case: Case) -> bool:
    if who.role not in table.STAFF:
        return False
    work = RequestCasework()
    return who.side == table.ASKED or work.is_by_post(case, table.ASKED)


@transaction.atomic
def save_sheet(
    *,
    actor: Actor,
    case: Case,
    lines: Mapping[int, Mapping[str, Any]],
    no_talks_reason: str,
    seen_version: int,
) -> None:
    """Write the sheet. `lines` maps the measure's number to outcome, ground, review day and texts.

    A ground that the catalogue does not allow for that kind of request is refused here as well; a
    line without an outcome takes back what was decided. What was sent is not touched. Whoever saves
    is an assessor from then on.
    """
    case = locked(case.pk)
    if not _is_open(case):
        raise NotFromHere(_("There is nothing to decide at this stage."), case=case)
    if case.version != seen_version:
        raise NotFromHere(_("Somebody changed the case after you opened this page."), case=case)
    if not may_assess(actor, case):
        raise NotYours(_("Only the staff of the requested authority decides."))
    request = Request.objects.select_related("requested__state").get(pk=case.pk)
    measures = decided.open_measures(request)
    _refuse_what_is_not_open(case, lines, measures)
    offer = offer_of(request, measures)
    _save_lines([measure for measure in measures if measure.number in lines], lines, offer)
    request.assessors.get_or_create(person_id=actor.person_id)
    request.no_talks_reason = no_talks_reason
    request.save(update_fields=["no_talks_reason"])
    countersigning.void_stale(case, by=actor)
    touch(case, by=actor)
    audit.services.record(
        chain=f"case:{case.pk}",
        verb="request.assess",
        actor=actor.stamp,
        case_id=case.pk,
        details={"measures": sorted(number for number, line in lines.items() if line)},
    )


def _refuse_what_is_not_open(case: Case, lines: Iterable[int], measures: list[Measure]) -> None:
    others = sorted(set(lines) - {measure.number for measure in measures})
    if others:
        raise NotFromHere(
            _("Not on this sheet: measure %(numbers)s. What was decided and sent stays.")
            % {"numbers": ", ".join(map(str, others))},
            case=case,
        )


def _save_lines(
    measures: list[Measure], lines: Mapping[int, Mapping[str, Any]], offer: Offer
) -> None:
    """All lines with two statements, however many measures there are; empty ones leave none."""
    filled = [one for one in measures if lines[one.number].get("outcome")]
    rows = [_line(one, lines[one.number], offer) for one in filled]
    Decision.objects.unsent().filter(measure__in=measures).delete()
    Decision.objects.bulk_create(rows)


def _line(measure: Measure, line: Mapping[str, Any], offer: Offer) -> Decision:
    outcome, ground = line["outcome"], line.get("ground")
    if outcome != Outcome.REFUSED:
        ground = None
    if ground and ground.pk not in {row.pk for row in offer.grounds(measure)}:
        said = _("“%(ground)s” is not a ground for measure %(number)s.")
        told = said % {"ground": ground.name, "number": measure.number}
        why = offer.withheld(measure) if ground.pk == ABSENT else ""
        raise Missing(" ".join(part for part in (told, why) if part))
    return Decision(
        measure=measure,
        outcome=outcome,
        ground=ground,
        review_on=line.get("review_on"),
        **{name: line.get(name, "") for name in TEXTS},
    )


def write_note(
    *, actor: Actor, case: Case, side: str, text: str, form_key: UUID | None = None
) -> Note:
    """A note for one's own side; the other side never sees it.

    `form_key`: the same words, from the same form, are one note.
    """
    if not may_write_note(actor, case):
        raise NotYours(_("Auditors read; they do not write on cases."))
    if not text.strip():
        raise Missing(_("Write something first."))
    name = named(form_key, actor.person_id, case.pk, side, text)

    def make() -> Note:
        author = {"author_id": actor.person_id, "author_name": actor.name}
        note = Note.objects.create(case=case, side=side, text=text, once=name, **author)
        audit.services.record(
            chain=f"case:{case.pk}",
            verb="request.note",
            actor=actor.stamp,
            case_id=case.pk,
            details={"note": note.pk, "text": audit.services.sealed(text)},
        )
        return note

    return made_once(Note, name, make)
