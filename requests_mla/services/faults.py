"""Why a letter could not be made, in words for an officer; the details stand in the log."""

from django.utils.translation import gettext as _

from documents.failures import DocumentFailure
from evidence.refusals import NoRoom
from workflow.refusals import Missing

# What says itself what to do. Anything else is a fault.
FORESEEN = (DocumentFailure, Missing)


def words_of(problem: Exception) -> str:
    """What went wrong, and what to do about it."""
    if isinstance(problem, NoRoom):
        return _("There is no room left to keep it. Tell the operator, and try again afterwards.")
    if isinstance(problem, FORESEEN):
        return str(problem)
    if isinstance(problem, OSError):
        return _(
            "The files of this installation cannot be read or written. Tell the operator, and try "
            "again afterwards."
        )
    return _(
        "A fault of the software (%(name)s). What you wrote is kept. Tell the operator, who finds "
        "the details in the log, and try again afterwards."
    ) % {"name": type(problem).__name__}


def never_ended(attempts: int) -> str:
    """Said of a letter whose every attempt broke off."""
    return _(
        "The work on it broke off %(times)s times. If the letter is long, move lists into an "
        "attachment; if it is short, tell the operator."
    ) % {"times": attempts}
