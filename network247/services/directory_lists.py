"""Take in an uploaded list of desks: kept first, proposed on the second press, confirmed as one."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from audit import moment
from audit.canonical import Json
from audit.services import record
from workflow.refusals import Missing, NotFromHere, NotYours

from ..choices import VersionState
from ..models import ContactList, ContactVersion
from ..queries.directory import keeps
from ..queries.directory_lists import plan_of
from ..queries.directory_reading import rows_of, text_of
from .directory import Wish, confirm_versions, propose_contacts

LONGEST_NAME = 200


@transaction.atomic
def keep_list(*, actor: Actor, name: str, content: bytes) -> ContactList:
    """Keep an uploaded list to be looked at; the directory stays as it is.

    Raises Missing if it is no list or over the limits.
    """
    refuse_who_does_not_keep(actor)
    text = text_of(content)
    rows_of(text)
    kept = ContactList.objects.create(
        state_id=actor.state,
        name=name[-LONGEST_NAME:],
        text=text,
        uploaded_by_id=actor.person_id,
        uploaded_by_name=actor.name,
    )
    _record(actor, "contact.upload", kept)
    return kept


@transaction.atomic
def propose_list(*, actor: Actor, kept: ContactList, mark: str) -> int:
    """Turn what a list changes into proposals; returns how many.

    `mark` is that of the plan that was read (`Plan.mark`). Raises NotFromHere if the list was
    proposed already, or the directory changed so that the plan is another one now.
    """
    refuse_who_does_not_keep(actor)
    kept = _locked(actor, kept)
    if kept.proposed_at:
        raise NotFromHere(_("What this list changes was proposed already. Nothing was changed."))
    plan = plan_of(actor, kept.text)
    if plan.mark != mark:
        raise NotFromHere(
            _("The directory changed since you looked at this list. Read it once more below.")
        )
    if not plan.to_propose:
        raise Missing(_("There is nothing to change."))
    wishes = []
    for line in plan.to_propose:
        assert line.details is not None  # see Plan.to_propose
        wishes.append(Wish(line.state, line.details, line.point))
    propose_contacts(actor=actor, wishes=wishes, listed_in=kept)
    kept.proposed_at = moment.now()
    kept.save(update_fields=["proposed_at"])
    _record(actor, "contact.propose_list", kept, number=len(wishes))
    return len(wishes)


@transaction.atomic
def confirm_list(*, actor: Actor, kept: ContactList, number: int) -> int:
    """Put in force all proposals of a list that wait, as the second person who read them.

    `number`: how many were shown waiting. Raises NotFromHere if that is another number now,
    NotYours if one of them is not the actor's to confirm; all are confirmed, or none.
    """
    kept = _locked(actor, kept)
    waiting = list(waiting_in(kept))
    if not waiting or len(waiting) != number:
        raise NotFromHere(_("Some of these were decided since you looked. Read them once more."))
    return len(confirm_versions(actor=actor, versions=waiting))


def waiting_in(kept: ContactList) -> list[ContactVersion]:
    """The proposals of a list that wait for a second person."""
    versions = kept.versions.filter(state=VersionState.PROPOSED)
    return list(versions.select_related("point__state", "point__current").order_by("pk"))


def refuse_who_does_not_keep(actor: Actor) -> None:
    """Lists are taken in by those who keep the directory."""
    if not keeps(actor):
        raise NotYours(
            _(
                "Lists are taken in by State administrators, duty officers and"
                " central-authority officers."
            )
        )


def _locked(actor: Actor, kept: ContactList) -> ContactList:
    found = ContactList.objects.select_for_update().get(pk=kept.pk)
    if found.state_id != actor.state:
        raise NotYours(_("This list was uploaded for another State."))
    return found


def _record(actor: Actor, verb: str, kept: ContactList, **more: int) -> None:
    told: dict[str, Json] = {"list": kept.pk, "name": kept.name, **more}
    record(chain=f"state:{actor.state}", verb=verb, actor=actor.stamp, details=told)
