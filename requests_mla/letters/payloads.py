"""The machine-readable content of each letter: what is attached inside the PDF and printed on it.

A payload is made once, when the letter is ordered, and never again; the page is made from it. Only
what crosses the border is in it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Authority
from audit import moment
from workflow.choices import LetterState, Side
from workflow.models import Case, Event, Letter

from .. import decided
from ..choices import Action, Released
from ..completeness import Content, content_of, digest_of
from ..models import Decision, Delivery, Identifier, Measure, Request, Talk

SCHEMA = "https://rogatory.example/schema/letter/1"
Payload = dict[str, Any]


def canonical(payload: Payload) -> bytes:
    """The exact bytes that are attached, hashed and kept."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def sha256_of(payload: bytes) -> str:
    """Hex digest."""
    return hashlib.sha256(payload).hexdigest()


def compose(request: Request, *, kind: str, event: Event, number: int) -> Payload:
    """The payload of a letter of that kind about that event."""
    side = Side(event.side)
    sender, recipient = (
        (request.requesting, request.requested)
        if side == Side.REQUESTING
        else (request.requested, request.requesting)
    )
    payload: Payload = {
        "schema": SCHEMA,
        "kind": kind,
        "conversation": str(request.case_id),
        "number": number,
        "created": _utc(event.happened_at),
        "previous": last_sent_hash(request.case),
        "from": _authority(sender),
        "to": _authority(recipient),
        "references": _references(request.case, side),
        "title": request.case.title,
        "legal_basis": request.basis_id,
        "legal_basis_name": request.basis.name if request.basis else "",
        "legal_basis_reference": request.basis.reference if request.basis else "",
        "confidential": _secrecy(request),
        "signer": {"name": event.actor_name, "role": event.actor_role},
        "text": event.text,
    }
    payload.update(BODIES.get(kind, _nothing)(request, event))
    return payload


def last_sent_hash(case: Case) -> str:
    """SHA-256 of the newest letter of the case that crossed the border; empty for the first."""
    newest = case.letters.filter(shared=True).exclude(sha256="").order_by("-number").first()
    return newest.sha256 if newest else ""


def _nothing(request: Request, event: Event) -> Payload:
    return {}


def _utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _authority(authority: Authority) -> Payload:
    return {
        "state": authority.state_id,
        "state_name": authority.state.name_in("en"),
        "authority": authority.name,
        "ministry": authority.ministry,
        "place": authority.place,
        "address": authority.address,
        "email": authority.email,
        "zone": authority.zone,
    }


def _references(case: Case, side: Side) -> dict[str, str]:
    known = {row.side: row.reference for row in case.participations.filter(leads=True)}
    return {"ours": known.get(side, ""), "theirs": known.get(side.other, "")}


def _secrecy(request: Request) -> Payload | None:
    if not request.confidential:
        return None
    return {"until": _day(request.confidential_until), "reason": request.confidential_reason}


def _request_body(request: Request, event: Event) -> Payload:
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
        "language": request.language,
        "facts": request.facts,
        "urgency": {"level": request.urgency, "reason": request.urgency_reason},
        "safeguards": request.safeguards,
        "privilege": request.privilege,
        "use_limits": request.use_limits,
        **_lists(content),
    }


def _lists(content: Content) -> Payload:
    return {
        "offences": [
            {
                "class": row.offence_class,
                "article": row.article_id,
                "name": row.article.name if row.article else row.title,
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
                "name": row.type.name,
                "article": row.type.article_id,
                "reference": row.type.reference,
                "category": row.category,
                "description": row.description,
                "target": row.target,
                "custodian": row.custodian,
                "from": _day(row.period_from),
                "until": _day(row.period_until),
                "zone": row.zone,
                "necessity": row.necessity,
                "special_procedure": row.special_procedure,
                "needed_by": _day(row.needed_by),
                "needed_reason": row.needed_reason,
            }
            for row in measures
        ],
        "identifiers": [
            {
                "kind": row.kind,
                "value": row.value,
                "port": row.port,
                "seen_at": _utc(row.seen_at) if row.seen_at else None,
                "zone": row.zone,
                "service": row.service,
                "note": row.note,
            }
            for row in identifiers
        ],
    }


def _decision_body(request: Request, event: Event) -> Payload:
    """The decisions as the other side may see them: never the internal reasons.

    Only what is decided now; `earlier` names the letters in which something was decided before.
    """
    rows = Decision.objects.in_force(request).unsent().select_related("measure__type", "ground")
    return {
        "earlier": _earlier_decisions(request.case),
        "decisions": [
            {
                "measure": row.measure.number,
                "name": row.measure.type.name,
                "asked": row.measure.target or row.measure.description,
                "outcome": row.outcome,
                "ground": row.ground_id,
                "ground_name": row.ground.name if row.ground else "",
                "reference": row.ground.reference if row.ground else "",
                "reasons": row.reasons,
                "conditions": row.conditions,
                "left_out": row.cut,
                "review_on": _day(row.review_on),
            }
            for row in rows.order_by("measure__number")
        ],
    }


def _earlier_decisions(case: Case) -> list[Payload]:
    rows = case.letters.filter(kind__in=decided.DECISIONS, shared=True).exclude(sha256="")
    return [
        {
            "number": row.number,
            "sent": _utc(row.signed_at) if row.signed_at else None,
            "sha256": row.sha256,
        }
        for row in rows.order_by("number")
    ]


def _resumption_body(request: Request, event: Event) -> Payload:
    """Which measures are decided anew; none where the whole request was postponed."""
    again = Decision.objects.filter(
        measure__request=request, superseded_at=event.happened_at
    ).select_related("measure__type")
    return {
        "measures": [
            {"number": row.measure.number, "name": row.measure.type.name}
            for row in again.order_by("measure__number")
        ]
    }


