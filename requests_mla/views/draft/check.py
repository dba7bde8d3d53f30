"""The last step: what is to be confirmed, what blocks, and the one button."""

from django.http import HttpResponse

from ...choices import Action
from ...offers import offers_for
from .. import pieces
from . import confirming, frame
from .opened import Opened


def answer(opened: Opened) -> HttpResponse:
    """Show whether the draft can be submitted; keep the boxes that were ticked."""
    kept = confirming.keep(opened) if opened.request.method == "POST" else None
    if isinstance(kept, HttpResponse):
        return kept
    view = opened.view
    offers = [one for one in offers_for(view.actor, view.case) if one.move.action == Action.SUBMIT]
    offer = pieces.button(view, offers[0], primary=True) if offers else None
    around = kept or confirming.around(opened)
    return frame.page(opened, offer=offer, step_template="requests/steps/check.html", **around)
