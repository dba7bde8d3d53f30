"""The draft of a comparison: begin it, go on with it, finish it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from audit import moment
from audit.canonical import Json
from workflow.models import Case
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked

from ...choices import Criminality, RecordState
from ...criminality import content, gaps
from ...criminality.asked import asked_of
from ...criminality.subjects import Subject, subjects_of
from ...grounds import offer_of
from ...models import ComparedElement, ComparedOffence, Comparison, Request
from .. import countersigning
from . import rows
from .access import may_write, writes


@dataclass
class Overtaken(Exception):
    """Somebody saved the draft in the meantime; `comparison` says who and when."""

    comparison: Comparison


@transaction.atomic
def save_comparison(
    *, actor: Actor, case: Case, offences: rows.Given, seen_version: int
) -> Comparison:
    """Keep a draft, beginning one if there is none. What is not among `offences` stays as it was.

    Raises Overtaken when somebody saved after `seen_version`, unless the very same words stand
    there already.
    """
    case, subjects = _writing(actor, case)
    _refuse_what_is_not_asked(subjects, offences)
    draft = rows.current(case, RecordState.DRAFT)
    if draft is None:
        draft = _begun(actor, case)
    elif draft.version != seen_version:
        if _says(draft, offences):
            return draft
        raise Overtaken(draft)
    rows.write(draft, offences)
    draft.version += 1
    draft.writers = sorted({*draft.writers, actor.person_id})
    draft.saved_by_name, draft.saved_at = actor.name, moment.now()
    draft.save()
    rows.tell(draft, actor, "save", version=draft.version, offences=len(offences))
    return draft


@transaction.atomic
def finish(*, actor: Actor, case: Case, seen_version: int) -> Comparison:
    """Finish the draft; whoever finishes is the author. Raises Missing with all that is open."""
    case, subjects = _writing(actor, case)
    draft = rows.current(case, RecordState.DRAFT)
    if draft is None:
        raise NotFromHere(_("There is no draft of the comparison to finish."), case=case)
    if draft.version != seen_version:
        raise Overtaken(draft)
    compared, elements = _whole(draft, subjects)
    old = rows.current(case, RecordState.FINISHED)
    if old:
        rows.supersede(old)
    draft.author_id, draft.author_name = actor.person_id, actor.name
    draft.writers = sorted({*draft.writers, actor.person_id})
    draft.state, draft.finished_at = RecordState.FINISHED, moment.now()
    content.seal(draft, compared, elements)
    draft.save()
    countersigning.void_stale(case, by=actor)
    rows.tell(draft, actor, "finish", digest=draft.digest, **_findings(compared))
    return draft


@transaction.atomic
def begin_anew(*, actor: Actor, case: Case) -> Comparison:
    """Begin the comparison that will supersede the finished one, with its words to start from.

    The finished one stays until the new one is finished. If a draft is there already, it is that.
    """
    case, _subjects = _writing(actor, case)
    draft = rows.current(case, RecordState.DRAFT)
    if draft:
        return draft
    old = rows.current(case, RecordState.FINISHED)
    if old is None:
        raise NotFromHere(_("There is no finished comparison to supersede."), case=case)
    draft = rows.begun(case, actor, writers=old.writers)
    rows.write(draft, rows.written_in(old))
    rows.tell(draft, actor, "supersede", superseded=old.number)
    return draft


def _findings(compared: Iterable[ComparedOffence]) -> dict[str, Json]:
    """What was found, and where discretion was used, by the key of the offence."""
    listed = list(compared)
    lacking = [one for one in listed if one.finding == Criminality.NOT_PUNISHABLE]
    return {
        "findings": {str(one.offence_id): str(one.finding) for one in listed},
        "discretion": {str(one.offence_id): str(one.discretion) for one in lacking},
    }


def _writing(actor: Actor, case: Case) -> tuple[Case, list[Subject]]:
    """The locked case and what is to be compared; refusals say why not."""
    case = locked(case.pk)
    if not writes(actor, case):
        raise NotYours(_("Only the staff of the requested authority compares with its law."))
    if not may_write(actor, case):
        raise NotFromHere(_("The case has ended; its comparison stays as it is."), case=case)
    request = Request.objects.select_related("requested__state").get(pk=case.pk)
    measures = list(request.measures.select_related("type"))
    if not asked_of(offer_of(request, measures), measures):
        raise NotFromHere(
            _("Dual criminality is not asked for any measure of this request."), case=case
        )
    return case, subjects_of(request)


def _refuse_what_is_not_asked(subjects: Iterable[Subject], offences: rows.Given) -> None:
    """Lines are only for offences of this request, and for elements of these offences."""
    asked = {one.offence.pk: set(one.asked) for one in subjects}
    for pk, written in offences.items():
        if pk not in asked or not asked[pk].issuperset(written.lines):
            raise Missing(_("The offences of the request changed. Open this page again."))


def _begun(actor: Actor, case: Case) -> Comparison:
    if rows.current(case, RecordState.FINISHED):
        raise NotFromHere(
            _("The comparison was finished. Begin a new one to supersede it."), case=case
        )
    return rows.begun(case, actor)


def _says(draft: Comparison, offences: rows.Given) -> bool:
    """Whether the draft says this already: the same form that was sent twice."""
    stored = rows.written_in(draft)
    return all(stored.get(pk) == rows.normal(written) for pk, written in offences.items())


def _whole(
    draft: Comparison, subjects: list[Subject]
) -> tuple[list[ComparedOffence], list[ComparedElement]]:
    """What the draft says of these offences, each with its name, finding and wordings.

    What was written of an offence or an element that is not asked any more is left out. Raises
    Missing.
    """
    if not subjects:
        raise Missing(_("The request names no offence. Ask for it first, 40(15)."))
    looked = gaps.looked_at(draft, subjects)
    if open_lines := [line for one in looked for line in one.in_words()]:
        raise Missing(*open_lines)
    compared = [one.settled() for one in looked]
    elements = [line for one in looked for line in one.worded()]
    draft.offences.exclude(pk__in=[one.pk for one in compared]).delete()
    draft.elements.exclude(pk__in=[one.pk for one in elements]).delete()
    ComparedOffence.objects.bulk_update(compared, ["named", "identity", "finding"])
    ComparedElement.objects.bulk_update(elements, ["asked"])
    return compared, elements
