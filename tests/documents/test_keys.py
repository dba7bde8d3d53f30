"""Keys are kept encrypted, opened once, and never used with another certificate."""

import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from documents import keys
from documents.failures import KeyUnusable
from tests.documents.letters import AT

PASSPHRASE = "correct horse"


@pytest.fixture(scope="module")
def ca():
    return keys.make_demonstration_ca(AT)


@pytest.fixture
def issued(ca):
    return keys.issue_certificate(ca, "Authority", "AV", AT, 30, passphrase=PASSPHRASE)


def test_the_key_is_encrypted_and_never_shown(issued, ca):
    assert b"ENCRYPTED PRIVATE KEY" in issued.key_pem
    assert "PRIVATE" not in repr(issued)
    signer = keys.load_signer(issued.key_pem, issued.certificate_pem, PASSPHRASE)
    assert "key=" not in repr(signer)
    assert "key=" not in repr(ca)


def test_a_key_is_opened_once(issued):
    first = keys.load_signer(issued.key_pem, issued.certificate_pem, PASSPHRASE)
    assert keys.load_signer(issued.key_pem, issued.certificate_pem, PASSPHRASE) is first


@pytest.mark.parametrize("passphrase", ["", "wrong", PASSPHRASE + " "])
def test_a_wrong_passphrase_opens_nothing_even_after_the_right_one(issued, passphrase):
    keys.load_signer(issued.key_pem, issued.certificate_pem, PASSPHRASE)
    with pytest.raises(KeyUnusable, match="passphrase"):
        keys.load_signer(issued.key_pem, issued.certificate_pem, passphrase)


def test_a_key_without_encryption_is_refused(issued):
    key = ec.generate_private_key(ec.SECP256R1())
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for passphrase in ("", PASSPHRASE):
        with pytest.raises(KeyUnusable):
            keys.load_signer(plain, issued.certificate_pem, passphrase)


def test_a_key_of_another_certificate_is_refused(ca, issued):
    other = keys.issue_certificate(ca, "Other", "BM", AT, 30, passphrase=PASSPHRASE)
    with pytest.raises(KeyUnusable, match="does not belong"):
        keys.load_signer(other.key_pem, issued.certificate_pem, PASSPHRASE)


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAA\n"])
def test_rubbish_is_refused_in_words(issued, rubbish):
    with pytest.raises(KeyUnusable, match="PEM"):
        keys.fingerprint(rubbish)
    with pytest.raises(KeyUnusable, match="cannot be opened"):
        keys.load_signer(rubbish, issued.certificate_pem, PASSPHRASE)


def test_a_key_is_not_kept_without_a_passphrase(ca):
    with pytest.raises(KeyUnusable, match="without a passphrase"):
        keys.issue_certificate(ca, "Authority", "AV", AT, 30, passphrase="")


def test_the_fingerprint_can_be_read_out(issued):
    assert re.fullmatch(r"([0-9a-f]{4} ){15}[0-9a-f]{4}", keys.fingerprint(issued.certificate_pem))


def test_a_certificate_is_valid_as_long_as_asked(issued):
    start, end = keys.validity(issued.certificate_pem)
    assert start == AT - timedelta(days=1)
    assert end == AT + timedelta(days=30)


def test_an_issuer_can_be_kept_and_read_back(ca):
    again = keys.load_demonstration_ca(ca.key_pem(PASSPHRASE), ca.certificate_pem, PASSPHRASE)
    assert again.certificate_pem == ca.certificate_pem


def test_a_long_name_is_shortened_to_what_a_certificate_holds(ca):
    issued = keys.issue_certificate(ca, "Authority " * 20, "av", AT, 30, passphrase=PASSPHRASE)
    assert keys.validity(issued.certificate_pem)
