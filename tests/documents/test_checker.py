"""The checker on the command line, and the recipes that need no software of ours."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from documents.apart import inspect_apart, take_apart
from documents.enclosed import Enclosed
from documents.failures import AttachmentMissing, EnclosedTooMuch, TooCostly
from documents.findings import Finding, Verdict
from documents.inspection import inspect, inspect_letter
from documents.verify import main
from tests.documents.certificates import DAY, Issuing, proven, signed
from tests.documents.letters import AT, PAYLOAD, letter, print_letter, run

CHECKOUT = Path(__file__).resolve().parents[2]
TOMORROW = (AT + DAY).isoformat()


@pytest.fixture(scope="module")
def ours() -> Issuing:
    return Issuing.new()


@pytest.fixture(scope="module")
def sent(ours: Issuing) -> bytes:
    return proven(print_letter(letter()), ours)


@pytest.fixture
def folder(tmp_path: Path, ours: Issuing, sent: bytes) -> Path:
    """A letter, and a folder of what is trusted."""
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "issuer.pem").write_bytes(ours.anchor)
    (tmp_path / "letter.pdf").write_bytes(sent)
    return tmp_path


def checked(folder: Path, *more: str) -> int:
    """What the checker exits with."""
    return main(
        [str(folder / "letter.pdf"), "--trust", str(folder / "trust"), "--at", TOMORROW, *more]
    )


def test_a_good_letter_is_called_so_with_all_that_it_proves(folder, capsys):
    assert checked(folder) == 0
    said = capsys.readouterr().out
    assert said.startswith("Intact, and signed by somebody you trust.")
    assert "Signature “Officer” (B-LTA)" in said
    assert "Leïla Mansour, issued by Rogatory demonstration authority" in said


def test_each_way_to_fail_has_its_own_number(folder, sent, ours, capsys):
    file = folder / "letter.pdf"
    for content, number in (
        (sent.replace(b"stream\n", b"stream\r", 1), 1),
        (sent + b"\n% more", 1),
        (print_letter(letter()), 2),
        (b"not a letter", 2),
        (signed(print_letter(letter()), Issuing.new().signer()), 3),
    ):
        file.write_bytes(content)
        assert checked(folder) == number, capsys.readouterr().out
    file.write_bytes(signed(print_letter(letter()), ours.signer()))
    assert main([str(file), "--trust", str(folder / "trust"), "--at", "2031-01-01"]) == 3
    assert "has expired" in capsys.readouterr().out


def test_a_list_beside_the_certificates_revokes(folder, ours):
    signer = ours.signer()
    (folder / "letter.pdf").write_bytes(signed(print_letter(letter()), signer))
    assert checked(folder) == 0
    (folder / "trust" / "issuer.crl").write_bytes(ours.crl(AT, seal=(signer, AT - DAY / 2)))
    assert checked(folder) == 3


def test_certificates_may_be_binary(folder, ours):
    issuer = folder / "trust" / "issuer.pem"
    issuer.unlink()
    der = subprocess.run(
        ["openssl", "x509", "-outform", "DER"], input=ours.anchor, capture_output=True, check=True
    )
    (folder / "trust" / "issuer.cer").write_bytes(der.stdout)
    assert checked(folder) == 0


def test_programs_read_the_same(folder, capsys):
    assert checked(folder, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "good"
    assert [one["level"] for one in found["signatures"]] == ["B-LTA", "B-LTA"]


@pytest.mark.parametrize("arguments", [[], ["none.pdf", "--trust", "."], ["none.pdf"]])
def test_called_wrongly_is_no_verdict(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert exit_of(arguments) == 64
    assert capsys.readouterr().err


def exit_of(arguments: list[str]) -> object:
    """What the command ends with, however it ends."""
    try:
        return main(arguments)
    except SystemExit as end:
        return end.code


def test_it_needs_no_django(folder):
    program = (
        "import sys; from documents.verify import main;"
        f" code = main([{str(folder / 'letter.pdf')!r}, '--trust', {str(folder / 'trust')!r},"
        f" '--at', {TOMORROW!r}]); assert 'django' not in sys.modules; sys.exit(code)"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        env=plain,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# --- in a process of its own ----------------------------------------------------------------------


def test_apart_finds_the_same(sent, ours):
    found, data = inspect_apart(sent, trust=[ours.anchor], at=AT + DAY)
    assert found == inspect_letter(sent, trust=[ours.anchor], at=AT + DAY)
    assert data == PAYLOAD


def test_a_file_that_keeps_the_reader_busy_is_given_up(monkeypatch, sent, ours):
    monkeypatch.setattr("documents.apart.SECONDS", 0.01)
    found, data = inspect_apart(sent, trust=[ours.anchor], at=AT)
    assert (found.findings, data) == ((Finding.TOO_COSTLY,), None)
    assert found.verdict is Verdict.INCOMPLETE
    with pytest.raises(TooCostly):
        take_apart(sent, trust=[ours.anchor], at=AT, most_files=9, most_bytes=999_999)


def test_all_that_is_attached_comes_back_from_apart(sent, ours):
    found, files = take_apart(
        sent, trust=[ours.anchor], at=AT + DAY, most_files=1, most_bytes=len(PAYLOAD)
    )
    assert found == inspect(sent, trust=[ours.anchor], at=AT + DAY)
    assert files == [Enclosed("request.json", PAYLOAD)]


@pytest.mark.parametrize(
    ("most_files", "most_bytes", "cut", "failure"),
    [
        (0, 999_999, None, EnclosedTooMuch),
        (9, len(PAYLOAD) - 1, None, EnclosedTooMuch),
        (9, 999_999, 100, AttachmentMissing),
    ],
)
def test_why_nothing_comes_back_is_told(sent, ours, most_files, most_bytes, cut, failure):
    limits = {"most_files": most_files, "most_bytes": most_bytes}
    with pytest.raises(failure):
        take_apart(sent[:cut], trust=[ours.anchor], at=AT, **limits)


# --- by hand --------------------------------------------------------------------------------------


def scripts_of(text: str) -> list[str]:
    """The shell scripts of a page of documentation."""
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


def test_the_recipe_of_the_documentation_works_with_poppler_and_openssl(tmp_path, sent, ours):
    run("pdfsig", "--help")  # says so where it is missing
    (tmp_path / "letter.pdf").write_bytes(sent)
    (tmp_path / "trusted.pem").write_bytes(ours.anchor)
    scripts = scripts_of((CHECKOUT / "docs" / "checking.md").read_text("utf-8"))
    assert len(scripts) == 4
    done = _by_hand(scripts, tmp_path)
    # Each signature is verified by one of the two commands of openssl, or the recipe stops.
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Signature is Valid") == 2
    assert "Verification: OK" in done.stdout + done.stderr
    assert (tmp_path / "request.json").read_bytes() == PAYLOAD


def test_the_recipe_fails_for_a_letter_that_was_changed(tmp_path, sent, ours):
    changed = bytearray(sent)
    changed[changed.index(b"stream\n") + 40] ^= 1
    (tmp_path / "letter.pdf").write_bytes(changed)
    (tmp_path / "trusted.pem").write_bytes(ours.anchor)
    scripts = scripts_of((CHECKOUT / "docs" / "checking.md").read_text("utf-8"))
    done = _by_hand(scripts[:3], tmp_path)
    assert "Signature is Valid" not in done.stdout
    assert done.returncode != 0


def _by_hand(scripts: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-c", "\n".join(scripts)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
