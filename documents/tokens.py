"""Private keys that never leave their device: PKCS#11, of a smart card or a security module.

Needs the extra `hsm` (python-pkcs11), which an installation without devices does without.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from documents.failures import KeyUnusable


@dataclass(frozen=True)
class TokenKey:
    """A key by the labels of its device and of itself; `module` is the library of the maker."""

    module: str
    token_label: str
    key_label: str
    pin: str = field(repr=False)

    def signature_of(self, data: bytes, *, elliptic: bool) -> bytes:
        """The signature over the SHA-256 of the data; ECDSA as DER. Raises KeyUnusable."""
        try:
            return self._signature_of(data, elliptic=elliptic)
        except ImportError:
            raise KeyUnusable(
                _("Keys in devices need the package python-pkcs11. Ask whoever runs the server.")
            ) from None
        except KeyUnusable:
            raise
        except Exception as problem:  # every maker's library fails in its own way
            _forget_session(self)
            raise KeyUnusable(
                _("The device %(device)s does not sign: %(problem)s")
                % {"device": self.token_label, "problem": self._in_words(problem)}
            ) from problem

    def _in_words(self, problem: Exception) -> str:
        """What went wrong; the library's own exceptions mostly have a name and no words."""
        said = {
            "NoSuchToken": _("there is no device with this label"),
            "NoSuchKey": _("it holds no key with the label “%(key)s”"),
            "MultipleObjectsReturned": _("it holds several keys with the label “%(key)s”"),
            "PinIncorrect": _("the PIN is another one (PKCS11_PIN)"),
            "PinLocked": _("its PIN is locked after too many attempts"),
        }
        name = type(problem).__name__
        if name in said:
            return said[name] % {"key": self.key_label}
        return str(problem) or name

    def _signature_of(self, data: bytes, *, elliptic: bool) -> bytes:
        from pkcs11 import KeyType, Mechanism, ObjectClass
        from pkcs11.util.ec import encode_ecdsa_signature

        with _lock:  # a session is not for two threads
            session = _session(self)
            key = session.get_key(
                object_class=ObjectClass.PRIVATE_KEY,
                key_type=KeyType.EC if elliptic else KeyType.RSA,
                label=self.key_label,
            )
            if elliptic:
                digest = hashlib.sha256(data).digest()
                plain = key.sign(digest, mechanism=Mechanism.ECDSA)
                return bytes(encode_ecdsa_signature(plain))
            return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))


_lock = threading.Lock()
# By library and device: a process signs in to a device once, whatever keys it uses there.
_sessions: dict[tuple[str, str], Any] = {}


def _session(key: TokenKey) -> Any:
    """The open session with the device; signing in anew for each letter would take too long."""
    where = key.module, key.token_label
    known = _sessions.get(where)
    if known is None:
        import pkcs11

        if not key.module:
            raise KeyUnusable(_("No library for devices is set (PKCS11_MODULE)."))
        token = pkcs11.lib(key.module).get_token(token_label=key.token_label)
        known = _sessions[where] = token.open(user_pin=key.pin)
    return known


def _forget_session(key: TokenKey) -> None:
    """Sign out after a failure, so that the next letter signs in anew; a dead device may refuse."""
    with _lock:
        session = _sessions.pop((key.module, key.token_label), None)
        if session is not None:
            with suppress(Exception):
                session.close()
