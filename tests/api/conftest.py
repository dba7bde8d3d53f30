"""The people of the demonstration, with a vault of their own for each test."""

from pathlib import Path

import pytest

from config.demonstration.cast import Cast, assemble

from .cast import START


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path) -> None:
    """An empty vault, and passwords that cost nothing: nobody signs in with one here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.VAULT_DIR = tmp_path / "vault"
    settings.VAULT_DIR.mkdir()


@pytest.fixture
def cast(db) -> Cast:
    """Everybody, appointed and with keys."""
    return assemble(START)
