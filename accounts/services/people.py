"""Add people, appoint them, end or stop appointments, and decide who may sign in."""

import secrets
from datetime import date

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

import audit.services
from audit import moment
from workflow.refusals import Missing, NotFromHere, NotYours

from .. import clocks
from ..actors import Actor
from ..models import Appointment, Authority, Person
from ..queries import not_over, people_of
from .authorities import own_state
from .recording import record
from .tokens import revoke_all


class KnownElsewhere(Missing):
    """Somebody has this address, but holds no appointment in the actor's State (422)."""


@transaction.atomic
def invite_person(
    *,
    actor: Actor,
    email: str,
    name: str,
    authority: Authority,
    role: str,
    since: date,
    until: date | None = None,
) -> tuple[Person, str]:
    """Make a person with a first appointment, and a first password that is shown once.

    Both or neither. Raises Missing if somebody of the State has that address already, and
    KnownElsewhere if somebody else has.
    """
    own_state(actor, authority)
    if people_of(actor.state).filter(email__iexact=email).exists():
        raise Missing(
            _("Somebody with this e-mail address is known already. Appoint them on their page.")
        )
    if Person.objects.filter(email__iexact=email).exists():
        raise KnownElsewhere(
            _("Somebody with this e-mail address is known here, though not yet in your State.")
        )
    password = secrets.token_urlsafe(12)
    person = Person.objects.create_user(email, password, name=name)
    record(actor.stamp, "people.invite", person=person.pk)
    appoint(actor=actor, person=person, authority=authority, role=role, since=since, until=until)
    return person, password


def appoint_known(
    *,
    actor: Actor,
    email: str,
    authority: Authority,
    role: str,
    since: date,
    until: date | None = None,
) -> Person:
    """Appoint whoever has this address, of whatever State; they keep their name and password."""
    own_state(actor, authority)
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        raise Missing(_("Nobody has this e-mail address any more. Add them as somebody new."))
    appoint(actor=actor, person=person, authority=authority, role=role, since=since, until=until)
    return person


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    person: Person,
    authority: Authority,
    role: str,
    since: date,
    until: date | None = None,
) -> Appointment:
    """Give a person a role at an authority of the actor's State."""
    own_state(actor, authority)
    if person.pk == actor.person_id:
        raise NotYours(_("Nobody appoints themselves. Ask another administrator."))
    if not person.is_active:
        raise Missing(_("This person may not sign in. Let them sign in again first."))
    appointment, made = Appointment.objects.get_or_create(
        person=person, authority=authority, role=role, since=since, defaults={"until": until}
    )
    if not made:
        raise Missing(_("This person has this role from that day already."))
    clocks.follow(appointment)
    record(actor.stamp, "people.appoint", person=person.pk, authority=authority.pk, role=role)
    return appointment


@transaction.atomic
def end_appointment(*, actor: Actor, appointment: Appointment, last_day: date) -> None:
    """Let an appointment end with that day, inclusive; never later than it would have ended.

    Raises NotFromHere if it ends by then anyway.
    """
    kept = _to_be_ended(actor, appointment)
    if last_day < kept.since:
        raise Missing(_("The last day is before the first day of the appointment."))
    if kept.until is not None and kept.until <= last_day:
        day = date_format(kept.until, "j F Y")
        raise NotFromHere(
            _("This appointment already ends on %(day)s. Nothing was changed.") % {"day": day}
        )
    kept.until = last_day
    kept.save(update_fields=["until"])
    clocks.follow(kept)
    last = last_day.isoformat()
    record(actor.stamp, "people.end_appointment", appointment=kept.pk, until=last)


@transaction.atomic
def stop_appointment(*, actor: Actor, appointment: Appointment) -> None:
    """Stop an appointment at this moment; the next page of the person already refuses.

    One that has not begun never does. Raises NotFromHere if it is over.
    """
    kept, now = _to_be_ended(actor, appointment), moment.now()
    kept.stopped_at = now
    if kept.since <= now.date():
        kept.until = now.date()
    kept.save(update_fields=["stopped_at", "until"])
    clocks.follow(kept)
    record(actor.stamp, "people.stop_appointment", appointment=kept.pk)


@transaction.atomic
def switch_off(*, actor: Actor, person: Person) -> None:
    """Let a person sign in no more: sessions and tokens end now. Appointments stay as they are."""
    kept = _theirs_alone(actor, person)
    if not kept.is_active:
        raise NotFromHere(_("This person may not sign in already. Nothing was changed."))
    kept.is_active = False
    kept.session_epoch = F("session_epoch") + 1
    kept.save(update_fields=["is_active", "session_epoch"])
    tokens = revoke_all(kept)
    record(actor.stamp, "people.switch_off", person=kept.pk, tokens_revoked=tokens)


@transaction.atomic
def switch_on(*, actor: Actor, person: Person) -> None:
    """Let a person sign in again; old sessions and tokens stay ended."""
    kept = _theirs_alone(actor, person)
    if kept.is_active:
        raise NotFromHere(_("This person may sign in already. Nothing was changed."))
    kept.is_active = True
    kept.save(update_fields=["is_active"])
    record(actor.stamp, "people.switch_on", person=kept.pk)


@transaction.atomic
def correct_person(*, actor: Actor, person: Person, name: str, email: str) -> None:
    """Correct the name or the address somebody signs in with; both are kept sealed in the record.

    Raises Missing if somebody else has the address.
    """
    kept, email = _theirs_alone(actor, person), email.lower()
    if Person.objects.filter(email__iexact=email).exclude(pk=kept.pk).exists():
        raise Missing(_("Somebody else signs in with this e-mail address."))
    given = {"name": name, "email": email}
    changed = [field for field in given if getattr(kept, field) != given[field]]
    if not changed:
        return
    details: dict[str, str] = {}
    for field in changed:
        details[f"{field}_before"] = audit.services.sealed(getattr(kept, field))
        details[f"{field}_after"] = audit.services.sealed(given[field])
        setattr(kept, field, given[field])
    kept.save(update_fields=changed)
    # allauth's own list of addresses would let the old one sign in still.
    EmailAddress.objects.filter(user=kept).exclude(email__iexact=email).delete()
    record(actor.stamp, "people.correct", person=kept.pk, **details)


def _to_be_ended(actor: Actor, appointment: Appointment) -> Appointment:
    """The appointment as it stands, locked; refused where it is over or one's own."""
    own_state(actor, appointment.authority)
    if appointment.person_id == actor.person_id:
        raise NotYours(_("Nobody ends their own appointment. Ask another administrator."))
    kept = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if kept.is_over(moment.now().date()):
        raise NotFromHere(_("This appointment has ended already. Nothing was changed."))
    return kept


def _theirs_alone(actor: Actor, person: Person) -> Person:
    """The person, locked: somebody else, who acts for no State but the actor's."""
    if not actor.looks_after_people or not people_of(actor.state).filter(pk=person.pk).exists():
        raise NotYours(_("Only the administrator of that State may do this."))
    if person.pk == actor.person_id:
        raise NotYours(_("Nobody does this to themselves. Ask another administrator."))
    kept = Person.objects.select_for_update().get(pk=person.pk)
    elsewhere = kept.appointments.filter(not_over(moment.now().date()))
    if elsewhere.exclude(authority__state_id=actor.state).exists():
        raise NotYours(
            _(
                "This person acts for another State too, so you cannot decide this alone. "
                "Stop their appointments in your State instead."
            )
        )
    return kept
