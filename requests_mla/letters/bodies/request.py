"""What a request asks, and what is asked in addition to one."""

from collections.abc import Iterable

from django.utils.translation import override

from convention.languages import OTHERWISE, named, one_of_six
from workflow.models import Event

from ...completeness import Content, content_of
from ...models import Identifier, Measure, Request
from ...translated.standing import standing_of
from ..parts import Payload
from .values import day_of, utc


def request_body(request: Request, event: Event) -> Payload:
    """The whole request as it is sent."""
    content = content_of(request)
    return {
        "earlier_reference": request.earlier_reference,
        "proceedings": {
            "authority": request.conducting_authority,
            "functions": request.conducting_functions,
            "number": request.case_number,
            "stage": request.stage,
            "nature": request.nature,
        },
        "purpose": request.purpose,
        "written_in": request.language,
        "facts": request.facts,
        "urgency": {"level": request.urgency, "reason": request.urgency_reason},
        "safeguards": request.safeguards,
        "privilege": request.privilege,
        "use_limits": request.use_limits,
        **_lists(content),
        **_translation(content),
    }


def _translation(content: Content) -> Payload:
    """The texts that are translated, with the names of the catalogue beside the originals."""
    said = standing_of(content).said
    if said is None:
        return {}
    with override(one_of_six(content.request.language) or OTHERWISE):
        lists = _lists(content)
        names = {
            f"{kind}.{row.get('number', place)}.name": row["name"]
            for kind in ("offences", "measures")
            for place, row in enumerate(lists[kind], start=1)
        }
    return {"translation": {**said, "names": names}}


def _lists(content: Content) -> Payload:
    return {
        "offences": [
            {
                "class": row.offence_class,
                "article": row.article_id,
                "name": named(row.article.name) if row.article else row.title,
                "national_title": row.title,
                "provision": row.provision,
                "maximum_penalty_months": row.maximum_penalty_months,
            }
            for row in content.offences
        ],
        "persons": [
            {
                "role": row.role,
                "names": row.all_names,
                "nationality": row.nationality,
                "born": row.born,
                "location": row.location,
            }
            for row in content.persons
            if not row.unnamed
        ],
        "unnamed_persons": [row.role for row in content.persons if row.unnamed],
        **added(content.measures, content.identifiers),
        "attachments": [
            {
                "name": row.name,
                "role": row.role,
                "language": row.language,
                "certified": row.certified,
                "sha256": row.file.sha256,
                "size": row.file.size,
            }
            for row in content.attachments
        ],
        "confirmations": [
            {"text": row.rule.promise, "source": row.rule.reference}
            for row in content.confirmations
        ],
    }


def added(measures: Iterable[Measure], identifiers: Iterable[Identifier]) -> Payload:
    """Measures and addresses as a letter names them."""
    return {
        "measures": [
            {
                "number": row.number,
                "type": row.type_id,
                "name": named(row.type.name),
                "article": row.type.article_id,
                "reference": row.type.reference,
                "category": row.category,
                "description": row.description,
                "target": row.target,
                "custodian": row.custodian,
                "from": day_of(row.period_from),
                "until": day_of(row.period_until),
                "zone": row.zone,
                "necessity": row.necessity,
                "special_procedure": row.special_procedure,
                "needed_by": day_of(row.needed_by),
                "needed_reason": row.needed_reason,
            }
            for row in measures
        ],
        "identifiers": [
            {
                "kind": row.kind,
                "value": row.value,
                "port": row.port,
                "seen_at": utc(row.seen_at) if row.seen_at else None,
                "zone": row.zone,
                "service": row.service,
                "note": row.note,
            }
            for row in identifiers
        ],
    }
