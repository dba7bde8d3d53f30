"""Keys and certificates of authorities: make demonstration ones, load real ones once.

A private key lives on disk only as encrypted PEM. The demonstration authority that issues
certificates here vouches for nobody; in production a State brings its own key and chain.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils.translation import gettext as _

from documents.certificates import name_in, read_certificate, read_certificates, read_list
from documents.failures import KeyUnusable
from documents.tokens import TokenKey

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
CA_YEARS = 20
LONGEST_COMMON_NAME = 64  # X.520
SMALLEST_RSA = 2048
DEMONSTRATION_ISSUER = x509.Name(
    [x509.NameAttribute(NameOID.COMMON_NAME, "Rogatory demonstration authority")]
)


class KeyKind(Enum):
    """The kinds of key an authority may sign with."""

    P256 = "P-256"
    RSA3072 = "RSA-3072"


@dataclass(frozen=True)
class DemonstrationCA:
    """An issuer of demonstration certificates, with its key in memory."""

    key: PrivateKey = field(repr=False)
    certificate: x509.Certificate

    @property
    def certificate_pem(self) -> bytes:
        """The certificate: the trust anchor to give to `inspect`."""
        return self.certificate.public_bytes(Encoding.PEM)

    def key_pem(self, passphrase: str) -> bytes:
        """The key as encrypted PEM, to keep it for the next start."""
        return _encrypted(self.key, passphrase)


@dataclass(frozen=True)
class Issued:
    """A new key, encrypted with the passphrase it was asked for with, and its certificate."""

    key_pem: bytes = field(repr=False)
    certificate_pem: bytes


@dataclass(frozen=True, eq=False)
class Signer:
    """A key that is loaded, with its certificate and the certificates above it."""

    key: PrivateKey | TokenKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    fingerprint: str

    @property
    def is_elliptic(self) -> bool:
        """Whether it signs with ECDSA; else with RSA, PKCS #1 v1.5."""
        return isinstance(self.certificate.public_key(), ec.EllipticCurvePublicKey)

    def signature_of(self, data: bytes) -> bytes:
        """The signature over the SHA-256 of the data. Raises KeyUnusable."""
        if isinstance(self.key, TokenKey):
            return self.key.signature_of(data, elliptic=self.is_elliptic)
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(hashes.SHA256()))
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def make_demonstration_ca(at: datetime) -> DemonstrationCA:
    """Make the issuer of a demonstration's certificates, valid from the day before `at`."""
    key = _new_key(KeyKind.P256)
    name = DEMONSTRATION_ISSUER
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    certificate = (
        _certificate(name, name, key, at, timedelta(days=365 * CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return DemonstrationCA(key, certificate)


def load_demonstration_ca(key_pem: bytes, cert_pem: bytes, passphrase: str) -> DemonstrationCA:
    """Read back an issuer kept by `DemonstrationCA.key_pem`. Raises KeyUnusable."""
    certificate = read_certificate(cert_pem)
    return DemonstrationCA(_read_key(key_pem, passphrase, certificate), certificate)


def issue_certificate(
    ca: DemonstrationCA,
    common_name: str,
    state: str,
    at: datetime,
    days: int,
    *,
    passphrase: str,
    kind: KeyKind = KeyKind.P256,
) -> Issued:
    """Make a key and a signing certificate for an authority of the State with code `state`."""
    key = _new_key(kind)
    subject = _subject(common_name, state)
    usage = _key_usage(digital_signature=True, content_commitment=True)
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key())
    certificate = (
        _certificate(subject, ca.certificate.subject, key, at, timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(issuer_key, critical=False)
        .sign(ca.key, hashes.SHA256())
    )
    return Issued(_encrypted(key, passphrase), certificate.public_bytes(Encoding.PEM))


def issue_stamper(ca: DemonstrationCA, at: datetime, *, passphrase: str) -> Issued:
    """Make the key and certificate with which a demonstration stamps the time (RFC 3161)."""
    # RSA: every reader of time stamps knows it.
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Rogatory demonstration time")])
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key())
    certificate = (
        _certificate(name, ca.certificate.subject, key, at, timedelta(days=365 * CA_YEARS - 1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(issuer_key, critical=False)
        .sign(ca.key, hashes.SHA256())
    )
    return Issued(_encrypted(key, passphrase), certificate.public_bytes(Encoding.PEM))


def list_of_revoked(ca: DemonstrationCA, revoked: Mapping[bytes, datetime], at: datetime) -> bytes:
    """The issuer's list of revoked certificates (CRL, PEM) as of `at`, good for thirty days.

    `revoked` has the certificates (PEM) with when each was revoked; later ones are not on it yet.
    """
    moment = at.astimezone(UTC).replace(microsecond=0)
    number = x509.CRLNumber(int(moment.timestamp()))
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ca.certificate.subject)
        .last_update(moment)
        .next_update(moment + timedelta(days=30))
        .add_extension(number, critical=False)
        .add_extension(issuer_key, critical=False)
    )
    for pem, when in revoked.items():
        if when <= at:
            entry = (
                x509.RevokedCertificateBuilder()
                .serial_number(read_certificate(pem).serial_number)
                .revocation_date(when.astimezone(UTC).replace(microsecond=0))
                .build()
            )
            builder = builder.add_revoked_certificate(entry)
    return builder.sign(ca.key, hashes.SHA256()).public_bytes(Encoding.PEM)


def issue_own(common_name: str, state: str, at: datetime, days: int, *, passphrase: str) -> Issued:
    """Make a key whose certificate it signs itself, for an authority that has no issuer.

    Nobody vouches for it: its fingerprint has to be compared by telephone.
    """
    key = _new_key(KeyKind.P256)
    subject = _subject(common_name, state)
    usage = _key_usage(digital_signature=True, content_commitment=True)
    certificate = (
        _certificate(subject, subject, key, at, timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Issued(_encrypted(key, passphrase), certificate.public_bytes(Encoding.PEM))


def encrypted_anew(key_pem: bytes, cert_pem: bytes, passphrase: str, wanted: str) -> bytes:
    """The key of this certificate, opened with `passphrase` (empty: not encrypted yet).

    Encrypted with `wanted`. Raises KeyUnusable.
    """
    return _encrypted(_read_key(key_pem, passphrase, read_certificate(cert_pem)), wanted)


def is_of_a_demonstration(cert_pem: bytes) -> bool:
    """Whether the issuer of demonstrations made this certificate; it vouches for nobody."""
    return read_certificate(cert_pem).issuer == DEMONSTRATION_ISSUER


def load_signer(
    key_pem: bytes, cert_pem: bytes, passphrase: str, chain: Sequence[bytes] = ()
) -> Signer:
    """The signer of this key and certificate; parsed and checked once in each process.

    `chain` are the issuers' certificates as PEM, one or more in each, without the need for the
    root. Raises KeyUnusable.
    """
    mark = hashlib.sha256()
    for part in (key_pem, cert_pem, passphrase.encode(), *chain):
        mark.update(len(part).to_bytes(8, "big") + part)
    known = _LOADED.get(mark.digest())
    if known is None:
        certificate = read_certificate(cert_pem)
        known = Signer(
            key=_read_key(key_pem, passphrase, certificate),
            certificate=certificate,
            chain=tuple(found for pem in chain for found in read_certificates(pem)),
            fingerprint=fingerprint(cert_pem),
        )
        _LOADED[mark.digest()] = known
    return known


def signer_in_token(key: TokenKey, cert_pem: bytes, chain: Sequence[bytes] = ()) -> Signer:
    """The signer of a key that stays in its device (PKCS#11). Raises KeyUnusable."""
    return Signer(
        key=key,
        certificate=read_certificate(cert_pem),
        chain=tuple(found for pem in chain for found in read_certificates(pem)),
        fingerprint=fingerprint(cert_pem),
    )


# Keyed by a digest over key, certificate, chain and passphrase: a wrong passphrase finds nothing.
_LOADED: dict[bytes, Signer] = {}


def fingerprint(cert_pem: bytes) -> str:
    """SHA-256 of the certificate in groups of four hex digits, to be compared by telephone."""
    plain = read_certificate(cert_pem).fingerprint(hashes.SHA256()).hex()
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def fits(signer: Signer, data: bytes, signature: bytes) -> bool:
    """Whether a signature over the SHA-256 of the data belongs to the signer's certificate."""
    public = signer.certificate.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def root_of(cert_pem: bytes, chain_pem: bytes) -> bytes:
    """Who vouches for a certificate: the last of its chain (PEM); empty where it does so itself."""
    chain = read_certificates(chain_pem) if chain_pem.strip() else []
    own = read_certificate(cert_pem)
    if not chain:
        return b""
    return b"" if chain[-1] == own else chain[-1].public_bytes(Encoding.PEM)


def name_of(cert_pem: bytes) -> str:
    """The name in a certificate."""
    return name_in(read_certificate(cert_pem).subject)


def end_of_list(crl_pem: bytes, issuer_pem: bytes) -> datetime:
    """Until when a list of revoked certificates holds (UTC).

    Raises KeyUnusable where it cannot be read, says no end, or is not by that issuer.
    """
    found = read_list(crl_pem)
    issuer = read_certificate(issuer_pem)
    if found.issuer != issuer.subject or not found.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]  # the stubs leave out kinds that sign no certificates
        raise KeyUnusable(_("The list of revoked certificates is not by this issuer."))
    if found.next_update_utc is None:
        raise KeyUnusable(_("The list of revoked certificates does not say until when it holds."))
    return found.next_update_utc


def validity(cert_pem: bytes) -> tuple[datetime, datetime]:
    """From when until when the certificate is valid (UTC)."""
    certificate = read_certificate(cert_pem)
    return certificate.not_valid_before_utc, certificate.not_valid_after_utc


def _new_key(kind: KeyKind) -> PrivateKey:
    if kind is KeyKind.RSA3072:
        return rsa.generate_private_key(public_exponent=65537, key_size=3072)
    return ec.generate_private_key(ec.SECP256R1())


def _subject(common_name: str, state: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, state.upper()),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:LONGEST_COMMON_NAME]),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, at: datetime, length: timedelta
) -> x509.CertificateBuilder:
    # A day early: the clocks of two States need not agree.
    start = at.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=1) + length)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _encrypted(key: PrivateKey, passphrase: str) -> bytes:
    if not passphrase:
        raise KeyUnusable(_("A private key is not kept without a passphrase."))
    cipher = BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, cipher)


def _read_key(pem: bytes, passphrase: str, certificate: x509.Certificate) -> PrivateKey:
    try:
        key = load_pem_private_key(pem, passphrase.encode() or None)
    except (ValueError, TypeError) as problem:
        raise KeyUnusable(
            _(
                "The private key cannot be opened: it is damaged, not encrypted, or the "
                "passphrase is another one."
            )
        ) from problem
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise KeyUnusable(_("The private key is of a kind that does not sign letters here."))
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < SMALLEST_RSA:
        raise KeyUnusable(_("The RSA key is shorter than %(bits)s bits.") % {"bits": SMALLEST_RSA})
    if key.public_key() != certificate.public_key():
        raise KeyUnusable(_("The private key does not belong to the certificate."))
    return key
