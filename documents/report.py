"""What an inspection of a signed file found: of each signature, and of the whole.

No Django here: see `findings`.
"""

from dataclasses import dataclass
from datetime import datetime

from documents.findings import Finding, Level, Verdict

# The fields that the signatures of a letter stand in.
OFFICER, SEAL = "Officer", "Authority"


@dataclass(frozen=True)
class Signed:
    """One signature.

    `signer_name` is the name in the certificate, `person` and `reason` what the signer stated
    beside it. `signed_at` is the stated time, `proven_at` when a trusted time stamp saw it. The
    certificate is valid from and until the two moments; `revoked_at` is when its issuer took it
    back, as far as the file or the trusted lists know.
    """

    field: str
    signer_name: str = ""
    issuer_name: str = ""
    person: str = ""
    reason: str = ""
    signed_at: datetime | None = None
    proven_at: datetime | None = None
    fingerprint: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    revoked_at: datetime | None = None
    intact: bool = False
    trusted: bool = False
    level: Level = Level.BASIC
    findings: tuple[Finding, ...] = ()

    @property
    def is_by_officer(self) -> bool:
        """Whether it is an officer's own, and no seal."""
        return self.field == OFFICER

    @property
    def is_older_than_revocation(self) -> bool:
        """Whether it is proven that it was made before the certificate was revoked."""
        if self.revoked_at is None or self.proven_at is None:
            return False
        return self.proven_at < self.revoked_at


@dataclass(frozen=True)
class Report:
    """What the inspection found: the file as a whole, and each of its signatures.

    With several signatures `intact` and `trusted` hold for all; the properties that name a signer
    are those of the seal, or else of the first.
    """

    each: tuple[Signed, ...] = ()
    covers_whole_file: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether nothing of what was signed was changed."""
        return bool(self.each) and all(one.intact for one in self.each)

    @property
    def trusted(self) -> bool:
        """Whether every signer is vouched for by somebody who is trusted."""
        return bool(self.each) and all(one.trusted for one in self.each)

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences to be shown, in English; empty if all is well."""
        return tuple(finding.sentence for finding in self.findings)

    @property
    def valid(self) -> bool:
        """Whether the letter is what its signer sent, whole and unchanged."""
        return self.verdict is Verdict.GOOD

    @property
    def verdict(self) -> Verdict:
        """The worst of it: altered, incomplete, not trusted, or good."""
        return min((one.verdict for one in self.findings), default=Verdict.GOOD)

    @property
    def level(self) -> Level:
        """How far all of it can be proven."""
        order = list(Level)
        return min((one.level for one in self.each), key=order.index, default=Level.BASIC)

    @property
    def signatures(self) -> int:
        """How many there are, time stamps not counted."""
        return len(self.each)

    @property
    def seal(self) -> Signed:
        """The signature of the authority, or else the first."""
        seals = [one for one in self.each if one.field == SEAL]
        return next(iter((*seals, *self.each)), Signed(field=""))

    @property
    def signer_name(self) -> str:
        """The name in the certificate of the seal."""
        return self.seal.signer_name

    @property
    def person(self) -> str:
        """Who stated to have signed."""
        return self.seal.person

    @property
    def reason(self) -> str:
        """What the signature is stated to mean."""
        return self.seal.reason

    @property
    def signed_at(self) -> datetime | None:
        """The stated time of the seal."""
        return self.seal.signed_at

    @property
    def fingerprint(self) -> str:
        """Of the certificate of the seal, in groups of four."""
        return self.seal.fingerprint
