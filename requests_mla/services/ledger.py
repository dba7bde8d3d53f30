"""The ledger of conditions, limits of use and assurances, and the small flows that end in it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from convention.choices import CONVENTION
from workflow.choices import Side
from workflow.models import Event
from workflow.refusals import Missing

from .. import choices
from ..choices import UndertakingKind, UseAnswer
from ..models import Decision, Disposal, Request, Undertaking, UseRequest
from . import talks
from .writing import Writing


def open_with_decision(writing: Writing, lines: Iterable[Decision]) -> None:
    """What binds from a grant on: conditions line by line; with the first, what holds of all."""
    request = writing.request
    granted = sorted((row for row in lines if row.grants), key=lambda row: row.measure.number)
    if not granted:
        return
    _write_conditions(request, writing.event, granted)
    others = Decision.objects.in_force(request).sent().filter(outcome__in=choices.GRANTING)
    if not others.exclude(pk__in=[row.pk for row in granted]).exists():
        _write_what_holds_of_all(request, writing.event)


def _write_what_holds_of_all(request: Request, event: Event) -> None:
    """The limit of use, what was offered, secrecy."""
    if request.basis_id == CONVENTION:
        _write(
            request,
            UndertakingKind.USE_LIMIT,
            _("Used only in the proceedings named in the request; any other use needs consent."),
            reference="40(19)",
            binds=Side.REQUESTING,
            at=event.happened_at,
            accepted_at=event.happened_at,
        )
    if request.use_limits.strip():
        _write(
            request,
            UndertakingKind.ASSURANCE,
            request.use_limits,
            reference="",
            binds=Side.REQUESTING,
            at=event.happened_at,
            accepted_for=request.requesting.name,
            accepted_at=event.happened_at,
        )
    if request.confidential:
        _write(
            request,
            UndertakingKind.SECRECY,
            _("The request and its content are kept secret, except as needed to carry it out."),
            reference="40(20)" if request.basis_id == CONVENTION else "",
            binds=Side.REQUESTED,
            at=event.happened_at,
            accepted_for=request.requested.name,
            accepted_at=event.happened_at,
            until=request.confidential_until,
        )


def accept_what_is_open(writing: Writing) -> None:
    """Whoever confirms receipt of the evidence takes on the conditions that came with it."""
    event = writing.event
    waiting = writing.request.undertakings.filter(accepted_at__isnull=True, binds=Side.REQUESTING)
    waiting.update(
        accepted_by_name="" if event.recorded else event.actor_name,
        accepted_for=writing.request.requesting.name,
        accepted_at=event.happened_at,
    )


def ask_use(writing: Writing) -> None:
    """A wish to use evidence for something else, or to pass it on."""
    kind = choices.UseKind(writing.given("use_kind"))
    recipient = writing.given("use_recipient")
    if kind == choices.UseKind.ONWARD and not recipient.strip():
        raise Missing(_("Say to which State or organisation it should go."))
    UseRequest.objects.create(
        request=writing.request,
        number=writing.request.use_requests.count() + 1,
        kind=kind,
        recipient=recipient,
        text=writing.given("use_text"),
        asked_at=writing.event.happened_at,
    )


def answer_use(writing: Writing) -> None:
    """Consent, consent under conditions, or refusal; a consent goes into the ledger."""
    wish = open_wish(writing.request)
    assert wish is not None  # a guard has looked, under the same lock
    wish.answer = UseAnswer(writing.given("use_answer"))
    wish.answer_text = writing.given("use_answer_text")
    wish.answered_at = writing.event.happened_at
    if wish.answer != UseAnswer.CONSENTED and not wish.answer_text.strip():
        raise Missing(_("Write the conditions, or the reasons for refusing."))
    wish.save(update_fields=["answer", "answer_text", "answered_at"])
    if wish.answer != UseAnswer.REFUSED:
        _write(
            writing.request,
            UndertakingKind.CONSENT,
            "\n".join(part for part in (wish.text, wish.recipient, wish.answer_text) if part),
            reference=wish.reference,
            binds=Side.REQUESTING,
            at=writing.event.happened_at,
            accepted_for=writing.request.requested.name,
            accepted_at=writing.event.happened_at,
            until=writing.given("use_until") or None,
        )


def open_wish(request: Request) -> UseRequest | None:
    """The wish that waits for an answer."""
    return request.use_requests.filter(answered_at__isnull=True).first()


def dispose(writing: Writing) -> None:
    """Evidence was given back or destroyed."""
    Disposal.objects.create(
        request=writing.request,
        kind=choices.DisposalKind(writing.given("disposal_kind")),
        happened_on=writing.given("disposed_on"),
        words=writing.given("remark"),
        told_at=writing.event.happened_at,
    )


def _write_conditions(request: Request, event: Event, granted: list[Decision]) -> None:
    """A line of its own on the sheet is a line of the ledger; all of them with two statements."""
    agreed = talks.agreed(request)
    asked = [
        (row.measure, text)
        for row in granted
        for text in filter(None, (line.strip() for line in row.conditions.splitlines()))
    ]
    lines = Undertaking.objects.bulk_create(
        _condition(
            request,
            event,
            number=number,
            text=text,
            is_agreed=text in agreed.get(measure.pk, []) or text in agreed.get(None, []),
        )
        for number, (measure, text) in enumerate(asked, start=_next_number(request))
    )
    tie = Undertaking.measures.through
    tie.objects.bulk_create(
        tie(undertaking=line, measure=measure)
        for line, (measure, _text) in zip(lines, asked, strict=True)
    )


def _condition(
    request: Request, event: Event, *, number: int, text: str, is_agreed: bool
) -> Undertaking:
    """One condition, not saved yet; what was agreed in talks is accepted already."""
    return Undertaking(
        request=request,
        number=number,
        kind=UndertakingKind.CONDITION,
        text=text,
        reference="40(28)" if request.basis_id == CONVENTION else "",
        binds=Side.REQUESTING,
        made_at=event.happened_at,
        accepted_for=request.requesting.name if is_agreed else "",
        accepted_at=event.happened_at if is_agreed else None,
    )


def _next_number(request: Request) -> int:
    return request.undertakings.count() + 1


def _write(
    request: Request,
    kind: UndertakingKind,
    text: str,
    *,
    reference: str,
    binds: Side,
    at: datetime,
    until: date | None = None,
    **accepted: Any,
) -> None:
    Undertaking.objects.create(
        request=request,
        number=_next_number(request),
        kind=kind,
        text=text,
        reference=reference,
        binds=binds,
        made_at=at,
        until=until,
        **accepted,
    )
