"""The rights record of one side, filled in the ordinary way: answers, finish, a second officer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from audit.moment import pretended
from requests_mla.choices import Finding, Risk
from requests_mla.completeness import content_of
from requests_mla.models import Request, RightsRecord
from requests_mla.rights import standing
from requests_mla.services import rights
from workflow.models import Case
from workflow.refusals import NotYours

from .cast import Cast

# What was found, by the question's code; on every other question nothing was.
Findings = Mapping[str, Mapping[str, Any]]


def keep_rights_record(
    cast: Cast, case: Case, who: str, at: datetime, findings: Findings | None = None
) -> RightsRecord | None:
    """Finish a record for the side of `who`; a second officer agrees if one is needed.

    Without `findings` a record that still fits is left as it is. None where nothing was to do.
    """
    actor = cast.actors[who]
    side = rights.kept_by(actor, case)
    if side is None:
        raise NotYours
    asked = content_of(Request.objects.get(pk=case.pk))
    now = standing.standing_of(asked, side)
    if now.is_finished and not (now.missing or now.changed or now.has_draft or findings):
        return None
    nothing = {
        "finding": Finding.CLEAR,
        "source": "File of the case",
        "source_date": at.date(),
        "remaining_risk": Risk.NONE,
    }
    questions = standing.applying(asked.request, side, measures=asked.measures)
    answers = {one.code: (findings or {}).get(one.code, nothing) for one in questions}
    with pretended(at):
        began = now.is_finished or now.has_draft
        version = rights.begin_anew(actor=actor, case=case).version if began else 0
        draft = rights.save_answers(actor=actor, case=case, answers=answers, seen_version=version)
        record = rights.finish(actor=actor, case=case, seen_version=draft.version)
        return _agreed(cast, record)


def _agreed(cast: Cast, record: RightsRecord) -> RightsRecord:
    second = next((one for one in cast.actors.values() if rights.may_second(one, record)), None)
    if second is None:
        return record
    return rights.agree(
        actor=second,
        case=record.case,
        number=record.number,
        seen_digest=record.digest,
        remark="",
    )
