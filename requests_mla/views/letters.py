"""A letter that failed is tried again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views import actor_required

from ..services import posting
from . import pieces
from .case import letters_of


@require_POST
def again(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Order it once more; the worker makes it in a moment."""
    view = pieces.seen(actor_required(request), pk)
    found = next((row for row in letters_of(view) if row.number == number), None)
    if found is None:
        raise Http404
    posting.order_again(letter=found, by=view.actor)
    messages.success(request, _("Letter %(number)s is being made again.") % {"number": number})
    return redirect(f"{reverse('requests:case', args=[pk])}?tab=letters")
