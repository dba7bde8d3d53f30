"""Open a case: a draft of our own, or a request that arrived on paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Authority
from accounts.places import give_to
from convention.models import Instrument, MeasureType
from evidence.models import StoredFile
from workflow.choices import Side
from workflow.models import Case
from workflow.once import made_once, named
from workflow.recorded import day_of
from workflow.refusals import Missing, NotYours
from workflow.services import Act, open_case, perform

from ..choices import KIND, Action, Urgency
from ..models import Drafter, Measure, Request
from ..table import TABLE
from .papers import NamedOffence, Translation

OPENING_ROLES = frozenset({Role.CENTRAL_AUTHORITY_OFFICER, Role.LIAISON_OFFICER})


@dataclass(frozen=True)
class Arrival:
    """What reached us from a State by post: from whom, called what, of which day, as which file.

    `conversation` is what the installation there calls the case, if it said so.
    """

    sender: Authority
    title: str
    their_reference: str
    dated: datetime
    scan: StoredFile | None
    remark: str
    language: str
    basis: Instrument | None
    conversation: UUID | None = None


def open_draft(
    *, actor: Actor, to: Authority, title: str, language: str = "en", form_key: UUID | None = None
) -> Request:
    """Begin a request to another State's central authority; only our side sees it until sent.

    `form_key`: the same addressee and subject, from the same form, is one draft.
    """
    own = _own_authority(actor)
    name = named(form_key, actor.person_id, own.pk, to.pk, title, language)

    def make() -> Request:
        request = _open(
            own, to, visible_to=Side.REQUESTING, title=title, language=language, once=name
        )
        Drafter.objects.create(request=request, person_id=actor.person_id)
        _record(actor, request.case, "request.open")
        return request

    return made_once(Request, name, make)


def register_paper(
    *,
    actor: Actor,
    sender: Authority,
    title: str,
    their_reference: str,
    dated: datetime,
    scan: StoredFile | None,
    measures: Sequence[tuple[MeasureType, str]],
    offences: Sequence[NamedOffence] = (),
    basis: Instrument | None = None,
    conducting_authority: str = "",
    facts: str = "",
    language: str = "en",
    translation: Translation | None = None,
    remark: str = "",
    form_key: UUID | None = None,
) -> Request:
    """Register a request that came by post, deficient or not; gaps are asked for later.

    Without `scan` it came orally in urgent circumstances, 40(13): `remark` is what was said, as it
    was read back, and the clock of the written confirmation starts.
    `dated` is the date on the letter, aware. Each measure is its kind and what is wanted in words.
    `basis` None: the letter names none. `translation`: one that came with the letter.
    `form_key`: the same letter with the same words, from the same form, is one request.
    """
    refuse_sender_or_recorder(sender, actor)
    if scan is None and not remark.strip():
        raise Missing(_("Write down what was said, as it was read back to them."))
    own = _own_authority(actor)
    content: dict[str, Any] = {"conducting_authority": conducting_authority, "facts": facts}
    if scan is None:
        content |= {"came_orally": True, "urgency": Urgency.URGENT}
    # The day: of a letter from today the moment grows from one press of the button to the next.
    day = day_of(dated, own.zone)
    file = scan.sha256 if scan else ""
    letter = (sender.pk, title, their_reference, day, file, language, remark)
    asked = [(kind.pk, wanted) for kind, wanted in measures]
    named_there = [one.key for one in offences]
    rests_on = basis.pk if basis else ""
    came_with = translation.file.sha256 if translation else ""
    name = named(
        *(form_key, actor.person_id, own.pk, letter, asked, named_there, content),
        *(rests_on, came_with),
    )

    def fill(request: Request) -> None:
        for one in offences:
            one.write(request)
        for number, (kind, wanted) in enumerate(measures, start=1):
            Measure.objects.create(request=request, number=number, type=kind, description=wanted)
        if translation:
            translation.write(request, by=actor)

    arrival = Arrival(
        sender, title, their_reference, dated, scan, remark, language=language, basis=basis
    )
    return made_once(
        Request, name, lambda: put_on_register(actor, arrival, fill, once=name, **content)
    )


def put_on_register(
    actor: Actor, arrival: Arrival, fill: Callable[[Request], None], **content: Any
) -> Request:
    """Open the case of a request that arrived, have `fill` write its rows, and register it.

    In the caller's transaction. `content` are plain fields of the request.
    """
    request = _open(
        arrival.sender,
        _own_authority(actor),
        title=arrival.title,
        visible_to=Side.REQUESTED,
        key=arrival.conversation,
        received_on_paper=True,
        language=arrival.language,
        basis=arrival.basis,
        **content,
    )
    fill(request)
    _record(actor, request.case, "request.open")
    given = {
        "their_reference": arrival.their_reference,
        "remark": arrival.remark,
        "letter_scan": arrival.scan,
    }
    act = Act(Action.REGISTER, given, happened_at=arrival.dated, on_behalf=True)
    perform(case=request.case, act=act, by=actor)
    return request


def refuse_sender_or_recorder(sender: Authority, actor: Actor) -> None:
    """Missing for a sender that works here, NotYours for whoever does not register."""
    if sender.connected:
        raise Missing(
            _("%(authority)s works in this installation; its requests arrive by themselves.")
            % {"authority": sender.name}
        )
    refuse_who_may_not_record(actor)


def refuse_who_may_not_record(actor: Actor) -> None:
    """Only the roles of the table enter what a State reached by post has written."""
    if actor.role not in TABLE.recorders:
        raise NotYours(_("Only a central-authority officer registers paper requests."))


def _own_authority(actor: Actor) -> Authority:
    if actor.role not in OPENING_ROLES:
        raise NotYours(_("Only the staff of a central authority opens requests."))
    return Authority.objects.select_related("state").get(pk=actor.authority_id)


def _open(
    requesting: Authority,
    requested: Authority,
    *,
    title: str,
    visible_to: Side,
    key: UUID | None = None,
    **content: Any,
) -> Request:
    if requesting.state_id == requested.state_id:
        raise Missing(_("A request goes to another State."))
    case = open_case(kind=KIND, title=title, key=key)
    request = Request.objects.create(
        case=case,
        requesting=requesting,
        requested=requested,
        **content,
    )
    give_to(case, requesting=requesting, requested=requested, seen_by=visible_to)
    return request


def _record(actor: Actor, case: Case, verb: str) -> None:
    audit.services.record(
        chain=f"case:{case.pk}", verb=verb, actor=actor.stamp, case_id=case.pk, shared=False
    )
