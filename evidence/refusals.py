"""Why a file was not taken or given, in sentences for the person who tried."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.refusals import Missing, NotFromHere, Refusal

from .choices import TYPE_NAMES

MIB = 1024 * 1024


class FileRefused(Missing):
    """The file was not kept; nothing was changed."""


class DamagedExhibits(FileRefused):
    """Exhibits that cannot be sealed; each is named by number and file name."""

    def __init__(self, exhibits: Iterable[tuple[int, str]]) -> None:
        super().__init__(
            *[
                _(
                    "Exhibit %(number)s (%(name)s) no longer matches its fingerprint. Withdraw it "
                    "and attach the file again."
                )
                % {"number": number, "name": name}
                for number, name in exhibits
            ]
        )


class EmptyFile(FileRefused):
    """A file of 0 bytes, or none."""

    def __init__(self) -> None:
        super().__init__(
            _("The file is empty (0 bytes). Check it on your computer and choose it again.")
        )


class FileTooLarge(FileRefused):
    """A file above the limit, which is named in MiB."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            _(
                "The file is larger than %(limit)s MiB, the most that can be kept here as one "
                "file. Split it into parts, or deliver it on a data carrier and attach the "
                "carrier's list of contents."
            )
            % {"limit": limit // MIB if limit >= MIB else f"{limit / MIB:.2f}"}
        )


class NoRoom(FileRefused):
    """The disk of the vault is full."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "There is no room left to keep this file. Nothing of it was kept. Tell the "
                "operator of this installation, and send the file again afterwards."
            )
        )


class WrongType(FileRefused):
    """Not one of the types asked for, by content and by name."""

    def __init__(self, accepted: Iterable[str]) -> None:
        names = ", ".join(sorted(TYPE_NAMES.get(kind, kind) for kind in accepted))
        super().__init__(
            _(
                "The file is not one of these types: %(types)s. Its content and the ending of "
                "its name must agree, and nothing else may be packed into it. Scan or print the "
                "document to PDF and choose that file."
            )
            % {"types": names}
        )


class Interrupted(FileRefused):
    """The file did not arrive whole."""

    def __init__(self) -> None:
        super().__init__(
            _("The file did not arrive whole. Nothing of it was kept: choose it and send it again.")
        )


class AlreadyDelivered(NotFromHere):
    """An exhibit that the other side has can no longer be withdrawn."""

    def __init__(self) -> None:
        super().__init__(
            _("This exhibit was delivered to the other side and can no longer be withdrawn.")
        )


class Unreadable(Refusal):
    """The file in the vault is missing or damaged: it is not given out."""

    status = 409
    title = gettext_lazy("The file cannot be given out")

    def __init__(self) -> None:
        super().__init__(
            _(
                "The file kept here no longer matches its fingerprint, so it is not given out. "
                "The operator of this installation has been alerted and can restore it from a "
                "copy. The record of the case is unchanged."
            )
        )
