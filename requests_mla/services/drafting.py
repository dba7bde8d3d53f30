"""Write a draft step by step. Whoever saves must have seen the latest version of the step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.queries import rows_to_act_under
from audit import moment
from audit.canonical import Json
from workflow.choices import LetterState, Side
from workflow.models import Case, Letter
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked, touch

from .. import choices, legal_basis, table
from ..completeness import content_of, digest_of
from ..facts import current_request_letter
from ..letters import payloads
from ..models import Drafter, Request, Section
from . import posting
from .correcting import follow_correction

EDITABLE = frozenset({choices.Status.DRAFTING, choices.Status.IN_REVIEW})
# A request that came on paper is completed and corrected by those who registered it, until decided.
CORRECTABLE = choices.UNDECIDED | {choices.Status.SENT}
# For so long one line of the record stands for all that somebody's pages save by themselves.
TOLD_FOR = timedelta(minutes=10)
Write = Callable[[Request], None]


@dataclass
class Overtaken(Exception):
    """Somebody saved this step in the meantime; `section` says who and when."""

    section: Section


@dataclass
class Behind(Exception):
    """The same page saved this step later than it knows, say because the answer was lost."""

    section: Section


def version_of(request: Request, step: str) -> int:
    """The version a form of this step must carry; 0 before the first save."""
    return request.sections.filter(step=step).values_list("version", flat=True).first() or 0


def is_editable(case: Case) -> bool:
    """Whether anybody may write on the request: on a draft, or on one from paper until decided."""
    if not case.request.received_on_paper:
        return case.status in EDITABLE
    # Questions may also be asked after a grant.
    granted = case.events.filter(action=choices.Action.ACCEPT)
    return case.status in CORRECTABLE and not granted.exists()


def may_edit(actor: Actor, case: Case) -> bool:
    """Whether this person may write on the request now: the drafting side, or the registering."""
    return is_editable(case) and (
        may_correct(actor, case) if case.request.received_on_paper else may_draft(actor, case)
    )


def may_draft(actor: Actor, case: Case) -> bool:
    """Whether this person writes on the drafts of the authority that asks."""
    return actor.role in table.STAFF and _leads(actor, case, Side.REQUESTING)


def may_correct(actor: Actor, case: Case) -> bool:
    """Whether this person corrects what the authority that is asked registered from paper."""
    return actor.role in table.TABLE.recorders and _leads(actor, case, Side.REQUESTED)


def _leads(actor: Actor, case: Case, side: Side) -> bool:
    return rows_to_act_under(case, actor.stamp).filter(side=side, leads=True).exists()


def refuse_who_may_not_edit(actor: Actor, case: Case) -> None:
    """NotFromHere where nobody may write any more, NotYours for anybody else."""
    on_paper = case.request.received_on_paper
    if not is_editable(case):
        raise NotFromHere(
            _("The request was decided; what was registered from paper stays as it is.")
            if on_paper
            else _("The request was sent; it can be supplemented, not edited."),
            case=case,
        )
    if not may_edit(actor, case):
        raise NotYours(
            _("Only the officers of the requested authority correct what they registered.")
            if on_paper
            else _("Only the staff of the requesting authority writes on its draft.")
        )


@transaction.atomic
def save_step(
    *,
    actor: Actor,
    case: Case,
    step: str,
    seen_version: int,
    write: Write,
    page: UUID | None = None,
) -> int:
    """Save one step by calling `write` on the locked request; the step's new version.

    Raises Overtaken when somebody saved the step after `seen_version`, unless it was the same
    `page`; NotFromHere when the case was sent meanwhile. A request that waits for review gets a
    new document, unless it says the same as before; the old one is dead.
    """
    case = locked(case.pk)
    request = _editable(actor, case)
    section = _section(request, step)
    if section.version != seen_version and not _is_last(page, section, actor):
        raise Overtaken(section)
    section.told_at = section.told_of_id = None
    rested_on = request.basis_id
    _write(section, actor, page, write)
    _record(section, actor)
    _record_basis(section, actor, rested_on)
    if case.status == choices.Status.IN_REVIEW:
        _new_document(case)
    return section.version


@transaction.atomic
def keep_step(
    *,
    actor: Actor,
    case: Case,
    step: str,
    seen_version: int,
    write: Write,
    page: UUID | None = None,
) -> int:
    """Save one step by itself while somebody writes on `page`; the step's new version.

    The same as `save_step`, but that the record tells of it once per step, person and ten minutes:
    that line says `automatic` and stands for all that the person's pages save by themselves in that
    time. It ends when somebody saves by hand or another person writes: they get lines of their own.

    Raises Behind instead of overwriting when the same page saved later than it knows, and Missing
    where it is no plain draft: under review every save makes a new document, and a request from
    paper is being assessed; nobody should cause that by typing.
    """
    case = locked(case.pk)
    request = _editable(actor, case)
    if case.status != choices.Status.DRAFTING:
        raise Missing(_("Only a press of the button saves here: others see what you change."))
    section = _section(request, step)
    if section.version != seen_version:
        raise (Behind if _is_last(page, section, actor) else Overtaken)(section)
    is_told = _is_told(section, actor)
    if not is_told:
        section.told_at, section.told_of_id = moment.now(), actor.person_id
    rested_on = request.basis_id
    _write(section, actor, page, write)
    if not is_told:
        _record(section, actor, automatic=True)
    _record_basis(section, actor, rested_on)
    return section.version


def save_fields(request: Request, values: Mapping[str, Any]) -> None:
    """Write plain fields of a request, the title on its case."""
    names = []
    for name, value in values.items():
        if name == "title":
            request.case.title = value
            request.case.save(update_fields=["title"])
        else:
            setattr(request, name, value)
            names.append(name)
    if names:
        request.save(update_fields=names)


def _editable(actor: Actor, case: Case) -> Request:
    request = Request.objects.select_related("requested__state").get(pk=case.pk)
    request.case = case
    refuse_who_may_not_edit(actor, case)
    return request


def _section(request: Request, step: str) -> Section:
    found = request.sections.filter(step=step).first()
    return found or Section(request=request, step=step, version=0)


def _is_last(page: UUID | None, section: Section, actor: Actor) -> bool:
    """Whether the latest version came from this very page: then its writer has seen it."""
    return page is not None and (section.page, section.saved_by_id) == (page, actor.person_id)


def _is_told(section: Section, actor: Actor) -> bool:
    """Whether a line of the record stands for what this person's pages save now."""
    if section.told_at is None or section.told_of_id != actor.person_id:
        return False
    return moment.now() - section.told_at < TOLD_FOR


