"""What each move of an urgent matter writes besides status, clocks and letters; under lock."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import Participation
from accounts.services import next_reference
from convention.amounts import amount_of
from evidence.models import StoredFile
from evidence.services import deliver_exhibits, seal_exhibits
from workflow.choices import Side
from workflow.models import Case
from workflow.refusals import Missing

from ..choices import Action, AlarmEnd, Method, Verdict
from ..grounds import open_grounds
from ..models import (
    AfterReview,
    Answer,
    Caution,
    ContactVersion,
    Override,
    Preservation,
    Verification,
)
from ..queries.directory import entries_before
from . import alarms
from .tracing import tell_trace
from .writing import Writing

SERIES = "247"


def ask(writing: Writing) -> None:
    """It gets its reference, opens to the desk that is asked, and rings there."""
    matter, at = writing.matter, writing.event.happened_at
    _number(writing, Side.REQUESTING)
    matter.arrived_at, matter.requesting_holder_id = at, writing.by.person_id
    matter.save(update_fields=["arrived_at", "requesting_holder"])
    open_to(writing.case, Side.REQUESTED)
    if matter.requested.connected:
        alarms.ring(writing.case, authority=matter.requested, at=at)


def take_down(writing: Writing) -> None:
    """Whoever took the call has it; the State in whose name it came sees it at once."""
    matter = writing.matter
    _number(writing, Side.REQUESTED)
    matter.arrived_at = writing.event.happened_at
    matter.requested_holder_id = writing.by.person_id
    matter.save(update_fields=["arrived_at", "requested_holder"])
    open_to(writing.case, Side.REQUESTING)


def accept(writing: Writing) -> None:
    """The alarm stops; from now on one named person has it."""
    _number(writing, Side.REQUESTED)
    if writing.event.recorded:
        return
    matter = writing.matter
    matter.requested_holder_id = writing.by.person_id
    matter.save(update_fields=["requested_holder"])
    alarms.stop(
        writing.case, authority=matter.requested, by=writing.by.stamp, end=AlarmEnd.ACCEPTED
    )


def verify(writing: Writing) -> None:
    """Somebody confirmed that it is theirs, at a number that nobody could have put there for it."""
    _keep_call(writing, Method(writing.given("method")), Verdict.CONFIRMED)
    matter = writing.matter
    matter.verified_at = writing.event.happened_at
    matter.save(update_fields=["verified_at"])


def note_attempt(writing: Writing) -> None:
    """A call that did not verify stays on record."""
    _keep_call(writing, Method.CALL_BACK, Verdict(writing.given("verdict")))


def _keep_call(writing: Writing, method: Method, verdict: Verdict) -> None:
    entry = _entry(writing) if method == Method.CALL_BACK else None
    Verification.objects.create(
        matter=writing.matter,
        method=method,
        entry=entry,
        phone=entry.phone if entry else "",
        spoke_to=writing.given("spoke_to"),
        verdict=verdict,
        words=writing.given("words"),
        at=writing.event.happened_at,
        by_id=writing.by.person_id,
        by_name=writing.by.name,
    )


def _entry(writing: Writing) -> ContactVersion:
    """The entry of the directory that was called: one that stood there before it arrived."""
    matter = writing.matter
    assert matter.arrived_at is not None  # it is shown to the desk from then on
    known = entries_before(matter.requesting.state_id, matter.arrived_at)
    key = str(writing.given("entry"))
    entry = known.filter(pk=int(key)).first() if key.isdecimal() else None
    if entry is None:
        raise Missing(
            _(
                "Call back at a number that stood in the directory before this arrived. No other"
                " number counts."
            )
        )
    return entry


def override(writing: Writing) -> None:
    """A second person answers for going on."""
    Override.objects.create(
        matter=writing.matter,
        reasons=writing.given("reasons"),
        at=writing.event.happened_at,
        by_id=writing.by.person_id,
        by_name=writing.by.name,
    )


def review(writing: Writing) -> None:
    """What was found afterwards."""
    AfterReview.objects.create(
        matter=writing.matter,
        text=writing.given("review"),
        at=writing.event.happened_at,
        by_id=writing.by.person_id,
        by_name=writing.by.name,
    )


def order(writing: Writing) -> None:
    """Whoever holds the data has to keep them from now on."""
    _refuse_too_long(writing)
    Preservation.objects.create(
        matter=writing.matter,
        custodian=writing.given("custodian"),
        order_reference=writing.given("order_reference"),
        ordered_at=writing.event.happened_at,
    )


def _refuse_too_long(writing: Writing) -> None:
    """An order at home has an end, and may be renewed before it, 25(2)."""
    until, most = writing.given("order_until"), amount_of("domestic_preservation_maximum")
    begins = writing.event.happened_at.astimezone(ZoneInfo(writing.matter.requested.zone)).date()
    if until and (until - begins).days > most:
        raise Missing(
            _("An order at home lasts at most %(days)s days, 25(2); renew it then.")
            % {"days": most}
        )


def confirm(writing: Writing) -> None:
    """The data are frozen. Of a State by post this is the first that is known of it."""
    matter, at = writing.matter, writing.event.happened_at
    freeze, _made = Preservation.objects.get_or_create(
        matter=matter, defaults={"custodian": matter.custodian, "ordered_at": at}
    )
    frozen_from = writing.given("frozen_from") or at
    if frozen_from > at:
        raise Missing(_("The data are frozen from a moment that has come."))
    # A moment is typed to the minute.
    asked = matter.arrived_at.replace(second=0, microsecond=0) if matter.arrived_at else None
    if asked and frozen_from < asked and not writing.event.recorded:
        raise Missing(_("The freeze cannot have begun before it was asked for."))
    freeze.custodian_reference = writing.given("custodian_reference")
    freeze.what = writing.given("frozen_what")
    freeze.frozen_from, freeze.confirmed_at = frozen_from, at
    freeze.save(update_fields=["custodian_reference", "what", "frozen_from", "confirmed_at"])


def warn(writing: Writing) -> None:
    """The State that asks decides."""
    Caution.objects.create(
        matter=writing.matter,
        kind=writing.given("caution"),
        text=writing.given("caution_text"),
        told_at=writing.event.happened_at,
    )


def answer_warning(writing: Writing) -> None:
    """What the State that asks has decided."""
    waiting = writing.matter.cautions.filter(answered_at__isnull=True)
    waiting.update(
        answer=writing.given("caution_answer"),
        answer_text=writing.given("reasons"),
        answered_at=writing.event.happened_at,
    )


def ask_extension(writing: Writing) -> None:
    """Until when the freeze is wanted now."""
    ends = writing.case.clocks.get(name="preserved", stopped_at=None).due_at
    wanted = writing.given("asked_until")
    if wanted <= ends.date():
        raise Missing(_("Choose a day after the one on which the freeze ends now."))
    Preservation.objects.filter(pk=writing.case.pk).update(asked_until=wanted)


def answer_extension(writing: Writing) -> None:
    """The wish is answered, one way or the other."""
    Preservation.objects.filter(pk=writing.case.pk).update(asked_until=None)


def renew_order(writing: Writing) -> None:
    """The order at home begins anew; renewals are counted, 25(2)."""
    _refuse_too_long(writing)
    freeze = writing.matter.preservation
    freeze.renewals += 1
    freeze.order_reference = writing.given("order_reference") or freeze.order_reference
    freeze.save(update_fields=["renewals", "order_reference"])


def follow_up(writing: Writing) -> None:
    """The request for what is frozen: of this installation, or by its reference."""
    request, reference = writing.given("follow_up"), writing.given("follow_up_reference")
    if not request and not reference:
        raise Missing(_("Choose the request that follows, or write its reference."))
    freeze = writing.matter.preservation
    if request:
        freeze.follow_up = request
    freeze.follow_up_reference = reference
    freeze.followed_at = writing.event.happened_at
    freeze.save(update_fields=["follow_up", "follow_up_reference", "followed_at"])


def may_be_lifted(writing: Writing) -> None:
    """Nothing more keeps it for the other State."""
    freeze = Preservation.objects.filter(pk=writing.case.pk)
    freeze.update(decided_at=writing.event.happened_at)


def lift(writing: Writing) -> None:
    """The data are not kept any more for the other State."""
    Preservation.objects.filter(pk=writing.case.pk).update(lifted_at=writing.event.happened_at)


def answer(writing: Writing) -> None:
    """What was found, with the files that belong to it: sealed, and handed over."""
    Answer.objects.create(matter=writing.matter, event=writing.event, text=writing.given("answer"))
    if isinstance(writing.given("answer_file"), StoredFile):
        return  # recorded from the other side's letter: it is kept with the letter
    seal_exhibits(case=writing.case, side=Side.REQUESTED, actor=writing.by)
    deliver_exhibits(case=writing.case, side=Side.REQUESTED, actor=writing.by)


def refuse(writing: Writing) -> None:
    """On a ground of the list, where there is a list."""
    grounds = {ground.pk: ground for ground in open_grounds(writing.matter)}
    chosen = grounds.get(str(writing.given("ground")))
    if grounds and chosen is None and not writing.event.recorded:
        raise Missing(_("Choose one of the grounds that are open here."))
    Answer.objects.create(
        matter=writing.matter, event=writing.event, text=writing.given("reasons"), ground=chosen
    )


def open_to(case: Case, side: Side) -> None:
    """The leading authority of that side sees the case from now on."""
    case.participations.filter(side=side, visible=False).update(visible=True)


def _number(writing: Writing, side: Side) -> None:
    """The next own reference of that desk, if it has none and works here; else what was given."""
    row = Participation.objects.select_related("authority").get(
        case=writing.case, side=side, leads=True
    )
    if row.reference:
        return
    if row.authority.connected:
        at = writing.event.happened_at
        row.reference = next_reference(row.authority, series=SERIES, at=at)
    else:
        row.reference = writing.given("their_reference")
    row.save(update_fields=["reference"])


EFFECTS: dict[str, Callable[[Writing], None]] = {
    Action.ASK: ask,
    Action.TAKE_DOWN: take_down,
    Action.ACCEPT: accept,
    Action.VERIFY: verify,
    Action.NOTE_ATTEMPT: note_attempt,
    Action.OVERRIDE: override,
    Action.REVIEW: review,
    Action.ORDER: order,
    Action.CONFIRM: confirm,
    Action.SECURE: confirm,
    Action.WARN: warn,
    Action.ANSWER_WARNING: answer_warning,
    Action.ASK_EXTENSION: ask_extension,
    Action.EXTEND: answer_extension,
    Action.DECLINE_EXTENSION: answer_extension,
    Action.RENEW_ORDER: renew_order,
    Action.FOLLOW_UP: follow_up,
    Action.RELEASE: may_be_lifted,
    Action.NOTE_DECISION: may_be_lifted,
    Action.LIFT: lift,
    Action.TELL_TRACE: tell_trace,
    Action.ANSWER: answer,
    Action.ANSWER_FROZEN: answer,
    Action.REFUSE: refuse,
}
