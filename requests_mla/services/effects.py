"""What each move writes besides status, clocks and letters. Called by the engine, under lock."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import Authority, Participation
from accounts.services import next_reference
from audit import moment
from evidence.models import StoredFile
from evidence.services import deliver_exhibits, seal_exhibits
from workflow.choices import Side
from workflow.models import Case, Letter
from workflow.refusals import Missing, NotFromHere

from ..choices import Action, AttachmentRole, Outcome, Result
from ..facts import document_of
from ..models import Assignment, Attachment, Decision, Delivery
from . import countersigning, exchange, ledger, posting, supplementing, talks
from .documents import share_documents
from .executing import executors
from .writing import Writing


def submit(writing: Writing) -> None:
    """The drafting authority gives the request its reference."""
    lead = _lead(writing.case, Side.REQUESTING)
    if not lead.reference:
        lead.reference = next_reference(
            writing.request.requesting, series="MLA", at=writing.event.happened_at
        )
        lead.save(update_fields=["reference"])


def return_draft(writing: Writing) -> None:
    """The document that was read is out of use."""
    posting.supersede_drafts(writing.case)


def send(writing: Writing) -> None:
    """The request opens to the other side; what was read is what is signed."""
    _read(writing)
    share_documents(writing.request)
    _open_to(writing.case, writing.request.requested, Side.REQUESTED)


def register(writing: Writing) -> None:
    """A request that came on paper: its own reference stands on the sender's side."""
    lead = _lead(writing.case, Side.REQUESTING)
    lead.reference = writing.given("their_reference")
    _save_reference(lead)
    _open_to(writing.case, writing.request.requested, Side.REQUESTED)


def acknowledge(writing: Writing) -> None:
    """The requested authority registers the case under its own reference."""
    lead = _lead(writing.case, Side.REQUESTED)
    wanted = writing.given("their_reference")
    lead.reference = wanted or next_reference(
        writing.request.requested, series="MLA", at=writing.event.happened_at
    )
    _save_reference(lead)


def ask(writing: Writing) -> None:
    """Questions are numbered and answered one by one; a list that was sent is empty then."""
    request, side = writing.request, writing.writer
    asked = exchange.questions_given(request, writing.act.given, side=side)
    exchange.write_questions(request, asked, event=writing.event)
    if writing.given("list"):
        request.draft_questions.filter(side=side).delete()


def reply(writing: Writing) -> None:
    """Every open question gets its own answer."""
    request = writing.request
    answers = exchange.answers_given(request, writing.act.given, side=writing.writer)
    exchange.write_answers(request, answers, event=writing.event)
    attach(writing)


def propose(writing: Writing) -> None:
    """An older document of this decision is out of use."""
    posting.supersede_decisions(writing.case)


def countersign(writing: Writing) -> None:
    """A second person stands by the decision exactly as the document showed it."""
    countersigning.sign(writing.request, letter=_read(writing), by=writing.by)


def send_decision(writing: Writing) -> None:
    """What the letter says of each measure is now what both sides know.

    A liaison officer who sends signs by sending.
    """
    request, at = writing.request, writing.event.happened_at
    if not writing.event.recorded:
        letter = _read(writing)
        if writing.by.role == Role.LIAISON_OFFICER:
            countersigning.sign(request, letter=letter, by=writing.by)
    request.countersignatures.alive().update(sent_at=at)
    lines = list(Decision.objects.in_force(request).unsent().select_related("measure"))
    Decision.objects.filter(pk__in=[line.pk for line in lines]).update(sent_at=at)
    ledger.open_with_decision(writing, lines)


def take_up(writing: Writing) -> None:
    """What was postponed is decided anew; that it was postponed stays on record."""
    postponed = Decision.objects.in_force(writing.request).sent().filter(outcome=Outcome.POSTPONED)
    postponed.update(superseded_at=writing.event.happened_at)


def assign(writing: Writing) -> None:
    """An executing authority takes part from now on."""
    authority: Authority = writing.given("executing_authority")
    if not executors(writing.request).filter(pk=authority.pk).exists():
        raise Missing(_("Choose an executing authority of your own State, or yourselves."))
    Assignment.objects.create(
        request=writing.request,
        authority=authority,
        instructions=writing.given("instructions"),
        assigned_at=writing.event.happened_at,
    )
    _open_to(writing.case, authority, Side.REQUESTED, leads=False)


def report(writing: Writing) -> None:
    """What execution of one measure brought."""
    number = int(writing.given("measure") or 0)
    found = writing.request.measures.filter(number=number).update(
        result=Result(writing.given("result")), result_text=writing.given("result_text")
    )
    if not found:
        raise Missing(_("The request has no measure %(number)s.") % {"number": number})


