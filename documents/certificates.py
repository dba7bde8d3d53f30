"""Certificates (X.509) and lists of revoked ones (CRL), as they come in files."""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext as _

from documents.failures import KeyUnusable


def read_certificate(pem: bytes) -> x509.Certificate:
    """The first certificate of a file. Raises KeyUnusable."""
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError as problem:
        raise KeyUnusable(_("The certificate is not readable; it must be PEM.")) from problem


def read_certificates(pem: bytes) -> list[x509.Certificate]:
    """All certificates of a file: a chain usually comes as one. Raises KeyUnusable."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as problem:
        raise KeyUnusable(
            _("The chain of certificates is not readable; it must be PEM.")
        ) from problem


def first_alone(pem: bytes) -> bytes:
    """The first certificate of a file and nothing else: a private key may stand beside it."""
    return read_certificate(pem).public_bytes(Encoding.PEM)


def chain_alone(pem: bytes, cert_pem: bytes) -> bytes:
    """The certificates of a chain without the one it leads from; empty for an empty file."""
    own = read_certificate(cert_pem)
    found = read_certificates(pem) if pem.strip() else []
    return b"".join(one.public_bytes(Encoding.PEM) for one in found if one != own)


def refuse_broken_chain(cert_pem: bytes, chain_pem: bytes) -> None:
    """Raise KeyUnusable unless each certificate of the chain issued the one before it."""
    below = read_certificate(cert_pem)
    for above in read_certificates(chain_pem) if chain_pem.strip() else []:
        if above == below:  # some files name the root twice
            continue
        try:
            below.verify_directly_issued_by(above)
        except (ValueError, TypeError, InvalidSignature) as problem:
            raise KeyUnusable(
                _(
                    "The chain is broken: “%(above)s” did not issue the certificate of “%(below)s”."
                    " It goes upwards, from the issuer of the certificate to the root."
                )
                % {"above": name_in(above.subject), "below": name_in(below.subject)}
            ) from problem
        below = above


def vouches_for_itself(cert_pem: bytes) -> bool:
    """Whether the certificate names nobody else as its issuer."""
    certificate = read_certificate(cert_pem)
    return certificate.issuer == certificate.subject


def issuer_in(cert_pem: bytes) -> str:
    """The name of whoever issued the certificate."""
    return name_in(read_certificate(cert_pem).issuer)


def name_in(name: x509.Name) -> str:
    """What somebody is called in a certificate; all of it where there is no common name."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def list_alone(content: bytes) -> bytes:
    """A list of revoked certificates as PEM; it may come as DER. Raises KeyUnusable."""
    return read_list(content).public_bytes(Encoding.PEM)


def list_made_at(content: bytes) -> datetime:
    """When a list of revoked certificates was made (UTC). Raises KeyUnusable."""
    return read_list(content).last_update_utc


def read_list(content: bytes) -> x509.CertificateRevocationList:
    """A list of revoked certificates, PEM or DER. Raises KeyUnusable."""
    is_pem = content.lstrip().startswith(b"-----BEGIN")
    try:
        return x509.load_pem_x509_crl(content) if is_pem else x509.load_der_x509_crl(content)
    except ValueError as problem:
        raise KeyUnusable(
            _("The list of revoked certificates is not readable; it must be PEM or DER.")
        ) from problem
