"""What can be said of a signed file, in plain words; each weighs as one of four verdicts.

No Django here: the checker on the command line says the same as the page, which translates it.
"""

from enum import Enum, IntEnum


def gettext_noop(text: str) -> str:
    """Mark a text for translators; it is translated where it is shown."""
    return text


class Verdict(IntEnum):
    """How a file stands; also what the checker exits with."""

    GOOD = 0
    ALTERED = 1
    INCOMPLETE = 2
    NOT_TRUSTED = 3


class Finding(Enum):
    """What is wrong with a file. The first part weighs, the second is the sentence."""

    UNREADABLE = (
        Verdict.INCOMPLETE,
        gettext_noop("The file is damaged or is not a PDF that can be read."),
    )
    TOO_COSTLY = (
        Verdict.INCOMPLETE,
        gettext_noop("The file could not be read in reasonable time. Letters of ours can be."),
    )
    NOT_SIGNED = (Verdict.INCOMPLETE, gettext_noop("The file is not signed."))
    NO_TIME = (
        Verdict.INCOMPLETE,
        gettext_noop("The signature does not say when it was made."),
    )
    NO_DATA = (
        Verdict.INCOMPLETE,
        gettext_noop("The data that belong to the letter are not attached to it."),
    )
    CHANGED = (
        Verdict.ALTERED,
        gettext_noop("The content was changed after it was signed, or the signature is forged."),
    )
    REPAINTED = (
        Verdict.ALTERED,
        gettext_noop("A later addition changes what the signed document shows."),
    )
    ADDED = (
        Verdict.ALTERED,
        gettext_noop("Something was added to the file after it was signed."),
    )
    STAMP_BROKEN = (
        Verdict.ALTERED,
        gettext_noop("A time stamp does not belong to this file."),
    )
    ISSUER_UNKNOWN = (
        Verdict.NOT_TRUSTED,
        gettext_noop(
            "The signer's certificate does not come from an authority that is trusted here."
        ),
    )
    WRONG_PURPOSE = (
        Verdict.NOT_TRUSTED,
        gettext_noop("The signer's certificate is not for signing documents."),
    )
    NOT_VALID_THEN = (
        Verdict.NOT_TRUSTED,
        gettext_noop("At the stated time of signing the certificate was not valid."),
    )
    IN_THE_FUTURE = (
        Verdict.NOT_TRUSTED,
        gettext_noop("The stated time of signing lies in the future."),
    )
    EXPIRED = (Verdict.NOT_TRUSTED, gettext_noop("The signer's certificate has expired."))
    NOT_YET_VALID = (
        Verdict.NOT_TRUSTED,
        gettext_noop("The signer's certificate is not valid yet."),
    )
    REVOKED = (
        Verdict.NOT_TRUSTED,
        gettext_noop("The signer's certificate was revoked, and nothing proves it signed before."),
    )
    STAMP_UNKNOWN = (
        Verdict.NOT_TRUSTED,
        gettext_noop("A time stamp does not come from an authority that is trusted here."),
    )
    STAMP_CONTRADICTS = (
        Verdict.NOT_TRUSTED,
        gettext_noop("A time stamp says another time than the signer does."),
    )

    @property
    def verdict(self) -> Verdict:
        """How much it weighs."""
        return self.value[0]

    @property
    def sentence(self) -> str:
        """What people are told, in English."""
        return self.value[1]


class Level(Enum):
    """How far a signature can be proven (PAdES, ETSI EN 319 142-1)."""

    BASIC = "B-B"
    TIMED = "B-T"
    LASTING = "B-LTA"
