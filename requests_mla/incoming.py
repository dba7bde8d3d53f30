"""A letter of another installation: a signed PDF with its data inside, looked at before it is used.

Size first, then the signature, then the data. What arrives may have been made to break its reader:
the PDF is read in a process of its own, and only what it carries comes back. Whatever is wrong is a
refusal with its reasons, and nothing is kept here.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.queries import relied_on
from audit import moment
from documents.apart import take_apart
from documents.enclosed import Enclosed
from documents.failures import AttachmentMissing, EnclosedTooMuch, FileEncrypted, TooCostly
from documents.keys import LONGEST_COMMON_NAME
from documents.report import Report
from evidence.names import clean_name
from workflow.refusals import Missing

from .letters import pages
from .letters.parts import Payload, at
from .letters.payloads import sha256_of
from .payload_checks import problems_of

MIB = 1024 * 1024
# A letter of 400 pages with its fonts has 4; larger scans are registered by hand. What is attached
# has no more either, unpacked: scans are packed already.
MOST_BYTES = 25 * MIB
# A letter carries its data; others may carry a few files besides.
MOST_FILES = 20
PDF_BEGINS = b"%PDF-"
SUFFIX = ".json"


class LetterRefused(Missing):
    """The file is no letter that can be used here; nothing was kept."""


@dataclass(frozen=True)
class Incoming:
    """A letter whose data are sound and unchanged since they were signed.

    `payload` are the data exactly as they were attached, `said` what they say; `report` is what the
    signatures are worth: the signer may be unknown here. `enclosed` are the other files that are
    attached, under names that can be shown.
    """

    sha256: str
    payload: bytes
    said: Payload
    report: Report
    enclosed: tuple[Enclosed, ...] = ()

    @property
    def payload_sha256(self) -> str:
        """Digest of the data."""
        return sha256_of(self.payload)

    @property
    def kind(self) -> str:
        """What letter it is."""
        return str(self.said["kind"])

    @property
    def label(self) -> str:
        """The same in words."""
        return pages.KINDS[self.kind][0]()

    @property
    def conversation(self) -> UUID:
        """What both installations call the case."""
        return UUID(self.said["conversation"])

    @property
    def signer(self) -> str:
        """Who signed, by the certificate."""
        return self.report.signer_name

    @property
    def doubts(self) -> list[str]:
        """Why nobody should go on without having asked: sentences; empty if all is well.

        Whoever is trusted here signs for itself only, and not for another State.
        """
        found = [_(problem) for problem in self.report.problems]
        sender = str(self.said["from"]["authority"])
        if _plain(self.signer) != _plain(sender):
            found.append(
                _("The certificate is that of “%(signer)s”, the letter is from “%(sender)s”.")
                % {"signer": self.signer, "sender": sender}
            )
        return found

    @property
    def is_trusted(self) -> bool:
        """Whether it is signed by who it says it is from, and that one is trusted here."""
        return self.report.valid and not self.doubts

    @property
    def written_at(self) -> datetime:
        """When it was signed, as its signer states; never in the future."""
        created = at(self.said["created"])
        assert created is not None  # the schema wants it
        return min(self.report.signed_at or created, moment.now())


def _plain(name: str) -> str:
    """A name as two can be compared, as far as a certificate has room for it."""
    return " ".join(name[:LONGEST_COMMON_NAME].split()).casefold()


def read(pdf: bytes) -> Incoming:
    """The letter in a file. Raises LetterRefused with every reason."""
    if not pdf:
        raise LetterRefused(_("The file is empty (0 bytes). Choose the letter again."))
    if not pdf.startswith(PDF_BEGINS):
        raise LetterRefused(_("The file is not a PDF. Choose the letter as it was sent."))
    if len(pdf) > MOST_BYTES:
        raise LetterRefused(
            _("The file is larger than %(most)s MB; a letter with data never is.")
            % {"most": MOST_BYTES // MIB}
        )
    report, files = _taken_apart(pdf)
    data = _data_of(files)
    _refuse_altered(report)
    payload = data.content
    problems = problems_of(payload)
    if problems:
        raise LetterRefused(_("The data of the letter are broken."), *problems)
    said: Payload = json.loads(payload)
    if data.name != said["kind"] + SUFFIX:
        raise LetterRefused(
            _("The data are named “%(name)s” and say otherwise.") % {"name": data.name}
        )
    others = tuple(Enclosed(clean_name(one.name), one.content) for one in files if one is not data)
    return Incoming(hashlib.sha256(pdf).hexdigest(), payload, said, report, others)


def _taken_apart(pdf: bytes) -> tuple[Report, list[Enclosed]]:
    """What the signatures are worth, and the files that are attached."""
    try:
        return take_apart(
            pdf,
            **relied_on(),
            at=moment.now(),
            most_files=MOST_FILES,
            most_bytes=MOST_BYTES,
        )
    except FileEncrypted as problem:
        raise LetterRefused(
            _("The file is encrypted. Ask for the letter as it was signed.")
        ) from problem
    except EnclosedTooMuch as problem:
        raise LetterRefused(
            _(
                "More is attached to the file than a letter carries. Nothing of it was unpacked. "
                "Register it as a paper request instead."
            )
        ) from problem
    except AttachmentMissing as problem:
        raise LetterRefused(
            _("The file is damaged, or made in a way that cannot be read here.")
        ) from problem
    except TooCostly as problem:
        raise LetterRefused(
            _(
                "The file could not be read in reasonable time, so reading it was given up. "
                "Choose it once more; if that fails too, ask the other State to send it again, "
                "or register it as a paper request."
            )
        ) from problem


def _data_of(files: list[Enclosed]) -> Enclosed:
    """The data of the letter, among what is attached."""
    data = [one for one in files if one.name.removesuffix(SUFFIX) in pages.KINDS]
    if not data:
        raise LetterRefused(
            _("The file carries no data of a letter. Register it as a paper request instead.")
        )
    if len(data) > 1:
        raise LetterRefused(_("The file carries data more than once: nobody can tell which hold."))
    return data[0]


def _refuse_altered(report: Report) -> None:
    """A letter that is not as it was signed goes no further; an unknown signer may, with a reason.

    What was never signed cannot be told from what was changed.
    """
    if not report.intact or not report.covers_whole_file:
        raise LetterRefused(
            _("The letter is not as it was signed. Ask the other State to send it again."),
            *(_(problem) for problem in report.problems),
        )
