"""The scripts and files of the house say what they should, before anything is started."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ["requirements.txt", "requirements-dev.txt"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`./run` with these arguments."""
    return subprocess.run(
        [CHECKOUT / "run", *arguments], capture_output=True, text=True, check=False, timeout=120
    )


def test_help_names_what_can_be_done() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("--port", "--data", "manage", "--people"))


@pytest.mark.parametrize("arguments", [["--prot", "8001"], ["start"], ["--port"], ["--data"]])
def test_what_is_not_understood_is_named_and_nothing_is_started(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert arguments[0] in done.stderr
    assert "Usage" in done.stderr


@pytest.mark.parametrize("script", ["run", "test", ".ci/run"])
def test_scripts_can_be_started_as_they_are(script: str) -> None:
    path = CHECKOUT / script
    assert os.access(path, os.X_OK)
    assert path.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_name_packages_and_hashes_and_no_address(name: str) -> None:
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(index|extra-index|find-links|trusted-host)[ =]", text)
    blocks = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^ *#.*\n?", "", text).strip())
    assert len(blocks) > 50
    for block in blocks:
        assert re.match(r"[A-Za-z0-9._-]+==\S+( ; [^\n]+?)? \\\n", block), block[:80]
        assert "--hash=sha256:" in block


def test_requirements_hold_everything_the_project_asks_for() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {
        "requirements.txt": project["dependencies"],
        "requirements-dev.txt": project["optional-dependencies"]["dev"],
    }
    for name, dependencies in asked.items():
        pinned = pins(name)
        for dependency in dependencies:
            package = re.split(r"[^A-Za-z0-9._-]", dependency)[0]
            assert package.lower().replace("_", "-") in pinned, dependency


def test_tests_run_on_what_is_delivered() -> None:
    delivered, tested = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: tested.get(name) for name in delivered} == delivered


def pins(name: str) -> dict[str, str]:
    """Package and version, as a requirements file pins them."""
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^([a-z0-9._-]+)==(\S+)", text))


def test_every_secret_of_the_compose_file_is_a_file() -> None:
    text = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
    assert not re.search(r"(?m)^ *(SECRET_KEY|SIGNING_PASSPHRASE|DATABASE_URL|\w*PASSWORD):", text)
    assert "ROGATORY_DEMONSTRATION" not in text