def _transmittal_body(request: Request, event: Event) -> Payload:
    delivery = Delivery.objects.get(event=event)
    exhibits = delivery.exhibits.select_related("file").order_by("number")
    return {
        "exhibits": [
            {
                "number": row.number,
                "name": row.name,
                "description": row.description,
                "measure": row.measure_number,
                "size": row.file.size,
                "sha256": row.file.sha256,
            }
            for row in exhibits
        ],
        "results": [
            {
                "measure": row.number,
                "name": row.type.name,
                "result": row.result,
                "text": row.result_text,
            }
            for row in request.measures.select_related("type").exclude(result="")
        ],
        "undertakings": _binding(request, event),
    }


def _binding(request: Request, event: Event) -> list[Payload]:
    """What binds the requesting State on the day it is written to, as its own calendar says."""
    day = event.happened_at.astimezone(ZoneInfo(request.requesting.zone)).date()
    rows = request.undertakings.filter(binds=Side.REQUESTING).prefetch_related("measures")
    return [
        {
            "number": row.number,
            "kind": row.kind,
            "text": row.text,
            "reference": row.reference,
            "measures": [measure.number for measure in row.measures.all()],
            "until": _day(row.until),
            "accepted": row.accepted_at is not None,
        }
        for row in rows
        if row.is_in_force(day)
    ]


def _receipt_body(request: Request, event: Event) -> Payload:
    exhibits = request.case.exhibits.filter(delivered_at__isnull=False).select_related("file")
    return {
        "exhibits": [
            {
                "number": row.number,
                "name": row.name,
                "description": row.description,
                "measure": row.measure_number,
                "size": row.file.size,
                "sha256": row.file.sha256,
            }
            for row in exhibits.order_by("number")
        ]
    }


def _exchange_body(request: Request, event: Event) -> Payload:
    """Questions by their numbers; in a letter of answers each with its own."""
    numbers = event.given.get("questions", [])
    return {
        "questions": [
            {
                "number": row.number,
                "text": row.text,
                "answer": row.answer,
                "unanswerable": row.unanswerable,
            }
            for row in request.questions.filter(number__in=numbers)
        ]
    }


def _review_body(request: Request, event: Event) -> Payload:
    return {"review_on": event.given.get("review_on")}


def _talks_answer_body(request: Request, event: Event) -> Payload:
    talk = request.talks.filter(elsewhere=False).order_by("pk").last()
    return {
        "accepted": talk is not None and talk.accepted is True,
        "item_by_item": event.action == Action.ANSWER_CONDITIONS,
        "conditions": _conditions(talk),
    }


def _talks_body(request: Request, event: Event) -> Payload:
    talk = request.talks.filter(elsewhere=False).order_by("pk").last()
    return {"conditions": _conditions(talk)}


def _conditions(talk: Talk | None) -> list[Payload]:
    rows = talk.items.select_related("measure") if talk else []
    return [
        {
            "number": row.number,
            "measure": row.measure.number if row.measure else None,
            "text": row.text,
            "answer": row.answer,
            "counter": row.counter,
        }
        for row in rows
    ]


def _use_body(request: Request, event: Event) -> Payload:
    """The newest wish for another use, and its answer once there is one."""
    wish = request.use_requests.order_by("number").last()
    if wish is None:
        return {}
    return {
        "use": {
            "number": wish.number,
            "kind": wish.kind,
            "reference": wish.reference,
            "recipient": wish.recipient,
            "text": wish.text,
            "answer": wish.answer,
            "answer_text": wish.answer_text,
        }
    }


def _disposal_body(request: Request, event: Event) -> Payload:
    row = request.disposals.order_by("pk").last()
    return {"disposal": {"kind": row.kind, "on": _day(row.happened_on)}} if row else {}


BODIES = {
    Released.REQUEST: _request_body,
    Released.DECISION: _decision_body,
    Released.REFUSAL: _decision_body,
    "transmittal": _transmittal_body,
    "receipt": _receipt_body,
    "postponement": _review_body,
    "resumption": _resumption_body,
    "talks": _talks_body,
    "talks_answer": _talks_answer_body,
    "use_request": _use_body,
    "use_answer": _use_body,
    "disposal": _disposal_body,
    "question": _exchange_body,
    "answer": _exchange_body,
}


def _decided(request: Request) -> str:
    return decided.digest_of(decided.text_of(request))


# What a document has to go on saying until it is released, as a digest; of the others, itself.
BOUND: dict[str, Callable[[Request], str]] = {
    Released.REQUEST: lambda request: digest_of(content_of(request)),
    Released.DECISION: _decided,
    Released.REFUSAL: _decided,
}


def order(
    case: Case,
    request: Request,
    *,
    kind: str,
    event: Event,
    shared: bool,
    more: Payload | None = None,
) -> Letter:
    """A letter row for the worker to make, with its payload fixed now.

    `more` is what the letter says and the case does not yet.
    """
    last = case.letters.order_by("-number").values_list("number", flat=True).first() or 0
    composed = compose(request, kind=kind, event=event, number=last + 1)
    payload = canonical({**composed, **(more or {})})
    bound = BOUND.get(kind)
    digest = bound(request) if bound else sha256_of(payload)
    return Letter.objects.create(
        case=case,
        event=event,
        number=last + 1,
        kind=kind,
        side=event.side,
        shared=shared,
        language="en",
        state=LetterState.ORDERED,
        payload=payload.decode(),
        payload_sha256=digest,
        previous_sha256=last_sent_hash(case),
        signer_name=event.actor_name,
        ordered_at=moment.now(),
    )