def deliver(writing: Writing) -> None:
    """Seal what waits and hand it over under one transmittal."""
    seal_exhibits(case=writing.case, side=Side.REQUESTED, actor=writing.by)
    exhibits = deliver_exhibits(case=writing.case, side=Side.REQUESTED, actor=writing.by)
    delivery = Delivery.objects.create(
        request=writing.request,
        event=writing.event,
        number=writing.request.deliveries.count() + 1,
        note=writing.given("remark"),
    )
    delivery.exhibits.set(exhibits)


def confirm_receipt(writing: Writing) -> None:
    """The requesting State has what was sent."""
    now = writing.event.happened_at
    writing.request.deliveries.filter(confirmed_at__isnull=True).update(confirmed_at=now)
    writing.request.receipt_confirmed_at = now
    writing.request.save(update_fields=["receipt_confirmed_at"])
    ledger.accept_what_is_open(writing)


def send_supplementary(writing: Writing) -> None:
    """What is asked in addition opens to the other side, as it was read."""
    if not writing.event.recorded:
        _read(writing)
    supplementing.send(writing)


def attach(writing: Writing) -> None:
    """A document that comes with the move."""
    file = writing.given("attachment")
    if isinstance(file, StoredFile):
        Attachment.objects.create(
            request=writing.request,
            file=file,
            name=writing.given("attachment_name") or file.sha256[:12],
            role=AttachmentRole.ANNEX,
            side=writing.writer,
            shared=True,
            added_by_name=writing.by.name,
            added_at=moment.now(),
        )


EFFECTS: dict[str, Callable[[Writing], None]] = {
    Action.SUBMIT: submit,
    Action.RETURN: return_draft,
    Action.SEND: send,
    Action.DISCARD: return_draft,
    Action.REGISTER: register,
    Action.ACKNOWLEDGE: acknowledge,
    Action.ASK: ask,
    Action.REPLY: reply,
    Action.CONSULT: talks.propose,
    Action.ACCEPT_CONDITIONS: talks.accept,
    Action.DECLINE_CONDITIONS: talks.decline,
    Action.ANSWER_CONDITIONS: talks.answer,
    Action.RECORD_TALKS: talks.record,
    Action.PROPOSE: propose,
    Action.COUNTERSIGN: countersign,
    Action.ACCEPT: send_decision,
    Action.REFUSE: send_decision,
    Action.TAKE_UP: take_up,
    Action.DECIDE_FURTHER: send_decision,
    Action.ASSIGN: assign,
    Action.REPORT: report,
    Action.DELIVER_PART: deliver,
    Action.DELIVER: deliver,
    Action.CONFIRM_RECEIPT: confirm_receipt,
    Action.SUPPLEMENT: attach,
    Action.PREPARE_SUPPLEMENTARY: supplementing.prepare,
    Action.RETURN_SUPPLEMENTARY: supplementing.drop,
    Action.SEND_SUPPLEMENTARY: send_supplementary,
    Action.ASK_USE: ledger.ask_use,
    Action.ANSWER_USE: ledger.answer_use,
    Action.TELL_DISPOSAL: ledger.dispose,
}


def _read(writing: Writing) -> Letter:
    """The document of the move, if it is the very one that was read."""
    letter = document_of(writing.event.action, writing.case)
    if letter is None or letter.rendered_sha256 != writing.given("document"):
        raise NotFromHere(
            _("A newer document was made after you opened this page. Read it, then release it."),
            case=writing.case,
        )
    return letter


def _lead(case: Case, side: Side) -> Participation:
    return case.participations.select_related("authority").get(side=side, leads=True)


def _save_reference(lead: Participation) -> None:
    taken = Participation.objects.filter(authority=lead.authority, reference=lead.reference)
    if lead.reference and taken.exclude(pk=lead.pk).exists():
        raise Missing(_("The reference %(ref)s is in use already.") % {"ref": lead.reference})
    lead.save(update_fields=["reference"])


def _open_to(case: Case, authority: Authority, side: Side, *, leads: bool = True) -> None:
    row, made = Participation.objects.get_or_create(
        case=case,
        authority=authority,
        defaults={
            "state_id": authority.state_id,
            "partner": _lead(case, side.other).authority,
            "side": side,
            "leads": leads,
            "opened_at": case.opened_at,
            # A seal covers whoever joins its side later.
            "sealed": _lead(case, side).sealed,
        },
    )
    if not made and not row.visible:
        row.visible = True
        row.save(update_fields=["visible"])
