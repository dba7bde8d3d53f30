"""The machine-readable content of each letter: what is attached inside the PDF and printed on it.

A payload is made once, when the letter is ordered, and never again; the page is made from it. Only
what crosses the border is in it.
"""

import hashlib
import json
from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from accounts.models import Authority
from audit import moment
from convention import languages
from convention.languages import named
from convention.models import Instrument
from workflow.choices import LetterState, Side
from workflow.models import Case, Event, Letter

from .. import decided
from ..choices import Released
from ..completeness import content_of, digest_of
from ..models import Request, WrittenTranslation
from .bodies import BODIES
from .bodies.values import day_of, utc
from .parts import Payload

SCHEMA = "https://rogatory.example/schema/letter/1"
# Where anybody checks a letter, at the address of the installation that wrote it.
CHECK_PATH = "/check/"


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
    payload = frame(
        request.case,
        kind=kind,
        event=event,
        number=number,
        sender=sender,
        recipient=recipient,
        language=language_of(request),
    )
    payload |= resting_on(request.basis)
    payload["confidential"] = _secrecy(request)
    body = BODIES.get(kind)
    return payload | body(request, event) if body else payload


def frame(
    case: Case,
    *,
    kind: str,
    event: Event,
    number: int,
    sender: Authority,
    recipient: Authority,
    language: str,
) -> Payload:
    """What every letter has, of whatever casework: who writes to whom, when, after which letter.

    `language` is that of the letter: of its fixed text and of the names in it.
    """
    return {
        "schema": SCHEMA,
        "kind": kind,
        "language": language,
        "check": f"{settings.SITE_ADDRESS}{CHECK_PATH}",
        "conversation": str(case.pk),
        "number": number,
        "created": utc(event.happened_at),
        "previous": last_sent_hash(case),
        "from": _authority(sender, language),
        "to": _authority(recipient, language),
        "references": _references(case, Side(event.side)),
        "title": case.title,
        "signer": {"name": event.actor_name, "role": event.actor_role},
        "text": event.text,
        "confidential": None,
    }


def language_of(request: Request) -> str:
    """The language of all letters of a case: one in which the asked State accepts requests.

    Of those, the one that the request is written in, or else is translated into.
    """
    accepted = request.requested.state.languages
    translated = WrittenTranslation.objects.filter(request=request, texts__isnull=False)
    into = translated.values_list("language", flat=True).first()
    written = into if into in accepted and request.language not in accepted else request.language
    return languages.of_letters(accepted, written or languages.OTHERWISE)


def resting_on(basis: Instrument | None) -> Payload:
    """The instrument that a letter rests on; empty where nobody said."""
    return {
        "legal_basis": basis.pk if basis else None,
        "legal_basis_name": named(basis.name) if basis else "",
        "legal_basis_reference": basis.reference if basis else "",
    }


def last_sent_hash(case: Case) -> str:
    """SHA-256 of the newest letter of the case that crossed the border; empty for the first."""
    newest = case.letters.filter(shared=True).exclude(sha256="").order_by("-number").first()
    return newest.sha256 if newest else ""


def _authority(authority: Authority, language: str) -> Payload:
    return {
        "state": authority.state_id,
        "state_name": authority.state.name_in(language),
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
    return {"until": day_of(request.confidential_until), "reason": request.confidential_reason}


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
    more: Callable[[], Payload] = dict,
) -> Letter:
    """A letter row for the worker to make, with its payload fixed now.

    `more` is what the letter says and the case does not yet; asked for in the letter's language.
    """
    number = next_number(case)
    with translation.override(language_of(request)):
        composed = compose(request, kind=kind, event=event, number=number) | more()
    payload = canonical(composed)
    bound = BOUND.get(kind)
    digest = bound(request) if bound else sha256_of(payload)
    return keep_order(
        case,
        kind,
        event,
        number,
        payload,
        language=composed["language"],
        shared=shared,
        digest=digest,
    )


def next_number(case: Case) -> int:
    """The number of the next letter of a case, which is locked."""
    return (case.letters.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def keep_order(
    case: Case,
    kind: str,
    event: Event,
    number: int,
    payload: bytes,
    *,
    language: str,
    shared: bool,
    digest: str = "",
) -> Letter:
    """The row of an ordered letter. `digest` binds a document to what the case says."""
    return Letter.objects.create(
        case=case,
        event=event,
        number=number,
        kind=kind,
        side=event.side,
        shared=shared,
        language=language,
        state=LetterState.ORDERED,
        payload=payload.decode(),
        payload_sha256=digest or sha256_of(payload),
        data_sha256=sha256_of(payload),
        previous_sha256=last_sent_hash(case),
        signer_name=event.actor_name,
        ordered_at=moment.now(),
    )
