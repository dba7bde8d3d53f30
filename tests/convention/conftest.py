"""What the tests of the catalogue share: loaded rows, the invented States, somebody signed in."""

import pytest
from django.contrib.auth import get_user_model

from convention import services


@pytest.fixture
def catalogue(db):
    """The catalogue as it is after migrations."""
    services.load_catalogue()


@pytest.fixture
def invented(catalogue):
    """The catalogue with the four States of the demonstration."""
    services.load_invented()


@pytest.fixture
def reader(client, invented):
    """A browser of somebody signed in, without any appointment."""
    person = get_user_model().objects.create_user("reader@belmara.example", "not used here")
    client.force_login(person)
    return client
