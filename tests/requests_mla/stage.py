"""Two cases between Arvenia and Belmara, and browsers for the people who work on them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client, TestCase
from django.urls import reverse

from accounts.actors import Actor
from accounts.choices import Role
from accounts.middleware import SESSION_KEY
from accounts.models import Appointment, Person
from audit.moment import pretended
from config.demonstration import play as plays
from config.demonstration.cast import Cast, assemble
from requests_mla.choices import Action, Released
from requests_mla.services import posting
from workflow.models import Case, Event
from workflow.services import Act, perform

LAW = "Penal Code, section 199: entering a computer system without right."


class Play(plays.Play):
    """A play whose worker makes only what a second person waits for: request form, decision."""

    def act(self, who: str, action: str, *, on_behalf: bool = False, **given: Any) -> Event:
        """Make a move; other letters stay ordered until `make_letters` is called."""
        with pretended(self.at):
            done_at = self.at if on_behalf else None
            act = Act(action, given, on_behalf=on_behalf, happened_at=done_at)
            event = perform(case=self.case, act=act, by=self.cast.actors[who])
            if action in (Action.SUBMIT, Action.PROPOSE, Action.PREPARE_SUPPLEMENTARY):
                make_documents(self.case)
        return event


class Staged(TestCase):
    """A test with a cast and a case, both made once for all its methods."""

    cast: Cast
    at: datetime
    play: Play


def gathered(days_ago: int = 10) -> tuple[Cast, datetime]:
    """Everybody of the demonstration, and a moment a few days ago at which plays begin."""
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=days_ago)
    return assemble(begin), begin


def drafted(cast: Cast, at: datetime, title: str = "Clinic ransomware", measures: int = 1) -> Play:
    """A draft of Youssef's to Belmara that nothing blocks."""
    play = Play(cast, at)
    play.draft("youssef", "XB", title)
    play.write(
        "youssef",
        "who",
        basis_id="UNCC",
        conducting_authority="Public Prosecutor of Port-Sélène",
        conducting_functions="directs the investigation",
        case_number="PS-2026-00417",
        nature="Investigation into encrypted hospital records.",
        purpose="To identify those responsible.",
    )
    offence = {"article": 7, "provision": LAW, "maximum_penalty_months": 60}
    play.add("youssef", "offences", [offence])
    play.write("youssef", "facts", facts="Files were encrypted on 14 March 2026 at 02:10 (UTC+1).")
    play.add("youssef", "persons", [{"role": "suspect", "names": "Karina Ostrova"}])
    seen = {"port": 49152, "seen_at": datetime(2026, 3, 14, 1, 10, tzinfo=UTC)}
    play.add("youssef", "identifiers", [{"kind": "ip", "value": "203.0.113.77", **seen}])
    play.add("youssef", "measures", [card() for _ in range(measures)])
    play.write("youssef", "safeguards", safeguards="A milder measure would not show the account.")
    return play


def card() -> dict[str, Any]:
    """One measure, complete."""
    return {
        "type": "stored_data",
        "category": "content",
        "description": "Hand over the log of sessions.",
        "target": "203.0.113.77",
        "period_from": date(2026, 3, 11),
        "period_until": date(2026, 3, 14),
        "zone": "UTC",
        "necessity": "Only the log shows who was there.",
    }


def submitted(cast: Cast, at: datetime, **more: Any) -> Play:
    """The same, waiting for the second person, its document made and its rights record kept."""
    play = drafted(cast, at, **more)
    play.rights("youssef")
    play.act("youssef", "submit")
    return play


def sent(cast: Cast, at: datetime, **more: Any) -> Play:
    """The same, released by Leïla."""
    play = drafted(cast, at, **more)
    play.send("youssef", "leila")
    return play


def received(cast: Cast, at: datetime, **more: Any) -> Play:
    """The same, acknowledged by Ciara."""
    play = sent(cast, at, **more)
    play.act("ciara", "acknowledge")
    return play


def executing(cast: Cast, at: datetime, **more: Any) -> Play:
    """The same, granted by Aoife and assigned to the bureau."""
    play = received(cast, at, **more)
    numbers = play.case.request.measures.values_list("number", flat=True)
    play.decide("ciara", {number: {"outcome": "granted"} for number in numbers})
    play.release("ciara", "aoife", "accept")
    play.act("ciara", "assign", executing_authority=cast.executing["XB"])
    return play


def appointed(cast: Cast, state: str, name: str, role: Role = Role.LIAISON_OFFICER) -> Actor:
    """One more person at the central authority of that State."""
    person = Person.objects.create(email=f"{name}@{state.lower()}.example", name=name.title())
    appointment = Appointment.objects.create(
        person=person, authority=cast.central[state], role=role, since=date(2026, 1, 1)
    )
    cast.actors[name] = Actor.of(appointment)
    return cast.actors[name]


def grave(play: Play) -> dict[str, Any]:
    """A finding that asks for a second officer."""
    return {
        "finding": "concern",
        "words": "The penalty may be death.",
        "source": "Penal code",
        "source_date": play.at.date(),
        "step_taken": "An assurance is asked for.",
        "remaining_risk": "low",
    }


def make_documents(case: Case) -> None:
    """What the worker does for a document that a second person waits for."""
    for letter in case.letters.filter(kind__in=Released.values, state="ordered"):
        posting.make_letter(letter.pk)


def make_letters() -> None:
    """What the worker does when it wakes up."""
    for pk in posting.claim_orders():
        posting.make_letter(pk)


def browser(cast: Cast, name: str, **options: Any) -> Client:
    """Somebody of the cast, signed in and acting."""
    client = Client(**options)
    actor = cast.actors[name]
    client.force_login(Person.objects.get(pk=actor.person_id))
    session = client.session
    session[SESSION_KEY] = actor.appointment_id
    session.save()
    return client


def page(name: str, play: Play, *more: object) -> str:
    """The address of a page of the case."""
    return reverse(f"requests:{name}", args=[play.case.pk, *more])
