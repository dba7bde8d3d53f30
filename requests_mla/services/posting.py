"""Letters from order to signature: render from the payload, sign with the authority's key, keep.

Bytes go to the store first, the row second: a row never names bytes that are not there.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.models import Authority
from accounts.places import lead_of
from accounts.queries import rows_to_act_under
from accounts.services import Sealed, sealed, still_signs
from audit import moment
from audit.stamps import SYSTEM, Stamp
from documents.rendering import render
from evidence.models import StoredFile
from evidence.services import keep_bytes, read_kept
from workflow.choices import UNSENT, LetterState, Side
from workflow.models import Case, Event, Letter
from workflow.refusals import NotFromHere, NotYours
from workflow.services import locked

from ..choices import Released
from ..letters import pages, payloads
from ..table import STAFF
from . import faults

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=10)
MOST_ATTEMPTS = 5
LOOKED_AT = 20  # another worker may have claimed the first of them
PDF = "application/pdf"


def claim_orders(limit: int = 20) -> list[int]:
    """Keys of letters that this worker makes now; a lease keeps other workers off them.

    The claim counts the attempt: one that takes the worker down with it counts too.
    """
    now = moment.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    waiting = Letter.objects.filter(free, state=LetterState.ORDERED)
    _give_up(waiting.filter(attempts__gte=MOST_ATTEMPTS))
    claimed: list[int] = []
    oldest = waiting.order_by("ordered_at", "pk").values_list("pk", flat=True)
    for pk in oldest[: max(limit, LOOKED_AT)]:
        if len(claimed) == limit:
            break
        if waiting.filter(pk=pk).update(leased_until=now + LEASE, attempts=F("attempts") + 1):
            claimed.append(pk)
    return claimed


def make_letter(pk: int) -> None:
    """Render an ordered letter; sign it too unless a second person has to read it first.

    Whatever goes wrong is written on the letter, so that the next one in line is made all the same.
    """
    letter = Letter.objects.select_related("case").get(pk=pk)
    if letter.state != LetterState.ORDERED:
        return
    try:
        pdf = rendered(letter)
        if letter.kind in Released.values:
            _keep_rendered(letter, pdf)
        else:
            _keep_signed(letter, pdf)
    except Exception as problem:
        # Not carried on with: this letter says that it failed, and the log says where.
        log.exception("Letter %s of case %s could not be made", letter.number, letter.case_id)
        _keep_failure(letter, faults.words_of(problem))


def rendered(letter: Letter) -> bytes:
    """The PDF of a letter, from its payload alone."""
    payload = json.loads(letter.payload)
    identifier = f"{letter.case_id}/{letter.number}/{letter.payload_sha256}"
    with translation.override(letter.language):
        attached = payloads.sha256_of(letter.payload.encode())
        content = pages.content(payload, payload_sha256=attached)
        title = f"{content.title} {payload['references']['ours']}".strip()
        return render(
            "letters/letter.html",
            {"letter": content},
            language=letter.language,
            title=title,
            identifier=identifier,
            at=datetime.fromisoformat(payload["created"]),
            payload=letter.payload.encode(),
            payload_name=f"{letter.kind}.json",
        )


@dataclass(frozen=True)
class Ready:
    """A document as it was read, signed and not yet sent: it is, or it is forgotten."""

    document: str  # SHA-256 of what was read
    signed: Sealed
    at: datetime
    name: str


def make_ready(letter: Letter, *, authority: Authority, by: Stamp) -> Ready:
    """Sign exactly the bytes that were read. Raises Missing where a key or a stamp is missing."""
    pdf = read_kept(letter.rendered_sha256)
    at = moment.now()
    reason = _("Read and released")
    signed = sealed(pdf, authority=authority, name=by.name, reason=reason, at=at, by=by.person_id)
    return Ready(letter.rendered_sha256, signed, at, by.name)


def release(letter: Letter, ready: Ready | None, *, event: Event) -> None:
    """Send what was made ready, in the transaction of the move.

    Raises NotFromHere where the document, or a key that signed, has gone out of use meanwhile.
    """
    if ready is None or ready.document != letter.rendered_sha256 or not still_signs(ready.signed):
        raise NotFromHere(
            _(
                "While the document was being signed, it or a signing key changed. Read the"
                " document again, then release it."
            ),
            case=letter.case,
        )
    stored = keep_bytes(content=ready.signed.pdf, media_type=PDF)
    letter.state = LetterState.SIGNED
    letter.sha256 = stored.sha256
    letter.level = ready.signed.level.value
    letter.signer_name = ready.name
    letter.signed_at = ready.at
    letter.shared = True
    letter.event = event
    letter.save(
        update_fields=["state", "sha256", "level", "signer_name", "signed_at", "shared", "event"]
    )


def record_scan(case: Case, *, kind: str, event: Event, file: StoredFile) -> Letter:
    """A letter that came on paper, kept as it was scanned."""
    last = case.letters.order_by("-number").values_list("number", flat=True).first() or 0
    return Letter.objects.create(
        case=case,
        event=event,
        number=last + 1,
        kind=kind,
        side=event.side,
        shared=True,
        state=LetterState.RECORDED,
        sha256=file.sha256,
        media_type=file.media_type,
        signer_name=event.authority_name,
        signed_at=event.happened_at,
    )


def keep_data(letter: Letter, payload: bytes, *, signer: str, at: datetime) -> None:
    """Of a letter that came as a file with data: these as they were attached, and who signed."""
    said = json.loads(payload)
    letter.payload = payload.decode()
    letter.payload_sha256 = letter.data_sha256 = payloads.sha256_of(payload)
    letter.previous_sha256 = said["previous"]
    letter.language = said["language"]
    letter.signer_name, letter.signed_at = signer[:200], at
    letter.save(
        update_fields=[
            *("payload", "payload_sha256", "data_sha256", "previous_sha256", "language"),
            *("signer_name", "signed_at"),
        ]
    )


def supersede_drafts(case: Case) -> int:
    """Take the unsigned request form out of use; how many there were."""
    return _unsent(case, Released.REQUEST).update(state=LetterState.SUPERSEDED)


def supersede_decisions(case: Case) -> int:
    """Take the unsigned decision letter out of use; how many there were."""
    unsent = _unsent(case, Released.DECISION, Released.REFUSAL)
    return unsent.update(state=LetterState.SUPERSEDED)


def supersede_supplementary(case: Case) -> int:
    """Take the unsigned supplementary request out of use; how many there were."""
    return _unsent(case, Released.SUPPLEMENTARY).update(state=LetterState.SUPERSEDED)


def _unsent(case: Case, *kinds: Released) -> QuerySet[Letter]:
    return case.letters.filter(kind__in=kinds, state__in=UNSENT)


def may_order_again(actor: Actor, letter: Letter) -> bool:
    """Whether this person tries a failed letter once more: the staff of the side that writes it."""
    return (
        letter.state == LetterState.FAILED
        and actor.role in STAFF
        and rows_to_act_under(letter.case, actor.stamp).filter(side=letter.side).exists()
    )


@transaction.atomic
def order_again(*, letter: Letter, by: Actor) -> None:
    """Try a failed letter once more, for example after a key was put in place.

    Raises NotYours, and NotFromHere when the letter has not failed or is being made again already.
    """
    case = locked(letter.case_id)
    found = Letter.objects.select_for_update().get(pk=letter.pk)
    if found.state != LetterState.FAILED:
        raise NotFromHere(
            _("This letter has not failed, or somebody has ordered it again already."), case=case
        )
    if not may_order_again(by, found):
        raise NotYours(_("Only the staff of the authority that writes a letter orders it again."))
    found.state, found.attempts, found.failure = LetterState.ORDERED, 0, ""
    found.leased_until = None
    found.save(update_fields=["state", "attempts", "failure", "leased_until"])
    _record(found, "letter.order_again", by.stamp)


def _keep_rendered(letter: Letter, pdf: bytes) -> None:
    stored = keep_bytes(content=pdf, media_type=PDF)
    _finish(letter, state=LetterState.RENDERED, rendered_sha256=stored.sha256, failure="")


def _keep_signed(letter: Letter, pdf: bytes) -> None:
    authority = lead_of(letter.case, Side(letter.side))
    at = moment.now()
    signed = sealed(
        pdf, authority=authority, name=letter.signer_name, reason=_("Letter sealed"), at=at
    )
    stored = keep_bytes(content=signed.pdf, media_type=PDF)
    _finish(
        letter,
        state=LetterState.SIGNED,
        sha256=stored.sha256,
        level=signed.level.value,
        signed_at=at,
        failure="",
    )


def _keep_failure(letter: Letter, why: str) -> None:
    """A letter that cannot be made says so on the case; retried a few times with growing pauses."""
    if letter.attempts < MOST_ATTEMPTS:
        pause = FIRST_PAUSE * 2**letter.attempts
        Letter.objects.filter(pk=letter.pk, state=LetterState.ORDERED).update(
            leased_until=moment.now() + pause, failure=why
        )
        return
    _finish(letter, state=LetterState.FAILED, failure=why)


def _give_up(letters: QuerySet[Letter]) -> None:
    """Letters whose last attempt never came back: the worker stopped in the middle of it."""
    for letter in letters:
        log.error("Letter %s of case %s: no attempt ended", letter.number, letter.case_id)
        why = letter.failure or faults.never_ended(MOST_ATTEMPTS)
        _finish(letter, state=LetterState.FAILED, failure=why)


@transaction.atomic
def _finish(letter: Letter, **values: object) -> None:
    """Write the outcome if the letter is still wanted; an edit may have replaced it meanwhile."""
    found = Letter.objects.filter(pk=letter.pk, state=LetterState.ORDERED)
    if found.update(leased_until=None, **values):
        letter.refresh_from_db()
        _record(letter, f"letter.{letter.state}", SYSTEM)


def _record(letter: Letter, verb: str, by: Stamp) -> None:
    audit.services.record(
        chain=f"case:{letter.case_id}",
        verb=verb,
        actor=by,
        case_id=letter.case_id,
        shared=letter.shared,
        details={
            "letter": letter.number,
            "kind": letter.kind,
            "payload": letter.payload_sha256,
            "sha256": letter.sha256 or letter.rendered_sha256,
        },
    )
