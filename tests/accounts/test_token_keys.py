"""A key that never leaves its device (PKCS#11) seals letters; SoftHSM stands in for the device."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from cryptography.x509.oid import NameOID
from django.test import override_settings
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key

from accounts import services
from accounts.choices import KeyStore
from accounts.models import SigningKey
from accounts.queries import usable_key
from audit import moment
from documents import keys
from documents.failures import KeyUnusable
from documents.inspection import inspect
from tests.documents.letters import letter, print_letter
from tests.requests_mla import stage
from workflow.refusals import Missing

LABEL, PIN = "Seal of Belmara", "123456"
MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")


@dataclass(frozen=True)
class Device:
    """A device with an elliptic and an RSA key, and who issues certificates for them."""

    module: str
    ca: keys.DemonstrationCA
    certificates: dict[str, bytes]


@pytest.fixture(scope="session")
def device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Device]:
    """One for the whole run: a process opens the library of a device once."""
    module = next((path for path in MODULES if Path(path).exists()), "")
    if shutil.which("softhsm2-util") is None or not module:
        pytest.fail("softhsm2-util is missing: apt-get install softhsm2", pytrace=False)
    folder = tmp_path_factory.mktemp("device")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    label = ("--label", LABEL, "--pin", PIN, "--so-pin", PIN)
    subprocess.run(["softhsm2-util", "--init-token", "--free", *label], check=True)
    ca = keys.make_demonstration_ca(moment.now() - timedelta(days=1))
    with pkcs11.lib(module).get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        rsa, _private = session.generate_keypair(pkcs11.KeyType.RSA, 2048, label="rsa", store=True)
        curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
        elliptic, _private = parameters.generate_keypair(label="elliptic", store=True)
        certificates = {
            "rsa": issued(ca, encode_rsa_public_key(rsa)),
            "elliptic": issued(ca, encode_ec_public_key(elliptic)),
        }
    with override_settings(PKCS11_MODULE=module, PKCS11_PIN=PIN):
        yield Device(module, ca, certificates)
    del os.environ["SOFTHSM2_CONF"]


def issued(ca: keys.DemonstrationCA, public: bytes) -> bytes:
    """A certificate for a public key (DER) whose private one nobody but the device has."""
    now = moment.now()
    usage = dict.fromkeys(
        (
            *("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign"),
            *("crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    key: Any = load_der_public_key(public)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LABEL)]))
        .issuer_name(ca.certificate.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=300))
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .sign(ca.key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )


class KeysInADevice(stage.Staged):
    """Sean registers them; the private key is never seen."""

    device: Device

    @pytest.fixture(autouse=True)
    def with_a_device(self, device: Device) -> None:
        self.device = device

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        SigningKey.objects.filter(authority=cls.cast.central["XB"]).delete()

    def registered(self, key_label: str, **more: Any) -> SigningKey:
        given = {
            "by": self.cast.actors["sean"].stamp,
            "authority": self.cast.central["XB"],
            "token_label": LABEL,
            "key_label": key_label,
            "certificate_pem": self.device.certificates.get(key_label, b""),
            "chain_pem": self.device.ca.certificate_pem,
            **more,
        }
        return services.keep_token_key(**given)

    def test_it_seals_a_letter_that_everybody_can_check(self) -> None:
        home = self.cast.central["XB"]
        for label in ("rsa", "elliptic"):
            with self.subTest(label=label):
                key = self.registered(label)
                self.assertEqual((key.store, key.key_pem), (KeyStore.TOKEN, ""))
                for name in ("ciara", "aoife"):
                    by = self.cast.actors[name].stamp
                    services.read_fingerprint(by=by, key=key, typed=key.fingerprint)
                self.assertEqual(usable_key(home), key)
                pdf = services.sealed(
                    print_letter(letter()),
                    authority=home,
                    name="Aoife",
                    reason="Released",
                    at=moment.now(),
                ).pdf
                found = inspect(pdf, trust=[self.device.ca.certificate_pem])
                self.assertTrue(found.valid, found.problems)
                self.assertEqual(found.signer_name, LABEL)
                services.revoke_key(by=self.cast.actors["sean"].stamp, key=key)

    def test_a_certificate_of_another_key_is_refused(self) -> None:
        made = keys.issue_certificate(
            self.device.ca, "x", "XB", moment.now(), 30, passphrase="x"
        ).certificate_pem
        with self.assertRaisesMessage(KeyUnusable, "does not belong"):
            self.registered("elliptic", certificate_pem=made)

    def test_what_is_not_there_is_named(self) -> None:
        certificate = self.device.certificates["rsa"]
        for more, said in (
            ({"key_label": "nothing"}, "no key with the label “nothing”"),
            ({"key_label": "rsa", "token_label": "Elsewhere"}, "no device with this label"),
        ):
            with self.subTest(more=more), self.assertRaisesMessage(KeyUnusable, said):
                self.registered(**more, certificate_pem=certificate)
        with override_settings(PKCS11_MODULE=""), self.assertRaisesMessage(KeyUnusable, "PKCS11"):
            self.registered("rsa", token_label="Elsewhere")
        self.assertFalse(SigningKey.objects.filter(authority=self.cast.central["XB"]).exists())

    def test_it_is_kept_once(self) -> None:
        self.registered("rsa")
        with self.assertRaises(Missing):
            self.registered("rsa")
