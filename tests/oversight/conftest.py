"""The cast, once per test."""

import pytest

from tests.oversight.cast import Cast, told


@pytest.fixture
def cast(db: None) -> Cast:
    """Both sides' people and a case with shared and private events of both."""
    made = Cast.gather()
    told(made.officer, made.case, "mla.submit", note="our own note")
    told(made.officer, made.case, "mla.send", shared=True, hours=1, letter="letter one")
    told(made.foreign_officer, made.case, "mla.assign", hours=2, note="their secret assessment")
    told(made.foreign_officer, made.case, "mla.assign", hours=3, note="their second secret")
    told(made.foreign_officer, made.case, "mla.acknowledge", shared=True, hours=4)
    return made
