"""From a freeze to the request that follows, and from its decision back to the freeze."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.choices import AuthorityKind
from accounts.models import Authority, Participation
from accounts.queries import rows_to_act_under
from convention.choices import CONVENTION
from convention.models import Instrument, MeasureType
from requests_mla.choices import Action as RequestAction
from requests_mla.choices import OffenceClass, Urgency
from requests_mla.models import Identifier, Measure, Offence, Request
from requests_mla.services.opening import OPENING_ROLES, open_draft
from workflow.choices import Side
from workflow.models import Case, Event
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import CASEWORK, Act, locked, perform

from ..choices import KIND, Action
from ..models import Preservation, UrgentMatter

# The measure that asks for what is frozen, 44(1).
STORED_DATA = "stored_data"
# A request was decided, and nothing more will be handed over.
DECIDED = frozenset({RequestAction.REFUSE, RequestAction.DELIVER})
NOT_NEEDED = frozenset({RequestAction.WITHDRAW, RequestAction.CLOSE})


def may_draft(actor: Actor, matter: UrgentMatter) -> bool:
    """Whether this person turns the freeze into a draft: who may open requests of that State."""
    return (
        actor.role in OPENING_ROLES
        and rows_to_act_under(matter.case, actor.stamp).filter(side=Side.REQUESTING).exists()
    )


@transaction.atomic
def draft_request(*, actor: Actor, case: Case) -> Request:
    """A draft request with everything filled in that is known from the freeze; once.

    The freeze remembers the draft: when that request is sent, its end becomes “until decided”.
    """
    case = locked(case.pk)
    matter = UrgentMatter.objects.select_related("requested__state", "requesting").get(pk=case.pk)
    matter.case = case
    if not may_draft(actor, matter):
        raise NotYours(_("Only the staff of the central authority drafts requests."))
    freeze = Preservation.objects.filter(pk=case.pk).select_related("follow_up").first()
    if freeze is None or freeze.frozen_from is None:
        raise NotFromHere(_("Nothing is frozen here yet."), case=case)
    if freeze.follow_up:
        return freeze.follow_up
    request = open_draft(
        actor=actor, to=_central(matter.requested), title=case.title, language="en"
    )
    _fill(request, matter, freeze)
    freeze.follow_up = request
    freeze.save(update_fields=["follow_up"])
    return request


def follow(case: Case, event: Event, by: Actor) -> None:
    """A request was sent or decided: the freezes that it follows learn of it, in the same act."""
    for freeze in Preservation.objects.filter(follow_up=case.pk, lifted_at__isnull=True):
        action = _consequence(event.action, freeze)
        matter_case = Case.objects.get(pk=freeze.pk)
        if action and _may(matter_case, action, by):
            # No word of the request: it may be sealed, and the whole desk reads the matter.
            perform(case=matter_case, act=Act(action, {"follow_up": freeze.follow_up}), by=by)


def _consequence(action: str, freeze: Preservation) -> Action | None:
    if action == RequestAction.SEND and freeze.followed_at is None:
        return Action.FOLLOW_UP
    if freeze.decided_at is None and action in DECIDED:
        return Action.NOTE_DECISION
    if freeze.decided_at is None and action in NOT_NEEDED:
        return Action.RELEASE
    return None


def _may(case: Case, action: Action, by: Actor) -> bool:
    """Whether the step is open from here to whoever acted on the request; else people do it."""
    work = CASEWORK[KIND]
    move, who = work.table.find(case.status, action), work.who(case, by.stamp)
    return bool(
        move and who and work.table.acts_as(move, who, counterpart_by_post=False) is not None
    )


def _central(desk: Authority) -> Authority:
    """Where a request goes: to the central authority of the State whose desk froze the data."""
    if desk.kind == AuthorityKind.CENTRAL:
        return desk
    found = Authority.objects.filter(state=desk.state_id, kind=AuthorityKind.CENTRAL).first()
    if found is None:
        raise Missing(_("That State has no central authority here."))
    return found


def _fill(request: Request, matter: UrgentMatter, freeze: Preservation) -> None:
    references = dict(
        Participation.objects.filter(case=matter.case, leads=True).values_list("side", "reference")
    )
    frozen_at = references.get(Side.REQUESTED) or references.get(Side.REQUESTING) or ""
    request.conducting_authority = matter.authority_in_charge
    request.case_number = matter.case_number
    request.facts = matter.facts
    request.earlier_reference = frozen_at
    request.basis = Instrument.objects.filter(pk=CONVENTION).first()
    request.urgency = Urgency.URGENT
    request.urgency_reason = _("The data are frozen for a limited time, 42(8).")
    request.confidential = matter.keep_secret
    request.confidential_reason = matter.secret_reason
    request.save()
    _fill_offences(request, matter)
    Identifier.objects.bulk_create(
        Identifier(
            request=request, kind=row.kind, value=row.value, port=row.port, service=row.service
        )
        for row in matter.identifiers.all()
    )
    Measure.objects.create(
        request=request,
        number=1,
        type=MeasureType.objects.get(pk=STORED_DATA),
        description=freeze.what or matter.data_wanted,
        target="\n".join(str(row) for row in matter.identifiers.all()),
        custodian=freeze.custodian or matter.custodian,
        necessity=matter.necessity,
    )


def _fill_offences(request: Request, matter: UrgentMatter) -> None:
    for article in matter.offences.all():
        Offence.objects.create(request=request, offence_class=OffenceClass.TREATY, article=article)
    if matter.offence_title and matter.offence_class == OffenceClass.SERIOUS:
        Offence.objects.create(
            request=request, offence_class=OffenceClass.SERIOUS, title=matter.offence_title
        )