def _write(section: Section, actor: Actor, page: UUID | None, write: Write) -> None:
    section.version += 1
    section.saved_by_id = actor.person_id
    section.saved_by_name = actor.name
    section.saved_at = moment.now()
    section.page = page
    section.save()
    write(section.request)
    if section.request.received_on_paper:
        follow_correction(section.request, by=actor)
    else:
        Drafter.objects.get_or_create(request=section.request, person_id=actor.person_id)
    touch(section.request.case, by=actor)


def _record(section: Section, actor: Actor, **details: Json) -> None:
    on_paper = section.request.received_on_paper
    audit.services.record(
        chain=f"case:{section.request_id}",
        verb="request.correct" if on_paper else "request.edit",
        actor=actor.stamp,
        case_id=section.request_id,
        details={"step": section.step, "version": section.version, **details},
    )


def _record_basis(section: Section, actor: Actor, rested_on: str | None) -> None:
    """A legal basis that was chosen, with what was proposed at that moment, in its order.

    Both may change later; why an officer chose can then still be understood.
    """
    request = section.request
    # A letter on paper rests on what it names: nobody here chose it.
    if request.basis_id == rested_on or request.received_on_paper:
        return
    proposal = legal_basis.proposed(request, request.offences.all())
    audit.services.record(
        chain=f"case:{section.request_id}",
        verb="request.choose_basis",
        actor=actor.stamp,
        case_id=section.request_id,
        details={
            "basis": request.basis_id,
            "proposed": [option.instrument.pk for option in proposal.options],
            "reason": audit.services.sealed(request.basis_reason) if request.basis_reason else None,
        },
    )


def _new_document(case: Case) -> None:
    """After an edit under review: what was rendered before can no longer be released.

    Unless it says the same still, because only what stays on the own side was edited.
    """
    request = Request.objects.select_related(
        "case", "requesting__state", "requested__state", "basis"
    ).get(pk=case.pk)
    if _says_the_same(current_request_letter(case), request):
        return
    posting.supersede_drafts(case)
    submitted = case.events.filter(action=choices.Action.SUBMIT).first()
    assert submitted is not None  # a case under review was submitted
    payloads.order(case, request, kind=choices.Released.REQUEST, event=submitted, shared=False)


def _says_the_same(letter: Letter | None, request: Request) -> bool:
    if letter is None or letter.state == LetterState.FAILED:
        return False
    return letter.payload_sha256 == digest_of(content_of(request))
