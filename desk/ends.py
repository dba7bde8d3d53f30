"""The ends of appointments: clocks that belong to no case."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.clocks import APPOINTMENT
from accounts.models import Appointment
from accounts.queries import not_over
from audit import moment
from workflow import words
from workflow.models import Clock

from .dated import Dated


def ends_seen_by(actor: Actor) -> QuerySet[Appointment]:
    """Appointments that end: the person's own, and all of the State for who looks after people.

    Those that have not begun are among them; those that are over are not.
    """
    whose = Q(person_id=actor.person_id)
    if actor.looks_after_people:
        whose |= Q(authority__state_id=actor.state)
    open_clock = Q(clock__isnull=False, clock__stopped_at__isnull=True)
    rows = Appointment.objects.filter(whose & open_clock & not_over(moment.now().date()))
    return rows.select_related("person", "authority", "clock").order_by("clock__due_at", "clock")


def as_dated(actor: Actor, found: Appointment) -> Dated:
    """The end of an appointment as a date; whose it is, is said to who looks after people."""
    clock = found.clock
    assert clock is not None  # see `ends_seen_by`
    own = found.person_id == actor.person_id
    facts = {
        "who": found.person.name,
        "role": found.get_role_display(),
        "authority": found.authority.name,
    }
    of_others = _("%(who)s: %(role)s at %(authority)s")
    return Dated(
        clock=clock.pk,
        kind=clock.kind,
        act=clock.name,
        owed="",
        due_at=clock.due_at,
        started_at=clock.started_at,
        zone=clock.zone,
        unit=clock.unit,
        has_day=clock.until is not None,
        paused=clock.paused_at is not None,
        title=(_("You: %(role)s at %(authority)s") if own else of_others) % facts,
        url=_address(actor, found),
    )


def own_ends(actor: Actor) -> list[dict[str, Any]]:
    """The ends of the person's own appointments, as rows of a desk (see `desk.queries`)."""
    return list(_own_rows(actor))


def _own_rows(actor: Actor) -> Iterator[dict[str, Any]]:
    now = moment.now()
    for found in ends_seen_by(actor).filter(person_id=actor.person_id):
        clock = found.clock
        assert clock is not None  # see `ends_seen_by`
        yield {
            "url": reverse("accounts:profile"),
            "title": _("Your appointment as %(role)s") % {"role": found.get_role_display()},
            "reference": found.authority.name,
            "their_reference": "",
            "partner": "",
            "by_post": False,
            "turn": "",
            "deadline": _deadline(clock, actor),
            "days": (clock.due_at - now).days,
            "tags": [""],
            "step": None,
        }


def _deadline(clock: Clock, actor: Actor) -> words.Deadline:
    label = str(APPOINTMENT.label)
    return words.deadline(clock, label, now=moment.now(), zone=actor.zone)


def _address(actor: Actor, found: Appointment) -> str:
    if actor.looks_after_people and found.authority.state_id == actor.state:
        return reverse("accounts:person", args=[found.person_id])
    return reverse("accounts:profile")
