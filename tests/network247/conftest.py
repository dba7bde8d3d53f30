"""The invented States, their desks, and people of Arvenia who are signed in."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.choices import AuthorityKind, Role
from accounts.models import Appointment, Authority, Person
from convention.services import load_invented
from network247.contact_details import ContactDetails
from network247.services.seeding import seed_contacts


@pytest.fixture
def states(db) -> None:
    """Arvenia, Belmara, Costaria, Dravonia."""
    load_invented()


@pytest.fixture
def directory(states) -> None:
    """One desk for each."""
    seed_contacts()


@pytest.fixture
def act_as(states) -> Callable[..., Actor]:
    """Appoints somebody in a role at an authority of a State."""

    def make(role: Role, state: str = "XA") -> Actor:
        authority, _made = Authority.objects.get_or_create(
            state_id=state, name=f"Authority of {state}", kind=AuthorityKind.CENTRAL
        )
        email = f"{role.value}@{state.lower()}.example"
        person = Person.objects.create_user(email, name=str(role.label))
        return Actor.of(
            Appointment.objects.create(
                person=person, authority=authority, role=role, since=date(2020, 1, 1)
            )
        )

    return make


@pytest.fixture
def signed_in(act_as) -> Callable[..., Client]:
    """A browser in which somebody of that role is signed in."""

    def make(role: Role, state: str = "XA") -> Client:
        client = Client()
        client.force_login(
            Person.objects.get(pk=act_as(role, state).person_id),
            backend="accounts.backends.PersonBackend",
        )
        return client

    return make


@pytest.fixture
def details() -> ContactDetails:
    """A desk as an administrator would enter it."""
    return ContactDetails(
        authority_name="Night desk",
        phone="+999 555 0100",
        email="night@arvenia.example",
        languages=("fr", "en"),
        timezone="Africa/Tunis",
        hours="",
        verified_on=date(2026, 1, 5),
        source="Note verbale 7/2026",
    )
