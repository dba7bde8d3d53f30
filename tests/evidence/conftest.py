"""A vault of its own for each test, one officer on each side, and a disk that is soon full."""

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from accounts.choices import Role
from workflow.models import Case

MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def vault(settings, tmp_path: Path) -> Path:
    """An empty vault."""
    settings.VAULT_DIR = tmp_path / "vault"
    settings.VAULT_DIR.mkdir()
    return settings.VAULT_DIR


@pytest.fixture
def officer() -> Actor:
    """An officer of Arvenia."""
    return Actor(
        person_id=7,
        name="Amel Darzi",
        appointment_id=1,
        authority_id=1,
        authority="Directorate of International Cooperation",
        state="XA",
        state_name="Arvenia",
        role=Role.CENTRAL_AUTHORITY_OFFICER,
        zone="Africa/Tunis",
    )


@pytest.fixture
def case(db) -> Case:
    """A case, in whatever state."""
    return Case.objects.create(kind="request", status="executing", title="Hospital ransomware")


@pytest.fixture
def upload() -> Callable[..., SimpleUploadedFile]:
    """Makes an upload from bytes and a name."""

    def make(content: bytes = b"10.3.2026;203.0.113.77\n", name: str = "log.csv"):
        file = SimpleUploadedFile("x", content)
        setattr(file, "_name", name)  # noqa: B010  as hostile as it came
        return file

    return make


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder that takes no file above 2 MiB: a small tmpfs, or the process's own limit."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode == 0:
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", folder], check=True)
        return
    with _files_of_at_most(2 * MIB):
        yield folder


@contextlib.contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files_in(folder: Path) -> list[Path]:
    """Every file below the folder but the vault's lock."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")


def age(path: Path) -> None:
    """Make the file two hours older."""
    past = path.stat().st_mtime - 7200
    os.utime(path, (past, past))


def flip(path: Path, *, at: int) -> None:
    """Change one bit of the file, as a bad disk would."""
    path.chmod(0o640)
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))
