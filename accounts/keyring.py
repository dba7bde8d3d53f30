"""The signing keys of a State: who sees, keeps and reads which, how one stands, who vouches for it.

The only definition of who may read a fingerprint: pages ask it, and so does the service that writes
a reading down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from audit import moment
from audit.stamps import Stamp
from documents.certificates import issuer_in, vouches_for_itself
from documents.keys import fingerprint, root_of
from workflow.choices import Side

from .actors import Actor
from .choices import OPERATOR, KeyStanding, Role
from .models import Appointment, Authority, Issuer, Person, SigningKey
from .queries import not_over, usable_key

# How many people read a fingerprint before its key signs.
READERS = 2
# Whose own key may sign at an authority, and who reads fingerprints there.
OFFICERS = frozenset({Role.CENTRAL_AUTHORITY_OFFICER, Role.LIAISON_OFFICER, Role.DUTY_OFFICER})
# A target of the house, no rule of the Convention: an issuer may take weeks for the next one.
SOON = timedelta(days=60)
# When its end is told to those who have to see to the next one: a target of the house as well.
TOLD_BEFORE = timedelta(days=30)
HIDDEN_DIGITS = 8


def sees_keys(actor: Actor) -> bool:
    """Whether this role looks at signing keys at all."""
    return actor.looks_after_people or actor.role in OFFICERS


def keys_seen_by(actor: Actor) -> QuerySet[SigningKey]:
    """All keys of the State for its administrator, those of the own authority for its officers."""
    keys = SigningKey.objects.select_related("authority", "person").prefetch_related("readings")
    if actor.looks_after_people:
        return keys.filter(authority__state=actor.state)
    return keys.filter(authority=actor.authority_id) if sees_keys(actor) else keys.none()


def keeps_keys(by: Stamp, state: str) -> bool:
    """Whether they register and revoke keys of that State: its administrator, or the operator."""
    return by.role in (Role.STATE_ADMINISTRATOR, OPERATOR) and by.state == state


def may_revoke(by: Stamp, key: SigningKey) -> bool:
    """Whoever keeps the keys of the State; and its holder, who knows first that it was lost."""
    state = key.authority.state_id
    is_own = key.person_id is not None and key.person_id == by.person_id and by.state == state
    return is_own or keeps_keys(by, state)


def officers_of(authority: Authority) -> QuerySet[Person]:
    """Those who may have a key of their own there today."""
    live = _live().filter(authority=authority, role__in=OFFICERS)
    return Person.objects.filter(pk__in=live.values("person"))


def readers_of(key: SigningKey) -> QuerySet[Appointment]:
    """The appointments under which somebody may read the fingerprint of a key now.

    Not its holder, who reads it out, and not whoever registered it; and nobody twice.
    """
    besides = {key.person_id, key.registered_by_id} - {None}
    if standing_of(key) != KeyStanding.WAITING:
        return Appointment.objects.none()
    there = Q(authority=key.authority_id, role__in=OFFICERS)
    above = Q(authority__state=key.authority.state_id, role=Role.STATE_ADMINISTRATOR)
    return (
        _live()
        .filter(there | above)
        .exclude(person__in=besides)
        .exclude(person__in=key.readings.values("person_id"))
        .select_related("person")
        .order_by("person__name", "pk")
    )


def may_read(by: Stamp, key: SigningKey) -> bool:
    """Whether they may read the fingerprint under the appointment that they act under."""
    found = readers_of(key).filter(person=by.person_id or 0)
    return found.filter(authority=by.authority_id, role=by.role).exists()


def is_hidden_from(by: Stamp, key: SigningKey) -> bool:
    """Whether its last digits are kept from them: who may still read it types them as heard."""
    return readers_of(key).filter(person=by.person_id or 0).exists()


def standing_of(key: SigningKey) -> KeyStanding:
    """How a key stands now."""
    now = moment.now()
    if key.revoked_at:
        return KeyStanding.REVOKED
    if key.valid_until <= now:
        return KeyStanding.EXPIRED
    if key.in_force_since is None:
        return KeyStanding.WAITING
    return KeyStanding.EXPIRING if key.valid_until <= now + SOON else KeyStanding.IN_FORCE


def signing_sides(
    leads: Mapping[Side, Authority],
) -> tuple[frozenset[Side], frozenset[Side]]:
    """The sides whose authority signs now; and of the others, those where a key waits to be read.

    Of an authority that is reached by post no key is waited for.
    """
    signing = frozenset(side for side, authority in leads.items() if usable_key(authority))
    waiting = frozenset(
        side
        for side, authority in leads.items()
        if side not in signing and authority.connected and waits_for_readers(authority)
    )
    return signing, waiting


def waits_for_readers(authority: Authority, person_id: int | None = None) -> bool:
    """Whether a seal of the authority, or a key of that officer there, waits to be read."""
    waiting = SigningKey.objects.filter(
        authority=authority,
        person=person_id,
        in_force_since=None,
        revoked_at=None,
        valid_until__gt=moment.now(),
    )
    return waiting.exists()


@dataclass(frozen=True)
class Voucher:
    """Who vouches for a key; `name` is empty where it does so itself."""

    name: str
    is_trusted: bool


def voucher_of(key: SigningKey, trusted: Mapping[str, Issuer]) -> Voucher:
    """Who vouches for a key; `trusted` are the issuers trusted here, by their fingerprint."""
    certificate = key.certificate_pem.encode()
    root = root_of(certificate, key.chain_pem.encode())
    if root:
        issuer = trusted.get(fingerprint(root))
        return Voucher(issuer.name if issuer else issuer_in(root), issuer is not None)
    if vouches_for_itself(certificate):
        return Voucher("", is_trusted=False)
    # Its issuer's own certificate was not brought along.
    return Voucher(issuer_in(certificate), is_trusted=False)


def trusted_issuers() -> dict[str, Issuer]:
    """The issuers trusted here, by their fingerprint."""
    return {issuer.fingerprint: issuer for issuer in Issuer.objects.filter(ended_at=None)}


def may_change(by: Stamp, issuer: Issuer) -> bool:
    """Whether they renew its list or end its trust: the State that trusted it first.

    Of one that came with the installation, anybody's administrator; not of the demonstration's own.
    """
    if by.role != Role.STATE_ADMINISTRATOR or issuer.key_pem:
        return False
    return issuer.state_id in (None, by.state)


def digits_of(fingerprint: str) -> str:
    """A fingerprint as digits alone, whatever stands between them."""
    return "".join(sign for sign in fingerprint.lower() if sign in "0123456789abcdef")


def _live() -> QuerySet[Appointment]:
    day = moment.now().date()
    return Appointment.objects.filter(not_over(day), since__lte=day, person__is_active=True)
