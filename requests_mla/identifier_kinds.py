"""What the value of each kind of identifier looks like, and what to write instead."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator, validate_email, validate_ipv46_address
from django.utils.translation import gettext as _

from .choices import IdentifierKind

# Hexadecimal digits of MD5, SHA-1, SHA-256 and SHA-512.
HASH_LENGTHS = frozenset({32, 40, 64, 128})
HEX = re.compile(r"[0-9a-fA-F]+")
# E.164: a country code, and fifteen digits at most; people group them in their own ways.
PHONE = re.compile(r"\+[0-9 ().\-/]+")
PHONE_DIGITS = range(7, 16)
WALLETS = (
    re.compile(r"0x[0-9a-fA-F]{40}"),
    re.compile(r"[1-9A-HJ-NP-Za-km-z]{25,95}"),  # Base58: no 0, O, I, l
    re.compile(r"(?=.{14,90}$)[a-z]{1,20}1[ac-hj-np-z02-9]{6,}"),  # Bech32
    re.compile(r"(?=.{14,90}$)[A-Z]{1,20}1[AC-HJ-NP-Z02-9]{6,}"),
)
# Values of these kinds have no blank in them: what follows one is something else.
UNBROKEN = frozenset(
    {
        IdentifierKind.IP,
        IdentifierKind.EMAIL,
        IdentifierKind.URL,
        IdentifierKind.DOMAIN,
        IdentifierKind.WALLET,
        IdentifierKind.HASH,
    }
)


def check_value(kind: str, value: str) -> None:
    """Raise ValidationError with an example where the value does not look like its kind."""
    if not value.strip():
        raise ValidationError(_("Write the value."))
    shape = SHAPES.get(kind)
    if shape is None:
        return
    fits, advice = shape
    try:
        is_one = fits(value)
    except (ValidationError, ValueError):
        is_one = False
    if not is_one:
        raise ValidationError(advice())


def _is_ip(value: str) -> bool:
    validate_ipv46_address(value)
    return True


def _is_email(value: str) -> bool:
    validate_email(value)
    return True


def _is_domain(value: str) -> bool:
    DomainNameValidator()(value)
    return True


def _is_url(value: str) -> bool:
    parts = urlsplit(value)
    return bool(parts.scheme and parts.hostname) and not re.search(r"\s", value)


def _is_phone(value: str) -> bool:
    digits = sum(one.isdigit() for one in value)
    return bool(PHONE.fullmatch(value)) and digits in PHONE_DIGITS


def _is_wallet(value: str) -> bool:
    return any(shape.fullmatch(value) for shape in WALLETS)


def _is_hash(value: str) -> bool:
    return len(value) in HASH_LENGTHS and bool(HEX.fullmatch(value))


# How to see whether a value is of its kind, and what to say if it is not.
SHAPES: dict[str, tuple[Callable[[str], bool], Callable[[], str]]] = {
    IdentifierKind.IP: (
        _is_ip,
        lambda: _("This is no IP address. Write for example 203.0.113.77 or 2001:db8::1."),
    ),
    IdentifierKind.EMAIL: (
        _is_email,
        lambda: _("This is no e-mail address. Write for example name@mail.example."),
    ),
    IdentifierKind.PHONE: (
        _is_phone,
        lambda: _(
            "This is no telephone number with its country code. Write for example +999 20 555 0142."
        ),
    ),
    IdentifierKind.URL: (
        _is_url,
        lambda: _("This is no web address. Write it whole, for example https://shop.example/pay."),
    ),
    IdentifierKind.DOMAIN: (
        _is_domain,
        lambda: _("This is no domain name. Write for example shop.example, without https://."),
    ),
    IdentifierKind.WALLET: (
        _is_wallet,
        lambda: _(
            "This is no wallet address that is known here. Write it whole: 0x and 40 hexadecimal "
            "digits, or as it begins with 1, 3 or bc1. Anything else goes under account or profile."
        ),
    ),
    IdentifierKind.HASH: (
        _is_hash,
        lambda: _(
            "This is no file hash. Write all hexadecimal digits: 32 for MD5, 40 for SHA-1, 64 for "
            "SHA-256, 128 for SHA-512; for example d41d8cd98f00b204e9800998ecf8427e."
        ),
    ),
}
