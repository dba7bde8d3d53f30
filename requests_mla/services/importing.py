"""Put the request of another installation on the register, from the data in its letter.

One path with a request by post: the same case, the same move, the same roles. Only that nobody
types, and that the letter is kept with its data as they were attached.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.choices import AuthorityKind
from accounts.models import Authority
from accounts.queries import visible_to
from convention.models import State
from evidence.models import StoredFile
from workflow.models import Case, Letter
from workflow.once import made_once, named
from workflow.refusals import Missing, NotFromHere

from ..choices import Released, Unknown
from ..incoming import Incoming, LetterRefused
from ..models import ImportedLetter, Request
from . import enclosing, filling, opening, posting
from .enclosing import Kept
from .filling import Content, NotKnown


@dataclass(frozen=True)
class Known:
    """That a letter, or its case, is here already. `case` only where the reader may see it."""

    is_letter: bool
    case: Case | None


@dataclass(frozen=True)
class Found:
    """A request that can be put on the register: what it says, and by whom it may be sent.

    `senders` are those of the State that sends it, or all where that State is not known here.
    """

    incoming: Incoming
    content: Content
    senders: tuple[Authority, ...]
    not_known: tuple[NotKnown, ...] = field(default=())

    @property
    def sender(self) -> Authority | None:
        """The authority of that name, or the only one of that State; None where it is not known."""
        if any(one.what == Unknown.SENDER for one in self.not_known):
            return None
        name = self.incoming.said["from"]["authority"]
        same = [one for one in self.senders if one.name == name]
        found = same or (list(self.senders) if len(self.senders) == 1 else [])
        return found[0] if found else None


def known_here(actor: Actor, incoming: Incoming) -> Known | None:
    """Whether the letter is here already, or one of its case is."""
    case = Case.objects.filter(pk=incoming.conversation).first()
    if case is None:
        # The same file may have been registered by hand.
        letters = Letter.objects.filter(sha256=incoming.sha256).exclude(sha256="")
        letter = letters.order_by("pk").first()
        return Known(is_letter=True, case=_seen(actor, letter.case_id)) if letter else None
    same = case.letters.filter(sha256=incoming.sha256) | case.letters.filter(
        payload_sha256=incoming.payload_sha256
    )
    return Known(is_letter=same.exists(), case=_seen(actor, case.pk))


def found_in(actor: Actor, incoming: Incoming) -> Found:
    """What the letter would put on the register of the actor's authority.

    Raises LetterRefused for one that opens no case here.
    """
    _refuse_what_is_not_ours(actor, incoming)
    state = incoming.said["from"]["state"]
    try:
        content = filling.content_of(incoming.said, sender=state, asked=actor.state)
    except Missing as refusal:
        raise LetterRefused(*refusal.reasons) from refusal
    senders = _by_post(actor)
    theirs = tuple(one for one in senders if one.state_id == state)
    if State.objects.filter(pk=state).exists():
        if not theirs:
            raise LetterRefused(_of_no_sender(state))
        return Found(incoming, content, theirs, content.not_known)
    said = incoming.said["from"]
    words = " · ".join(filter(None, (said["state_name"], state, said["authority"])))
    unknown = NotKnown(Unknown.SENDER, words)
    return Found(incoming, content, senders, (unknown, *content.not_known))


def register_letter(
    *,
    actor: Actor,
    found: Found,
    file: StoredFile,
    sender: Authority,
    because: str = "",
    form_key: UUID | None = None,
) -> Request:
    """Open the case that the letter asks for, filled from its data.

    `file` is the letter. `because`: why one goes on although its signer is not trusted here;
    Missing without. The same form sent twice is one case; NotFromHere where another was quicker.
    """
    incoming = found.incoming
    opening.refuse_sender_or_recorder(sender, actor)
    if sender not in found.senders:
        raise Missing(_("Choose one of the authorities of the State that sends the letter."))
    if not incoming.is_trusted and not because.strip():
        raise Missing(_("Write why you go on: the signature is not one that is trusted here."))
    name = named(form_key, actor.person_id, incoming.sha256, sender.pk, because)
    enclosed = enclosing.keep_enclosed(incoming, by=actor)

    def make() -> Request:
        _refuse_known(actor, incoming)
        return _make(actor, found, file, enclosed, sender, because, name)

    try:
        return made_once(Request, name, make)
    except IntegrityError:
        # Somebody was quicker: the case has the name that both installations call it.
        _refuse_known(actor, incoming)
        raise


def _make(
    actor: Actor,
    found: Found,
    file: StoredFile,
    enclosed: Sequence[Kept],
    sender: Authority,
    because: str,
    name: UUID | None,
) -> Request:
    incoming, said = found.incoming, found.incoming.said
    arrival = opening.Arrival(
        sender=sender,
        title=said["title"] or incoming.label,
        their_reference=said["references"]["ours"],
        dated=incoming.written_at,
        scan=file,
        remark=said["text"],
        language=said["written_in"],
        basis=found.content.basis,
        conversation=incoming.conversation,
    )
    signer = incoming.report.person or incoming.signer

    def fill(made: Request) -> None:
        found.content.write(made, confirmed_by=signer)
        enclosing.attach_enclosed(made, enclosed, by=actor)

    request = opening.put_on_register(actor, arrival, fill, once=name, **found.content.columns)
    letter = request.case.letters.get()
    posting.keep_data(letter, incoming.payload, signer=signer, at=incoming.written_at)
    _keep_findings(request, found, actor, because)
    _record(request, incoming, actor, because)
    return request


def _keep_findings(request: Request, found: Found, actor: Actor, because: str) -> None:
    incoming, report = found.incoming, found.incoming.report
    ImportedLetter.objects.create(
        request=request,
        signer_name=report.signer_name[:200],
        person=report.person[:200],
        fingerprint=report.fingerprint,
        signed_at=report.signed_at,
        is_trusted=incoming.is_trusted,
        problems=incoming.doubts,
        because="" if incoming.is_trusted else because.strip(),
        not_known=[one.kept() for one in found.not_known],
        enclosed=[
            {"name": one.name, "size": len(one.content), "sha256": one.sha256}
            for one in incoming.enclosed
        ],
        imported_by_name=actor.name,
    )


def _record(request: Request, incoming: Incoming, actor: Actor, because: str) -> None:
    audit.services.record(
        chain=f"case:{request.pk}",
        verb="request.import",
        actor=actor.stamp,
        case_id=request.pk,
        shared=False,
        details={
            "sha256": incoming.sha256,
            "payload": incoming.payload_sha256,
            "fingerprint": incoming.report.fingerprint,
            "trusted": incoming.is_trusted,
            "because": audit.services.sealed(because) if because else None,
        },
    )


def _refuse_known(actor: Actor, incoming: Incoming) -> None:
    known = known_here(actor, incoming)
    if known:
        raise NotFromHere(_("This letter was registered here already."), case=known.case)


def _refuse_what_is_not_ours(actor: Actor, incoming: Incoming) -> None:
    said = incoming.said
    if incoming.kind != Released.REQUEST:
        raise LetterRefused(
            _("This is no request, but: %(kind)s. Its case is not registered here.")
            % {"kind": incoming.label}
        )
    if said["to"]["state"] != actor.state:
        raise LetterRefused(
            _("The letter is written to %(state)s, not to us.")
            % {"state": said["to"]["state_name"]}
        )
    if said["from"]["state"] == actor.state:
        raise LetterRefused(_("The letter is from your own State."))


def _by_post(actor: Actor) -> tuple[Authority, ...]:
    rows = Authority.objects.filter(kind=AuthorityKind.CENTRAL, connected=False)
    return tuple(rows.exclude(state=actor.state).select_related("state"))


def _of_no_sender(state: str) -> str:
    here = Authority.objects.filter(state=state, kind=AuthorityKind.CENTRAL, connected=True).first()
    if here:
        return _("%(authority)s works in this installation; its requests arrive by themselves.") % {
            "authority": here.name
        }
    return _(
        "No central authority of %(state)s is entered here. Ask the operator of this installation"
        " to add it."
    ) % {"state": State.objects.get(pk=state).name}


def _seen(actor: Actor, pk: UUID) -> Case | None:
    return visible_to(actor).filter(pk=pk).first()
