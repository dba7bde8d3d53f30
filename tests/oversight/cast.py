"""Two States with an auditor each, a case between them, and what was recorded about it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.test import Client

from accounts.actors import Actor
from accounts.choices import AuthorityKind, Role
from accounts.models import Appointment, Authority, Participation, Person
from audit.models import Event
from audit.moment import pretended
from audit.services import record
from audit.stamps import Stamp
from convention.models import State
from workflow.choices import Side
from workflow.models import Case

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def state(code: str, name: str) -> State:
    """A State by its code, made if the catalogue is not loaded."""
    names = {f"name_{language}": name for language in ("ar", "zh", "en", "fr", "ru", "es")}
    found, _new = State.objects.get_or_create(
        code=code, defaults={"kind": "un_member", "invented": True, **names}
    )
    return found


def authority(of: State, name: str) -> Authority:
    """The central authority of a State."""
    return Authority.objects.create(state=of, kind=AuthorityKind.CENTRAL, name=name)


def appointed(to: Authority, role: Role, name: str) -> Actor:
    """Somebody who may act there since long ago."""
    address = f"{uuid4().hex}@example.org"
    person = Person.objects.create_user(address, None, name=name)
    made = Appointment.objects.create(
        person=person, authority=to, role=role, since=date(2020, 1, 1)
    )
    return Actor.of(made)


def signed_in(actor: Actor) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


@dataclass
class Cast:
    """The people and the case of the tests."""

    ours: Authority
    theirs: Authority
    auditor: Actor
    foreign_auditor: Actor
    officer: Actor
    foreign_officer: Actor
    case: Case

    @classmethod
    def gather(cls) -> "Cast":
        """States XA and XB, and a case that XA asks XB about."""
        ours = authority(state("XA", "Arvenia"), f"Justice A {uuid4().hex[:6]}")
        theirs = authority(state("XB", "Belmora"), f"Justice B {uuid4().hex[:6]}")
        return cls(
            ours,
            theirs,
            appointed(ours, Role.AUDITOR, "Ada Auditor"),
            appointed(theirs, Role.AUDITOR, "Bo Auditor"),
            appointed(ours, Role.LIAISON_OFFICER, "Ane Lorrin"),
            appointed(theirs, Role.LIAISON_OFFICER, "Ben Tolk"),
            opened(ours, theirs, "Fraud with invoices"),
        )


def opened(ours: Authority, theirs: Authority, title: str, *, sent: bool = True) -> Case:
    """A case both take part in; before it is sent the other side does not see it."""
    case = Case.objects.create(kind="mla", status="sent", title=title, opened_at=START)
    sides = ((Side.REQUESTING, ours, theirs, "A"), (Side.REQUESTED, theirs, ours, "B"))
    for side, who, partner, mark in sides:
        Participation.objects.create(
            case=case,
            authority=who,
            state=who.state,
            partner=partner,
            side=side,
            reference=f"{mark}-{case.pk.hex[:8]}",
            opened_at=START,
            visible=sent or side == Side.REQUESTING,
        )
    return case


def told(
    actor: Actor | Stamp,
    case: Case | None,
    verb: str,
    *,
    shared: bool = False,
    hours: float = 0,
    **details: str,
) -> Event:
    """Something recorded about the case (or the actor's State), so many hours after the start."""
    stamp = actor.stamp if isinstance(actor, Actor) else actor
    with transaction.atomic(), pretended(START + timedelta(hours=hours)):
        return record(
            chain=f"case:{case.pk}" if case else f"state:{stamp.state}",
            verb=verb,
            actor=stamp,
            case_id=case.pk if case else None,
            shared=shared,
            details=dict(details),
        )
