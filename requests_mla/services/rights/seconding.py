"""The second liaison officer: agrees to exactly what was read, or returns it."""

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from audit import moment
from workflow.models import Case
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import locked

from ...choices import RecordState
from ...completeness import content_of
from ...models import Request, RightsRecord
from ...rights import content, standing
from . import rows
from .access import kept_by, may_second


@transaction.atomic
def agree(*, actor: Actor, case: Case, number: int, seen_digest: str, remark: str) -> RightsRecord:
    """The second officer agrees; `seen_digest` names the content that was read.

    Not to a record that judged another request than the one that stands there now.
    """
    record = _to_second(actor, case, number, seen_digest)
    if standing.changed_since(record, content_of(Request.objects.get(pk=case.pk))):
        said = _("The request was changed after this record was finished. Return it.")
        raise NotFromHere(said, case=record.case)
    _said(record, actor, agrees=True, remark=remark)
    record.save()
    rows.tell(record, actor, "agree", digest=record.digest, remark=_sealed(remark))
    return record


@transaction.atomic
def return_record(
    *, actor: Actor, case: Case, number: int, seen_digest: str, remark: str
) -> RightsRecord:
    """The second officer does not agree: the record is out of force, its copy a draft again."""
    if not remark.strip():
        raise Missing(_("Say what should be looked at again."))
    record = _to_second(actor, case, number, seen_digest)
    _said(record, actor, agrees=False, remark=remark)
    rows.supersede(record)
    rows.tell(record, actor, "return", digest=record.digest, remark=_sealed(remark))
    draft = rows.current(record.case, record.side, RecordState.DRAFT)
    return draft or rows.copied(record)


def _to_second(actor: Actor, case: Case, number: int, seen_digest: str) -> RightsRecord:
    case = locked(case.pk)
    side = kept_by(actor, case)
    record = RightsRecord.objects.filter(case=case, side=side or "", number=number).first()
    if record is None:
        raise NotYours(_("Only a liaison officer of the same side agrees to a rights record."))
    if not record.waits_for_second or record.digest != seen_digest:
        raise NotFromHere(_("This rights record does not wait for a second officer."), case=case)
    if not may_second(actor, record):
        raise NotYours(
            _("A second liaison officer has to agree: one who wrote nothing of this record.")
        )
    if not content.is_intact(record, record.answers.all()):
        raise NotFromHere(_("This rights record is not what was finished."), case=case)
    return record


def _said(record: RightsRecord, actor: Actor, *, agrees: bool, remark: str) -> None:
    record.second_id, record.second_name = actor.person_id, actor.name
    record.seconded_at, record.agreed, record.second_remark = moment.now(), agrees, remark


def _sealed(text: str) -> str | None:
    return audit.services.sealed(text) if text else None
