"""Why a move was not made. Each refusal has one HTTP meaning; nothing was changed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .models import Case


class Refusal(Exception):
    """A request to act that was understood and declined.

    `reasons` are sentences for the user; `given` is what the user typed, so that a page can give
    it back; `case` is the case it concerns, as it stands now, told only to who may see that case.
    """

    status = 400
    title = _("This cannot be done")

    def __init__(
        self,
        *reasons: object,
        given: Mapping[str, str] | None = None,
        case: "Case | None" = None,
    ) -> None:
        self.reasons: Sequence[str] = [str(reason) for reason in reasons] or [str(self.title)]
        self.given: Mapping[str, str] = given or {}
        self.case = case
        super().__init__(" ".join(self.reasons))


class NotYours(Refusal):
    """The person's role or side may not do this (403)."""

    status = 403
    title = _("This is not yours to do")


class NotFromHere(Refusal):
    """The case is in a state from which this move does not exist, or it moved on (409)."""

    status = 409
    title = _("The case has moved on")


class Missing(Refusal):
    """Something that the move needs is not there; every reason is named (422)."""

    status = 422
    title = _("Something is still missing")
