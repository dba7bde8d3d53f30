"""From an empty database to the first person signed in, by the commands of the README alone."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, Authority, Person, SigningKey
from accounts.queries import usable_key
from accounts.services import operator_of, read_fingerprint, signer_of
from audit import moment
from audit.models import Event
from config.demonstration.cast import give_key
from convention.services import load_catalogue
from documents import keys
from workflow.refusals import NotYours

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Service de l'entraide pénale", "claire@justice.example"
PASSWORD = "a password nobody has used 7"


def told(*command: str, **options: Any) -> str:
    """Run a management command; what it says."""
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def belgium() -> Authority:
    load_catalogue()
    told("add_authority", "be", NAME, "--prefix", "BEL", "--zone", "Europe/Brussels")
    return Authority.objects.get()


def test_the_link_sets_a_password_once_and_the_administrator_adds_people(
    belgium: Authority, settings
) -> None:
    said = told("add_administrator", "BE", ADDRESS, "Claire Dubois")
    link = re.search(rf"{settings.SITE_ADDRESS}(\S+)", said)
    assert link
    browser = Client()
    form = browser.get(link[1], follow=True)
    page = form.redirect_chain[-1][0]
    given = {"password1": PASSWORD, "password2": PASSWORD}
    assert browser.post(page, given, follow=True).status_code == 200

    browser = Client()
    browser.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert "Claire Dubois" in browser.get(reverse("accounts:people")).content.decode()
    first = {
        "name": "Tom",
        "email": "tom@justice.example",
        "authority": belgium.pk,
        "role": "central_authority_officer",
        "since": moment.now().date().isoformat(),
    }
    assert "First password" in browser.post(reverse("accounts:invite"), first).content.decode()
    again = Client().get(link[1], follow=True)
    assert 'name="password1"' not in again.content.decode()


def test_a_password_comes_from_a_file_and_a_weak_one_is_refused(
    belgium: Authority, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("password\n")
    command = ("add_administrator", "BE", ADDRESS, "Claire", "--password-file", str(file))
    with pytest.raises(CommandError, match="too short"):
        told(*command)
    assert not Person.objects.exists()
    file.write_text(f"{PASSWORD}\n")
    assert "link" not in told(*command)
    assert Person.objects.get().check_password(PASSWORD)
    with pytest.raises(CommandError, match="already"):
        told(*command)


def test_each_command_is_on_the_record_of_the_state_as_the_operators(belgium: Authority) -> None:
    told("add_administrator", "BE", ADDRESS, "Claire")
    told("make_key", "BE")
    told("revoke_key", SigningKey.objects.get().fingerprint)
    events = Event.objects.filter(chain="state:BE").order_by("seq")
    assert list(events.values_list("verb", flat=True)) == [
        "authority.add",
        "people.invite",
        "people.appoint",
        "authority.keep_key",
        "authority.revoke_key",
    ]
    assert set(events.values_list("role", flat=True)) == {"operator"}


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (("add_authority", "ZZ", "x"), "No State has the code"),
        (("add_authority", "BE", "x"), "letters that its references begin with"),
        (("add_authority", "BE", NAME, "--prefix", "XY"), "of that name already"),
        (("add_authority", "FR", "x", "--prefix", "BEL"), "has the reference prefix"),
        (("add_authority", "FR", "x", "--prefix", "F", "--zone", "Mars"), "no time zone"),
        (("add_administrator", "FR", ADDRESS, "Claire"), "no authority yet"),
        (("add_administrator", "BE", "nonsense", "Claire"), "valid email"),
        (("make_key", "BE", "--authority", "another"), "Say which"),
        (("make_key", "BE", "--days", "0"), "--days"),
        (("import_key", "BE", "--key", "/none", "--certificate", "/none"), "cannot be read"),
        (("revoke_key", "abcd"), "0 keys begin"),
        (("createsuperuser", "--noinput"), "add_administrator"),
    ],
)
def test_a_command_says_what_is_wrong(belgium: Authority, command, complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        told(*command)
    assert Authority.objects.count() == 1
    assert not Person.objects.exists()


def test_a_state_by_post_needs_no_prefix(belgium: Authority) -> None:
    told("add_authority", "FR", "Bureau de l'entraide", "--by-post")
    assert not Authority.objects.get(state_id="FR").connected


def test_a_key_that_was_made_opens_and_waits_for_two_people_of_the_state(
    belgium: Authority,
) -> None:
    said = told("make_key", "BE")
    key = SigningKey.objects.get()
    assert key.fingerprint in said
    assert "It does not sign yet" in said
    assert reverse("accounts:key", args=[key.pk]) in said
    assert signer_of(key).fingerprint == key.fingerprint
    assert usable_key(belgium) is None
    with pytest.raises(NotYours, match="read by people"):
        read_fingerprint(by=operator_of("BE"), key=key, typed=key.fingerprint)


def test_two_people_read_it_and_the_operator_revokes_it(belgium: Authority) -> None:
    told("make_key", "BE")
    key = SigningKey.objects.get()
    for number, role in enumerate((Role.STATE_ADMINISTRATOR, Role.CENTRAL_AUTHORITY_OFFICER)):
        person = Person.objects.create(name=f"Reader {number}", email=f"{number}@justice.example")
        appointment = Appointment.objects.create(
            person=person, authority=belgium, role=role, since=moment.now().date()
        )
        read_fingerprint(by=Actor.of(appointment).stamp, key=key, typed=key.fingerprint[-9:])
    assert usable_key(belgium) == key
    told("revoke_key", key.fingerprint[:9], "--why", "Only for the first days.")
    assert usable_key(belgium) is None
    assert SigningKey.objects.get().revoked_why == "Only for the first days."


@pytest.mark.parametrize("given", ["the passphrase of the file", ""])
def test_a_key_is_imported_and_encrypted_anew(
    belgium: Authority, tmp_path: Path, monkeypatch, given: str
) -> None:
    ca = keys.make_demonstration_ca(moment.now())
    made = keys.issue_certificate(ca, NAME, "BE", moment.now(), 30, passphrase="x")
    key = load_pem_private_key(made.key_pem, b"x")
    cipher = BestAvailableEncryption(given.encode()) if given else NoEncryption()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, cipher)
    (tmp_path / "key.pem").write_bytes(pem)
    (tmp_path / "certificate.pem").write_bytes(made.certificate_pem)
    # A chain of two in one file: the issuer's own, twice, is enough to see both read.
    (tmp_path / "chain.pem").write_bytes(ca.certificate_pem * 2)
    files = {name: str(tmp_path / f"{name}.pem") for name in ("key", "certificate", "chain")}
    monkeypatch.setenv("KEY_PASSPHRASE", given)
    assert "It does not sign yet" in told("import_key", "BE", **files)
    kept = SigningKey.objects.get()
    assert pem.decode() not in kept.key_pem
    assert len(signer_of(kept).chain) == 2
    with pytest.raises(CommandError, match="kept here already"):
        told("import_key", "BE", **files)


def test_a_key_of_another_certificate_is_not_imported(
    belgium: Authority, tmp_path: Path, monkeypatch
) -> None:
    one = keys.issue_own(NAME, "BE", moment.now(), 30, passphrase="x")
    other = ec.generate_private_key(ec.SECP256R1())
    cipher = BestAvailableEncryption(b"x")
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, cipher)
    (tmp_path / "key").write_bytes(pem)
    (tmp_path / "certificate").write_bytes(one.certificate_pem)
    monkeypatch.setenv("KEY_PASSPHRASE", "x")
    files = {name: str(tmp_path / name) for name in ("key", "certificate")}
    with pytest.raises(CommandError, match="does not belong"):
        told("import_key", "BE", **files)
    assert not SigningKey.objects.exists()


def test_production_refuses_a_key_of_the_demonstration(belgium: Authority, settings) -> None:
    key = give_key(belgium, ca=keys.make_demonstration_ca(moment.now()), at=moment.now())
    call_command("check", databases=["default"], stdout=StringIO())
    settings.PRODUCTION = True
    with pytest.raises(SystemCheckError, match="key of the demonstration"):
        call_command("check", databases=["default"])
    with pytest.raises(SystemCheckError, match="key of the demonstration"):
        call_command("migrate", skip_checks=False)  # as docker-compose's `prepare` does
    told("revoke_key", key.fingerprint)
    told("make_key", "BE")
    call_command("check", databases=["default"], stdout=StringIO())


def test_the_role_is_held_from_today(belgium: Authority) -> None:
    told("add_administrator", "BE", ADDRESS, "Claire")
    [row] = Appointment.objects.all()
    assert (row.role, row.since) == ("state_administrator", moment.now().date())
