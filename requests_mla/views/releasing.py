"""What a second person has before them: the document, what it decides, what signing it means."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.queries import usable_key
from workflow.choices import Side
from workflow.models import Letter
from workflow.table import Offer

from .. import decided
from ..choices import Action
from ..facts import RELEASES, document_of
from ..models import Countersignature, Decision
from .pieces import Seen

DECIDING = frozenset(
    {Action.PROPOSE, Action.COUNTERSIGN, Action.ACCEPT, Action.REFUSE, Action.DECIDE_FURTHER}
)


def initial(view: Seen, action: str) -> dict[str, Any]:
    """The document that the page shows: only that one is signed."""
    letter = document_of(action, view.case)
    return {"document": letter.rendered_sha256 if letter else ""}


def around(view: Seen, offer: Offer) -> dict[str, Any]:
    """What stands on the page of a move that signs, or leads to signing."""
    action = offer.move.action
    if offer.on_behalf:
        return {"decisions": _decisions(view, action)}
    letter = document_of(action, view.case)
    return {
        "document_url": _address(view, letter),
        "decisions": _decisions(view, action),
        "signature": _signature(view, action, letter),
        "changes": _changes(view) if action in DECIDING else None,
    }


def _address(view: Seen, letter: Letter | None) -> str:
    if letter is None or not letter.rendered_sha256:
        return ""
    return reverse("requests:letter", args=[view.case.pk, letter.number])


def _decisions(view: Seen, action: str) -> list[Decision]:
    """What is decided by this step, so that it is read before the click."""
    if action not in DECIDING:
        return []
    rows = Decision.objects.in_force(view.request).unsent()
    return list(rows.select_related("measure__type", "ground").order_by("measure__number"))


def _signature(view: Seen, action: str, letter: Letter | None) -> dict[str, str]:
    """What a click stands by, and what it does; with which key and to whom where it sends."""
    if letter is None or not letter.rendered_sha256:
        return {}
    request = view.request
    ours, theirs = request.requesting, request.requested
    if letter.side == Side.REQUESTED:
        ours, theirs = theirs, ours
    stands_by = {"document": letter.rendered_sha256, "meaning": _meaning(action)}
    key = usable_key(ours)
    if action not in RELEASES or key is None:
        return stands_by
    return {
        **stands_by,
        "authority": ours.name,
        "fingerprint": key.fingerprint,
        "to": f"{theirs.state.name}, {theirs.name}",
    }


def _meaning(action: str) -> str:
    """What the click does, so that nobody learns it afterwards."""
    if action == Action.COUNTERSIGN:
        return _(
            "With this click you stand by the document above. Any later change makes your word "
            "void."
        )
    if action == Action.SEND:
        return _(
            "With this click the document above is signed and sent. It cannot be taken back, only "
            "withdrawn."
        )
    return _("With this click the document above is signed and sent. It cannot be taken back.")


def _changes(view: Seen) -> dict[str, Any] | None:
    """What reads otherwise than it did when somebody last signed: by this person, or by anybody."""
    rows = view.request.countersignatures.filter(sent_at__isnull=True).order_by("signed_at")
    last = rows.filter(person_id=view.actor.person_id).last() or rows.last()
    if last is None:
        return None
    now = decided.text_of(view.request)
    found = decided.differences(last.content, now)
    return {"who": _who(view, last), "at": last.signed_at, "rows": found} if found else None


def _who(view: Seen, signature: Countersignature) -> str:
    own = signature.person_id == view.actor.person_id
    return _("you") if own else signature.person_name
