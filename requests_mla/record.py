"""The record of a request as one of its sides reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.choices import Role
from accounts.queries import readable_by
from audit.models import Event
from audit.queries import texts_of
from audit.words import details_of, words_of
from workflow.models import Case

from .choices import KIND
from .models import Request
from .services.rights import read_by
from .table import TABLE

RIGHTS = "rights."


@dataclass(frozen=True)
class Entry:
    """One recorded act. `side` is "ours", "theirs" or, where no State acted, empty.

    Who acted on the other side stays with them, as on the timeline: `name` is then empty.
    """

    event: Event
    what: str
    text: str
    side: str
    state: str
    name: str
    role: str
    recorded: bool


def record_of(case: Case, actor: Actor) -> QuerySet[Event]:
    """What is recorded of a case that the actor sees and may be read on the actor's side.

    What happens to a rights record hints at what it says: that a second officer had to agree tells
    of a grave finding. Only those who may read the record read these lines.
    """
    found = Event.objects.filter(readable_by(actor), case_id=case.pk)
    return found if read_by(actor, case) else found.exclude(verb__startswith=RIGHTS)


def entries(events: list[Event], *, request: Request, actor: Actor) -> list[Entry]:
    """The events in words; one query for all the texts that the record names only by digest."""
    told = [(event, details_of(event) or {}) for event in events]
    digests = [_digests(event, details, actor) for event, details in told]
    kept = texts_of({digest for some in digests for digest in some})
    return [
        _entry(event, details, [kept[one] for one in some if one in kept], request, actor)
        for (event, details), some in zip(told, digests, strict=True)
    ]


def _digests(event: Event, details: Mapping[str, Any], actor: Actor) -> list[str]:
    """The digests whose text this side reads: of its own acts, and of moves that both sides see.

    The timeline shows the same words. Of what else the other side shares only the act is told.
    """
    noun, _dot, act = event.verb.partition(".")
    is_move = noun == KIND and TABLE.move(act) is not None
    if event.state != actor.state and not (event.shared and is_move):
        return []
    sealed = (details.get(name) for name in ("text", "name"))
    return [digest for digest in sealed if isinstance(digest, str)]


def _entry(
    event: Event, details: Mapping[str, Any], texts: list[str], request: Request, actor: Actor
) -> Entry:
    is_ours, is_software = event.state == actor.state, event.person_id is None
    return Entry(
        event=event,
        what=words_of(event) or event.verb,
        text="\n".join(texts),
        side="ours" if is_ours else "theirs" if event.state else "",
        state=_state_name(event.state, request, actor),
        name=event.person_name if is_ours or is_software else "",
        role=_("the software") if is_software else _role(event) if is_ours else "",
        recorded=details.get("recorded") is True,
    )


def _role(event: Event) -> str:
    """Role and authority as they were at that moment."""
    role = str(Role(event.role).label) if event.role in Role.values else event.role
    return ", ".join(part for part in (role, event.authority) if part)


def _state_name(code: str, request: Request, actor: Actor) -> str:
    """The State acted for: one of the two, or that of a reader from outside."""
    for authority in (request.requesting, request.requested):
        if authority.state_id == code:
            return authority.state.name
    return actor.state_name if code == actor.state else ""
