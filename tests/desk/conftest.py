"""The people of the demonstration, with a vault of their own for each test."""

from pathlib import Path

import pytest

from config.demonstration.cast import Cast, assemble
from tests.post import at_once

from .cases import START


@pytest.fixture(autouse=True)
def vault(settings, tmp_path: Path) -> None:
    """An empty vault."""
    settings.VAULT_DIR = tmp_path / "vault"
    settings.VAULT_DIR.mkdir()


@pytest.fixture
def cast(db) -> Cast:
    """Everybody, appointed and with keys; each mail comes by itself."""
    people = assemble(START)
    at_once()
    return people
