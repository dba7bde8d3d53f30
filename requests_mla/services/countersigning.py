"""A second person's word on a decision: on what was shown, and void once anything of it changes.

Whether a countersignature lives is worked out from its digest each time it is asked (`facts`); what
is done here writes down that it died and tells those who gave it. All of it under the case's lock.
"""

import audit.services
from accounts.actors import Actor
from accounts.choices import Role
from audit import moment
from workflow.choices import UNSENT, LetterState, Side
from workflow.models import Case, Letter, Notice

from .. import decided
from ..choices import Subject
from ..models import Countersignature, Request


def sign(request: Request, *, letter: Letter, by: Actor) -> Countersignature:
    """Keep that this person stands by the decision as this letter showed it."""
    text = decided.text_of(request)
    signature, _made = Countersignature.objects.get_or_create(
        request=request,
        person_id=by.person_id,
        voided_at=None,
        sent_at=None,
        defaults={
            "person_name": by.name,
            "person_role": by.role,
            "content": text,
            "digest": decided.digest_of(text),
            "document": letter.rendered_sha256,
            "signed_at": moment.now(),
        },
    )
    return signature


def void_stale(case: Case, *, by: Actor) -> int:
    """Take what no longer says what the case says out of use; how many signatures that were.

    The document made of the old content is out of use too, and the liaison officers are told. What
    was sent stays signed, whatever the case says afterwards.
    """
    request = Request.objects.select_related("case").get(pk=case.pk)
    signatures = request.countersignatures.alive()
    letters = case.letters.filter(kind__in=decided.DECISIONS, state__in=UNSENT)
    if not (signatures.exists() or letters.exists()):
        return 0
    digest = decided.digest_of(decided.text_of(request))
    letters.exclude(payload_sha256=digest).update(state=LetterState.SUPERSEDED)
    stale = signatures.exclude(digest=digest)
    void = list(stale)
    if void:
        stale.update(voided_at=moment.now())
        _tell(case, void, by)
    return len(void)


def _tell(case: Case, void: list[Countersignature], by: Actor) -> None:
    Notice.objects.create(
        case=case,
        side=Side.REQUESTED,
        roles=[Role.LIAISON_OFFICER.value],
        subject=Subject.SIGNATURE_VOID,
    )
    audit.services.record(
        chain=f"case:{case.pk}",
        verb="request.void",
        actor=by.stamp,
        case_id=case.pk,
        details={"signatures": [one.pk for one in void], "was": [one.digest for one in void]},
    )
